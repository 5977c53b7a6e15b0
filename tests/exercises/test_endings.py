"""How a ``handle`` ended, as the run shows it: returned, raised, or going on still."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from lessons.course.format import read_lesson
from lessons.course.judging import Outcome, judge_program
from lessons.course.lesson import Exercise
from lessons.course.received import Received
from lessons.course.starting import start_lesson

CHECKS = """
[exercise]
starter = "starter.py"
solution = "solution.py"
hints = 1
send = ["hello"]
timeout = {timeout}

[[exercise.check]]
id = "served"
must = "some"
hop = {{ function = "handle" }}
"""


def exercise(folder: Path, *, checks: str = "", timeout: int = 30) -> Exercise:
    """One that asks for a ``handle``, and what is given here."""
    data = start_lesson(folder, "01-ends") / "lesson.toml"
    steps = data.read_text().partition("[exercise]")[0]
    data.write_text(steps + CHECKS.format(timeout=timeout) + checks)
    lesson, _ = read_lesson(data.parent)
    assert lesson is not None
    assert lesson.exercise is not None
    return lesson.exercise


def judged(asked: Exercise, folder: Path, source: str) -> Outcome:
    program = folder / "program.py"
    program.write_text(textwrap.dedent(source))
    return judge_program(asked, program, folder)


def failed(outcome: Outcome) -> list[str]:
    return [each.check.id for each in outcome.verdicts if not each.passed]


ABANDONED = """
    import socketserver, threading

    class Stop(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.sendall(b"bye\\n")
            self.server.shutdown()
            threading.Event().wait()

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stop)
    server.daemon_threads = True
    server.serve_forever(0.05)
"""


def test_one_that_a_program_did_not_wait_for_has_not_returned(tmp_path: Path) -> None:
    outcome = judged(exercise(tmp_path), tmp_path, ABANDONED)
    assert outcome.trouble is None
    assert failed(outcome) == ["handle-unfinished"]
    assert outcome.received == Received(((b"bye\n",),))


STUCK = """
    import socketserver, time

    class Stuck(socketserver.BaseRequestHandler):
        def handle(self):
            time.sleep(60)

    with socketserver.TCPServer(("127.0.0.1", 0), Stuck) as server:
        server.serve_forever(0.05)
"""


def test_an_interrupt_of_ours_is_no_exception_of_the_program(tmp_path: Path) -> None:
    outcome = judged(exercise(tmp_path, timeout=4), tmp_path, STUCK)
    assert outcome.trouble is not None
    assert outcome.trouble.kind == "endless"
    assert failed(outcome) == ["handle-unfinished"]


OTHERS_LONGER = """
    import socket, socketserver, threading, time

    class Slow(socketserver.StreamRequestHandler):
        def handle(self):
            if self.rfile.readline() == b"slow\\n":
                time.sleep(1)
            self.wfile.write(b"done\\n")

    def visit(server):
        with socket.create_connection(server.server_address) as link:
            link.sendall(b"slow\\n")
            link.makefile().read()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=visit, args=(server,), daemon=True).start()
        server.serve_forever(0.05)
"""


def test_one_that_is_on_its_way_when_enough_are_served_has_a_moment(tmp_path: Path) -> None:
    """The program has a client of its own, which is still waiting when ours has gone."""
    outcome = judged(exercise(tmp_path), tmp_path, OTHERS_LONGER)
    assert outcome.trouble is None
    assert failed(outcome) == []


SLOW_QUEUE = """
    import queue, socketserver, threading, time

    class Server(socketserver.TCPServer):
        waiting = queue.Queue()

        def process_request(self, request, client_address):
            self.waiting.put((request, client_address))

        def work(self):
            while True:
                time.sleep(0.7)
                request, client_address = self.waiting.get()
                self.finish_request(request, client_address)
                self.shutdown_request(request)

    class Echo(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(self.rfile.readline())

    with Server(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.work, daemon=True).start()
        server.serve_forever(0.05)
"""


def test_a_request_that_nobody_works_at_is_not_over_while_its_client_waits(tmp_path: Path) -> None:
    outcome = judged(exercise(tmp_path), tmp_path, SLOW_QUEUE)
    assert outcome.trouble is None
    assert failed(outcome) == []
    assert outcome.received == Received(((b"hello\n",),))


RAISING = """
    import socketserver

    class Bad(socketserver.BaseRequestHandler):
        def handle(self):
            raise ValueError(self.request.recv(100))

    with socketserver.TCPServer(("127.0.0.1", 0), Bad) as server:
        server.serve_forever(0.05)
"""


@pytest.mark.parametrize(
    ("check", "fails"),
    [
        ('must = "some"\nhop = { function = "handle", outcome = "raised" }', []),
        ('must = "none"\nhop = { function = "handle", outcome = "raised" }', ["own", "handle-raised"]),
        ('must = "some"\nhop = { function = "finish", outcome = "raised" }', ["own", "handle-raised"]),
    ],
)  # fmt: skip
def test_a_lesson_that_wants_an_exception_says_so(
    tmp_path: Path, check: str, fails: list[str]
) -> None:
    asked = exercise(tmp_path, checks=f'\n[[exercise.check]]\nid = "own"\n{check}\n')
    assert failed(judged(asked, tmp_path, RAISING)) == fails
