"""Exceptions that show up inside the trace function: the program's own, or ours."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_HERE = os.path.dirname(os.path.abspath(__file__))


def is_foreign(error: BaseException) -> bool:
    """Whether an exception came from the program (a signal handler, an injected one), not from us."""
    if not isinstance(error, Exception):
        return True
    place = _innermost(error)
    return place is not None and not place.tb_frame.f_code.co_filename.startswith(_HERE)


def where(error: BaseException) -> str:
    """File and line of an error of ours, for the note about it."""
    place = _innermost(error)
    if place is None:
        return ""
    return f" at {os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}"


def _innermost(error: BaseException) -> TracebackType | None:
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place
