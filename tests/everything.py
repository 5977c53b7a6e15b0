"""All long proofs, one after another: ``python -m tests.everything``.

The suite holds a small sample of each. These take hours together; ``--list`` shows them, ``--only``
chooses, and ``--python`` names further interpreters with the test extra installed, under which the
ones that depend on the interpreter are run as well. Ends with 1 where one of them failed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Proof:
    """A command after ``python``, and whether what it shows depends on the interpreter."""

    words: tuple[str, ...]
    shows: str
    everywhere: bool = False


PROOFS = {
    "suite": Proof(("-m", "pytest", "-n", "auto", "--dist", "worksteal", "-q"), "the whole test suite", everywhere=True),
    "property": Proof(("-m", "tests.property", "--programs", "2000"), "random programs, each call explained as it was made", everywhere=True),
    "cpython": Proof(("-m", "tests.wild.cpython"), "CPython's own tests of its servers, recorded", everywhere=True),
    "killed": Proof(("-m", "tests.killed", "--runs", "200"), "runs killed at random moments", everywhere=True),
    "kills": Proof(("-m", "tests.live.kills", "--runs", "150"), "live runs killed at random moments", everywhere=True),
    "crowd": Proof(("-m", "tests.crowd", "--clients", "500", "--times", "5"), "many clients at once", everywhere=True),
    "lessons": Proof(("-m", "hopscope", "learn", "--check"), "each lesson, its solution's mutants, its wrong programs", everywhere=True),
    "lessons-zh": Proof(("-m", "hopscope", "learn", "--check", "--lang", "zh-CN"), "... in Chinese"),
    "wild": Proof(("-m", "pytest", "-m", "wild", "tests/wild", "-q"), "other people's servers", everywhere=True),
    "hostile": Proof(("-m", "tests.hostile", "--runs", "1000"), "mutated recordings"),
    "layouts": Proof(("-m", "tests.layouts", "--all"), "every step of every lesson, at every size, in both languages"),
    "stdlib": Proof(("-m", "tests.traps.stdlib"), "check on the standard library", everywhere=True),
    "packages": Proof(("-m", "tests.traps.packages"), "check on released packages with known mistakes"),
}  # fmt: skip
"""In the order in which they are run."""


def main() -> int:
    """Run them; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.everything", description=__doc__)
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=PROOFS, default=list(PROOFS))
    parser.add_argument("--python", action="append", default=[], metavar="EXE")
    options = parser.parse_args()
    if options.list:
        for name, proof in PROOFS.items():
            print(f"{name:<11} {proof.shows}\n{'':<11}   python {' '.join(proof.words)}")
        return 0
    ended: list[tuple[str, int, float]] = []
    for name in options.only:
        proof = PROOFS[name]
        pythons = [sys.executable, *(options.python if proof.everywhere else [])]
        for python in pythons:
            title = name if python == sys.executable else f"{name} ({python})"
            print(f"\n=== {title}: {proof.shows}", flush=True)
            began = time.monotonic()
            code = subprocess.run([python, *proof.words], cwd=PROJECT, check=False).returncode
            ended.append((title, code, time.monotonic() - began))
    print("\n=== Summary")
    for title, code, seconds in ended:
        print(f"{'ok' if code == 0 else f'exit {code}':<8} {seconds:6.0f} s  {title}")
    return int(any(code for _, code, _ in ended))


if __name__ == "__main__":
    raise SystemExit(main())
