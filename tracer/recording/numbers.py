"""From the raw numbers of a run's processes to the recording's: arrays, in pages."""

from __future__ import annotations

from array import array

_BITS = 10
_PAGE = bytes(8 << _BITS)
_WITHIN = (1 << _BITS) - 1


class Numbers:
    """A dictionary from whole numbers, most of which come in order, to whole numbers from 0.

    A process counts its numbers up, so pages are full; eight bytes a number.
    """

    def __init__(self) -> None:
        self._pages: dict[int, array[int]] = {}

    def add(self, key: int, value: int) -> None:
        """Keep the value of a key."""
        page = self._pages.get(key >> _BITS)
        if page is None:
            page = self._pages[key >> _BITS] = array("q", _PAGE)
        page[key & _WITHIN] = value + 1  # 0 stands for none

    def get(self, key: int) -> int | None:
        """The value of a key; None where it has none."""
        page = self._pages.get(key >> _BITS)
        found = page[key & _WITHIN] if page is not None else 0
        return found - 1 if found else None

    def __getitem__(self, key: int) -> int:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found
