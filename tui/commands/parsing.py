"""Words of a command line: which are hopscope's, and which belong to the program under study."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tracer.errors import HopscopeError

if TYPE_CHECKING:
    from collections.abc import Sequence


class CommandParser(argparse.ArgumentParser):
    """An argument parser that complains in hopscope's own way and knows where a target begins."""

    def __init__(self, command: str, *, usage: str, description: str, examples: str) -> None:
        super().__init__(
            prog=f"hopscope {command}",
            usage=f"hopscope {command} {usage}",
            description=description,
            epilog=f"examples:\n{examples}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the words typed. Always raises HopscopeError."""
        raise HopscopeError(message, f"see: {self.prog} --help")

    def split(self, words: Sequence[str]) -> tuple[list[str], list[str]]:
        """Part the words into hopscope's own and those of the target.

        What follows a script or ``-m module`` is the program's, as with ``python``;
        after a class or a recording, which take no arguments, options are still ours.
        """
        valued = {
            name for action in self._actions if action.nargs != 0 for name in action.option_strings
        }
        own: list[str] = []
        target: list[str] = []
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word == "--":
                return own, target + rest
            if not target and word.startswith("-m"):
                return own, _module(word, rest, self.prog)
            if word.startswith("-") and word != "-":
                own.append(word)
                if word in valued and rest:
                    own.append(rest.pop(0))
            elif not target and takes_arguments(word):
                return own, [word, *rest]
            else:
                target.append(word)
        return own, target


def takes_arguments(word: str) -> bool:
    """Whether the target of that name is a program with words of its own after it."""
    if word.endswith(".hops"):
        return False
    is_class = all(base.isidentifier() for base in word.split(","))  # or one made of these bases
    return not is_class or Path(word).exists()


def _module(word: str, rest: list[str], prog: str) -> list[str]:
    attached = word.removeprefix("-m")
    words = [attached, *rest] if attached else rest
    if not words:
        raise HopscopeError(
            "-m needs the name of a module", f"for example: {prog} -m http.server 0"
        )
    return ["-m", *words]


def count(text: str) -> int:
    """Read an option's whole number from 1, for argparse."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def seconds(text: str) -> float:
    """Read an option's time in seconds, above 0, for argparse."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return value
