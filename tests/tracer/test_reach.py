"""Where a server is said to be, and the command that reaches it: tried on real servers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.tracer.running import write
from tests.tracer.test_session import WEB
from tracer.clients.address import how, where
from tracer.model import Listening
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target


@pytest.mark.parametrize(
    ("family", "address", "web", "command"),
    [
        ("tcp", ("127.0.0.1", 80), False, "nc 127.0.0.1 80"),
        ("tcp", ("0.0.0.0", 80), True, "curl http://127.0.0.1:80/"),
        ("tcp", ("::", 80), True, "curl http://[::1]:80/"),
        ("udp", ("127.0.0.1", 53), False, "nc -u 127.0.0.1 53"),
        ("unix", "/tmp/a b", False, "nc -U '/tmp/a b'"),
        ("unix-datagram", "/tmp/s", False, "nc -uU /tmp/s"),
    ],
)
def test_the_command_fits_the_server(
    family: str, address: tuple[str, int] | str, web: bool, command: str
) -> None:
    assert how(Listening("server#1", family, address), web=web) == command


def test_an_address_in_words() -> None:
    assert where(Listening("server#1", "tcp", ("127.0.0.1", 80))) == "tcp 127.0.0.1:80"


def test_the_command_that_is_shown_reaches_a_web_server(tmp_path: Path) -> None:
    answers: list[bytes] = []

    def narrate(text: str) -> None:
        _, shown, command = text.partition("reach it with: ")
        if shown:
            words = [*command.split(), "-s", "--max-time", "10"]
            answers.append(subprocess.run(words, capture_output=True, check=True).stdout)

    script = write(tmp_path, WEB)
    output = tmp_path / "web.hops"
    record(
        Target("script", str(script)),
        Options(requests=1, timeout=20.0, stdout="null"),
        output,
        narrate,
    )
    assert answers == [b"page /"]


def test_get_asks_a_web_server_and_tells_what_it_answered(tmp_path: Path) -> None:
    said: list[str] = []
    options = Options(requests=2, get=("/one", "two"), timeout=20.0, stdout="null")
    record(Target("script", str(write(tmp_path, WEB))), options, tmp_path / "g.hops", said.append)
    assert [line for line in said if line.startswith("GET")] == [
        "GET /one: 200 OK, 9 bytes",
        "GET two: 200 OK, 9 bytes",
    ]


def test_get_says_so_where_the_server_speaks_no_http(tmp_path: Path) -> None:
    said: list[str] = []
    options = Options(get=("/",), stdout="null")
    record(Target("builtin", "TCPServer"), options, tmp_path / "g.hops", said.append)
    assert any("did not answer as an HTTP server does" in line for line in said), said
