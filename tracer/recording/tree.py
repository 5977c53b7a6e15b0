"""The call tree of a recording with its orders and contexts: kept ready, grown, or worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.recording import columns, contexts, nesting, skeleton
from tracer.recording.growing import GrowingTree
from tracer.recording.schema import reading

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from tracer.recording.contexts import Contexts
    from tracer.recording.nesting import Nesting
    from tracer.recording.restraint import Patience
    from tracer.recording.skeleton import Skeleton

_GROWTH = """
    SELECT hops.id, coalesce(parent, 0), lane, depth, code, coalesce(request, 0), start_ns
    FROM hops JOIN shapes ON shapes.id = hops.shape WHERE hops.id > ? ORDER BY hops.id
"""
_ASSIGNED = "SELECT id, request FROM hops WHERE id > ? AND id <= ? AND request IS NOT NULL"
_NEAR = 512
"""Hops before a new one that may get its request: get_request and the calls around it."""


class Tree:
    """Reads each of them once, and shares it.

    Raises :class:`HopscopeError` from every method where the file is damaged.
    """

    def __init__(self, db: sqlite3.Connection, path: Path, patience: Patience) -> None:
        self._db = db
        self._path = path
        self._patience = patience
        self._growing: GrowingTree | None = None
        self._skeleton: Skeleton | None = None
        self._is_checked = False
        """Whether each parent in the skeleton was looked at."""
        self._nesting: Nesting | None = None
        self._contexts: Contexts | None = None

    def refresh(self) -> None:
        """Have what a growing file has gained read when it is next asked for."""
        self._skeleton = self._nesting = self._contexts = None
        if self._growing is None:
            self._growing = GrowingTree()

    @property
    def final(self) -> Skeleton | None:
        """The skeleton of a file that will not grow any more, where it was read already."""
        return self._skeleton if self._skeleton is not None and self._skeleton.is_final else None

    def skeleton(self, *, to_climb: bool = False) -> Skeleton:
        """The whole call tree; ``to_climb`` leaves parents unchecked, for who asks ``parent``."""
        with reading(self._path):
            if self._skeleton is None:
                self._patience.begin()
                self._skeleton = self._grown() or skeleton.load(self._db)
                self._is_checked = not self._skeleton.is_final
            if not to_climb and not self._is_checked:
                skeleton.check_parents(self._skeleton)
                self._is_checked = True
            return self._skeleton

    def _grown(self) -> Skeleton | None:
        """The call tree with what it has gained; None where it has to be read as a whole."""
        tree = self._growing
        if tree is None or columns.any_kept(self._db):
            self._growing = None
            return None
        known = len(tree)
        rows = self._db.execute(_GROWTH, (known,)).fetchall()
        if not tree.take(rows):
            self._growing = None
            return None
        tree.assign_requests(self._db.execute(_ASSIGNED, (known - _NEAR, known)))
        return tree.skeleton()

    def nesting(self) -> Nesting:
        """The hops' order in time, in the tree, by lane and by code."""
        if self._nesting is None:
            with reading(self._path):
                growing = self._growing
                self._nesting = growing.nesting() if growing else self._load_nesting()
        return self._nesting

    def _load_nesting(self) -> Nesting:
        found = nesting.load(self._db, skeleton.count_hops(self._db))
        return nesting.nest(self.skeleton()) if found is None else found

    def contexts(self) -> Contexts:
        """Which hops are the same call in the same surroundings."""
        if self._contexts is None:
            with reading(self._path):
                self._patience.begin()
                self._contexts = contexts.load(self._db, self.skeleton())
        return self._contexts

    def is_what_hops_say(self) -> bool:
        """Whether what is kept is what would be made anew of the hops: costs as much as making it."""
        with reading(self._path):
            self._patience.begin()
            tree = skeleton.read_rows(self._db)
            made = (tree, nesting.nest(tree), contexts.tell_apart(self._db, tree))
            kept = (self.skeleton(), self.nesting(), self.contexts())
            return all(map(columns.are_equal, kept, made))
