"""What a finished file keeps ready, so that a large one opens at once."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tracer.recording import contexts, nesting, skeleton
from tracer.recording.columns import keep
from tracer.recording.keys import read_keys

if TYPE_CHECKING:
    import sqlite3

LANES = "lanes"
"""Name of the column of the lanes' ids."""


def keep_ready(db: sqlite3.Connection) -> None:
    """Work out the columns of a file that will not grow any more, and store them in it."""
    # What does not fit together is left to the reader, which says so.
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        tree = skeleton.read_rows(db)
        orders = nesting.nest(tree)
        skeleton.store(db, tree)
        nesting.store(db, orders)
        contexts.store(db, contexts.tell_apart(db, tree))
        keep(db, LANES, read_keys(db, "lanes"))
