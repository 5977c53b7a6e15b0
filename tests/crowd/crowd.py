"""Many clients at once on one server, traced and untraced: who was answered, what was recorded."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.wellformed import complaints
from tracer.notes import note_words
from tracer.recording import Recording

PROGRAM = Path(__file__).parent / "program.py"
PROJECT = PROGRAM.parents[2]
PATIENCE = 300.0
# What one request must leave in the recording: function and how often.
REQUEST = {
    "BaseServer._handle_request_noblock": 1,
    "TCPServer.get_request": 1,
    "BaseServer.verify_request": 1,
    "ThreadingMixIn.process_request": 1,
    "_Threads.append": 1,
    "_Threads.reap": 1,
    "Thread.start": 1,
    "Thread.run": 1,
    "ThreadingMixIn.process_request_thread": 1,
    "BaseServer.finish_request": 1,
    "BaseRequestHandler.__init__": 1,
    "BaseRequestHandler.setup": 1,
    "Answer.handle": 1,
    "Answer.answer": 1,
    "BaseRequestHandler.finish": 1,
    "TCPServer.shutdown_request": 1,
    "TCPServer.close_request": 1,
}


@dataclass(frozen=True, slots=True)
class Run:
    """One crowd at one server."""

    answered: int
    code: int
    peak_kb: int
    """The program's peak memory."""


def crowd(clients: int, command: list[str], peak: Path) -> Run:
    """Start the server with ``command``, send everybody at once, end it as Ctrl-C would."""
    program = subprocess.Popen(
        [*command, str(PROGRAM), str(clients), str(peak)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert program.stdout is not None
    try:
        port = int(program.stdout.readline())
        answered = asyncio.run(_send_all(clients, port))
        program.send_signal(signal.SIGINT)
        code = program.wait(PATIENCE)
    finally:
        program.kill()
        program.wait()
        program.stdout.close()
    return Run(answered, code, int(peak.read_text()))


def untraced(clients: int, folder: Path) -> Run:
    """The program as ``python`` runs it."""
    return crowd(clients, [sys.executable], folder / "untraced.peak")


def recorded(clients: int, folder: Path, output: Path) -> Run:
    """The program under ``hopscope record``."""
    command = [sys.executable, "-m", "hopscope", "record", "-o", str(output)]
    return crowd(clients, command, folder / "traced.peak")


async def _send_all(clients: int, port: int) -> int:
    """Give how many got the answer to what they themselves said."""
    words = [f"client {number}".encode() for number in range(clients)]
    answers = await asyncio.gather(*(_ask(port, word) for word in words), return_exceptions=True)
    return sum(a == b"you said " + w for a, w in zip(answers, words, strict=True))


async def _ask(port: int, word: bytes) -> bytes:
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(word)
        try:
            return await reader.read()
        finally:
            writer.close()
            await writer.wait_closed()


def losses(output: Path, clients: int) -> list[str]:
    """Say in words what is missing in a recording of that many clients, or wrong with it."""
    recording = Recording(output)
    try:
        found = [] if recording.meta.complete else ["it is not complete"]
        found += map(note_words, recording.meta.notes)
        found += complaints(recording)
        requests = len(recording.requests())
        if requests != clients:
            found.append(f"{requests} requests instead of {clients}")
        names = {code.id: code.qualname for code in recording.codes()}
        by_request: dict[int, Counter[str]] = {n: Counter() for n in range(1, clients + 1)}
        for hop in recording.hops():
            if hop.request is not None:
                by_request.setdefault(hop.request, Counter())[names[hop.code]] += 1
            if hop.outcome == "unfinished":
                found.append(f"hop {hop.id} ({names[hop.code]}) has not ended")
        for request, counts in by_request.items():
            for name in sorted({*REQUEST, *counts}):
                if counts[name] != REQUEST.get(name, 0):
                    found.append(f"request {request} has {counts[name]} hops of {name}")
        return found
    finally:
        recording.close()
