"""What a person names on the command line: a built-in program, a script, a module, a recording."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tracer.errors import HopscopeError

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT = "ThreadingTCPServer"


@dataclass(frozen=True, slots=True)
class Target:
    """A program to run. ``name`` is a server class, a script's path or a module's name."""

    kind: Literal["builtin", "script", "module"]
    name: str
    args: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The target as it was named on the command line."""
        head = ("-m",) if self.kind == "module" else ()
        return (*head, self.name, *self.args)


def parse(words: Sequence[str], handler: str | None = None) -> Target | Path:
    """Read a target from command words; a Path stands for a recording.

    Raises :class:`HopscopeError` for an unknown class or handler, a missing script or file.
    """
    if not words:
        return _builtin(DEFAULT, (), handler)
    name, *rest = words
    if name == "-m":
        if not rest:
            raise HopscopeError("-m needs the name of a module", "Example: -m http.server 0")
        return Target("module", rest[0], tuple(rest[1:]))
    path = Path(name)
    if path.suffix == ".hops":
        if not path.exists():
            raise HopscopeError(
                f"no recording {name}", "Make one with: hopscope record TARGET -o FILE.hops"
            )
        return path
    if path.is_file() or (path.is_dir() and (path / "__main__.py").exists()):
        return Target("script", name, tuple(rest))
    if path.suffix or "/" in name:
        raise HopscopeError(f"no script {name}", "Check the path; it is taken from this folder.")
    bases = ",".join(base.strip().removeprefix("socketserver.") for base in name.split(","))
    return _builtin(bases, tuple(rest), handler)


def _builtin(name: str, rest: tuple[str, ...], handler: str | None) -> Target:
    from tracer.programs import concrete_classes, program_for

    known = concrete_classes()
    if "," not in name and name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = (
            f"Did you mean {near[0]}?"
            if near
            else "Name a script.py, -m module, or one of: " + ", ".join(known)
        )
        raise HopscopeError(f"{name} is no server class of socketserver and no file", hint)
    if rest:
        raise HopscopeError(
            f"{name} takes no arguments, but was given: {' '.join(rest)}",
            "Options of hopscope come before the target.",
        )
    program_for(name, handler)
    return Target("builtin", name, ())
