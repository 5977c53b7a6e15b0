"""Which object something is, as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

identity: Callable[[object], int] = object.__hash__
"""As unique among living objects as ``id()``, which raises an audit event each time."""


def by_identity(table: dict[type, _T]) -> dict[int, _T]:
    """A table of lasting classes, to be asked for ``identity(cls)``.

    Asking for ``cls`` would hash it and compare it: a metaclass of the program may define both.
    """
    return {identity(cls): entry for cls, entry in table.items()}
