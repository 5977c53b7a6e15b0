"""Many random programs, one after the other, and what comes of them together."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from lessons.source.call_site import Dispatch
from tests.property.check import Findings, check
from tests.property.programs import Program, programs
from tests.property.run import OwnDeadlockError, record_program, run_program

MOST_UNKNOWN = 0.01
"""Share of the calls of many programs that may be unknown, each with its reason."""
FEW_PROGRAMS = 500
"""Below that, one program with many calls of a kind weighs so much that twice the share may be."""
ENOUGH_CALLS = 100
"""Calls of each kind that many programs (2,000) must hold."""


def visit_programs(count: int, visit: Callable[[Program], None], *, random: bool = False) -> None:
    """Make that many programs: the same each time, unless ``random``."""

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=not random,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(programs())
    def example(program: Program) -> None:
        visit(program)

    example()


def shrink_failure(count: int) -> None:
    """Raise AssertionError for the smallest program that can be found to be explained wrongly."""

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(programs())
    def example(program: Program) -> None:
        found = explain_program(program)
        assert not found.wrong, "\n".join(found.wrong)

    example()


def explain_program(program: Program) -> Findings:
    """Record one program, and compare its explanation with the truth."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with run_program(program, Path(folder)) as run:
                return check(run)
        except OwnDeadlockError:
            return Findings(deadlocks=1)
        except AssertionError as error:
            return Findings(wrong=[str(error)])


def survey(
    count: int, keep: Path, *, random: bool = False, tell: Callable[[str], None] | None = None
) -> Findings:
    """Explain that many programs; those explained wrongly are written below ``keep``."""
    total, numbers = Findings(), iter(range(1, count + 1))

    def visit(program: Program) -> None:
        found = explain_program(program)
        number = next(numbers)
        if found.wrong:
            folder = keep / str(number)
            folder.mkdir(parents=True, exist_ok=True)
            program.write(folder)
            found.wrong = [f"{folder}: {line}" for line in found.wrong]
        total.add(found)
        if tell is not None and number % 100 == 0:
            tell(f"{number} programs, {len(total.wrong)} calls wrong")

    visit_programs(count, visit, random=random)
    return total


def record_programs(count: int, folder: Path) -> list[tuple[Program, Path]]:
    """Record that many programs, each into a folder of its own."""
    made: list[tuple[Program, Path]] = []

    def visit(program: Program) -> None:
        own = Path(tempfile.mkdtemp(dir=folder))
        with contextlib.suppress(OwnDeadlockError):
            record_program(program, own)
            made.append((program, own))

    visit_programs(count, visit)
    return made


def complaints(found: Findings, programs: int) -> list[str]:
    """What is wrong with the explanations of so many programs; empty where the property holds."""
    said = list(found.wrong)
    least = ENOUGH_CALLS * programs // 2000
    share = found.kinds[Dispatch.UNKNOWN] / max(found.calls, 1)
    if share >= MOST_UNKNOWN * (1 if programs >= FEW_PROGRAMS else 2):
        said.append(f"{share:.2%} of {found.calls} calls are unknown: {found.reasons}")
    counted = [each for each in Dispatch if each is not Dispatch.UNKNOWN or least >= ENOUGH_CALLS]
    few = {str(kind): found.kinds[kind] for kind in counted if found.kinds[kind] < least}
    if few:
        said.append(f"too few calls of {few}")
    return said


def show_table(found: Findings) -> str:
    """Calls of each kind, and of how many the search is not told."""
    lines = [f"{'dispatch':<14}{'calls':>9}{'share':>9}{'search untold':>15}"]
    for kind in Dispatch:
        calls = found.kinds[kind]
        share = calls / max(found.calls, 1)
        lines.append(f"{kind:<14}{calls:>9}{share:>9.2%}{found.untold[kind]:>15}")
    if found.deadlocks:
        lines.append(f"{found.deadlocks} programs wait for themselves for ever and were left out")
    lines += [f"{found.calls} calls, {len(found.wrong)} wrong; why calls are unknown:"]
    return "\n".join(
        [*lines, *(f"{n:>7}  {reason}" for reason, n in found.reasons.most_common(12))]
    )
