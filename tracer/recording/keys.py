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


def read_keys(db: sqlite3.Connection, table: str, renew: Callable[[], None]) -> array[int]:
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


class Ascending:
    """Numbers in ascending order, asked for one by one."""

    def __init__(self, numbers: array[int]) -> None:
        self._numbers = numbers

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        place = bisect_left(self._numbers, number)
        return place < len(self._numbers) and self._numbers[place] == number
