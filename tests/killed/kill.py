"""One run that is killed at some moment, and what must hold of all that it leaves."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from tests.wellformed import complaints
from tracer.errors import HopscopeError
from tracer.recording import Recording

Victim: TypeAlias = Literal["program", "controller", "both", "supervisor"]
VICTIMS: tuple[Victim, ...] = ("program", "controller", "both", "supervisor")

PROGRAM = Path(__file__).parent / "program.py"
PROJECT = PROGRAM.parents[2]
PATIENCE = 30.0
LATEST_FLUSH = 1.0
"""Seconds within which what the program did is in the file, on a busy machine too."""
CLIENTS = 3


@dataclass
class Killed:
    """What came of one run."""

    victim: Victim
    server: str
    opens: bool = False
    hops: int = 0
    requests: int = 0
    unfinished: int = 0
    answered: int = 0
    wrong: list[str] = field(default_factory=list)


def kill_one(
    folder: Path, victim: Victim, server: str, delay: float, *, serving: bool = False
) -> Killed:
    """Record a server under load, kill after ``delay`` seconds, and look at what is left.

    The seconds count from the beginning of the recording; with ``serving`` from the first answer.
    """
    found = Killed(victim, server)
    temporary = folder / "tmp"
    temporary.mkdir()
    output, partial = folder / "run.hops", folder / "run.partial.hops"
    controller = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "hopscope",
            "record",
            "--requests",
            "100000",
            "-o",
            str(output),
            str(PROGRAM),
            server,
        ],
        cwd=PROJECT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        with _Load(controller) as answers:
            _wait_for(lambda: partial.exists() and partial.stat().st_size)
            if serving:
                _wait_for(lambda: answers)
            time.sleep(delay)
            at = time.monotonic()
            # Hops are written before the answer goes out: what was answered by now is on its way.
            _kill(controller.pid, victim)
            controller.wait(PATIENCE)
            _wait_until_alone(controller.pid)
    finally:
        left = _session(controller.pid)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        controller.wait()
    found.wrong += [f"process {pid} is left" for pid in left]
    found.wrong += [f"{path} is left" for path in temporary.rglob("*")]
    _judge(
        found,
        output if output.exists() else partial,
        [answer for answer in answers if answer <= at],
        at,
    )
    return found


def _judge(found: Killed, output: Path, answers: list[float], at: float) -> None:
    try:
        recording = Recording(output)
    except HopscopeError as error:
        found.wrong.append(f"it does not open: {error}")
        return
    try:
        found.opens = True
        found.hops, found.requests = len(recording), len(recording.requests())
        found.unfinished = sum(hop.outcome == "unfinished" for hop in recording.hops())
        if recording.meta.complete:
            found.wrong.append("it says that it is complete")
        found.wrong += complaints(recording)
        # The spool of a killed program is read to its end; a killed controller reads no more.
        latest = at if found.victim == "program" else at - LATEST_FLUSH
        found.answered = sum(answer <= latest for answer in answers)
        if found.requests < found.answered:
            found.wrong.append(
                f"{found.answered} requests were answered, {found.requests} are there"
            )
    except HopscopeError as error:
        found.wrong.append(f"it cannot be read: {error}")
    finally:
        recording.close()


def _wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what() and time.monotonic() < deadline:
        time.sleep(0.001)


def _kill(controller: int, victim: Victim) -> None:
    """Kill by place in the tree: the controller's child supervises, its child is the program."""
    supervisors = _children(controller)
    programs = [pid for supervisor in supervisors for pid in _children(supervisor)]
    pids = {
        "program": programs or supervisors,
        "controller": [controller],
        "both": [*programs, controller],
        "supervisor": supervisors or [controller],
    }[victim]
    if victim == "program" and not programs:
        pids = [controller]  # there is no program yet
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


def _session(leader: int) -> list[int]:
    """Processes of a session that are not dead."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(") ")[2].split()
        except OSError:
            continue
        if fields[0] not in "ZX" and int(fields[3]) == leader:
            found.append(int(stat.parent.name))
    return found


def _wait_until_alone(leader: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while _session(leader) and time.monotonic() < deadline:
        time.sleep(0.02)


class _Load:
    """Clients that talk to the program, once it says its port, until it is gone."""

    def __init__(self, program: subprocess.Popen[bytes]) -> None:
        self.answers: list[float] = []
        """When each connection had its answer."""
        self._program = program
        self._over = threading.Event()
        self._clients: list[threading.Thread] = []
        self._starter = threading.Thread(target=self._start)

    def __enter__(self) -> list[float]:
        self._starter.start()
        return self.answers

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._starter.join()
        for client in self._clients:
            client.join()
        assert self._program.stdout is not None
        self._program.stdout.close()

    def _start(self) -> None:
        assert self._program.stdout is not None
        port = self._program.stdout.readline().strip()
        if not port:
            return  # killed before it listened
        for number in range(CLIENTS):
            client = threading.Thread(target=self._talk, args=(number, int(port)))
            client.start()
            self._clients.append(client)

    def _talk(self, number: int, port: int) -> None:
        word = b"bad\n" if number == 0 else b"hello\n"
        while not self._over.is_set():
            with contextlib.suppress(OSError):
                with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                    connection.sendall(word)
                    answer = connection.recv(100)
                if answer == b"you said HELLO\n":
                    self.answers.append(time.monotonic())
            self._over.wait(0.005)
