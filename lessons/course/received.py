"""What the clients of an exercise received: held against what they must, and told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracer.clients.heard import bounded
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracer.clients.heard import Heard

_TOLD = 8
"""The most clients that are told one by one."""


@dataclass(frozen=True, slots=True)
class Received:
    """What each client received: foreign bytes."""

    clients: tuple[Heard, ...] = ()
    together: bool = False
    """Whether they came all at once: then it is chance which is the first."""

    def fits(self, patterns: Sequence[str]) -> bool:
        r"""Whether each client received what the one pattern says, or each what one of several does.

        A pattern is a regular expression for all the lines of a client, ends of lines as ``\n``
        and the last left out. Several belong to the clients in their order, in any where these
        came together. Raises re.error.
        """
        heard = [_text(each) for each in self.clients]
        fits = [[_fits(pattern, text) for text in heard] for pattern in patterns]
        if len(patterns) == 1:
            return bool(heard) and all(fits[0])
        if len(patterns) != len(heard):
            return False
        if not self.together:
            return all(row[place] for place, row in enumerate(fits))
        return _can_be_shared_out(fits)


NOBODY = Received()
"""No client came."""


def _text(heard: Heard) -> str:
    lines = [line for piece in heard for line in piece.decode("utf-8", "replace").splitlines()]
    return "\n".join(line.rstrip() for line in lines)


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.DOTALL) is not None


def _can_be_shared_out(fits: list[list[bool]]) -> bool:
    """Whether each pattern (row) can have a text (column) of its own that fits it."""
    taken: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for column, fit in enumerate(fits[row]):
            if fit and column not in seen:
                seen.add(column)
                if column not in taken or place(taken[column], seen):
                    taken[column] = row
                    return True
        return False

    return all(place(row, set()) for row in range(len(fits)))


def tell_received(received: Received) -> Iterator[str]:
    """What the clients received, a line for each, as Python writes bytes; clients alike share one."""
    clients = received.clients
    if len(clients) > 1 and len(set(clients)) == 1:
        words = _("Each of {count} clients received: {answer}")
        yield words.format(count=len(clients), answer=_shown(clients[0]))
        return
    for number, heard in enumerate(clients[:_TOLD], 1):
        if len(clients) == 1:
            yield _("The client received: {answer}").format(answer=_shown(heard))
        else:
            words = _("Client {number} received: {answer}")
            yield words.format(number=number, answer=_shown(heard))
    if len(clients) > _TOLD:
        yield _("… and {count} clients more").format(count=len(clients) - _TOLD)


def _shown(heard: Heard) -> str:
    return ", ".join(bounded(piece) for piece in heard if piece) or _("nothing")
