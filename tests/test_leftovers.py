"""The guard of every test sees each kind of thing that a test can leave behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.leftovers import Census, await_none

needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc here")


@contextmanager
def a_trace_function() -> Iterator[None]:
    before = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        yield
    finally:
        sys.settrace(before)


@contextmanager
def a_trace_function_for_threads() -> Iterator[None]:
    before = threading.gettrace()
    threading.settrace(lambda *_: None)
    try:
        yield
    finally:
        threading.settrace(before)


@contextmanager
def a_thread() -> Iterator[None]:
    release = threading.Event()
    thread = threading.Thread(target=release.wait, args=(20,))
    thread.start()
    try:
        yield
    finally:
        release.set()
        thread.join(20)


@contextmanager
def a_child_process() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        try:
            yield
        finally:
            child.kill()


@contextmanager
def a_dead_child_that_nobody_waited_for() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.read()
        yield


@contextmanager
def a_listening_socket() -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)):
        yield


@contextmanager
def a_bound_datagram_socket() -> Iterator[None]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.bind(("127.0.0.1", 0))
        yield


@contextmanager
def a_listening_unix_socket() -> Iterator[None]:
    import tempfile

    with (
        tempfile.TemporaryDirectory() as directory,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link,
    ):
        link.bind(f"{directory}/listener")
        link.listen()
        yield


@pytest.mark.parametrize(
    ("leave", "named"),
    [
        (a_trace_function, "a trace function"),
        (a_trace_function_for_threads, "function for threads"),
        (a_thread, "a thread"),
        pytest.param(a_child_process, "a child process", marks=needs_proc),
        pytest.param(a_dead_child_that_nobody_waited_for, "a child process", marks=needs_proc),
        pytest.param(a_listening_socket, "a socket: tcp", marks=needs_proc),
        pytest.param(a_bound_datagram_socket, "a socket: udp", marks=needs_proc),
        pytest.param(a_listening_unix_socket, "a socket: unix", marks=needs_proc),
    ],
)
def test_it_is_seen_while_it_is_there_and_not_after(
    leave: Callable[[], AbstractContextManager[None]], named: str
) -> None:
    before = Census.take()
    with leave():
        left = await_none(before, 0.05)
    assert len(left) == 1, left
    assert named in left[0]
    assert await_none(before) == []


def test_the_guard_fails_a_test_and_names_what_it_left(tmp_path: Path) -> None:
    culprit = tmp_path / "test_culprit.py"
    culprit.write_text(
        "import sys\n"
        "from tests.conftest import leaves_nothing_behind\n"
        "def test_careless():\n"
        "    sys.setprofile(lambda *_: None)\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(culprit)],
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "leaves behind a profile function" in done.stdout
