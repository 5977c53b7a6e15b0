"""The ways of calling in words, in the language in use."""

from __future__ import annotations

from lessons.source.call_site import Dispatch
from tracer.language import N_, _

_WORDS = {
    Dispatch.INSTANCE: N_("instance"),
    Dispatch.INSTANCE_DICT: N_("instance dict"),
    Dispatch.SUPER: N_("super"),
    Dispatch.CLASS: N_("class"),
    Dispatch.CONSTRUCTOR: N_("constructor"),
    Dispatch.SPECIAL: N_("special"),
    Dispatch.PROPERTY: N_("property"),
    Dispatch.GETATTR: N_("getattr"),
    Dispatch.STORED: N_("stored"),
    Dispatch.CALLBACK: N_("callback"),
    Dispatch.THREAD_ENTRY: N_("thread entry"),
    Dispatch.FUNCTION: N_("function"),
    Dispatch.INTERRUPT: N_("interrupt"),
    Dispatch.UNKNOWN: N_("unknown"),
}


def dispatch_words(dispatch: Dispatch) -> str:
    """``thread entry``."""
    return _(_WORDS[dispatch])
