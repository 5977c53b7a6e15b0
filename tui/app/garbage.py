"""Collects garbage between keys, not while one is answered."""

from __future__ import annotations

import asyncio
import gc

_AFTER = 0.02
"""Seconds after a move: it is on the screen by then, and the next key is not there yet."""
_MOST = 100_000
"""New objects after which the interpreter does not wait for us."""
_OLDER = 16
"""Every so many times what survived a collection is looked at, too."""


class IdleCollector:
    """Call :meth:`begin` when the app is ready, :meth:`soon` after each move."""

    def __init__(self) -> None:
        self._due = False
        self._times = 0

    def begin(self) -> None:
        """Withdraw what was made for the start from the garbage collector.

        A full collection over it takes as long as several steps, and finds nothing.
        """
        gc.enable()
        gc.freeze()
        gc.set_threshold(_MOST, _OLDER, 100)

    def soon(self) -> None:
        """Collect in a moment."""
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_later(_AFTER, self._collect)

    def _collect(self) -> None:
        self._due = False
        self._times += 1
        gc.collect(0 if self._times % _OLDER else 1)
