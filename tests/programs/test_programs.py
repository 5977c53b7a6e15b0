"""Every concrete class of socketserver, with every handler that fits, serves a real client."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs.running import PATIENCE, run
from tracer import programs
from tracer.clients.talk import talk
from tracer.errors import HopscopeError
from tracer.model import Listening

FOLDER = Path(programs.__file__).parent
EVERYWHERE = {
    "TCPServer",
    "UDPServer",
    "UnixStreamServer",
    "UnixDatagramServer",
    "ThreadingTCPServer",
    "ThreadingUDPServer",
    "ThreadingUnixStreamServer",
    "ThreadingUnixDatagramServer",
    "ForkingTCPServer",
    "ForkingUDPServer",
}
FROM_3_12 = {"ForkingUnixStreamServer", "ForkingUnixDatagramServer"}
PAIRS = [
    (name, handler)
    for name in programs.concrete_classes()
    for handler in programs.handlers_for(name)
]


def test_the_catalog_has_every_class_of_this_python() -> None:
    expected = EVERYWHERE | FROM_3_12 if sys.version_info >= (3, 12) else EVERYWHERE
    assert set(programs.concrete_classes()) == expected
    assert len(programs.concrete_classes()) == len(expected)


@pytest.mark.parametrize(("name", "handler"), PAIRS)
def test_serves_a_client_and_stops_cleanly(name: str, handler: str) -> None:
    program = programs.program_for(name, handler)
    with run(name, program) as running:
        answers = talk(running.listening, program.messages, PATIENCE)
        exit_code, errors = running.stop()
    assert answers == [message.upper() for message in program.messages]
    if handler == "ftp":
        assert errors.rstrip().endswith("KeyboardInterrupt")
        return
    assert (exit_code, errors) == (0, "")
    assert len(answers) > 1, "one message would not show the communication loop"
    if isinstance(running.listening.address, str):
        assert not Path(running.listening.address).parent.exists()


@pytest.mark.parametrize("name", programs.concrete_classes())
def test_serves_one_client_after_another(name: str) -> None:
    program = programs.program_for(name, "base")
    with run(name, program) as running:
        for text in (b"first\n", b"second\n", b"third\n"):
            assert talk(running.listening, [text], PATIENCE) == [text.upper()]
        assert running.stop() == (0, "")


@pytest.mark.parametrize("name", programs.concrete_classes())
def test_the_default_handler_is_the_first(name: str) -> None:
    first = programs.handlers_for(name)[0]
    assert programs.program_for(name) == programs.program_for(name, first)


def test_the_default_program_shows_its_class_by_name() -> None:
    source = programs.program_for(programs.DEFAULT_CLASS).path.read_text()
    assert "socketserver.ThreadingTCPServer(" in source
    assert "socketserver.StreamRequestHandler" in source


def test_the_articles_program_is_unchanged_but_for_the_port() -> None:
    ours = programs.program_for("ThreadingTCPServer", "ftp").path.read_text()
    article = """
import socketserver
class FtpServer(socketserver.BaseRequestHandler):
    def handle(self):
        pass
ftpserver = socketserver.ThreadingTCPServer(('127.0.0.1', 0), FtpServer)
ftpserver.serve_forever()
"""
    assert ast.dump(ast.parse(ours)) == ast.dump(ast.parse(article))


@pytest.mark.parametrize(
    "path", sorted(set(FOLDER.glob("*.py")) - {FOLDER / "__init__.py", FOLDER / "clients.py"})
)
def test_a_program_imports_the_standard_library_only(path: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a program must run by its path"
            imported.add((node.module or "").split(".")[0])
    assert "socketserver" in imported
    assert imported <= sys.stdlib_module_names


def test_the_catalog_costs_no_import_of_what_it_lists() -> None:
    probe = "import sys, tracer.programs; print('socketserver' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert done.stdout == "False\n"


@pytest.mark.parametrize("name", ["BaseServer", "ThreadingMixIn", "NoSuchServer", "", "os"])
def test_an_unknown_class_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(HopscopeError) as caught:
        programs.program_for(name)
    assert "ThreadingTCPServer" in caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "handler"),
    [("TCPServer", "datagram"), ("UDPServer", "stream"), ("TCPServer", "ftp"), ("UDPServer", "x")],
)
def test_a_handler_that_does_not_fit_is_refused(name: str, handler: str) -> None:
    with pytest.raises(HopscopeError) as caught:
        programs.program_for(name, handler)
    assert handler in caught.value.message
    assert "base" in caught.value.hint


def test_a_client_without_a_server_says_so() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = taken.getsockname()
    with pytest.raises(HopscopeError, match="could not reach server#1"):
        talk(Listening("server#1", "tcp", address), [b"hello\n"], PATIENCE)
