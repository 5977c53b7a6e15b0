"""What is named for a secret is not in the recording, and scrubbing takes the rest."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.running import hopscope_anew
from tests.tracer.running import write
from tracer.agent.facts.redaction import Secrets, is_only_a_name, redacted, redacted_words

CLIPPED = [
    ("b'GET / HTTP/1.1\\r\\nAuthorization: Basic abc\\r\\n'", "b'GET / HTTP/1.1\\r\\nAuthorization<redacted>'"),
    ("'user=me&password=hunter2&x=1'", "'user=me&password<redacted>'"),
    ("'/reset?access_token=abc'", "'/reset?access_token<redacted>'"),
    ("'{\"api_key\": \"abc\"}'", "'{\"api_key<redacted>'"),
    ("wrong password hunter2", "wrong password<redacted>"),
    ("'Bearer abcdefgh.ijk'", "'Bearer <redacted>'"),
    ("'Set-Cookie: sid=1'", "'Set-Cookie<redacted>'"),
]  # fmt: skip
WHOLE = [
    "'Set-Cookie'", "'--password'", "'secrets.txt'", "'tokenizer.py'", "'the basic idea'", "'hello'",
    "b''", "'bearer of news'",
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), CLIPPED)
def test_what_follows_a_name_is_left_out(text: str, shown: str) -> None:
    assert redacted(text) == shown


@pytest.mark.parametrize("text", WHOLE)
def test_a_name_alone_and_other_words_stay(text: str) -> None:
    assert redacted(text) == text


def test_names() -> None:
    names = [
        "Set-Cookie",
        "X-Api-Key",
        "--password",
        "Authorization:",
        "db_passwd",
        "client_secret",
    ]
    assert [each for each in names if not is_only_a_name(each)] == []
    others = ["password=1", "a token of love", "pass", "secrets.txt", "", "keyword"]
    assert [each for each in others if is_only_a_name(each)] == []


def test_words_of_a_command_line() -> None:
    words = (
        "--password",
        "hunter2",
        "--token=abc",
        "--user",
        "me",
        "--api-key",
        "-v",
        "secrets.txt",
    )
    shown = ("--password", "<redacted>", "--token<redacted>", "--user", "me", "--api-key", "-v", "secrets.txt")  # fmt: skip
    assert redacted_words(words) == shown


def test_what_went_by_such_a_name_is_known_again() -> None:
    secrets = Secrets()
    for value in ("hunter2", b"zyxw\n9876", "abc", 12345, None):
        secrets.keep(value)
    assert secrets.redacted("'it is hunter2!'") == "'it is <redacted>!'"
    assert secrets.redacted("b'zyxw\\n9876'") == "b'<redacted>'"
    assert secrets.redacted("'abc 12345'") == "'abc 12345'"
    for number in range(100):
        secrets.keep(f"number {number}")
    assert (
        secrets.redacted("'it is hunter2!'") == "'it is hunter2!'"
    )  # only the last ones are known


PROGRAM = """
    import base64, http.server, os, threading, urllib.request
    SECRETS = open(os.environ["SECRETS"]).read().split()
    class Handler(http.server.BaseHTTPRequestHandler):
        token = property(lambda self: SECRETS[1])
        def do_GET(self):
            given = self.headers["Authorization"]
            user, password = base64.b64decode(given.split()[1]).decode().split(":")
            self.check(user, password)
            self.check_again(user, passwd=password)
            try: self.outer(password)
            except ValueError: pass
            self.send_response(200)
            self.send_header("Set-Cookie", "sid=" + SECRETS[1])
            self.send_header("X-Api-Key", SECRETS[2])
            self.end_headers()
            self.remember({"token": SECRETS[1], "user": user}, ["--secret", SECRETS[2]], token=SECRETS[2])
            self.echo(password)
            self.wfile.write(self.get_token().encode())
            self.wfile.write(self.token.encode())
            list(self.tokens())
        def check(self, user, password): return password == SECRETS[0]
        def check_again(self, user, *, passwd): return passwd
        def outer(self, text): self.refuse(text)
        def refuse(self, password): raise ValueError("wrong " + password)
        def remember(self, *what, **more): return what
        def echo(self, text): return text
        def get_token(self): return SECRETS[1]
        def tokens(self): yield SECRETS[1]
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        path = "/?token=%s&x=1" % SECRETS[1]
        ask = urllib.request.Request("http://127.0.0.1:%d%s" % (server.server_port, path))
        both = base64.b64encode(("me:" + SECRETS[0]).encode()).decode()
        ask.add_header("Authorization", "Basic " + both)
        urllib.request.urlopen(ask).read()
        thread.join()
