"""CPython's own tests of its servers: the same results, test by test, with and without hopscope.

``python -m tests.wild.cpython [--python EXE ...] [MODULE ...]`` runs each module plainly and under
``hopscope record``, prints a table of the results and of what each recording holds, and ends with
1 where a result differs or a recording is not sound.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.wild.soundness import Soundness, read_soundness

if TYPE_CHECKING:
    from collections.abc import Sequence

MODULES = ("test_socketserver", "test_httpservers", "test_xmlrpc", "test_wsgiref")
PATIENCE = 600.0
_SKIPPED = re.compile(r"^\w+ \(([\w.]+)\) \.\.\. skipped (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Results:
    """What one run of a test module gave: its exit code, and each test's outcome by name."""

    exit_code: int
    outcomes: dict[str, str]

    def summary(self) -> str:
        """``27 passed, 1 skipped``."""
        counts = Counter(outcome.partition(":")[0] for outcome in self.outcomes.values())
        return ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))


@dataclass(frozen=True, slots=True)
class Compared:
    """One module, run plainly and under the recorder."""

    module: str
    plain: Results
    recorded: Results
    recording: Soundness

    def differences(self) -> list[str]:
        """Every test whose outcome is not the same, and what is wrong with the recording."""
        plain, recorded = self.plain.outcomes, self.recorded.outcomes
        found = [
            f"{name}: {plain.get(name, 'not run')} plainly, {recorded.get(name, 'not run')} recorded"
            for name in sorted(plain.keys() | recorded.keys())
            if plain.get(name) != recorded.get(name)
        ]
        if not plain:
            found.append("no test was run")
        if self.plain.exit_code != self.recorded.exit_code:
            found.append(f"exit codes: {self.plain.exit_code} and {self.recorded.exit_code}")
        return found + self.recording.faults()


def compare(module: str, python: str, folder: Path) -> Compared:
    """Run one test module of that interpreter both ways; ``folder`` keeps outputs and recording."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = _run([python], module, folder, "plain")
    recording = folder / "run.hops"
    hopscope = [sys.executable, "-m", "hopscope", "record", "-o", str(recording)]
    recorded = _run([*hopscope, "--python", python], module, folder, "recorded")
    return Compared(module, plain, recorded, read_soundness(recording))


def _run(start: Sequence[str], module: str, folder: Path, name: str) -> Results:
    report = folder / f"{name}.xml"
    words = [*start, "-m", "test", "-v", "-u", "network", "--junit-xml", str(report), module]
    with (folder / f"{name}.txt").open("w", encoding="utf-8") as output:
        ended = subprocess.run(
            words,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            cwd=Path(__file__).parents[2],
        )
    if not report.exists():
        last = (folder / f"{name}.txt").read_text("utf-8", "replace").splitlines()[-5:]
        raise RuntimeError(f"{module} ({name}) wrote no report:\n" + "\n".join(last))
    said = (folder / f"{name}.txt").read_text("utf-8", "replace")
    # Python 3.12's report leaves out what was skipped.
    skipped = {test: f"skipped: {reason}" for test, reason in _SKIPPED.findall(said)}
    return Results(ended.returncode, skipped | _outcomes(report))


def _outcomes(report: Path) -> dict[str, str]:
    """Each test's outcome, from the XML that CPython's test runner writes."""
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):
        name, outcome = case.get("name", ""), "passed"
        for child in case:
            if child.tag in ("failure", "error"):
                outcome = child.tag
            elif child.tag == "skipped":
                outcome = f"skipped: {(child.text or '').strip()!r}"
        if case.get("result") not in (None, "completed") and outcome == "passed":
            outcome = case.get("result", "")
        while name in found:  # a subtest's own line
            name += " (again)"
        found[name] = outcome
    return found


def tell(compared: Compared) -> list[str]:
    """The lines for one module."""
    same = not compared.differences()
    recording = compared.recording
    lines = [
        (
            f"{compared.module:18} {'same' if same else 'DIFFERENT':10} {compared.plain.summary():28} "
            f"{recording.hops:6} hops, {recording.unknown.total():3} unknown, "
            f"{'complete' if recording.complete else 'cut short'}"
        )
    ]
    lines += [f"    {difference}" for difference in compared.differences()]
    lines += [f"    note: {note}" for note in recording.notes]
    lines += [
        f"    unknown x{count}: {function}: {reason}"
        for (reason, function), count in recording.unknown.most_common()
    ]
    return lines


def main(words: Sequence[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.wild.cpython", description=__doc__)
    parser.add_argument("--python", action="append", help="an interpreter; may be given again")
    parser.add_argument("--keep", type=Path, help="a directory for the outputs and recordings")
    parser.add_argument("module", nargs="*", default=MODULES)
    options = parser.parse_args(words)
    differs = False
    with tempfile.TemporaryDirectory() as scratch:
        for python in options.python or [sys.executable]:
            version = subprocess.run([python, "-V"], check=True, capture_output=True, text=True)
            print(f"{version.stdout.strip()} ({python})", flush=True)
            for module in options.module:
                place = (options.keep or Path(scratch)) / version.stdout.split()[1] / module
                compared = compare(module, python, place)
                differs = differs or bool(compared.differences())
                print("\n".join(tell(compared)), flush=True)
    return int(differs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
