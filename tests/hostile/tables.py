"""Hostile rows: values of the wrong kind in the right tables, and what refers to nothing or itself."""

from __future__ import annotations

import functools
import json
import sqlite3
import zlib
from array import array
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeAlias

Change: TypeAlias = Callable[[sqlite3.Connection, Random], None]
Mutation: TypeAlias = Callable[[Path, Random], None]

VALUES: tuple[object, ...] = (
    None, 0, 1, -1, 2**31, 2**62, 2**63 - 1, -(2**63), 1e308, -0.5, float("inf"), "", "x", "0",
    "12abc", "object", "\0", "\x1b]0;owned\x07\x1b[2J", "[red]x[/]", "\u202ex\u2028", "server#0",
    "server#99999999999999999999", "thread#", "#", "a" * 3_000_000, b"", b"\xff\xfe", b"blob" * 500,
    "[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 50_000, "{}", "[]", "null", "true", "1",
    "[1]", '["x"]', '{"x": 1}', '{"x": "y"}', '{"x": ["function", 1]}', '{"x": [["function"], 1]}',
    '{"x": ["function", -1, "x", null]}', '{"x": []}', "NaN", "[NaN]", "1e999", '"\\ud800"',
    '{"\\ud800": "\\udfff"}', '["\\u0000"]', "[" + "1," * 200_000 + "1]", "9" * 5000,
)  # fmt: skip
_TEXT = "CAST(x'ff80c0' AS TEXT)"


def changing(change: Change) -> Mutation:
    """A change through SQL as a change of the file."""

    @functools.wraps(change)
    def mutate(path: Path, chance: Random) -> None:
        db = sqlite3.connect(path, isolation_level=None)
        try:
            db.execute("PRAGMA synchronous = OFF")
            change(db, chance)
        finally:
            db.close()

    return mutate


def _columns(db: sqlite3.Connection) -> list[tuple[str, str]]:
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [(t, row[1]) for t in tables for row in db.execute(f"PRAGMA table_info({t})")]


def change_value(db: sqlite3.Connection, chance: Random) -> None:
    table, column = chance.choice(_columns(db))
    where = chance.choice(["", " WHERE rowid = (SELECT min(rowid) FROM {0})",
                           " WHERE rowid % 7 = 3", " WHERE rowid = 5"]).format(table)  # fmt: skip
    value = chance.choice(VALUES)
    try:
        if chance.random() < 0.1:
            db.execute(f"UPDATE OR IGNORE {table} SET {column} = {_TEXT}{where}")
            return
        db.execute(f"UPDATE OR IGNORE {table} SET {column} = ?{where}", (value,))
    except sqlite3.IntegrityError:  # an id takes whole numbers only
        db.execute(
            f"UPDATE OR IGNORE {table} SET {column} = ?{where}", (chance.choice([-5, 10**12]),)
        )


def change_number(db: sqlite3.Connection, chance: Random) -> None:
    """A number that is one for the types, and yet no number of anything."""
    numbers = [
        (table, column) for table, column in _columns(db)
        if column in _NUMBERS and (table, column) != ("meta", "value")
    ]  # fmt: skip
    table, column = chance.choice(numbers)
    number = chance.choice([0, -1, 1, 2, 3, 7, 999, 10**6, 2**31, 2**40, 2**63 - 1, -(2**63)])
    db.execute(
        f"UPDATE OR IGNORE {table} SET {column} = ? WHERE rowid % ? = 0",
        (number, chance.choice([1, 2, 5])),
    )


_NUMBERS = frozenset({
    "parent", "lane", "depth", "request", "code", "site", "receiver_class", "owner",
    "revision", "resumed", "start_ns", "end_ns", "polls", "first_line", "digest", "byte_offset",
    "line", "end_line", "byte_column", "end_byte_column", "metaclass", "class_id", "number", "pid",
    "thread", "daemon", "parent_hop", "shape", "accepted_hop", "from_hop", "to_hop", "hop", "id",
})  # fmt: skip


def delete_rows(db: sqlite3.Connection, chance: Random) -> None:
    tables = sorted({table for table, _ in _columns(db)})
    table = chance.choice([*tables, "hops", "hops", "classes"])
    db.execute(f"DELETE FROM {table} WHERE rowid % ? = ?", (chance.choice([1, 2, 9]), 0))


def odd_parents(db: sqlite3.Connection, chance: Random) -> None:
    """Hops that call themselves or each other, in the rows, the columns, or both."""
    db.execute(chance.choice([
        "UPDATE hops SET parent = id", "UPDATE hops SET parent = id + 1",
        "UPDATE hops SET parent = id + 1 - 2 * (id % 2)", "UPDATE hops SET parent = 40 WHERE id = 3",
        "UPDATE hops SET resumed = id", "UPDATE hops SET resumed = 3, parent = 4 WHERE id < 6",
        "UPDATE hops SET parent = id - 1 WHERE id > 1", "UPDATE lanes SET parent_hop = 60",
        "UPDATE hops SET lane = 1 + id % 3", "UPDATE hops SET depth = 0",
    ]))  # fmt: skip
    if chance.random() < 0.5:
        db.execute("DELETE FROM columns")


