"""Many mutated recordings, each read by every reader in a process that may be ended."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from json import loads
from pathlib import Path
from random import Random

from tests.build import RecordingBuilder, chain_recording
from tests.chain import build_chain
from tests.hostile.damage import DAMAGE
from tests.hostile.readers import READ, READERS, REFUSED
from tests.hostile.schemas import SCHEMAS
from tests.hostile.sources import SOURCES
from tests.hostile.tables import TABLES, Mutation
from tracer.model import Note

MUTATIONS = (*DAMAGE, *SCHEMAS, *TABLES, *SOURCES)
_FILES = 50
"""After so many a new process reads on: what each app leaves behind in one adds up."""
PATIENCE = 60.0
"""Seconds of work after which reading one file counts as hanging, however busy the machine."""
MOST_SECONDS = 600
MEMORY = 3 << 30
PROJECT = Path(__file__).parents[2]


@dataclass
class Survey:
    """What came of all: by kind of mutation, how often each outcome, and what was wrong."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class Readers:
    """A process that reads what it is given; a new one where it hangs or dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._files = 0
        return subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.readers"],
            cwd=PROJECT,
            env={
                **os.environ,
                "HOSTILE_OUT": str(self._folder),
                "HOSTILE_MEMORY": str(MEMORY),
                "COLUMNS": "100",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def read(self, path: Path) -> dict[str, str]:
        """What each reader made of it."""
        if self._files == _FILES:
            self.close()
            self._process = self._start()
        self._files += 1
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{path}\n".encode())
        process.stdin.flush()
        answer = b""
        limit = _cpu_seconds(process.pid) + PATIENCE
        for _ in range(MOST_SECONDS):
            if select.select([process.stdout], [], [], 1.0)[0]:
                answer = process.stdout.readline()
                break
            if _cpu_seconds(process.pid) > limit:
                break
        if answer.endswith(b"\n"):
            found: dict[str, str] = loads(answer)
            return found
        ended = process.poll()
        self.close()
        self._process = self._start()
        return {"all": "it hangs" if ended is None else f"the interpreter died ({ended})"}

    def close(self) -> None:
        """End the process."""
        process = self._process
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def survey(
    runs: int,
    seed: int,
    folder: Path,
    keep: Path | None = None,
    only: Sequence[str] = (),
    first: int = 0,
) -> Survey:
    """Mutate and read; ``keep`` takes the files that were read wrongly."""
    by_name = {each.__name__: each for each in MUTATIONS}
    mutations = [by_name[name] for name in only] or MUTATIONS
    bases = make_bases(folder)
    found = Survey()
    readers = Readers(folder / "out")
    try:
        for run in range(first, first + runs):
            _one(run, mutations[run % len(mutations)], seed, bases, folder, readers, found, keep)
    finally:
        readers.close()
    return found


def _one(
    run: int, mutate: Mutation, seed: int, bases: list[Path], folder: Path, readers: Readers, found: Survey,
    keep: Path | None,
) -> None:  # fmt: skip
    chance = Random(f"{seed}/{run}")
    place = folder / "file"
    place.mkdir()
    path = place / "run.hops"
    shutil.copyfile(chance.choice(bases), path)
    mutate(path, chance)
    before = _contents(place)
    answers = readers.read(path)
    counts = found.outcomes.setdefault(mutate.__name__, Counter())
    wrong = [f"{who}: {said}" for who, said in answers.items() if said not in (READ, REFUSED)]
    wrong += _changes(before, _contents(place))
    if wrong:
        counts["WRONG"] += 1
        found.wrong += [f"run {run} ({mutate.__name__}): {said}" for said in wrong]
        print(*found.wrong[-len(wrong) :], sep="\n", file=sys.stderr, flush=True)
        if keep is not None:
            shutil.copytree(place, keep / str(run))
    else:
        told = {*answers.values()}
        counts["by some" if len(told) > 1 else told.pop()] += 1
    shutil.rmtree(place)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _changes(before: dict[str, bytes], after: dict[str, bytes]) -> Iterator[str]:
    """Reading changes nothing, save that a journal is played back once, or found to be none."""
    own = {"run.hops", "run.hops-journal"} if "run.hops-journal" in before else set()
    for name in sorted(before.keys() | after.keys()):
        if name not in own and before.get(name) != after.get(name):
            yield f"reading changed {name}"


def make_bases(folder: Path) -> list[Path]:
    """Sound recordings to begin from: a finished one, one with lines, one cut short, a long one."""
    finished = chain_recording(folder, 80, name="finished.hops")
    long = chain_recording(folder, 120, name="long.hops")
    builder = RecordingBuilder(folder, name="open.hops", target=("ThreadingTCPServer",))
    build_chain(builder, 60)
    cut_short = builder.open()
    lines = _with_lines(folder)
    paths = [finished.path, long.path, cut_short.path, lines]
    for recording in (finished, long, cut_short):
        recording.close()
    kept = folder / "bases"
    kept.mkdir()
    found = [Path(shutil.copyfile(path, kept / path.name)) for path in paths]
    builder.finish().close()
    return found


def _with_lines(folder: Path) -> Path:
    from tracer.model import LineRun

    builder = RecordingBuilder(folder, name="lines.hops", target=("server.py", "--port", "0"))
    build_chain(builder, 40)
    for number in range(40):
        changed = {"line": f"b'hello {number}'"}
        builder.writer.add(LineRun(number % 20 + 1, 400 + number, changed, builder.tick()))
    builder.writer.note(Note("made by hand"))
    builder.finish().close()
    return folder / "lines.hops"


__all__ = ["MUTATIONS", "READERS", "Survey", "survey"]
