"""Python processes that a program starts are recorded, and cannot tell."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracer.running import Ran, named, plain, pythons, recorded, traced, write
from tracer.agent.environment import unheard
from tracer.model import Hop
from tracer.notes import note_words
from tracer.recording import Recording
from tracer.running.options import Options

# A parent whose hop `start` begins a child in the way that is named; a child whose hop tells which.
FAMILY = """
    import multiprocessing, os, runpy, socketserver, subprocess, sys

    class Worker(socketserver.BaseServer):
        def work(self, way):
            return way

    def work(way):
        Worker(("", 0), None).work(way)

    WAYS = {
        "inherited": lambda words: subprocess.run(words, check=True),
        "spawned": lambda words: subprocess.run(words, check=True, close_fds=False),
        "copied": lambda words: subprocess.run(words, check=True, env=os.environ.copy()),
        "empty": lambda words: subprocess.run(words, check=True, env={}),
        "own_path": lambda words: subprocess.run(
            words, check=True, env={b"PYTHONPATH": os.path.join(b"no", b"such")}),
        "shell": lambda words: subprocess.run(" ".join(words), shell=True, check=True),
        "spawnve": lambda words: os.spawnve(os.P_WAIT, words[0], words, dict(os.environ)),
        "multiprocessing": lambda words: run(multiprocessing.get_context("spawn").Process(
            target=work, args=(words[-1],))),
        "by default": lambda words: run(multiprocessing.Process(target=work, args=(words[-1],))),
        "forkserver": lambda words: run(multiprocessing.get_context("forkserver").Process(
            target=work, args=(words[-1],))),
    }

    def run(process):
        process.start()
        process.join()

    class Starter(socketserver.BaseServer):
        def start(self, way):
            WAYS[way]([sys.executable, __file__, "child", way])

    if __name__ == "__main__":
        if sys.argv[1:2] == ["child"]:
            work(sys.argv[2])
        else:
            for way in sys.argv[1:]:
                Starter(("", 0), None).start(way)
"""
FORKED_BY_SERVER = ("forkserver", *(("by default",) if sys.version_info >= (3, 14) else ()))
"""The fork server's child: nothing tells which hop it is for."""
ALL = (
    "inherited", "spawned", "copied", "empty", "own_path", "shell", "spawnve", "multiprocessing",
    *FORKED_BY_SERVER,
)  # fmt: skip


def by_way(recording: Recording, function: str) -> dict[str, Hop]:
    return {hop.arguments["way"].strip("'"): hop for hop in named(recording, function)}


def test_a_child_is_a_lane_with_the_hop_that_started_it(tmp_path: Path) -> None:
    code, family = recorded(write(tmp_path, FAMILY), *ALL)
    assert code == 0
    works, starts = by_way(family, "work"), by_way(family, "start")
    lanes = {lane.id: lane for lane in family.lanes()}
    assert set(works) == set(starts) == set(ALL)
    for way in ALL:
        lane, start = lanes[works[way].lane], starts[way]
        assert lane.pid != lanes[start.lane].pid
        assert lane.kind == ("fork" if way in FORKED_BY_SERVER else "process"), way
        starter = None if way in FORKED_BY_SERVER else start.id
        assert lane.parent_hop == starter, way
        outermost = [hop for hop in family.hops() if hop.lane == lane.id and hop.depth == 0]
        assert {hop.parent for hop in outermost} == {starter}
        led = [(e.from_hop, e.kind) for e in family.hand_offs() if e.to_hop == outermost[0].id]
        assert led == ([] if starter is None else [(starter, "process")]), way
    # One a child: multiprocessing's resource tracker and fork server make no hop.
    assert len(lanes) == 1 + len(ALL)
    assert family.meta.complete
    assert family.meta.notes == ()
    family.close()


def test_children_are_left_alone_when_not_wanted(tmp_path: Path) -> None:
    script = write(tmp_path, FAMILY)
    options = Options(children=False, stdout="null")
    _, recording = recorded(script, "copied", options=options)
    assert [lane.kind for lane in recording.lanes()] == ["main"]
    assert recording.meta.notes == ()
    recording.close()