def odd_columns(db: sqlite3.Connection, chance: Random) -> None:
    """The kept columns say something else than the rows."""
    names = [name for (name,) in db.execute("SELECT name FROM columns ORDER BY name")]
    if not names:
        return
    name = chance.choice(names)
    ((data,),) = db.execute("SELECT data FROM columns WHERE name = ?", (name,))
    head, raw = data[:4], bytearray(data[8:])
    match chance.randrange(8):
        case 0:
            raw = raw[: chance.randrange(len(raw)) // 8 * 8]
        case 1:
            raw = raw + raw
        case 2:
            for _ in range(4):
                raw[chance.randrange(len(raw))] = chance.randrange(256)
        case 3:
            raw = bytearray(array("q", [2**63 - 1, -1, -(2**63)] * (len(raw) // 24 + 1)).tobytes())
        case 4:
            raw = bytearray(len(raw))
        case 5:
            raw = bytearray(b"".join(raw[i : i + 4] for i in range(len(raw) - 4, -1, -4)))
        case 6:
            head = chance.choice([b"q\0\0\0", b"i\0\0\0", b"P\0\0\0", b""])
        case _:
            db.execute("UPDATE columns SET name = ? WHERE name = ?", ("further", name))
            return
    # The checksum fits: this is no accident.
    whole = head + zlib.crc32(raw).to_bytes(4, "little") + raw
    db.execute("UPDATE columns SET data = ? WHERE name = ?", (whole, name))


def odd_classes(db: sqlite3.Connection, chance: Random) -> None:
    """MROs that go round, lack themselves, or name what does not exist."""
    ids = [row[0] for row in db.execute("SELECT DISTINCT id FROM classes")]
    some = chance.sample(ids, min(3, len(ids)))
    mro: list[object] = chance.choice([
        [], some, some * 2, [some[0]] * 50, [-1], [10**9], [None], ["1"], [1.5], [[1]], ids * 30,
    ])  # fmt: skip
    column = chance.choice(["mro", "bases"])
    where = chance.choice(["", f" WHERE id = {some[0]}"])
    db.execute(f"UPDATE classes SET {column} = ?{where}", (json.dumps(mro),))
    if chance.random() < 0.5:
        a, b = chance.choice(ids), chance.choice(ids)
        db.execute("UPDATE classes SET bases = ? WHERE id = ?", (json.dumps([b]), a))
        db.execute("UPDATE classes SET bases = ? WHERE id = ?", (json.dumps([a]), b))


def odd_members(db: sqlite3.Connection, chance: Random) -> None:
    member = chance.choice([
        ["function", 10**9], ["function", -1], ["nonsense", 1], ["function", "1"], ["function", None],
        [], None, "function", {"function": 1}, ["function", *range(1, 20)], ["property", 1, 1, 1],
        ["data_descriptor", 1], [1, 2],
    ])  # fmt: skip
    rows = list(db.execute("SELECT rowid, members FROM classes"))
    for rowid, text in rows:
        members = json.loads(text)
        changed = {name: member if chance.random() < 0.3 else m for name, m in members.items()}
        if chance.random() < 0.1:
            changed |= {"\x1b[2J" * 9: member, "": member, "x" * 100_000: member}
        db.execute("UPDATE classes SET members = ? WHERE rowid = ?", (json.dumps(changed), rowid))


def deep_chain(db: sqlite3.Connection, chance: Random) -> None:
    """Thousands of calls, each inside the one before: sound, and no loop may recurse over it."""
    ((last,),) = db.execute("SELECT max(id) FROM hops")
    names = [row[1] for row in db.execute("PRAGMA table_info(hops)")]
    row = dict(
        zip(names, next(db.execute("SELECT * FROM hops WHERE id = ?", (last,))), strict=True)
    )
    row |= {"end_ns": None, "outcome": "unfinished", "value": None, "raised_type": None,
            "raised_message": None}  # fmt: skip
    rows = []
    for hop in range(last + 1, last + chance.choice([2000, 5000])):
        row |= {
            "id": hop,
            "parent": hop - 1,
            "depth": row["depth"] + 1,
            "start_ns": row["start_ns"] + 1,
        }
        rows.append(tuple(row[name] for name in names))
    db.execute("BEGIN")
    db.executemany(f"INSERT INTO hops VALUES ({','.join('?' * len(names))})", rows)
    db.execute("DELETE FROM columns")
    db.execute("COMMIT")


TABLES = tuple(
    map(changing, (change_value, change_value, change_value, change_number, change_number,
                   delete_rows, odd_parents, odd_columns, odd_columns, odd_classes, odd_members, deep_chain))
)  # fmt: skip
