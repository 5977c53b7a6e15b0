"""What argparse complains of, in the language in use: it says so in English only."""

from __future__ import annotations

from tracer.language import N_, retold

_COMPLAINTS = (
    N_("unrecognized arguments: {words}"),
    N_("the following arguments are required: {words}"),
    N_("argument {option}: expected one argument"),
    N_("argument {option}: invalid choice: {word} (choose from {choices})"),
    N_("argument {option}: ignored explicit argument {word}"),
    N_("argument {option}: invalid {kind} value: {word}"),
    N_("argument {option}: {complaint}"),
)
"""The general one last: its complaint may be one of ours, translated already."""


def translated(complaint: str) -> str:
    """Translate a complaint; one that is not known stays as it is."""
    return retold(complaint, _COMPLAINTS)
