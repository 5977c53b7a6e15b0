"""The hops that were read last: screens and explanations ask for the same few again and again."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tracer.model import Hop

_MOST = 4_096
_NEARBY = 4
"""Hops that are read together lie so close that one in so many is wanted."""


class KeptHops:
    """``read`` gives one hop by id, ``between`` all from one id to another."""

    def __init__(
        self, read: Callable[[int], Hop], between: Callable[[int, int], Iterable[Hop]]
    ) -> None:
        self._read = read
        self._between = between
        self._kept: dict[int, Hop] = {}

    def clear(self) -> None:
        """Forget them."""
        self._kept.clear()

    def forget_changing(self) -> None:
        """Forget those of which a growing file may tell more: their end, request or polls."""
        for hop in list(self._kept.values()):
            if hop.end_ns is None or hop.request is None or hop.polls is not None:
                del self._kept[hop.id]

    def hop(self, number: int) -> Hop:
        """The hop of that id, read where it is not at hand."""
        found = self._kept.get(number)
        if found is None:
            found = self._read(number)
            self._keep(found)
        return found

    def look_ahead(self, hops: Sequence[int]) -> None:
        """Read hops together that will be asked for one by one; those far apart are left for then."""
        missing = [hop for hop in hops if hop not in self._kept]
        if missing and max(missing) - min(missing) < _NEARBY * len(missing):
            for hop in self._between(min(missing), max(missing)):
                self._keep(hop)

    def _keep(self, hop: Hop) -> None:
        if len(self._kept) > _MOST:
            for old in list(islice(self._kept, _MOST // 2)):
                del self._kept[old]
        self._kept[hop.id] = hop
