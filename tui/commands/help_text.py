"""What ``--help`` shows of a command, laid out alike on every Python."""

from __future__ import annotations

import shutil
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

from tracer.language import _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

_COLUMN = 24
"""Where the words about an option begin."""
_NARROWEST = 11
"""What those words take at least, whatever the terminal has."""


def help_text(
    usage: str,
    about: Iterable[str],
    options: Sequence[tuple[str, argparse.Action]],
    examples: str,
) -> str:
    """How a command is called, what it does, its options by heading, and examples.

    All texts but ``usage`` are messages, translated here.
    """
    parts = [_("usage: ") + usage, *(_(part) for part in about if part)]
    arguments_first = sorted(options, key=lambda option: bool(option[1].option_strings))
    for heading, under in groupby(arguments_first, key=lambda option: option[0]):
        lines = [f"{_(heading)}:"]
        for _heading, action in under:
            lines += _described(action)
        parts.append("\n".join(lines))
    parts.append("\n".join((_("examples:"), _(examples).rstrip("\n"))))
    return "\n\n".join(parts) + "\n"


def _described(action: argparse.Action) -> list[str]:
    """An option, and at its side or below what it does."""
    head = f"  {_form(action)}"
    words = _wrapped(_(action.help), _width()) if action.help else []
    lines = [head] if len(head) > _COLUMN - 2 or not words else []
    for line in words:
        lines.append(f"{'' if lines else head:{_COLUMN}}{line}")
    return lines


def _form(action: argparse.Action) -> str:
    """How it is written: ``-o, --output FILE``."""
    value = action.metavar
    if value is None and action.choices is not None:
        value = f"{{{','.join(map(str, action.choices))}}}"
    shown = [] if action.nargs == 0 or value is None else [str(value)]
    return " ".join([", ".join(action.option_strings), *shown]).strip()


def _width() -> int:
    return max(shutil.get_terminal_size().columns - 2 - _COLUMN, _NARROWEST)


def _wrapped(text: str, width: int) -> list[str]:
    if text.isascii():
        return textwrap.wrap(text, width)
    from tui.breaking import broken  # rich is loaded where widths differ, only

    return broken(text, width)
