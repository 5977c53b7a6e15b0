"""Who made a call, as it was recorded: the parent hop, and the function that the call is written in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from tracer.language import _

if TYPE_CHECKING:
    from lessons.compare.run import ComparedRun
    from tracer.model import Hop

MODULE = "<module>"
"""Name of the code at the top of a module."""
# Up to Python 3.11 a comprehension is a function of its own.
_COMPREHENSION = re.compile(r"(\.<locals>\.|^)<(listcomp|setcomp|dictcomp|genexpr)>$")


@dataclass(frozen=True, slots=True)
class HopCaller:
    """The caller of one hop."""

    hop: int | None
    """The hop that made the call, itself or by way of functions that are no hops; None for none."""
    function: str | None
    """Qualified name of the function that the call is written in; None where nothing called it."""
    file: str
    is_direct: bool
    """Whether that is the function of ``hop``."""


def caller_of(run: ComparedRun, hop: int) -> HopCaller:
    """Read who called a hop."""
    facts = run.recording.hop(hop)
    # What struck between two instructions was not called where it struck.
    if facts.site is None or facts.strike is not None:
        return HopCaller(None, None, "", is_direct=False)
    code = run.recording.code(run.recording.site(facts.site).code)
    parent, function = _calling_hop(run, facts), _written_in(code.qualname)
    made = None if parent is None else run.recording.code(run.recording.hop(parent).code)
    is_direct = made is not None and (
        made.id == code.id
        # The code around a comprehension is known by its name only.
        or (function != code.qualname and (made.qualname, made.file) == (function, code.file))
    )
    return HopCaller(parent, function, code.file, is_direct)


def _written_in(function: str) -> str:
    """The function around a comprehension; what is none stays as it is."""
    while (outer := _COMPREHENSION.sub("", function)) != function:
        function = outer
    return function or MODULE


def _calling_hop(run: ComparedRun, facts: Hop) -> int | None:
    """The parent, but for a thread's or a process's first hop: that one only started the lane."""
    if facts.depth == 0:
        lane = run.recording.lane(facts.lane)
        # In a forked process the calls of the parent's open hops go on.
        if lane is None or lane.kind != "fork":
            return None
    return facts.parent


def tell_caller(run: ComparedRun, caller: HopCaller) -> str | None:
    """Name the caller in a sentence; None where nothing called."""
    if caller.function is None:
        return None
    if caller.function == MODULE:
        return _("the module {file}").format(file=PurePath(caller.file).name)
    if caller.hop is None or caller.is_direct:
        return caller.function
    below = run.function_of(caller.hop)
    return _("{function} (below {caller})").format(function=caller.function, caller=below)