"""
SECRETS = ("hunter2-from-outside", "zyxw-9876-from-outside", "key-5555-from-outside")
ENCODED = "bWU6aHVudGVyMi1mcm9tLW91dHNpZGU="
OPTIONS = ("--password", SECRETS[0], f"--token={SECRETS[1]}", "--user", "somebody")


def record(folder: Path, *options: str) -> bytes:
    write(folder, PROGRAM, "server.py")
    (folder / "secrets.txt").write_text("\n".join(SECRETS))
    ended = hopscope_anew(
        "record", *options, "-o", "run.hops", "server.py", *OPTIONS, cwd=folder,
        SECRETS=str(folder / "secrets.txt"),
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert "it holds the program's sources" in ended.told[-1]
    return (folder / "run.hops").read_bytes()


@pytest.mark.parametrize("lines", [(), ("--lines",)])
def test_no_secret_is_in_the_recording(tmp_path: Path, lines: tuple[str, ...]) -> None:
    written = record(tmp_path, *lines)
    assert [each for each in (*SECRETS, ENCODED) if each.encode() in written] == []
    assert b"<redacted>" in written
    assert b"somebody" in written, "what is not named for a secret is recorded"
    assert b"'me'" in written


def test_secrets_are_shown_where_that_is_asked_for(tmp_path: Path) -> None:
    written = record(tmp_path, "--show-secrets")
    assert [each for each in SECRETS if each.encode() not in written] == []
    assert b"<redacted>" not in written


def test_without_values_there_are_no_arguments_of_the_command_line(tmp_path: Path) -> None:
    written = record(tmp_path, "--no-values")
    assert b"somebody" not in written
    with sqlite3.connect(tmp_path / "run.hops") as db:
        ((target,),) = db.execute("SELECT value FROM meta WHERE name = 'target'")
    db.close()
    assert target == '["server.py"]'


def texts(path: Path) -> str:
    """All that a recording says, in one text; its bytes are looked at, too."""
    with sqlite3.connect(path) as db:
        said = "\n".join(db.iterdump())
    db.close()
    return said + path.read_bytes().decode("latin-1")


def test_scrubbing_takes_values_arguments_and_homes(tmp_path: Path) -> None:
    home = tmp_path / "home" / "ada-lovelace"
    home.mkdir(parents=True)
    record(home, "--show-secrets", "--lines")
    # A recording is made on another machine: its paths are those of a person's folder there.
    with sqlite3.connect(home / "run.hops") as db:
        for table in ("codes", "classes", "sources"):
            db.execute(
                f"UPDATE {table} SET file = replace(file, ?, '/home/ada-lovelace')", (str(home),)
            )
        db.execute(
            "UPDATE meta SET value = replace(value, 'server.py', '/home/ada-lovelace/server.py') WHERE name = 'target'"
        )
    db.close()
    before = texts(home / "run.hops")
    for each in (*SECRETS, "somebody", "/home/ada-lovelace", "'me'"):
        assert each in before, each
    ended = hopscope_anew("scrub", "run.hops", "-o", "public.hops", cwd=home)
    assert (ended.code, ended.told) == (0, ["hopscope: wrote public.hops"])
    after = texts(home / "public.hops")
    for each in (*SECRETS, ENCODED, "somebody", "ada-lovelace", "'me'"):
        assert each not in after, each
    with sqlite3.connect(home / "public.hops") as db:
        assert db.execute("SELECT DISTINCT client FROM requests").fetchall() == [("",)]
    db.close()
    told = hopscope_anew("report", "public.hops", cwd=home)
    assert told.code == 0
    assert "~/server.py" in told.out
    assert "self.check(user, password)   server.py:" in told.out
    assert "raised ValueError" in told.out
    assert "unknown" not in told.out


def test_scrubbing_takes_sources_where_that_is_asked_for(tmp_path: Path) -> None:
    record(tmp_path)
    ended = hopscope_anew("scrub", "--no-sources", "run.hops", "-o", "public.hops", cwd=tmp_path)
    assert ended.code == 0
    after = texts(tmp_path / "public.hops")
    assert "def check_again" not in after
    assert "check_again" in after, "which calls there were stays"
    assert hopscope_anew("report", "public.hops", cwd=tmp_path).code == 0


def test_scrubbing_leaves_its_input_alone(tmp_path: Path) -> None:
    before = record(tmp_path)
    for words in (
        ("run.hops", "-o", "run.hops"),
        ("run.hops",),
        ("-o", "x.hops"),
        ("none.hops", "-o", "x.hops"),
    ):
        ended = hopscope_anew("scrub", *words, cwd=tmp_path)
        assert ended.code == 2, words
        assert len(ended.told) == 2
    assert (tmp_path / "run.hops").read_bytes() == before
    assert not (tmp_path / "x.hops").exists()
