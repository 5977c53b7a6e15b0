"""``python -m tests.layouts``: opens every screen of every lesson, and says what is wrong with it.

Without ``--all`` at two terminals, as the tests do; with it at all sizes in both languages, with every
wrong answer and every pane, and each question is tried with every key. Ends with 1 where something is
wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path
from time import process_time

from lessons.course.catalog import read_catalog
from lessons.course.lesson import Language
from tests.layouts.kept import Kept, keeping
from tests.layouts.prying import pry_at
from tests.layouts.walk import CATALOG, Seen, Setting, Way, walking

LANGUAGES: tuple[Language, ...] = ("en", "zh-CN")
SIZES = ((60, 16), (80, 24), (100, 30), (120, 40), (170, 45), (200, 55))
QUICK = {
    Setting((80, 24), "zh-CN"): Way("one", (), panes=False, records=False),
    Setting((120, 40), "en"): Way("none", ("m",), panes=False, records=False),
}
"""The terminals of the gate: together they show what each of them would."""
THOROUGH = Way("all", ("m", "W"), panes=True, records=True)
ALL = {Setting(size, spoken): THOROUGH for size in SIZES for spoken in LANGUAGES}


def main() -> int:
    """Print a line for each screen with a fault, and the counts; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.layouts", description=__doc__)
    parser.add_argument("--all", action="store_true", help="all sizes, languages and answers")
    parser.add_argument("--lesson", action="append", metavar="N", help="these lessons only")
    parser.add_argument("--size", metavar="WxH", help="this size only")
    options = parser.parse_args()
    wrong = 0
    with keeping() as kept:
        for setting, way in (ALL if options.all else QUICK).items():
            if options.size not in (None, "{}x{}".format(*setting.size)):
                continue
            began = process_time()
            seen = walk(setting, way, kept, options.lesson or ())
            wrong += tell(setting, seen, process_time() - began)
        if options.all and not options.size:
            wrong += tell_answers(kept, options.lesson or ())
    return 1 if wrong else 0


def walk(setting: Setting, way: Way, kept: Kept, lessons: Sequence[str] = ()) -> list[Seen]:
    """Walk through some lessons (all, if none is named) at one terminal; the screens that came."""

    async def go(home: Path) -> list[Seen]:
        async with walking(setting, home, kept, way) as (walker, catalog):
            for lesson in [catalog.find(each) for each in lessons] if lessons else catalog.lessons:
                await walker.lesson(lesson)
            return walker.seen

    with tempfile.TemporaryDirectory(prefix="hopscope-layouts-") as name, chdir(name):
        return asyncio.run(go(Path(name) / "home"))


def tell_answers(kept: Kept, lessons: Sequence[str]) -> int:
    """Look at every question in every way, and say what tells an answer; how much does."""
    places = [
        f"{lesson.number}/{step.id}"
        for lesson in read_catalog(CATALOG).lessons
        for step in lesson.steps
        if step.question is not None and (not lessons or str(lesson.number) in lessons)
    ]
    with tempfile.TemporaryDirectory(prefix="hopscope-layouts-") as name, chdir(name):
        told = asyncio.run(pry_at(places, Path(name) / "home", kept, by_all_keys=True))
    print(*told, f"{len(places)} questions: {len(told)} looks tell an answer", sep="\n")
    return len(told)


def tell(setting: Setting, seen: list[Seen], seconds: float) -> int:
    """Say what was found at one terminal; how many steps have a fault."""
    by_kind: dict[str, set[tuple[str, str]]] = {}
    for each in seen:
        for fault in each.faults:
            print(f"{setting} {each}: {fault}")
            by_kind.setdefault(fault.kind, set()).add((each.lesson, each.step))
    steps = {(each.lesson, each.step) for each in seen}
    wrong = {(each.lesson, each.step) for each in seen if each.faults}
    kinds = ", ".join(f"{kind} {len(where)}" for kind, where in sorted(by_kind.items()))
    print(
        f"{setting}: {len(wrong)} of {len(steps)} steps have a fault"
        f"{f' ({kinds})' if kinds else ''}; {len(seen)} screens, {seconds:.1f} s of CPU here",
        flush=True,
    )
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
