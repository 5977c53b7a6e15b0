"""Run a small program plainly and under the recorder, and keep what came of each."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from tracer.agent.environment import completed
from tracer.assembling.assembler import Assembler
from tracer.assembling.tailing import SpoolReader
from tracer.model import Hop
from tracer.recording import Recording, RecordingWriter
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target


@dataclass(frozen=True)
class Ran:
    """How a program ended, and what it said."""

    code: int
    out: str
    err: str


def write(folder: Path, text: str, name: str = "program.py") -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(text))
    return path


def pythons(*versions: str) -> list[Path]:
    """Interpreters of these versions that are on this machine, in the order asked for."""
    found = []
    for version in versions:
        found += sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        found += sorted(Path.home().glob(f".newer-pythons/{version}/bin/python3"))
    return found


def plain(script: Path, *args: str) -> Ran:
    """The program as ``python`` runs it."""
    return _run(script, args, _environment())


def traced(script: Path, *args: str) -> tuple[Ran, Path]:
    """The program under the agent alone, and the folder of its spools."""
    spools = script.parent / f"spools-{len(list(script.parent.glob('spools-*')))}"
    spools.mkdir()
    config = {
        "directory": str(spools), "roots": [], "values": True, "lines": False, "children": True,
        "main": True,
    }  # fmt: skip
    environment = completed(config, _environment())
    assert environment is not None
    return _run(script, args, environment), spools


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


def _run(script: Path, args: tuple[str, ...], environment: dict[str, str]) -> Ran:
    done = subprocess.run(
        [sys.executable, str(script), *args],
        cwd=script.parent,
        capture_output=True,
        text=True,
        timeout=30,
        env=environment,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def recorded(script: Path, *args: str, options: Options | None = None) -> tuple[int, Recording]:
    """The program under the whole session: its exit code and its recording."""
    output = script.with_suffix(".hops")
    output.unlink(missing_ok=True)
    said: list[str] = []
    chosen = options or Options(stdout="null")
    code = record(Target("script", str(script), args), chosen, output, said.append).code
    return code, Recording(output)


SERVE = """
    import socketserver, threading, socket, sys, os
    class Echo(socketserver.StreamRequestHandler):
        def handle(self):
            for line in self.rfile:
                self.wfile.write(line.upper())
    def ask(server, text=b"hello\\n"):
        with socket.create_connection(server.server_address) as link:
            link.sendall(text); link.shutdown(socket.SHUT_WR)
            return link.makefile("rb").read()
    def serving(cls=socketserver.ThreadingTCPServer, handler=Echo):
        server = cls(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,)); thread.start()
        return server, thread
    def stop(server, thread):
        server.shutdown(); thread.join(); server.server_close()
"""


def same(folder: Path, text: str, *args: str) -> str:
    """Run SERVE and a body both ways, hold them against each other; the recording's events as text."""
    return events(_both_ways(folder, text, args))


def compared(folder: Path, text: str, *args: str) -> Recording:
    """As :func:`same`, with the recording as such. It is the caller's to close."""
    spools = _both_ways(folder, text, args)
    (folder / "run.hops").unlink(missing_ok=True)
    writer = RecordingWriter(folder / "run.hops", target=("program.py", *args))
    assembler, reader = Assembler(writer), SpoolReader(spools)
    while (found := list(reader.read())) or reader.is_behind:
        for token, event in found:
            assembler.feed(token, event)
    reader.close()
    assembler.flush()
    writer.finish(complete=assembler.processes.complete, exit_code=None)
    return Recording(folder / "run.hops")


def _both_ways(folder: Path, text: str, args: tuple[str, ...]) -> Path:
    script = write(folder, SERVE)
    script.write_text(script.read_text() + write(folder, text, "body.py").read_text())
    (folder / "body.py").unlink()
    before = plain(script, *args)
    under, spools = traced(script, *args)
    assert (under.code, under.out, under.err) == (before.code, before.out, before.err)
    return spools


def events(spools: Path) -> str:
    """All that the processes of a run wrote."""
    said = []
    for path in spools.iterdir():
        with path.open("rb") as spool:  # a sparse file of many gigabytes
            written = b"".join(iter(lambda: spool.read(1 << 16).rstrip(b"\0"), b""))
            said.append(written.partition(b"\0")[0].decode())
    return "".join(said)


def named(recording: Recording, function: str) -> list[Hop]:
    """Hops of functions of that name."""
    return [hop for hop in recording.hops() if recording.code(hop.code).name == function]
