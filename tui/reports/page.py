"""How a printed report looks: its width, and the signs that its encoding can show."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from tui.breaking import broken, has_wide
from tui.text import visible

PIPED_WIDTH = 100
NARROWEST = 60


@dataclass(frozen=True, slots=True)
class ReportSigns:
    """The signs of a report that are not letters."""

    tee: str
    corner: str
    pipe: str
    arrow: str
    hand_off: str
    times: str
    absent: str
    rule: str
    ellipsis: str
    to: str


UNICODE = ReportSigns(
    "├ ", "└ ", "│ ", "→", "⇢", "\N{MULTIPLICATION SIGN}", "·", "─", "…", "\N{EN DASH}"
)
ASCII = ReportSigns("|-", "`-", "| ", "->", "~>", "x", ".", "-", "...", "-")


@dataclass(frozen=True, slots=True)
class Page:
    """What a section needs to know about where it is printed."""

    width: int
    glyphs: ReportSigns

    def foreign(self, text: str, width: int | None = None, style: str = "") -> Text:
        """Text of the traced program: inert, on one line, at most ``width`` cells wide."""
        shown = visible(text)
        return Text(shown if width is None else self.clip(shown, width), style)

    def lines(self, text: str, indent: int = 0, style: str = "", hang: int = 0) -> Text:
        """A text over as many lines as it takes; a Chinese one broken where Chinese may be.

        Lines of Chinese after the first are indented by ``hang`` cells.
        """
        if not has_wide(text):
            return Text(text, style)  # as rich breaks it
        return Text(f"\n{' ' * hang}".join(broken(text, self.width - indent - hang)), style)

    def clip(self, text: str, width: int) -> str:
        """Cut a text to at most ``width`` cells, with an ellipsis where it was longer."""
        if cell_len(text) <= width:
            return text
        room = max(width - len(self.glyphs.ellipsis), 0)
        return set_cell_size(text, room) + self.glyphs.ellipsis

    def count(self, number: int) -> str:
        """Say how often (three times)."""
        return f"{self.glyphs.times}{number:,}"


def padded(text: str, width: int) -> str:
    """Fill a text up to ``width`` cells; a longer one stays as it is."""
    return text + " " * (width - cell_len(text))


def page_for(out: TextIO) -> Page:
    """Fit a page to a stream: a terminal's width, or 100 columns."""
    return Page(max(_width(out), NARROWEST), _glyphs(out))


def _width(out: TextIO) -> int:
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size(out.fileno()).columns or PIPED_WIDTH
    except (OSError, ValueError):  # not a terminal, or a stream without a descriptor
        return PIPED_WIDTH


def _glyphs(out: TextIO) -> ReportSigns:
    # The Linux console's font lacks most of them, whatever its encoding can say.
    if os.environ.get("TERM") == "linux" and out.isatty():
        return ASCII
    try:
        "".join(getattr(UNICODE, name) for name in UNICODE.__slots__).encode(encoding_of(out))
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def encoding_of(out: TextIO) -> str:
    """Tell the encoding that a stream writes; one that keeps text in memory can show everything."""
    return getattr(out, "encoding", None) or "utf-8"
