"""Words of a command line: which are hopscope's, and which belong to the program under study."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tracer.errors import HopscopeError
from tracer.language import LANGUAGES, N_, _, choose, use
from tui.commands.complaints import translated
from tui.commands.help_text import help_text
from tui.reports import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LANG = "--lang"
# What is new in argparse: it is off everywhere, so that every Python speaks alike.
_SAME_EVERYWHERE: dict[str, Any] = (
    {"color": False, "suggest_on_error": False} if sys.version_info >= (3, 14) else {}
)


class CommandParser:
    """The options of a command, its help, and where a target begins among its words.

    Its texts are given as messages (``N_``), and translated when they are shown: only the
    words that it parses may tell the language. ``argparse`` reads the words; the help is laid
    out by :mod:`tui.commands.help_text`.
    """

    def __init__(
        self, command: str, *, usage: str, description: str, examples: str, target: str = ""
    ) -> None:
        self._command = command
        self._prog = f"hopscope {command}"
        self._about = (description, target)
        self._examples = examples
        self._usage = f"{self._prog} {usage}"
        self._options: list[tuple[str, argparse.Action]] = []
        self._parser = _Parser(self)
        self.add_argument("-h", "--help", action="help", help=N_("show this help message and exit"))
        self.add_argument(
            _LANG,
            metavar="|".join(LANGUAGES),
            help=N_("the language to speak; else that of the locale"),
        )

    def add_argument(self, *names: str, heading: str = "", **settings: Any) -> None:
        """Add an option or an argument as argparse does; ``heading`` says what it stands under."""
        action = self._parser.add_argument(*names, **settings)
        under = N_("options") if action.option_strings else N_("positional arguments")
        self._options.append((heading or under, action))

    def add_format(self) -> None:
        """Offer ``--format`` with what the command has reports in."""
        self.add_argument(
            "--format",
            choices=FORMATS[self._command],
            default="text",
            help=N_("the form of the report (text)"),
        )

    def read(self, words: Iterable[str]) -> argparse.Namespace:
        """Read the words, in the language that they ask for.

        Raises :class:`HopscopeError` for what is wrong with them, SystemExit after ``--help``.
        """
        words = list(words)
        self._speak(words)
        return self._parser.parse_intermixed_args(words)

    def help(self) -> str:
        """Write the help in the language in use."""
        return help_text(self._usage, self._about, self._options, self._examples)

    def _speak(self, words: Iterable[str]) -> None:
        """Use the language of ``--lang``, wherever it stands: ``--help`` comes in it, too."""
        valued = self._valued()
        rest = iter(words)
        for word in rest:
            if word == "--":
                return
            asked = word.partition("=")[2] if word.startswith(f"{_LANG}=") else None
            if word in valued:
                value = next(rest, None)
                asked = value if word == _LANG else None
            if asked is not None:
                use(choose(os.environ, asked))

    def _valued(self) -> set[str]:
        """The options after which a word is their value."""
        return {
            name
            for _heading, action in self._options
            if action.nargs != 0
            for name in action.option_strings
        }

    def refuse(self, message: str) -> NoReturn:
        """Tell what is wrong with the words typed. Always raises HopscopeError."""
        raise HopscopeError(
            translated(message), _("see: {command} --help").format(command=self._prog)
        )

    def split(self, words: Sequence[str]) -> tuple[list[str], list[str]]:
        """Part the words into hopscope's own and those of the target.

        What follows a script or ``-m module`` is the program's, as with ``python``;
        after a class or a recording, which take no arguments, options are still ours.
        """
        valued = self._valued()
        own: list[str] = []
        target: list[str] = []
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word == "--":
                return own, target + rest
            if not target and word.startswith("-m"):
                return own, _module(word, rest, self._prog)
            if word.startswith("-") and word != "-":
                own.append(word)
                if word in valued and rest:
                    own.append(rest.pop(0))
            elif not target and takes_arguments(word):
                return own, [word, *rest]
            else:
                target.append(word)
        return own, target


class _Parser(argparse.ArgumentParser):
    """Reads words; what it has to say, the command says."""

    def __init__(self, command: CommandParser) -> None:
        super().__init__(allow_abbrev=False, add_help=False, **_SAME_EVERYWHERE)
        self._command = command

    def format_help(self) -> str:
        return self._command.help()

    def error(self, message: str) -> NoReturn:
        self._command.refuse(message)


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
            _("-m needs the name of a module"),
            _("for example: {example}").format(example=f"{prog} -m http.server 0"),
        )
    return ["-m", *words]


def count(text: str) -> int:
    """Read an option's whole number from 1, for argparse."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(
            _("{text!r} is not a whole number from 1").format(text=text)
        )
    return int(text)


def seconds(text: str) -> float:
    """Read an option's time in seconds, above 0, for argparse."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(
            _("{text!r} is not a number of seconds above 0").format(text=text)
        )
    return value
