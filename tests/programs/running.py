"""Runs a built-in program in a child process, until it is told to stop."""

from __future__ import annotations

import ast
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tracer.model import Listening
from tracer.programs import Program

PATIENCE = 20.0
"""Seconds that anything here may take before it counts as stuck."""


@dataclass
class Running:
    """A server that listens."""

    process: subprocess.Popen[str]
    listening: Listening
    stops_at_end_of_input: bool

    def stop(self) -> tuple[int, str]:
        """Stop it as its program says; give its exit code and what it wrote to stderr."""
        if not self.stops_at_end_of_input:
            self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors


@contextmanager
def run(name: str, program: Program) -> Iterator[Running]:
    """Start the program by its path, as a person would, and wait until it listens."""
    command = [sys.executable, str(program.path), *program.args]
    # A background job of a shell ignores SIGINT, and its children would inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        signal.signal(signal.SIGINT, before)
        try:
            address = _address(process) if program.stops_at_end_of_input else _port_of(process.pid)
            listening = Listening("server#1", _family(name), address)
            yield Running(process, listening, program.stops_at_end_of_input)
        finally:
            process.kill()


def _address(process: subprocess.Popen[str]) -> str | tuple[str, int]:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("listening on "), line
    told = line.removeprefix("listening on ").strip()
    address: str | tuple[str, int] = ast.literal_eval(told) if told.startswith("(") else told
    return address


def _family(name: str) -> str:
    datagrams = "UDP" in name or "Datagram" in name
    if "Unix" in name:
        return "unix-datagram" if datagrams else "unix"
    return "udp" if datagrams else "tcp"


def _port_of(pid: int) -> tuple[str, int]:
    """Find where a program listens that does not say so."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        sockets = set()
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            try:
                sockets.add(str(entry.readlink()).removeprefix("socket:[").removesuffix("]"))
            except FileNotFoundError:  # closed while we looked
                continue
        for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            fields = row.split()
            if fields[3] == "0A" and fields[9] in sockets:  # 0A: listening
                return "127.0.0.1", int(fields[1].split(":")[1], 16)
        time.sleep(0.02)
    raise TimeoutError(f"process {pid} does not listen")
