"""Which call a lane waits in, by the line that it runs."""

from __future__ import annotations

import pytest

from lessons.source.waiting import waits_in

TEXT = """\
def serve(selector, queue):
    while True:
        ready = selector.select(0.5)
        if ready and queue.get():
            one(two())
        with lock:
            data = sock.recv(
                1024,
            )
        value = [1, 2]
        hook = lambda: sock.accept()
        hooks[0]()
"""


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (3, "select"),  # the one call of the line
        (4, "get"),  # of the condition alone, not of the block below
        (5, None),  # two calls: nobody knows which
        (6, None),  # no call is written, though it may wait for the lock
        (7, "recv"),
        (8, "recv"),  # a line of the same statement
        (10, None),
        (11, None),  # the lambda is not called here
        (12, ""),  # what is called has no name
    ],
)
def test_the_call_of_a_line(line: int, name: str | None) -> None:
    assert waits_in(TEXT, line) == name


def test_text_that_is_no_python_tells_nothing() -> None:
    assert waits_in("def (", 1) is None
