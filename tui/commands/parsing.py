"""Words of a command line: which are hopscope's, and which belong to the program under study."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tracer.errors import HopscopeError
from tracer.language import LANGUAGES, N_, _, choose, use
from tui.commands.complaints import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HEADINGS = (N_("positional arguments"), N_("options"))  # argparse's own
_LANG = "--lang"


class CommandParser(argparse.ArgumentParser):
    """An argument parser that complains in hopscope's own way and knows where a target begins.

    Its texts are given as messages (``N_``), and translated when they are shown: only the
    words that it parses may tell the language.
    """

    def __init__(
        self, command: str, *, usage: str, description: str, examples: str, target: str = ""
    ) -> None:
        super().__init__(
            prog=f"hopscope {command}",
            usage=f"hopscope {command} {usage}",
            formatter_class=_Formatter,
            allow_abbrev=False,
            add_help=False,
        )
        self._about = (description, target)
        self._examples = examples
        self.add_argument("-h", "--help", action="help", help=N_("show this help message and exit"))
        self.add_argument(
            _LANG,
            metavar="|".join(LANGUAGES),
            help=N_("the language to speak; else that of the locale"),
        )

    def format_help(self) -> str:
        """Write the help in the language in use."""
        self.description = "\n\n".join(_(part) for part in self._about if part)
        self.epilog = "\n".join((_("examples:"), _(self._examples)))
        return super().format_help()

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse as argparse does, in the language that the words ask for."""
        self._speak(args or ())
        return super().parse_known_args(args, namespace)

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
            name for action in self._actions if action.nargs != 0 for name in action.option_strings
        }

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the words typed. Always raises HopscopeError."""
        raise HopscopeError(
            translated(message), _("see: {command} --help").format(command=self.prog)
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


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Translates what argparse and :class:`CommandParser` give it as messages."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and _(action.help)

    def _split_lines(self, text: str, width: int) -> list[str]:
        if text.isascii():
            return super()._split_lines(text, width)
        from tui.breaking import broken  # rich is loaded where widths differ, only

        return broken(text, width)

    def start_section(self, heading: str | None) -> None:
        """Begin a group of options."""
        super().start_section(heading and _(heading))

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Begin with how the command is called."""
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


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
