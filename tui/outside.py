"""What reaches out of the app: a copy of the recording, an editor at a line."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from tracer.errors import HopscopeError
from tracer.language import _
from tui.keeping import keep_copy


def write_copy(recording: Path, to: Path) -> None:
    """Copy a recording, as it stands now, to a new file that only its owner can read.

    Raises HopscopeError where the file exists already or cannot be written.
    """
    if os.path.lexists(to):
        raise HopscopeError(_("{to} exists already").format(to=to), _("Choose another name."))
    keep_copy(recording, to, ())


def editor_command(file: str, line: int) -> list[str]:
    """The command that opens the person's editor at a line.

    Raises HopscopeError where the file is not there to be opened. The name comes
    from the recording: only an absolute path to a file is handed on, and never
    through a shell.
    """
    path = Path(file)
    if not path.is_absolute() or not path.is_file():
        raise HopscopeError(
            _("{file} is not a file on this machine").format(file=file),
            _("The app shows its stored text."),
        )
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    return [*shlex.split(chosen), f"+{line}", str(path)]


def run_editor(command: list[str]) -> str:
    """Run an editor in this terminal; what went wrong, or nothing."""
    try:
        # Our own COLUMNS and LINES must not reach it: it would ignore later resizes.
        done = subprocess.run(command, check=False, env=dict(os.environ))
    except OSError as error:
        return _("cannot start {program}: {error}").format(program=command[0], error=error.strerror)
    if not done.returncode:
        return ""
    words = _("{name} ended with exit code {code}")
    return words.format(name=command[0], code=done.returncode)
