"""What a person names on the command line: a built-in program, a script, a module, a recording."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tracer.errors import HopscopeError
from tracer.language import _

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
            raise HopscopeError(_("-m needs the name of a module"), _("Example: -m http.server 0"))
        return Target("module", rest[0], tuple(rest[1:]))
    path = Path(name)
    if path.suffix == ".hops":
        if not path.exists():
            raise HopscopeError(
                _("no recording {name}").format(name=name),
                _("Make one with: hopscope record TARGET -o FILE.hops"),
            )
        return path
    if path.is_file() or (path.is_dir() and (path / "__main__.py").exists()):
        return Target("script", name, tuple(rest))
    if path.suffix or "/" in name:
        raise HopscopeError(
            _("no script {name}").format(name=name),
            _("Check the path; it is taken from this folder."),
        )
    bases = ",".join(base.strip().removeprefix("socketserver.") for base in name.split(","))
    return _builtin(bases, tuple(rest), handler)


def _builtin(name: str, rest: tuple[str, ...], handler: str | None) -> Target:
    from tracer.programs import concrete_classes, program_for

    known = concrete_classes()
    if "," not in name and name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = (
            _("Did you mean {name}?").format(name=near[0])
            if near
            else _("Name a script.py, -m module, or one of: {names}").format(names=", ".join(known))
        )
        raise HopscopeError(
            _("{name} is no server class of socketserver and no file").format(name=name), hint
        )
    if rest:
        raise HopscopeError(
            _("{name} takes no arguments, but was given: {names}").format(
                name=name, names=" ".join(rest)
            ),
            _("Options of hopscope come before the target."),
        )
    program_for(name, handler)
    return Target("builtin", name, ())
