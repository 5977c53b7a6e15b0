"""The traps that ``check`` knows, one a file. Adding one: its file, and its line in ``NAMES``."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lessons.traps.finding import Finding, Trap, View

NAMES = (
    "late_mixin",
    "unrun_init",
    "late_attribute",
    "bare_setup",
    "own_shutdown",
    "late_option",
    "no_order",
)


@cache
def traps() -> tuple[Trap, ...]:
    """Every trap."""
    return tuple(cast("Trap", importlib.import_module(f"lessons.traps.{name}")) for name in NAMES)


def find_traps(view: View) -> list[Finding]:
    """Find every trap of a source, in the order of its lines."""
    found = [finding for trap in traps() for finding in trap.find(view)]
    return sorted(found, key=lambda one: (one.place.line, one.place.column, one.id))
