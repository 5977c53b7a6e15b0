"""An idle server: its turns are counted where they happen, and none of them vanishes."""

from __future__ import annotations

import contextlib
import io
import re
from collections import Counter
from pathlib import Path

from tests.tracer.running import write
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target
from tui import reports

SERVER = """
    import socketserver, sys, threading

    class Idle(socketserver.TCPServer):
        turns, kinds = int(sys.argv[1]), int(sys.argv[2])

        def service_actions(self):
            self.turns -= 1
            if self.turns < 1:
                self._BaseServer__shutdown_request = True
            elif self.kinds:
                (self.tick if self.turns % self.kinds else self.tock)()

        def tick(self):
            pass

        def tock(self):
            pass

    with Idle(("127.0.0.1", 0), None) as server:
        server.serve_forever(poll_interval=0.0005)
"""


def idle(folder: Path, turns: int, kinds: int) -> Recording:
    """Record so many turns of waiting, every ``kinds``-th of which does something else."""
    script, output, said = write(folder, SERVER), folder / f"{turns}-{kinds}.hops", list[str]()
    options = Options(timeout=60.0, stdout="null")
    words = (str(turns), str(kinds))
    assert record(Target("script", str(script), words), options, output, said.append).code == 0, (
        said
    )
    return Recording(output)


def waited(recording: Recording, function: str = "service_actions") -> int:
    """How many turns the report counts."""
    out = io.StringIO()
    reports.load("text").write(recording, out)
    found = re.findall(
        rf"{function} .*\N{{MULTIPLICATION SIGN}}([\d,]+) while waiting", out.getvalue()
    )
    return sum(int(number.replace(",", "")) for number in found)


def turns_of(recording: Recording, function: str = "service_actions") -> int:
    """How many turns its hops stand for; one that stands for itself alone has no count."""
    hops = [h for h in recording.hops() if recording.code(h.code).name == function]
    return sum(hop.polls or 1 for hop in hops)


def test_a_longer_wait_records_no_more_and_is_counted(tmp_path: Path) -> None:
    short, long = idle(tmp_path, 40, 0), idle(tmp_path, 400, 0)
    try:
        assert len(short) == len(long)
        assert (turns_of(short), turns_of(long)) == (40, 400)
        assert waited(long) == 400
    finally:
        short.close()
        long.close()


def test_turns_that_differ_are_each_recorded_and_counted(tmp_path: Path) -> None:
    recording = idle(tmp_path, 41, 2)
    try:
        names = Counter(recording.code(hop.code).name for hop in recording.hops())
        assert names["service_actions"] == 41
        assert (names["tick"], names["tock"]) == (20, 20)
        assert turns_of(recording) == 41
        assert waited(recording) == 41
    finally:
        recording.close()


def test_a_turn_that_is_other_now_and_then_parts_the_runs(tmp_path: Path) -> None:
    recording = idle(tmp_path, 101, 10)
    try:
        names = Counter(recording.code(hop.code).name for hop in recording.hops())
        assert names["tock"] == 10
        assert names["tick"] <= 22
        assert turns_of(recording) == 101
        assert waited(recording) == 101
    finally:
        recording.close()


OWN_LOOP = """
    import socketserver, sys

    class Waiting(socketserver.TCPServer):
        timeout = 0.0005
        left = int(sys.argv[1])

        def handle_timeout(self):
            self.left -= 1

    with Waiting(("127.0.0.1", 0), None) as server:
        while server.left:
            server.handle_request()
"""


def test_a_loop_of_ones_own_records_no_more_for_waiting_longer(tmp_path: Path) -> None:
    script = write(tmp_path, OWN_LOOP)
    found = []
    for turns in (3, 300):
        output = tmp_path / f"{turns}.hops"
        options = Options(timeout=60.0, stdout="null")
        target = Target("script", str(script), (str(turns),))
        assert record(target, options, output, lambda _: None).code == 0
        with contextlib.closing(Recording(output)) as recording:
            assert turns_of(recording, "handle_request") == turns
            assert waited(recording, "handle_request") == turns
            found.append(len(recording))
    assert found[0] == found[1]


def test_how_often_a_function_ran_counts_the_turns_that_have_no_hop(tmp_path: Path) -> None:
    with contextlib.closing(idle(tmp_path, 60, 7)) as recording:
        out = io.StringIO()
        reports.load("text").write(recording, out)
    text = out.getvalue()
    for name, ran in (("service_actions", 60), ("tick", 51), ("tock", 8)):
        assert re.search(rf"^{name} .*\N{{MULTIPLICATION SIGN}}{ran}\b", text, re.MULTILINE), name
        assert re.search(rf"^{name} of Idle   {ran} times, first as", text, re.MULTILINE), name
