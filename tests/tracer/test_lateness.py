"""What nobody waits for is read when the program rests, or when it has piled up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracer.running import named, recorded, write
from tracer.assembling.tailing import SpoolReader
from tracer.running import lateness
from tracer.running.lateness import LOOK, Lateness
from tracer.running.options import Options


class Clock:
    """Stands for ``time``: moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Written:
    """Stands for a reader of spools, of which only the backlog is asked."""

    def __init__(self) -> None:
        self.unread = 0

    def backlog(self) -> int:
        return self.unread


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(lateness, "time", moved)
    return moved


def follow(clock: Clock, a_look: list[int]) -> list[bool]:
    """Whether reading waits at each look, where so many bytes are written before it."""
    written = Written()
    late = Lateness(written)  # type: ignore[arg-type]
    found = []
    for size in a_look:
        clock.now += LOOK
        written.unread += size
        found.append(late.look())
        if not found[-1]:
            written.unread = 0
    return found


def test_a_program_at_rest_is_read_at_once(clock: Clock) -> None:
    assert follow(clock, [0, 100, 0, 2000, 0]) == [False] * 5


def test_a_program_at_work_is_read_when_it_rests(clock: Clock) -> None:
    assert follow(clock, [9000, 9000, 100, 0]) == [True, True, False, False]


def test_what_has_piled_up_is_read(clock: Clock) -> None:
    assert follow(clock, [3 << 20, 2 << 20, 9000]) == [True, False, True]


def test_nothing_waits_longer_than_some_seconds(clock: Clock) -> None:
    found = follow(clock, [9000] * 60)
    assert found[0]
    runs = "".join("w" if each else "r" for each in found).split("r")
    assert 1 < len(runs) < 10
    assert max(map(len, runs)) * LOOK <= lateness._LONGEST + LOOK


@pytest.mark.parametrize("size", [0, 1, 5, 32_767, 32_768, 32_769, 100_000, 3_000_000])
def test_how_much_is_unread_is_told_to_the_byte(tmp_path: Path, size: int) -> None:
    spool = tmp_path / "00000000000000000001-0.spool"
    first = b'["n","x"]\n'
    with spool.open("wb") as file:
        file.write(first)
        file.truncate(1 << 26)  # zeros, as in a spool
    reader = SpoolReader(tmp_path)
    assert reader.backlog() == len(first)
    assert len(list(reader.read())) == 1
    assert reader.backlog() == 0
    with spool.open("r+b") as file:
        file.seek(len(first))
        file.write(b"x" * size)
    assert reader.backlog() == size
    reader.close()


BUSY = """
    import socketserver, sys, time
    class Server(socketserver.TCPServer):
        def turn(self): return 1
    server = Server(("127.0.0.1", 0), None)
    until = time.monotonic() + 1.5
    count = 0
    while time.monotonic() < until:
        server.turn()
        count += 1
    server.server_close()
    open(sys.argv[1], 'w').write(str(count))
"""


def test_nothing_is_missing_of_a_program_that_never_rests(tmp_path: Path) -> None:
    script = write(tmp_path, BUSY)
    code, recording = recorded(script, str(tmp_path / "count"), options=Options(stdout="null"))
    assert code == 0
    assert recording.meta.complete
    assert len(named(recording, "turn")) == int((tmp_path / "count").read_text())
    recording.close()
