"""What the text of a function or class says, read once: each class of a long MRO asks for it again."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

_P = ParamSpec("_P")
_T = TypeVar("_T")


def once_a_node(read: Callable[_P, _T]) -> Callable[_P, _T]:
    """Keep what a function of a node (its last argument) returns as long as the node is there.

    What it returns must not hold the node itself, nor the syntax around it.
    """
    known: WeakKeyDictionary[Any, _T] = WeakKeyDictionary()

    @functools.wraps(read)
    def reading(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        node = args[-1]
        try:
            return known[node]
        except KeyError:
            known[node] = found = read(*args, **kwargs)
            return found

    return reading
