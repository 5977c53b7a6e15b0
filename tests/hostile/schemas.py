"""Hostile schemas: tables that are something else, and code that a reader might run."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from random import Random

from tests.hostile.tables import changing

_ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
TABLES = ("meta", "notes", "codes", "sites", "classes", "objects", "lanes", "requests", "hops",
          "hand_offs", "sources", "lines", "listening", "shapes", "columns")  # fmt: skip


def add_trigger(db: sqlite3.Connection, chance: Random) -> None:
    table = chance.choice(TABLES)
    act = chance.choice([
        "DELETE FROM hops", "INSERT INTO notes (text) VALUES ('run')",
        "SELECT load_extension('evil')", "SELECT writefile('evil', 'x')",
    ])  # fmt: skip
    when = chance.choice(["INSERT", "UPDATE", "DELETE"])
    db.execute(f"CREATE TRIGGER evil AFTER {when} ON {table} BEGIN {act}; END")


def view_for_table(db: sqlite3.Connection, chance: Random) -> None:
    table = chance.choice(TABLES)
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    db.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    kind = chance.randrange(3)
    if kind == 0:
        db.execute(f"CREATE VIEW {table} AS SELECT * FROM old_{table}")
    elif kind == 1:
        chosen = ", ".join(f"x AS {name}" for name in names)
        db.execute(f"CREATE VIEW {table} AS {_ENDLESS} SELECT {chosen} FROM c")
    else:
        chosen = ", ".join(f"randomblob(1000000) AS {name}" for name in names)
        db.execute(f"CREATE VIEW {table} AS {_ENDLESS} SELECT {chosen} FROM c")


def generated_column(db: sqlite3.Connection, chance: Random) -> None:
    table = chance.choice(TABLES)
    made = chance.choice(
        ["randomblob(100000000)", "load_extension('x')", "1", "abs(-9223372036854775808)"]
    )
    with contextlib.suppress(sqlite3.Error):
        db.execute(f"ALTER TABLE {table} ADD COLUMN evil GENERATED ALWAYS AS ({made}) VIRTUAL")


def further_object(db: sqlite3.Connection, chance: Random) -> None:
    db.execute(chance.choice([
        "CREATE TABLE further (x)", "CREATE INDEX further ON hops (abs(parent))",
        f"CREATE VIEW further AS {_ENDLESS} SELECT x FROM c",
        "CREATE VIRTUAL TABLE further USING fts5(x)", "ANALYZE", "DROP INDEX lines_by_hop",
        "ALTER TABLE hops ADD COLUMN further", "ALTER TABLE hops RENAME COLUMN parent TO mother",
        "CREATE TABLE [meta ] (x)", "DROP TABLE hops", "CREATE TABLE further (x PRIMARY KEY) WITHOUT ROWID",
    ]))  # fmt: skip


def edited_schema(db: sqlite3.Connection, chance: Random) -> None:
    """The text of the schema as it must be, and yet other pages, types and names."""
    db.execute("PRAGMA writable_schema = ON")
    table, other = chance.sample(TABLES, 2)
    db.execute(chance.choice([
        _swap(table, other),
        f"UPDATE sqlite_master SET rootpage = 1 WHERE name = '{table}'",
        f"UPDATE sqlite_master SET rootpage = {chance.randrange(2, 40)} WHERE name = '{table}'",
        f"UPDATE sqlite_master SET rootpage = 1 << 30 WHERE name = '{table}'",
        f"UPDATE sqlite_master SET type = 'view' WHERE name = '{table}'",
        f"UPDATE sqlite_master SET name = '{other}' WHERE name = '{table}'",
        f"UPDATE sqlite_master SET sql = NULL WHERE name = '{table}'",
        f"UPDATE sqlite_master SET sql = sql || '{' ' * 50}' WHERE name = '{table}'",
        f"UPDATE sqlite_master SET sql = replace(sql, 'INTEGER', 'TEXT') WHERE name = '{table}'",
        "UPDATE sqlite_master SET rootpage = 2 WHERE type = 'index'",
        "INSERT INTO sqlite_master SELECT * FROM sqlite_master",
        "DELETE FROM sqlite_master",
    ]))  # fmt: skip


def _swap(table: str, other: str) -> str:
    page = f"SELECT rootpage FROM sqlite_master WHERE name = '{other}'"
    return f"UPDATE sqlite_master SET rootpage = ({page}) WHERE name = '{table}'"


def header_numbers(db: sqlite3.Connection, chance: Random) -> None:
    name = chance.choice(["application_id", "user_version"])
    db.execute(f"PRAGMA {name} = {chance.choice([0, -1, 2, 7, 2147483647, -2147483648])}")


def other_mode(db: sqlite3.Connection, chance: Random) -> None:
    """A file that says it is written ahead, or has other pages or letters."""
    match chance.randrange(3):
        case 0:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("UPDATE hops SET arguments = arguments")
        case 1:
            db.execute(f"PRAGMA page_size = {chance.choice([512, 1024, 65536])}")
            db.execute("VACUUM")
        case _:
            db.execute("PRAGMA auto_vacuum = FULL")
            db.execute("VACUUM")


def _with_log(path: Path, chance: Random) -> None:
    """The last change stands in a write-ahead log beside the file."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("UPDATE hops SET parent = id WHERE id = 3")
    log = path.with_name(path.name + "-wal")
    kept, data = log.read_bytes(), path.read_bytes()
    db.close()
    path.write_bytes(data)
    log.write_bytes(kept)
    if chance.random() < 0.5:  # the file itself says that it has no such log
        path.write_bytes(data[:18] + b"\1\1" + data[20:])


def written_ahead(path: Path, chance: Random) -> None:
    _with_log(path, chance)


SCHEMAS = (
    *map(changing, (add_trigger, view_for_table, generated_column, further_object, edited_schema,
                    header_numbers, other_mode)),
    written_ahead,
)  # fmt: skip
