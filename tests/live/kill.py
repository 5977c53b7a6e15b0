"""One live run of which something is killed at some moment, and what must hold afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from tests.killed.kill import PROGRAM, PROJECT
from tests.wellformed import complaints
from tracer.errors import HopscopeError
from tracer.recording import Recording

Victim: TypeAlias = Literal["controller", "program", "client", "supervisor", "keep"]
VICTIMS: tuple[Victim, ...] = ("controller", "program", "client", "supervisor", "keep")
"""What is killed; ``keep`` is the controller of a run that is to go on without it."""
PATIENCE = 30.0
_INTERRUPTS = 3
_MARK = "HOPSCOPE_LIVE_KILL"
_CLIENT = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as link:
    link.sendall(b"hello\\n"); link.shutdown(socket.SHUT_WR)
    while link.recv(100): pass
"""


@dataclass
class Killed:
    """What came of one run."""

    victim: Victim
    server: str
    hops: int = 0
    listened: bool = False
    served: bool = False
    """Whether a client that came after the kill was served, where one must be."""
    wrong: list[str] = field(default_factory=list)


def kill_one(
    folder: Path, victim: Victim, server: str, delay: float, seed: int, *, at_start: bool = False
) -> Killed:
    """Hold a server with clients at it, kill after ``delay`` seconds, and look at what is left.

    The seconds count from when it listens, or ``at_start`` from the beginning.
    """
    found = Killed(victim, server)
    temporary = folder / "tmp"
    temporary.mkdir()
    recording = folder / "run.hops"
    mark = f"{_MARK}={folder}"
    orphan = "keep" if victim == "keep" else "end"
    with (folder / "said").open("w") as said:
        controller = subprocess.Popen(
            [
                sys.executable, "-m", "tests.live.driver", str(PROGRAM), server, str(seed), orphan,
                str(recording),
            ],
            cwd=PROJECT,
            env={**os.environ, "TMPDIR": str(temporary), _MARK: str(folder)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True,
        )  # fmt: skip
    clients: list[subprocess.Popen[bytes]] = []
    try:
        _play(found, controller, clients, delay, mark, at_start)
    finally:
        left = _left(mark)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in clients:
            process.wait()
        controller.wait()
        for pipe in (controller.stdin, controller.stdout):
            assert pipe is not None
            pipe.close()
    if complaint := (folder / "said").read_text():
        found.wrong.append(f"it said {complaint[-300:]}")
    found.wrong += [f"process {pid} is left" for pid in left]
    found.wrong += [f"{path} is left" for path in temporary.rglob("*")]
    _judge(found, recording)
    return found


def _play(
    found: Killed, controller: subprocess.Popen[str], clients: list[subprocess.Popen[bytes]],
    delay: float, mark: str, at_start: bool,
) -> None:  # fmt: skip
    ports: list[int] = []
    said = threading.Thread(target=_hear, args=(controller, ports))
    said.start()
    try:
        if not at_start:
            said.join(PATIENCE)
        at = time.monotonic() + delay
        while time.monotonic() < at:
            said.join(0.005)
            if ports and len(clients) < 3:
                clients.append(_client(ports[0], mark))
        found.listened = bool(ports)
        programs = _kill(found.victim, controller, clients)
        _after(found, controller, ports, programs)
        for process in clients:
            process.wait(PATIENCE)
        _wait_until_alone(mark)
    except subprocess.TimeoutExpired as error:
        found.wrong.append(f"it hangs: {error}")
    finally:
        if said.is_alive():
            controller.kill()
        said.join()


def _hear(controller: subprocess.Popen[str], ports: list[int]) -> None:
    assert controller.stdout is not None
    word = controller.stdout.readline().strip()
    if word.isdigit():
        ports.append(int(word))


def _client(port: int, mark: str) -> subprocess.Popen[bytes]:
    name, _, value = mark.partition("=")
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _CLIENT, str(port)],
        env={**os.environ, name: value},
        stderr=subprocess.DEVNULL,
    )


def _kill(
    victim: Victim, controller: subprocess.Popen[str], clients: list[subprocess.Popen[bytes]]
) -> list[int]:
    """Kill; gives the program's processes."""
    supervisors = _children(controller.pid)
    programs = [pid for supervisor in supervisors for pid in _children(supervisor)]
    pids = {
        "controller": [controller.pid],
        "keep": [controller.pid],
        "program": programs or supervisors or [controller.pid],
        "supervisor": supervisors or [controller.pid],
        "client": [client.pid for client in clients[:1]],
    }[victim]
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return programs


def _after(
    found: Killed, controller: subprocess.Popen[str], ports: list[int], programs: list[int]
) -> None:
    """What must be possible still: one more client is served, then everything ends."""
    assert controller.stdin is not None
    if found.victim == "client":
        with contextlib.suppress(BrokenPipeError):
            os.write(controller.stdin.fileno(), b"free\n")
        found.served = _is_served(ports)
        controller.stdin.close()
    elif found.victim == "keep":
        found.served = _is_served(ports)
        _interrupt(programs)
    if found.victim in ("client", "keep") and not found.served:
        found.wrong.append("a client that came afterwards was not served")
    controller.wait(PATIENCE)


def _interrupt(programs: list[int]) -> None:
    """Stop them as a person does, who presses Ctrl-C again where the first one had no effect.

    An interrupt that strikes as ``Condition.wait`` is about to take its lock again turns into
    "release unlocked lock", with a recorder or without one, and socketserver hands that to
    ``handle_error``: the server serves on.
    """
    for _ in range(_INTERRUPTS):
        for pid in programs:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + PATIENCE / _INTERRUPTS / 2
        while any(map(_runs, programs)):
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)
        else:
            return


def _runs(pid: int) -> bool:
    """Whether a process is there, and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _is_served(ports: list[int]) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", ports[0]), PATIENCE) as link:
            link.sendall(b"late\n")
            return link.recv(100) == b"you said LATE\n"
    except (OSError, IndexError):
        return False


def _judge(found: Killed, path: Path) -> None:
    if not path.exists():
        return  # killed before it was made
    try:
        recording = Recording(path)
    except HopscopeError as error:
        if path.stat().st_size:
            found.wrong.append(f"the recording does not open: {error}")
        return
    try:
        found.hops = len(recording)
        found.wrong += complaints(recording)
    except HopscopeError as error:
        found.wrong.append(f"the recording cannot be read: {error}")
    finally:
        recording.close()


def _children(pid: int) -> list[int]:
    words: set[str] = set()
    for task in Path(f"/proc/{pid}/task").glob("[0-9]*/children"):
        with contextlib.suppress(OSError):  # that thread has just ended; others have children, too
            words.update(task.read_text().split())
    return sorted(map(int, words))


def _left(mark: str) -> list[int]:
    """Processes that this run began, by what they inherited."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def _wait_until_alone(mark: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while _left(mark) and time.monotonic() < deadline:
        time.sleep(0.02)
