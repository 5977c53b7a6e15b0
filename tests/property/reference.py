"""What a lookup must say, worked out from how the program's classes really stood.

It shares no code with ``lessons``: an MRO and the names in each class's
``__dict__``, as the program itself wrote them down.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Search:
    """A search, in names of classes."""

    order: tuple[str, ...]
    has: tuple[bool, ...]

    @property
    def chosen(self) -> str | None:
        """The class whose entry is found."""
        return next((cls for cls, has in zip(self.order, self.has, strict=True) if has), None)

    @property
    def asked(self) -> tuple[bool, ...]:
        """Whether the search came to each class."""
        end = self.has.index(True) if True in self.has else len(self.has)
        return tuple(place <= end for place in range(len(self.order)))

    @property
    def shadowed(self) -> tuple[str, ...]:
        """The classes that have the name and were not asked."""
        rows = zip(self.order, self.has, self.asked, strict=True)
        return tuple(cls for cls, has, asked in rows if has and not asked)


def search(
    classes: dict[str, dict[str, list[str]]], name: str, start: str, after: str | None = None
) -> Search | None:
    """Search the MRO of ``start``, or the part of it after a class; None where that is not in it."""
    order = classes[start]["mro"]
    if after is not None:
        if after not in order:
            return None
        order = order[order.index(after) + 1 :]
    return Search(tuple(order), tuple(name in classes[cls]["names"] for cls in order))
