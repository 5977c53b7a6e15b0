"""The numbers of a table's rows, where there may be as many as requests."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from operator import lt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_AT_ONCE = 10_000
_FEW = 500


def read_keys(
    db: sqlite3.Connection, table: str, renew: Callable[[], None] = lambda: None
) -> array[int]:
    """The ids of a table, ascending. Calls ``renew`` now and then; raises ValueError out of order."""
    found = array("q")
    rows = db.execute(f"SELECT id FROM {table} ORDER BY id")
    while chunk := rows.fetchmany(_AT_ONCE):
        first = max(len(found) - 1, 0)
        found.extend(row[0] for row in chunk)
        if not all(map(lt, found[first:], found[first + 1 :])):
            raise ValueError("its rows are out of order")
        renew()
    return found


class Rows:
    """The numbers of a table's rows, asked for one by one.

    A few are looked up; who asks for more has all of them read: ``look`` tells of one
    number whether it is there, ``read`` gives them all, ascending.
    """

    def __init__(self, look: Callable[[int], bool], read: Callable[[], array[int]]) -> None:
        self._look = look
        self._read = read
        self._met: set[int] = set()
        self._all: array[int] | None = None

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        if number in self._met:
            return True
        if self._all is None and len(self._met) < _FEW:
            found = self._look(number)
            if found:
                self._met.add(number)
            return found
        if self._all is None:
            self._all = self._read()
        place = bisect_left(self._all, number)
        return place < len(self._all) and self._all[place] == number
