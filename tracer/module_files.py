"""Source files of modules, found by their place and read; nothing of them is run."""

from __future__ import annotations

import json
import subprocess
import sys
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGES = frozenset({"site-packages", "dist-packages"})
_PATIENCE = 20
_MOST_BYTES = 8 * 1024 * 1024


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
    """Read a source file. Raises HopscopeError where it is not there or is no text."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise HopscopeError(
                _("{path} is too large to be a source").format(path=path),
                _("give a file of Python code"),
            )
        with tokenize.open(path) as stream:
            text = stream.read()
    except OSError as error:
        raise HopscopeError(
            _("cannot read {path}: {strerror}").format(path=path, strerror=error.strerror),
            _("give a file, a module or module:Class"),
        ) from None
    except (SyntaxError, UnicodeDecodeError):
        raise HopscopeError(
            _("{path} is not Python source").format(path=path),
            _("give a file of Python code, in its declared encoding"),
        ) from None
    is_package = path.name == "__init__.py"
    return SourceText(str(path), module_name(path), is_package, text)


def text_of(file: str) -> str | None:
    """Give the text of a source file; None where there is none."""
    try:
        return read_source(Path(file)).text
    except HopscopeError:
        return None


def module_name(path: Path) -> str:
    """Tell a file's dotted module name from the packages that it lies in."""
    absolute = path.absolute()
    parts = [] if absolute.name == "__init__.py" else [absolute.stem]
    for folder in absolute.parents:
        if not (folder / "__init__.py").exists():
            break
        parts.insert(0, folder.name)
    return ".".join(parts) or absolute.parent.name


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
    lies beside.
    """
    parts = module.split(".")
    if parts[0] in sys.stdlib_module_names:
        return None
    root = Path(file).absolute().parent
    while (root / "__init__.py").exists():
        root = root.parent
    for folder in (root, *folders):
        place = folder.joinpath(*parts)
        for path in (place.parent / f"{place.name}.py", place / "__init__.py"):
            if path.is_file():
                try:
                    return read_source(path)
                except HopscopeError:
                    return None
    return None
