"""What a client of ours received, and how that is told."""

from __future__ import annotations

from typing import TypeAlias

from tracer.language import _

Heard: TypeAlias = tuple[bytes, ...]
"""What one client received: of a stream all of it as one, or each datagram; of a GET its status
as a line and the body."""

_SHOWN = 200


def bounded(answer: bytes) -> str:
    """What was answered, as a repr of bounded length: it is foreign data."""
    if len(answer) <= _SHOWN:
        return repr(answer)
    return _("{text} … {count} bytes").format(text=repr(answer[:_SHOWN]), count=len(answer))
