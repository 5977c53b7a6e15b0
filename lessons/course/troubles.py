"""Why a learner's program could not be judged, in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.language import _

if TYPE_CHECKING:
    from lessons.course.exercises import Trouble


def tell_trouble(trouble: Trouble) -> tuple[str, str]:
    """What went wrong, and what to do about it: two short texts. The first holds foreign text."""
    where = "" if trouble.line is None else _(" (line {line})").format(line=trouble.line)
    match trouble.kind:
        case "missing":
            return (
                _("There is no file {file}.").format(file=trouble.detail),
                _("Write the starter again, or save your program under that name."),
            )
        case "syntax":
            return (
                _("Python cannot read your file{where}: {detail}.").format(
                    where=where, detail=trouble.detail
                ),
                _("Mend that line, and save."),
            )
        case "crash":
            return (
                _("Your program ended with an error{where}: {detail}").format(
                    where=where, detail=trouble.detail
                ),
                _("Read the last lines of what it printed."),
            )
        case "no calls":
            return (
                _("Your program ended, and made no server."),
                _("Nothing of socketserver ran. Does your code make a server, and serve?"),
            )
        case "no server":
            return (
                _("No server of your program began to listen."),
                _("Make one, bound to ('127.0.0.1', 0), and let it serve."),
            )
        case "endless":
            return (
                _("Your program did not end in time, and was stopped."),
                _("What does it wait for, or repeat for ever?"),
            )
        case "refused":
            return (
                _("Your program could not be recorded: {detail}").format(detail=trouble.detail),
                _("Nothing of it is left running."),
            )
