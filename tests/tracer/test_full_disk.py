"""A disk that is full: the program goes on, one line says so, and what was recorded can be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracer.running import write
from tests.wellformed import complaints
from tracer.notes import note_words
from tracer.recording import Recording

CALLS = 6_000

# Ends with what it was asked to: nothing of a full disk may reach it.
PROGRAM = f"""
    import os, socket, socketserver, sys, time

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            deadline = time.monotonic() + 30
            while not os.path.exists("limited") and time.monotonic() < deadline:
                time.sleep(0.01)
            for number in range({CALLS}):
                self.answer(number, "x" * 500, "y" * 500)
            self.request.sendall(b"done")

        def answer(self, number, *words):
            return number

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        client = socket.create_connection(server.server_address)
        server.handle_request()
        print(client.recv(10).decode(), flush=True)
        client.close()
    sys.exit(7)
"""

# The program inherits the first limit; the controller has the second from when the program has begun.
CONTROLLER = """
    import resource, sys
    from pathlib import Path
    from tracer.running.options import Options
    from tracer.running.run import record
    from tracer.running.target import Target

    def narrate(line):
        print(line, file=sys.stderr)
        if "listens" in line:
            restrict(its_own)
            Path("limited").touch()

    def restrict(limit):
        soft = int(limit) or resource.RLIM_INFINITY
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))

    programs, its_own, script, output = sys.argv[1:]
    restrict(programs)
    sys.exit(record(Target("script", script), Options(timeout=60.0), Path(output), narrate).code)
"""


@pytest.mark.parametrize(
    ("program", "controller", "said", "noted"),
    [
        (0, 400_000, "cannot be written any more", "the recording's file could not grow"),
        (2_200_000, 0, "its spool reached the size", "its spool reached the size"),
    ],
    ids=["recording", "spool"],
)
def test_a_full_disk_is_told_and_harms_nobody(
    tmp_path: Path, program: int, controller: int, said: str, noted: str
) -> None:
    script, output = write(tmp_path, PROGRAM), tmp_path / "run.hops"
    starter = write(tmp_path, CONTROLLER, "controller.py")
    done = subprocess.run(
        [sys.executable, str(starter), str(program), str(controller), str(script), str(output)],
        capture_output=True, text=True, timeout=90, check=False, cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (7, "done\n")
    told = [line for line in done.stderr.splitlines() if said in line]
    assert len(told) == 1, done.stderr
    assert "Traceback" not in done.stderr
    recording = Recording(output)
    try:
        assert not recording.meta.complete
        (note,) = map(note_words, recording.meta.notes)
        assert noted in note
        assert 0 < len(recording) < CALLS
        assert not complaints(recording)
    finally:
        recording.close()
