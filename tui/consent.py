"""Asks a person at the terminal for a yes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.errors import HopscopeError


def says_yes(question: str, nobody: HopscopeError) -> bool:
    """Whether a person answers yes. Raises ``nobody`` where stdin is no terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise nobody
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False
