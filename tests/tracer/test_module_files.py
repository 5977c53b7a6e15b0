"""Sources as the interpreter reads them; of all else is said why not, and nothing is waited for."""

from __future__ import annotations

import ast
import encodings.aliases
import os
import stat
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tracer.classes.sources import UnreadableError, module_name, read_source, source_beside

NOBODY = 65534
ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "it is a pipe, not a file"),
    "socket": (lambda path: os.mknod(path, stat.S_IFSOCK | 0o600), "it is a socket, not a file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "it is a device, not a file"),
    "folder": (Path.mkdir, "it is a folder: name its files, "),
    "loop": (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    "dangling": (lambda path: path.symlink_to("nowhere"), "No such file or directory"),
    "huge": (lambda path: _sparse(path, 1 << 40), "it is too large to be a source"),
    "rot13": (
        lambda path: path.write_bytes(b"# coding: rot13\n"),
        "'rot13' is not a text encoding",
    ),
    "unknown": (lambda path: path.write_bytes(b"# coding: none\n"), "unknown encoding: none"),
    "utf-16": (lambda path: path.write_bytes("x = 1\n".encode("utf-16")), "its encoding"),
    "with BOM": (lambda path: path.write_bytes(b"\xef\xbb\xbf# coding: latin-1\n"), "its encoding"),
    "broken": (lambda path: path.write_bytes(b"\n\n\nx = '\xff'\n"), "byte 0xff in position 8"),
}


def _sparse(path: Path, size: int) -> None:
    path.touch()
    os.truncate(path, size)


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_source_is_refused(tmp_path: Path, name: str) -> None:
    make, reason = ODD[name]
    make(tmp_path / "odd.py")
    with pytest.raises(UnreadableError) as refused:
        read_source(tmp_path / "odd.py")
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("missing.py", "No such file or directory"),
        ("a" * 300, "File name too long"),
        ("null\0.py", "null"),
        ("/proc/self/mem", "Input/output error"),
    ],
)
def test_a_name_that_leads_nowhere(tmp_path: Path, file: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_source(tmp_path / file)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfx = 1\n",
        b"# coding: latin-1\nx = '\xe9'\n",
        b"\x0cx = 1\n\x0c\n",
        b"x = 1\ry = 2\r\n",
        b"",
        b"x = 1",
        b"# coding: unicode_escape\nx = '\\\\u0041'\n",
        "x = 'a\x85b\u2028'\n".encode(),
    ],
)
def test_what_the_interpreter_reads_is_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "source.py"
    path.write_bytes(data)
    assert ast.dump(ast.parse(read_source(path).text)) == ast.dump(ast.parse(data))


def test_every_codec_is_taken_as_the_interpreter_takes_it(tmp_path: Path) -> None:
    # Without punycode: the interpreter runs such a script, and refuses to import it.
    names = {*encodings.aliases.aliases.values(), "idna", "undefined", "unicode_escape"}
    unlike = []
    for name in sorted(names):
        for line in ("x = 'é'", "x = 1"):
            source = f"# coding: {name}\n{line}\n"
            try:
                data = source.encode(name)
            except (LookupError, UnicodeError):
                data = source.encode()
            path = tmp_path / "source.py"
            path.write_bytes(data)
            if (ours := _parsed(path)) != (theirs := _parsed(data)):
                unlike.append((name, line, ours, theirs))
    assert unlike == []


def _parsed(source: Path | bytes) -> str | None:
    """What the interpreter makes of a source that we have read, or of its bytes; None if nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            text = source if isinstance(source, bytes) else read_source(source).text
            return ast.dump(ast.parse(text))
        except (UnreadableError, SyntaxError, ValueError):
            return None


def test_what_may_not_be_read_or_searched(tmp_path: Path) -> None:
    """Above all no folder on the way to a file that can be read stands in the way."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "right.py").write_text("import closed.inner\n")
        (folder / "secret.py").write_text("x = 1\n")
        (folder / "secret.py").chmod(0)
        (folder / "closed").mkdir()
        (folder / "closed/inner.py").touch()
        (folder / "closed").chmod(0)
        with without_rights():
            assert read_source(folder / "right.py").module == "right"
            for file in ("secret.py", "closed/inner.py"):
                with pytest.raises(UnreadableError, match="Permission denied"):
                    read_source(folder / file)
            assert source_beside("closed.inner", str(folder / "right.py")) is None
        (folder / "closed").chmod(0o755)


@contextmanager
def without_rights() -> Iterator[None]:
    """Be an ordinary user for a while, whoever runs the tests."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if before == 0:
            os.seteuid(before)


def test_modules_beside_a_file_are_found_from_its_package_on(tmp_path: Path) -> None:
    inner = tmp_path / "outer/inner"
    inner.mkdir(parents=True)
    for path in (tmp_path / "outer/__init__.py", inner / "__init__.py", inner / "one.py"):
        path.touch()
    assert module_name(inner / "one.py") == "outer.inner.one"
    assert module_name(inner / "__init__.py") == "outer.inner"
    for file in ("one.py", "__init__.py"):
        found = source_beside("outer.inner.one", str(inner / file))
        assert found is not None
        assert found.file == str(inner / "one.py")
    assert source_beside("a" * 300, str(inner / "one.py")) is None
    os.mkfifo(tmp_path / "waiting.py")
    assert source_beside("waiting", str(inner / "one.py")) is None
