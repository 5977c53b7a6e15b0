"""Where a plain lesson speaks and listens: any two streams of text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.plain.markdown import plain_lines
from tui.text import visible

if TYPE_CHECKING:
    from typing import TextIO

_SIGN = "> "


class Ended(Exception):  # noqa: N818 - no error: there is nobody left to ask
    """The input is at its end."""


class Talk:
    """Prints lines, and asks for one. What a pipe answers is printed, too: a log shows both."""

    def __init__(self, listen: TextIO | None = None, speak: TextIO | None = None) -> None:
        self._in = sys.stdin if listen is None else listen
        self._out = sys.stdout if speak is None else speak

    @property
    def is_live(self) -> bool:
        """Whether a person sits at a terminal."""
        return self._in.isatty() and self._out.isatty()

    def say(self, *lines: str) -> None:
        """Print lines, each made inert; one that is empty parts two paragraphs."""
        for line in lines:
            self._print(visible(line))

    def read_out(self, markdown: str) -> None:
        """Print a lesson's text."""
        for line in plain_lines(markdown):
            self._print(line)

    def ask(self) -> str:
        """A line of input, stripped. Raises :class:`Ended`."""
        if self.is_live and self._in is sys.stdin:
            try:
                return input(_SIGN).strip()
            except EOFError:
                self._print("")
                raise Ended from None
        print(_SIGN, end="", file=self._out, flush=True)
        line = self._in.readline()
        if not line:
            self._print("")
            raise Ended
        if not self._in.isatty():
            self.say(line.strip())
        return line.strip()

    def _print(self, line: str) -> None:
        encoding = getattr(self._out, "encoding", None) or "utf-8"
        shown = line.encode(encoding, "backslashreplace").decode(encoding)
        print(shown, file=self._out, flush=True)
