"""How a run ended that was interrupted from outside, and which exceptions are that interruption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.language import _, ngettext

if TYPE_CHECKING:
    from tracer.model import Hop, Meta, Stop


def is_interruption(hop: Hop, stop: Stop | None) -> bool:
    """Whether what left a call is the interruption of the run, no failure of the program."""
    return (
        stop is not None
        and hop.exception is not None
        and hop.exception.type == "KeyboardInterrupt"
        and hop.end_ns is not None
        and hop.end_ns >= stop.at_ns
    )


def stop_words(stop: Stop) -> str:
    """Say who interrupted a run, and why: one sentence."""
    match stop.cause, stop.limit:
        case "served", None:
            return _("hopscope stopped it: its client had been served.")
        case "served", limit:
            count = int(limit or 0)
            return ngettext(
                "hopscope stopped it: {count} request had been served, as asked.",
                "hopscope stopped it: {count} requests had been served, as asked.",
                count,
            ).format(count=count)
        case "late", limit:
            return _("hopscope stopped it: it had run for {limit:g} s.").format(limit=limit or 0)
        case "person", _limit:
            return _("It was interrupted from outside (Ctrl-C, or a signal).")
        case _:
            return _("hopscope stopped it.")


def ending_words(meta: Meta) -> str:
    """Say how a program ended where that is worth a word; empty where it came to its own good end."""
    if meta.stop is not None:
        return stop_words(meta.stop)
    if not meta.complete:
        return _("The recording is incomplete: the program was cut off.")
    if meta.exit_code:
        return _("The program ended with exit code {code}.").format(code=meta.exit_code)
    return ""
