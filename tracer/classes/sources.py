"""Source files of modules, found by their place and read; nothing of them is run."""

from __future__ import annotations

import errno
import functools
import io
import itertools
import json
import os
import stat
import subprocess
import sys
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGES = frozenset({"site-packages", "dist-packages"})
_PATIENCE = 20
_MOST_BYTES = 4 * 1024 * 1024
_MOST_SAID = 200
_PIECE = 8192
_SPECIAL = (
    (stat.S_ISFIFO, N_("it is a pipe, not a file")),
    (stat.S_ISSOCK, N_("it is a socket, not a file")),
    (stat.S_ISCHR, N_("it is a device, not a file")),
    (stat.S_ISBLK, N_("it is a device, not a file")),
)


class UnreadableError(Exception):
    """A source cannot be read; the message says why, to be put after the file's name."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A module's source as it was found."""

    file: str
    """As it was named, or beside what was named."""
    module: str
    """Its dotted name; that of the file where it is in no package."""
    is_package: bool
    text: str


def read_source(path: Path) -> SourceText:
    """Read a source file as the interpreter does. Raises UnreadableError, and never waits."""
    try:
        data = _read(path)
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None
    except ValueError as error:  # a null byte in the name
        raise UnreadableError(str(error)) from None
    try:
        text = _decoded(data)
    except (SyntaxError, UnicodeError, LookupError) as error:
        said = str(error).partition(";")[0][:_MOST_SAID]
        raise UnreadableError(
            _("its encoding cannot be read: {error}").format(error=said)
        ) from None
    is_package = path.name == "__init__.py"
    return SourceText(str(path), module_name(path), is_package, text)


def _read(path: Path) -> bytes:
    # Judged before it is opened, too: to open some devices is to act on them.
    _refuse_special(path.stat(), path)
    with open(path, "rb", opener=_open_without_waiting) as stream:
        _refuse_special(os.fstat(stream.fileno()), path)
        data: bytes | None = stream.read(_MOST_BYTES + 1)
    if data is None:  # some files of /proc are regular, and wait for what is still to come
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    if len(data) > _MOST_BYTES:
        _refuse_size()
    return data


def _decoded(data: bytes) -> str:
    """The text of a source. Raises SyntaxError, UnicodeError, or LookupError (rot13 is no text)."""
    encoding, _lines = tokenize.detect_encoding(io.BytesIO(data).readline)
    stream = io.TextIOWrapper(io.BytesIO(data), encoding)
    # Piece by piece, as the interpreter does: punycode takes the square of what it gets at once.
    return "".join(iter(functools.partial(stream.read, _PIECE), ""))


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)


def _refuse_special(facts: os.stat_result, path: Path) -> None:
    if stat.S_ISDIR(facts.st_mode):
        raise UnreadableError(
            _("it is a folder: name its files, {pattern}").format(pattern=path / "*.py")
        )
    for is_special, reason in _SPECIAL:
        if is_special(facts.st_mode):
            raise UnreadableError(_(reason))
    if facts.st_size > _MOST_BYTES:
        _refuse_size()


def _refuse_size() -> None:
    megabytes = _MOST_BYTES // 1024**2
    raise UnreadableError(
        _("it is too large to be a source: more than {megabytes} MB").format(megabytes=megabytes)
    )


def text_of(file: str) -> str | None:
    """Give the text of a source file; None where there is none."""
    try:
        return read_source(Path(file)).text
    except UnreadableError:
        return None


def module_name(path: Path) -> str:
    """Tell a file's dotted module name from the packages that it lies in."""
    absolute = path.absolute()
    parts = [] if absolute.name == "__init__.py" else [absolute.stem]
    parts += [folder.name for folder in _packages(absolute)]
    return ".".join(reversed(parts)) or absolute.parent.name


def _packages(file: Path) -> list[Path]:
    """The package folders that a file lies in, the innermost first."""
    # A Path's own exists() raises where a folder may not be searched.
    return list(itertools.takewhile(
        lambda folder: os.path.exists(folder / "__init__.py"),  # noqa: PTH110
        file.parents,
    ))  # fmt: skip


def package_folders(python: str | None) -> tuple[Path, ...]:
    """Where an interpreter (None: this one) keeps installed packages. Raises HopscopeError."""
    found = sys.path
    if python is not None:
        try:
            done = subprocess.run(
                [python, "-I", "-c", "import json, sys; print(json.dumps(sys.path))"],
                capture_output=True, timeout=_PATIENCE, check=True, stdin=subprocess.DEVNULL,
            )  # fmt: skip
            found = json.loads(done.stdout)
        except (OSError, ValueError, subprocess.SubprocessError):
            raise HopscopeError(
                _("there is no interpreter {python}").format(python=python),
                _("give --python the path of a Python from 3.11 on"),
            ) from None
    return tuple(Path(one) for one in found if Path(one).name in _PACKAGES)


def source_beside(module: str, file: str, folders: Sequence[Path] = ()) -> SourceText | None:
    """Find a module in the project that a file belongs to, else in folders of packages.

    None where there is no source. The standard library's names are its own, whatever
    lies beside. Raises UnreadableError where there is one that cannot be read.
    """
    parts = module.split(".")
    if parts[0] in sys.stdlib_module_names:
        return None
    absolute = Path(file).absolute()
    root = [absolute, *_packages(absolute)][-1].parent
    for folder in (root, *folders):
        place = folder.joinpath(*parts)
        for path in (place.parent / f"{place.name}.py", place / "__init__.py"):
            if os.path.isfile(path):  # noqa: PTH113 - a Path would raise where names are too long
                return read_source(path)
    return None
