"""Text that would act if anyone let it, and how to see in what was written whether it did."""

from __future__ import annotations

import base64
import re
import unicodedata

MARK = "EVIL"
SEQUENCES = {
    "csi": "\x1b[9931m\x1b[2J",
    "link": "\x1b]8;;http://evil.example\x1b\\EVIL\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;RVZJTA==\x07",
    "title": "\x1b]0;EVIL\x07",
    "device": "\x1bP$qm\x1b\\\x1b_EVIL\x1b\\\x1b^EVIL\x1b\\",
    "c1": "\x9b31m\x9d0;EVIL\x9c\x90EVIL\x9c",
    "turned": "\u202eEVIL\u2066\u200f\u2028\u2029",
    "controls": "\0\r\n\b\x7f\x0e\x1b(0",
    "markup": "[red]EVIL[/] [/] [@click=app.quit]EVIL[/] [link=http://evil.example]EVIL[/link]",
    "html": "<script>alert('EVIL')</script>&amp;<b>EVIL</b>]]>",
}
PAYLOAD = "".join(SEQUENCES.values())
SURROGATE = "\ud800EVIL\udfff"
LONG = 1_000_000

# What a terminal takes for more than letters: escape sequences of every kind, then lone controls.
_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_].*?\x1b\\|[ -/]*[0-~])",
    re.DOTALL,
)


def sequences(text: str) -> set[str]:
    """The escape sequences in what was written, their numbers left out."""
    return {re.sub(r"[0-9;:]+", "#", found) for found in _SEQUENCE.findall(text)}


def acting(text: str, allowed: str = "\n") -> list[str]:
    """What is left in it, apart from whole escape sequences, that would do something."""
    rest = _SEQUENCE.sub("", text)
    active = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return sorted({c for c in rest if c not in allowed and unicodedata.category(c) in active})


# What a full-screen program itself writes: styles, places, modes, the pointer's shape.
_OWN = re.compile(
    r"\x1b(?:\[(?!.*9931)[0-?]*[ -/]*[@-~]|\]22;[a-z]*(?:\x07|\x1b\\)|\]52;c;[A-Za-z0-9+/=]*\x07|[=>78])"
)


def foreign_sequences(text: str) -> list[str]:
    """The escape sequences that no full-screen program of ours writes, or that are a payload's."""
    return sorted({s for s in _SEQUENCE.findall(text) if not _OWN.fullmatch(s) or s == "\x1b[2J"})


def clipboards(text: str) -> list[str]:
    """What was put on the clipboard."""
    found = re.findall(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", text)
    return [base64.b64decode(each).decode() for each in found]
