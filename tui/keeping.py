"""Where a recording is kept: beside its place while it is made, in it when it is complete.

``run.hops`` is ``run.partial.hops`` until then. Its maker holds a lock on that file: another
that is asked for ``run.hops`` sees it, and what a killed one left is never written to.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import itertools
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _
from tracer.recording import copy_recording, is_recording
from tui.output import judged, unwritable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""How file systems say that a file has one name there."""
_JOURNALS = ("-journal", "-wal")
"""What SQLite obeys beside a database, whichever it belongs to."""


class Keeper:
    """Makes the place of one recording. Raises HopscopeError where nothing may be kept there.

    ``inputs`` are files that must stay as they are. With ``force`` any other regular file is
    replaced; else a recording, or an empty file.
    """

    def __init__(self, asked: Path, inputs: Iterable[Path], *, force: bool = False) -> None:
        self._asked = asked
        self._inputs = tuple(inputs)
        self._force = force
        real = self._judge(self._inputs)
        try:
            path, self._lock = _claim(real)
        except OSError as error:
            raise unwritable(asked, error.strerror or str(error)) from error
        self.path = path if asked.is_absolute() else Path(os.path.relpath(path))
        """The file to write: empty, and there is no other writer."""

    def _judge(self, inputs: Iterable[Path]) -> Path:
        real = judged(self._asked, inputs)
        is_new = not real.exists()
        if not (is_new or self._force or is_recording(real) or not real.stat().st_size):
            raise HopscopeError(
                _("{path} is there, and no recording").format(path=self._asked),
                _("choose another file, or say --force to replace it"),
            )
        for ending in _JOURNALS:
            journal = real.with_name(real.name + ending)
            if journal.exists() and (is_new or not is_recording(real)):
                raise HopscopeError(
                    _("{journal} would be taken for a part of the recording").format(
                        journal=journal
                    ),
                    _("choose another file, or take it away"),
                )
        return real

    def keep(self, sources: Iterable[Path] = ()) -> Path:
        """Put what was written into its place, and give that.

        Raises HopscopeError where that may not be written any more, or is one of the ``sources``:
        what was written stays beside it then.
        """
        real = self._judge((*self._inputs, *sources))
        try:
            for ending in _JOURNALS:  # those of the recording that goes
                real.with_name(real.name + ending).unlink(missing_ok=True)
            self.path.replace(real)
        except OSError as error:
            raise unwritable(self._asked, error.strerror or str(error)) from error
        return real

    def remove(self) -> None:
        """Take away what was written."""
        for ending in ("", *_JOURNALS):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    def close(self) -> None:
        """Let others write there."""
        os.close(self._lock)


def _claim(real: Path) -> tuple[Path, int]:
    """Make the file beside ``real`` and lock it; its path and the lock's descriptor."""
    # It is locked before it has a name by which others know it.
    number, name = tempfile.mkstemp(prefix=".hopscope-", suffix=".hops", dir=real.parent)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for count in itertools.count(1):
            path = real.with_name(f"{real.stem}.partial{f'-{count}' if count > 1 else ''}.hops")
            if _name(Path(name), path):
                return path, number
            _refuse_writer(path, real)
    except BaseException:
        os.close(number)
        raise
    finally:
        Path(name).unlink(missing_ok=True)
    raise AssertionError


def _name(made: Path, path: Path) -> bool:
    """Give a file another name, which must be free; False where it is not."""
    try:
        os.link(made, path)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            return False
        made.rename(path)
    return True


def _refuse_writer(path: Path, real: Path) -> None:
    """Raise HopscopeError where somebody writes to that file."""
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HopscopeError(
                _("another hopscope is recording into {path}").format(path=real),
                _("choose another file, or wait until it is done"),
            ) from error


def keep_copy(
    recording: Path, asked: Path, inputs: Iterable[Path], *,
    force: bool = False, change: Callable[[Path], None] | None = None,
) -> None:  # fmt: skip
    """Copy a recording, whole even while it grows; ``change`` is made to the copy before it is kept.

    Raises HopscopeError as :class:`Keeper` does.
    """
    keeper = Keeper(asked, (recording, *inputs), force=force)
    try:
        copy_recording(recording, keeper.path)
        if change is not None:
            change(keeper.path)
        keeper.keep()
    except BaseException:
        keeper.remove()
        raise
    finally:
        keeper.close()
