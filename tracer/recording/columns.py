"""Columns of whole numbers, one for each hop, that a finished file keeps ready to be read at once.

A column is one row of the table ``columns``: its item code (``i`` 32 bits, ``q``
64), a checksum, then the numbers, little-endian. It is read without a copy.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from dataclasses import fields
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import sqlite3

Column: TypeAlias = "array[int] | memoryview[int]"

_HEAD = 8
_SIZES = {b"i": 4, b"q": 8}


def zeros(code: str, count: int) -> array[int]:
    """A column of ``count`` zeros."""
    return array(code, bytes(array(code).itemsize * count))


def keep(db: sqlite3.Connection, name: str, column: Column) -> None:
    """Store a column under a name."""
    data = column if isinstance(column, array) else array(column.format, column)
    if sys.byteorder == "big":
        data = data[:]
        data.byteswap()
    text = data.tobytes()
    head = data.typecode.encode().ljust(4, b"\0") + zlib.crc32(text).to_bytes(4, "little")
    db.execute("INSERT OR REPLACE INTO columns VALUES (?, ?)", (name, head + text))


def any_kept(db: sqlite3.Connection) -> bool:
    """Whether the file keeps columns: it will not grow any more."""
    return bool(db.execute("SELECT 1 FROM columns LIMIT 1").fetchall())


def find(db: sqlite3.Connection, name: str) -> Column | None:
    """The column of that name; None where the file keeps none. Raises ValueError where damaged."""
    for (data,) in db.execute("SELECT data FROM columns WHERE name = ?", (name,)):
        return _column(data, name)
    return None


def _column(data: object, name: str) -> Column:
    if not isinstance(data, bytes) or len(data) < _HEAD or data[:1] not in _SIZES:
        raise ValueError(f"its column {name} cannot be read")
    code = data[:1].decode()
    numbers = memoryview(data)[_HEAD:]
    if len(numbers) % _SIZES[data[:1]] or zlib.crc32(numbers) != int.from_bytes(
        data[4:8], "little"
    ):
        raise ValueError(f"its column {name} is not as it was written")
    if sys.byteorder == "big":
        column = array(code)
        column.frombytes(numbers)
        column.byteswap()
        return column
    return numbers.cast(code)  # type: ignore[call-overload,no-any-return]


def are_equal(some: object, others: object) -> bool:
    """Whether two objects of one dataclass hold equal columns, however each was come by."""
    pairs = ((getattr(some, f.name), getattr(others, f.name)) for f in fields(some))  # type: ignore[arg-type]
    return all(
        a == b if a is None or b is None else list(a) == list(b)
        for a, b in pairs
        if not isinstance(a, int)
    )