LOOK = """
    import json, os, sys
    names = ("_", "SHLVL", "OLDPWD", "PWD")
    print(json.dumps([
        {k: v for k, v in os.environ.items() if k not in names}, sys.path, sys.argv, sys.orig_argv, sys.flags,
        sorted(n for n in sys.modules if n.endswith("customize")), sys.meta_path == sys.meta_path,
        sorted(p for p in sys.path_importer_cache if "hopscope" in p.lower() or "bootstrap" in p),
        os.environ.get("PYTHONPATH"), os.environb.get(b"PYTHONPATH") is None,
    ]), flush=True)
"""
GENERATIONS = """
    depth = int((sys.argv[1:] or ["2"])[0])
    if depth:
        import subprocess
        here = [sys.executable, __file__, "0"]
        os.environ["PYTHONPATH"] = "/of/its/own"
        subprocess.run(here)
        del os.environ["PYTHONPATH"]
        subprocess.run(here, env={"PYTHONPATH": "x", "B": "2"})
        os.execv(sys.executable, [*here[:2], str(depth - 1)])
"""


def both(script: Path, *args: str) -> tuple[Ran, Ran]:
    return plain(script, *args), traced(script, *args)[0]


def test_no_generation_sees_any_trace_of_it(tmp_path: Path) -> None:
    script = write(tmp_path, LOOK)
    script.write_text(script.read_text() + write(tmp_path, GENERATIONS, "more.py").read_text())
    before, under = both(script)
    assert under == before
    assert before.out.count("\n") == 2 * 3 + 1


def test_the_environment_that_a_child_is_given_stays_as_it_was(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import os, subprocess, sys
        mine = {"A": "1"}
        child = subprocess.Popen([sys.executable, "-c", "import os; print(sorted(os.environ))"], env=mine)
        child.wait()
        print(mine, child.args[0] == sys.executable, flush=True)
        subprocess.run(["env"], env=mine)
        """,
    )
    before, under = both(script)
    assert under == before


def test_a_child_s_own_sitecustomize_runs_and_its_errors_show(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import os, subprocess, sys
        for folder in ("good", "bad"):
            os.environ["PYTHONPATH"] = folder
            subprocess.run([sys.executable, "-c", "import sys, sitecustomize as s; print(s.__file__, sys.path[:2])"])
        """,
    )
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    write(tmp_path / "good", "import sys; print('mine', sys.path[:1])", "sitecustomize.py")
    write(tmp_path / "bad", "raise LookupError('of my own')", "sitecustomize.py")
    before, under = both(script)
    assert under == before
    assert "mine" in before.out
    assert "Error in sitecustomize" in before.err


def test_a_child_that_cannot_be_reached_is_noted(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import subprocess, sys
        import socketserver
        socketserver.BaseServer(("", 0), None)
        subprocess.run([sys.executable, "-I", "-c", "print(1)"])
        """,
    )
    _, recording = recorded(script)
    (note,) = map(note_words, recording.meta.notes)
    assert "started Python with -I:" in note
    recording.close()


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["-I", "program.py"], "-I"),
        (["-bE"], "-E"),
        (["-W", "error", "program.py"], None),
        (["-Wignore::ImportWarning", "program.py"], None),
        ([b"-S", b"-c", b"pass"], "-S"),
        (["-c", "pass", "-S"], None),
        (["-m", "program", "-I"], None),
        (["program.py", "-E"], None),
        (["--check-hash-based-pycs", "always"], None),
    ],
)
def test_options_that_keep_a_python_from_its_environment(
    words: list[str | bytes], option: str | None
) -> None:
    assert unheard([sys.executable, *words]) == option


def test_the_program_restarts_itself(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import os, socketserver, sys
        class Server(socketserver.BaseServer):
            def before(self): pass
            def after(self): pass
        if sys.argv[1:] == ["again"]:
            Server(("", 0), None).after()
        else:
            Server(("", 0), None).before()
            os.execv(sys.executable, [sys.executable, __file__, "again"])
        """,
    )
    code, recording = recorded(script)
    (before,), (after,) = named(recording, "before"), named(recording, "after")
    lanes = {lane.id: lane for lane in recording.lanes()}
    assert [lane.kind for lane in lanes.values()] == ["main", "process"]
    assert lanes[before.lane].pid == lanes[after.lane].pid
    (note,) = map(note_words, recording.meta.notes)
    assert "restarted itself" in note
    assert code == 0
    assert recording.meta.complete  # nothing was cut off
    recording.close()


