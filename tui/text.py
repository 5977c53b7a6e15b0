"""Foreign text made inert: what a recording holds is shown, never obeyed.

A traced program chooses its class names, its values and its messages. Shown as
they are, control characters would move the cursor, format characters would
turn the reading direction, and line separators would forge lines of ours.

A report makes such text inert twice: where a section puts it, so that widths
count, and once more as it leaves, for what a section forgot.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import TYPE_CHECKING

from tracer.language import _

if TYPE_CHECKING:
    from tracer.errors import HopscopeError

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ACTIVE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_PLAIN = re.compile(r"[\x20-\x7e]*")


def escape(character: str) -> str:
    r"""Write a character as a Python string literal would (``\x1b``)."""
    number = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def visible(text: str) -> str:
    """Put the text on one line, with every character that could act written as an escape."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(escape(c) if unicodedata.category(c) in _ACTIVE else c for c in text)


def error_text(type: str, message: str) -> str:
    """Name an exception as a traceback's last line does."""
    return f"{type}: {message}" if message else type


def error_words(error: HopscopeError) -> str:
    """An error and what to do about it, as two sentences of one line."""
    words = _("{message}. {hint}")
    return words.format(message=error.message, hint=error.hint)


def advise(hint: str) -> None:
    """Say on stderr what a person can do about it."""
    complain(_("hint: {hint}").format(hint=hint))


def complain(line: str) -> None:
    """Say one line on stderr, made inert; whatever its encoding cannot show is escaped."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    shown = visible(line).encode(encoding, "backslashreplace").decode(encoding)
    print(shown, file=sys.stderr, flush=True)
