"""The signs on the screen, in two sets: Unicode without emoji forms, and ASCII."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs; each is one cell wide, :attr:`hand_off` two."""

    here: str
    won: str
    open: str
    folded: str
    stem: str
    hand_off: str
    mark: str
    absent: str
    unasked: str
    shadowed: str
    rule: str
    left: str
    middle: str
    right: str
    ellipsis: str
    arrow: str
    between: str
    raised: str
    left_out: str


UNICODE = Glyphs(
    here="\u25ba", won="\u25c4", open="\u25be", folded="\u25b8", stem="│", hand_off="┄►",
    mark="●", absent="\u2013", unasked="·", shadowed="○", rule="─", left="╰", middle="┬", right="╯",
    ellipsis="…", arrow="→", between="│", raised="‼", left_out="⋮",
)  # fmt: skip
ASCII = Glyphs(
    here=">", won="<", open="-", folded="+", stem="|", hand_off="~>", mark="*", absent="-",
    unasked=".", shadowed="o", rule="-", left="`", middle="+", right="'", ellipsis="~",
    arrow=">", between="|", raised="!", left_out=":",
)  # fmt: skip


def choose(environ: Mapping[str, str] = os.environ) -> Glyphs:
    """ASCII on the Linux console and where the locale cannot say more; else Unicode."""
    if environ.get("TERM", "").startswith(("linux", "vt")):
        return ASCII
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    if locale in ("C", "POSIX"):
        return ASCII
    return UNICODE
