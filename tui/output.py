"""Where a command writes: nothing that matters is overwritten, and no half of anything is left.

Every file that a command is asked to write is judged here before anything runs, written beside
the place where it is to be, and put there when it is complete.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import N_, _
from tui.streams import forget_stdout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

STDOUT = Path("-")
_ELSEWHERE = N_("choose another file")
_WRITABLE = N_("choose a file in a folder that you may write to, on a disk with room")


def judged(asked: Path, inputs: Iterable[Path]) -> Path:
    """The file that ``asked`` names, links followed: it may be written, or made.

    Raises HopscopeError where it is no regular file, is one of ``inputs`` (by whatever name),
    or may not be written.
    """
    real = Path(os.path.realpath(asked))
    try:
        found = real.stat()
    except FileNotFoundError:
        folder = real.parent
        if not folder.is_dir():
            raise unwritable(asked, os.strerror(errno.ENOENT)) from None
        if not os.access(folder, os.W_OK | os.X_OK):
            raise unwritable(asked, os.strerror(errno.EACCES)) from None
        return real
    except (OSError, ValueError) as error:
        raise unwritable(asked, getattr(error, "strerror", None) or str(error)) from error
    if stat.S_ISDIR(found.st_mode):
        raise HopscopeError(
            _("{path} is a folder").format(path=asked),
            _("name a file in it: -o {path}/NAME").format(path=asked),
        )
    if not stat.S_ISREG(found.st_mode):
        raise HopscopeError(
            _("{path} is no regular file, and would be replaced by one").format(path=asked),
            _("choose another file, or leave out -o and redirect stdout: > {path}").format(
                path=asked
            ),
        )
    for each in inputs:
        with contextlib.suppress(OSError, ValueError):
            if os.path.samestat(found, each.stat()):
                raise HopscopeError(
                    _("{path} is read by this command, and would be overwritten").format(
                        path=asked
                    ),
                    _(_ELSEWHERE),
                )
    if not os.access(real, os.W_OK):
        raise unwritable(asked, os.strerror(errno.EACCES))
    return real


def unwritable(path: Path, why: str) -> HopscopeError:
    """What to tell where a file cannot be written."""
    return HopscopeError(_("cannot write {path}: {why}").format(path=path, why=why), _(_WRITABLE))


def judged_report(asked: Path | None, inputs: Iterable[Path]) -> Path | None:
    """As :func:`judged`, for what may go to stdout, too: None stands for that.

    Raises HopscopeError where there is no stdout, and for a recording, which no report replaces.
    """
    if asked is not None and asked != STDOUT:
        from tracer.recording import is_recording

        real = judged(asked, inputs)
        if is_recording(real):
            raise HopscopeError(
                _("{path} is a recording, and no report takes its place").format(path=asked),
                _(_ELSEWHERE),
            )
        return real
    if sys.stdout is None:
        raise HopscopeError(_("there is no stdout to print the report to"), _("give -o FILE"))
    return None


@contextlib.contextmanager
def writing(real: Path | None) -> Iterator[TextIO]:
    """Give the stream to write a report to: stdout, or what becomes the file ``real`` at the end.

    Raises HopscopeError where it cannot be written; the file is as it was then.
    """
    try:
        if real is None:
            yield sys.stdout
            sys.stdout.flush()
        else:
            with _beside(real) as file:
                yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        if real is None:
            forget_stdout()
        raise unwritable(
            Path(_("the report")) if real is None else real, error.strerror or str(error)
        ) from error


@contextlib.contextmanager
def _beside(real: Path) -> Iterator[TextIO]:
    number, name = tempfile.mkstemp(prefix=f".{real.name[:100]}.", suffix=".part", dir=real.parent)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fchmod(number, _mode(real))
        Path(name).replace(real)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(real: Path) -> int:
    """The mode of the file that is replaced, else that of any new file."""
    with contextlib.suppress(FileNotFoundError):
        return stat.S_IMODE(real.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
