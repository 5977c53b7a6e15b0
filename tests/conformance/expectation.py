"""What a conformance program is expected to record: the ``#:`` lines at its end.

One line a hop, in the order of the calls, indented by two spaces a level::

    #: lane main
    #: FUNCTION [#REQUEST] | OWNER | DISPATCH | OUTCOME | LOOKUP

``FUNCTION`` is the qualname of the code that ran; ``FUNCTION (3000 nested)``
stands for a chain of equal calls, each inside the one before. ``OWNER`` is the
qualname of the class that holds the function, ``-`` for none. ``OUTCOME`` is
``returned``, ``yielded``, ``unfinished`` or ``raised TYPE``. ``LOOKUP`` is

- ``-``: there is no lookup (null);
- ``reason``: the lookup cannot be told and its reason is said; no class is chosen;
- ``NAME in CLASS``, ``NAME in instance`` or ``NAME by getattr``, then, each after
  a comma and each absent where there is none: ``shadows CLASS...``, ``super CLASS``,
  ``written in CLASS``.

More words after a comma: ``fetched`` (stored or callback: the place of the fetch is
certain), ``via`` (it is said how the class was reached), ``resumed FUNCTION``,
``polls N``, ``queue from FUNCTION``. A line that ends in ``@3.11``, ``@3.12+``, ``@3.14-`` (up to
it) counts on those Pythons alone. Lanes besides main are headed ``lane KIND from FUNCTION``: the
function of the hop that started them.

Decisions where DESIGN's wording left a choice, each shown by a program:

- *A thread that serves* is one in which another hop runs (thread_with_lambda,
  thread_that_serves_nothing, pool). So a pool's own thread serves when it was
  started for the first request; later requests reach it by ``queue``.
- ``Thread.run`` and ``Thread.start`` of such a thread are the ones it has: a subclass's
  own run() counts, else the chain would break there (thread_subclass).
- A ``__wrapped__`` function called by its wrapper is a hop; nothing was looked up
  for it: ``stored`` with a reason (decorated_method).
- What functools' own descriptors keep as ``func`` counts as wrapped, as for a
  partialmethod: cached_property and singledispatchmethod (cached_property,
  single_dispatch).
- A class is no root object, so a metaclass's methods are no hops (metaclass_call).
- ``super().name`` that runs a property is ``super``: the search is super's
  (property_getter). For ``super(C, self)`` ``written_in`` is C, because ``start`` is
  the class after it (super_with_arguments).
- A static method has no receiver, so ``super`` is null (static_method).
- A function that two classes of the MRO hold, with nothing to tell which, is
  ``unknown`` without owner (shared_function); under two names of one class the call
  decides (alias, partialmethod).
- Of a run of equal polls the first counts 1, the last the rest: a count is of the
  polls that a hop stands for, itself included (service_actions).
- Own ``__dict__``: classes that have the name too are ``shadowed`` (instance_lambda).
- ``_handle_request_noblock`` and ``handle_request`` take the number of the request that
  their own get_request returned, and keep their parent's until then (nested_server).
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path

_ENDING = re.compile(r"\s+@(\d+)\.(\d+)([+-]?)$")
_NESTED = re.compile(r" \((\d+) nested\)$")


@dataclass(frozen=True)
class Call:
    """One hop in the words of the expectation."""

    depth: int
    function: str
    owner: str
    dispatch: str
    outcome: str
    lookup: str

    def __str__(self) -> str:
        cells = (self.function, self.owner, self.dispatch, self.outcome, self.lookup)
        return "  " * self.depth + " | ".join(cells)


@dataclass(frozen=True)
class LaneCalls:
    """A lane: how it began, and its hops in order."""

    head: str
    calls: tuple[Call, ...]


def read_expectation(program: Path) -> tuple[LaneCalls, ...]:
    """The lanes that a program is expected to have, in order of their first hops.

    Raises ValueError where a line cannot be read.
    """
    lanes: list[tuple[str, list[Call]]] = []
    for line in program.read_text("utf-8").splitlines():
        if not line.startswith("#: ") or not _counts_here(line):
            continue
        text = _ENDING.sub("", line[3:])
        if text.startswith("lane "):
            lanes.append((text, []))
        else:
            lanes[-1][1].extend(_calls(text))
    return tuple(LaneCalls(head, tuple(calls)) for head, calls in lanes)


def _counts_here(line: str) -> bool:
    found = _ENDING.search(line)
    if not found:
        return True
    wanted = int(found[1]), int(found[2])
    here = sys.version_info[:2]
    return {"": here == wanted, "+": here >= wanted, "-": here <= wanted}[found[3]]


def _calls(text: str) -> list[Call]:
    depth, rest = divmod(len(text) - len(text.lstrip()), 2)
    cells = [" ".join(cell.split()) for cell in text.split(" | ")]
    if rest or len(cells) != 5:
        raise ValueError(f"not an expectation: {text!r}")
    call = Call(depth, *cells)
    nested = _NESTED.search(call.function)
    if nested is None:
        return [call]
    function = _NESTED.sub("", call.function)
    return [replace(call, depth=depth + n, function=function) for n in range(int(nested[1]))]
