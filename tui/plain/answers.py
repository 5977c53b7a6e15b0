"""What somebody typed, read: a number and how sure, an order, a word. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ANSWER = re.compile(r"(?P<numbers>\d+(?:[\s,，、>]+\d+)*)\s*(?P<sure>[a-z?!？！]*)")
_SURE = {"s": True, "sure": True, "!": True, "！": True}
_NOT_SURE = {"n": False, "not sure": False, "?": False, "？": False}
SURENESS = {**_SURE, **_NOT_SURE}


@dataclass(frozen=True, slots=True)
class Typed:
    """Options by their numbers, and whether somebody is sure; None where that was not said."""

    numbers: tuple[int, ...]
    """From 1."""
    sure: bool | None


def read_answer(line: str) -> Typed | None:
    """``2 s``, ``2?``, ``3 1 2 n``; None where it is no answer."""
    found = _ANSWER.fullmatch(line.strip().lower())
    if found is None or found["sure"] not in {"", *SURENESS}:
        return None
    numbers = tuple(int(each) for each in re.findall(r"\d+", found["numbers"]))
    return Typed(numbers, SURENESS.get(found["sure"]))
