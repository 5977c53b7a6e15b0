"""Whether two functions of one name are the same code in both runs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tracer.language import _

if TYPE_CHECKING:
    from lessons.compare.run import ComparedRun

Runs = tuple["ComparedRun", "ComparedRun"]


def is_same_code(runs: Runs, hops: tuple[int, int]) -> bool | None:
    """Whether two hops ran the same code, by its source; None where that cannot be told."""
    found = []
    for run, hop in zip(runs, hops, strict=True):
        code = run.recording.code(run.recording.hop(hop).code)
        definition = run.steps.facts.definition(code.id)
        if definition is None:
            return None
        found.append((run.recording.meta.magic, code.digest, definition[1]))
    (magic, digest, one), (other_magic, other_digest, other) = found
    try:
        is_alike = ast.dump(one) == ast.dump(other)
    except RecursionError:
        return None
    # The digest alone proves nothing: neither nested functions nor sets of constants count in it.
    if is_alike and magic == other_magic and digest != other_digest:
        return None  # compiled with another optimisation
    return is_alike


def tell_other_code(runs: Runs, hops: tuple[int, int]) -> str | None:
    """Say that two hops did not run the same code; None where they did, or it cannot be told."""
    one, other = (run.function_of(hop) for run, hop in zip(runs, hops, strict=True))
    if one != other:
        return _("In A {one} runs, in B {other}.").format(one=one, other=other)
    if is_same_code(runs, hops) is False:
        return _("{function} is written otherwise in A and in B.").format(function=one)
    return None
