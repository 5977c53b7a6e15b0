"""How a lane is called for short."""

from __future__ import annotations


def lane_letter(lane_id: int) -> str:
    """A lane's sign: A to Z, then AA, AB and so on."""
    letters = ""
    number = lane_id
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters or "?"
