"""What reaches out of the app: copies and editors."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.app.places import are_equal
from tracer.errors import HopscopeError
from tui import outside
from tui.app.rows.glyphs import ASCII, UNICODE, choose


def test_a_copy_is_equal_and_private(chain: Path, tmp_path: Path) -> None:
    outside.write_copy(chain, tmp_path / "copy.hops")
    assert are_equal(tmp_path / "copy.hops", chain)
    assert (tmp_path / "copy.hops").stat().st_mode & 0o777 == 0o600


def test_no_file_is_overwritten(chain: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(HopscopeError, match="exists already"):
        outside.write_copy(chain, tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "precious"


def test_a_folder_that_is_not_there_is_said(chain: Path, tmp_path: Path) -> None:
    with pytest.raises(HopscopeError, match="No such file"):
        outside.write_copy(chain, tmp_path / "no" / "copy.hops")


def test_the_editor_is_given_the_line_and_an_absolute_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a b.py"
    file.touch()
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "nano -w")
    assert outside.editor_command(str(file), 7) == ["nano", "-w", "+7", str(file)]


@pytest.mark.parametrize("file", ["-c:!touch x", "<string>", "relative.py", "/no/such/file.py", ""])
def test_names_from_a_recording_that_are_no_files_reach_no_editor(file: str) -> None:
    with pytest.raises(HopscopeError, match="not a file"):
        outside.editor_command(file, 1)


def test_an_editor_that_cannot_start_or_fails_is_told() -> None:
    assert "cannot start" in outside.run_editor(["/no/such/editor"])
    assert "exit code 4" in outside.run_editor([sys.executable, "-c", "raise SystemExit(4)"])
    assert outside.run_editor([sys.executable, "-c", "pass"]) == ""


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "linux", "LANG": "en_US.UTF-8"}, ASCII),
        ({"TERM": "vt220"}, ASCII),
        ({"TERM": "xterm", "LC_ALL": "C"}, ASCII),
        ({"TERM": "xterm-256color", "LANG": "C.UTF-8"}, UNICODE),
        ({"TERM": "xterm-256color"}, UNICODE),
    ],
)
def test_signs_suit_the_terminal(environ: dict[str, str], expected: object) -> None:
    assert choose(environ) is expected
