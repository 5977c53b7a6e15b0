"""In words: why a call cannot be told from its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.source.call_site import Why
from tracer.language import _, either

if TYPE_CHECKING:
    from lessons.source.call_site import Reason

_WIDTH = 60


def reason_words(reason: Reason) -> str:
    r"""``\`run\` is not what ran``."""
    words = {
        Why.NO_POSITION: _("the interpreter gave no position for the call"),
        Why.OUTSIDE: _("the position of the call lies outside the source"),
        Why.NOT_WHAT_RAN: _("`{text}` is not what ran"),
        Why.INIT_AND_NEW: _("it is __init__ and __new__"),
        Why.METHOD_OR_C_CODE: _("`{text}` may be the method itself or C code that ran it"),
        Why.NOTHING_RAISED: _("no class is raised here"),
        Why.SEVERAL_SPECIAL: _("it may have run as {known}"),
        Why.NO_SOURCE: _("without its source nobody knows whether it is a generator"),
        Why.NO_CALL: _("`{text}` is no call of it"),
        Why.A_LAMBDA: _("a lambda is called here"),
        Why.RETURNED: _("`{text}` returned what was called"),
        Why.UNKNOWN_NAME: _("nothing tells what {text} stands for"),
        Why.FUNCTION_OR_C_CODE: _(
            "`{text}` may hold the function itself or be C code that called it"
        ),
    }[reason.why]
    text = _shortened(reason.text) if reason.why is Why.NO_CALL else reason.text
    return words.format(text=text, known=either(reason.names))


def _shortened(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