def test_a_restart_amid_a_hop_leaves_that_unfinished(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import os, socketserver, sys
        W = [sys.executable, __file__, "again"]
        class Server(socketserver.BaseServer):
            def renew(self):
                try:
                    os.execv("/no/such/file", W)
                except OSError:
                    os.execve(sys.executable, W, os.environ)
            def after(self): pass
        if sys.argv[1:] == ["again"]:
            Server(("", 0), None).after()
        else:
            Server(("", 0), None).renew()
        """,
    )
    _, recording = recorded(script)
    (renew,) = named(recording, "renew")
    assert renew.outcome == "unfinished"
    (process,) = [lane for lane in recording.lanes() if lane.kind == "process"]
    assert process.parent_hop == renew.id
    assert not recording.meta.complete
    recording.close()


def test_a_program_that_becomes_another_one_says_so(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import os, socketserver
        socketserver.BaseServer(("", 0), None)
        os.execvp("true", ["true"])
        """,
    )
    code, recording = recorded(script)
    (note,) = map(note_words, recording.meta.notes)
    assert "replaced itself" in note
    assert code == 0
    assert not recording.meta.complete
    recording.close()


def test_a_program_that_records_another_one_keeps_the_two_apart(tmp_path: Path) -> None:
    inner = write(tmp_path, "import socketserver; socketserver.BaseServer(0, None)", "inner.py")
    script = write(
        tmp_path,
        f"""
        import socketserver, subprocess, sys
        class Outer(socketserver.BaseServer): pass
        Outer(("", 0), None)
        words = ["-m", "hopscope", "record", "-o", "inner.hops", {str(inner)!r}]
        sys.exit(subprocess.call([sys.executable, *words], cwd={str(tmp_path)!r}))
        """,
    )
    code, recording = recorded(script)
    assert code == 0
    within = Recording(tmp_path / "inner.hops")
    assert [len(named(each, "__init__")) for each in (recording, within)] == [1, 1]
    assert [lane.kind for lane in recording.lanes()] == ["main"]
    assert within.meta.complete
    within.close()
    recording.close()


def other_pythons() -> list[Path]:
    found = pythons("2.7", "3.6", "3.10", "3.12", "3.13", "3.14", "3.15")
    return [path for path in found if path.resolve() != Path(sys.executable).resolve()]


@pytest.mark.skipif(not other_pythons(), reason="no other Python on this machine")
def test_children_of_other_versions_run_as_ever(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        f"""
        import os, subprocess
        look = "import os, sys, socketserver; print(sorted(os.environ), sys.path[1:])"
        old = "import os, sys, SocketServer; print(sorted(os.environ), sys.path[1:])"
        for python in {[str(path) for path in other_pythons()]}:
            subprocess.run([python, "-c", old if "/2." in python else look])
        """,
    )
    before, under = both(script)
    assert under == before
    assert before.out.count("\n") == len(other_pythons())


@pytest.mark.skipif(
    not [p for p in other_pythons() if "/3.1" in str(p) and "/3.10" not in str(p)],
    reason="no other recordable Python on this machine",
)
def test_a_child_of_another_version_is_noted(tmp_path: Path) -> None:
    other = next(p for p in other_pythons() if "/3.1" in str(p) and "/3.10" not in str(p))
    script = write(
        tmp_path,
        f"""
        import subprocess, socketserver
        socketserver.BaseServer(("", 0), None)
        subprocess.run(["{other}", "-c", "import socketserver; socketserver.BaseServer(0, None)"])
        """,
    )
    _, recording = recorded(script)
    (note,) = map(note_words, recording.meta.notes)
    assert f"ran under Python {other.parent.parent.name}" in note
    assert len(named(recording, "__init__")) == 1
    recording.close()


def test_a_child_without_a_gil_is_noted(tmp_path: Path) -> None:
    """The ABI flags of such a build have a ``t``; here a ``.pth`` of its environment gives it one."""
    there = tmp_path / "there"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", there], check=True, timeout=60)
    (packages,) = there.glob("lib/*/site-packages")
    write(packages, "import sys; sys.abiflags = 't'", "flags.pth")
    script = write(
        tmp_path,
        f"""
        import subprocess, socketserver
        socketserver.BaseServer(("", 0), None)
        subprocess.run(["{there}/bin/python", "-c", "import socketserver; socketserver.BaseServer(0, None)"])
        """,
    )
    _, recording = recorded(script)
    (note,) = map(note_words, recording.meta.notes)
    version = ".".join(map(str, sys.version_info[:3]))
    assert f"ran under Python {version} (free-threaded)" in note
    assert len(named(recording, "__init__")) == 1
    recording.close()
