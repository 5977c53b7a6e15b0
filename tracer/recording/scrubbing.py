"""Takes out of a recording what is nobody else's business: values, arguments, people's folders, sources."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _
from tracer.recording.reader import Recording

if TYPE_CHECKING:
    from pathlib import Path

HOME = re.compile(r"(?<![\w.-])(?:/home/[^/\s'\",:;]+|/Users/[^/\s'\",:;]+|/root)(?=[/\s'\",:;]|$)")
"""The folder of a person, in a path or amid words."""
_PATHS = (
    ("codes", "file"), ("classes", "file"), ("sources", "file"), ("notes", "fields"), ("lanes", "name"),
    ("listening", "address"),
)  # fmt: skip
_VALUES = (
    "UPDATE hops SET arguments = '{}', value = NULL",
    "UPDATE hops SET raised_message = '' WHERE raised_message IS NOT NULL",
    "UPDATE lines SET changed = '{}'",
    "UPDATE requests SET client = ''",
)


def scrub(path: Path, *, sources: bool) -> None:
    """Scrub a finished recording where it stands; keep its sources' texts with ``sources``.

    Raises HopscopeError where it is damaged, or cannot be written.
    """
    with contextlib.closing(Recording(path)) as recording:  # refuses what is no recording of ours
        target = recording.meta.target
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            db.create_function("without_home", 1, _without_home, deterministic=True)
            db.execute("BEGIN")
            for statement in _VALUES:
                db.execute(statement)
            for table, column in _PATHS:
                db.execute(
                    f"UPDATE OR IGNORE {table} SET {column} = without_home({column}) "
                    f"WHERE {column} IS NOT NULL"
                )
            head = target[: 1 + (target[:1] == ("-m",))]
            told = json.dumps([_without_home(word) for word in head])
            db.execute("UPDATE meta SET value = ? WHERE name = 'target'", (told,))
            if not sources:
                db.execute("DELETE FROM sources")
            db.execute("COMMIT")
            db.execute("VACUUM")  # what was taken out is still in free pages until then
    except sqlite3.Error as error:
        raise HopscopeError(
            _("cannot write {path}: {why}").format(path=path, why=error),
            _("choose a file in a folder that you may write to, on a disk with room"),
        ) from error


def _without_home(text: str) -> str:
    return HOME.sub("~", text)
