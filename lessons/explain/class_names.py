"""What a sentence calls a class: as short as tells it from the others of its MRO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lessons.explain.lookup import ClassTable
    from tracer.model import ClassFacts


class Names:
    """Names of classes beside those of one receiver's MRO.

    The last part of the qualified name; with its module where the MRO has two
    classes of that name; by its place in the MRO where those share a module
    too, as classes made by ``type(name, bases, {})`` may.
    """

    def __init__(self, classes: ClassTable, receiver_class: int | None) -> None:
        self._classes = classes
        self._receiver_class = receiver_class
        self._mro = () if receiver_class is None else classes(receiver_class).mro

    def __call__(self, id: int) -> str:
        """The name of one class."""
        if (name := self._by_module(id)) is not None:
            return name
        place = next((n for n, other in enumerate(self._mro, 1) if other == id), None)
        short = _short(self._classes(id))
        return (
            short
            if place is None
            else _("{name} (number {place} of the MRO)").format(name=short, place=place)
        )

    @property
    def receiver(self) -> str | None:
        """The name of the receiver's class, which comes first in its own MRO."""
        if self._receiver_class is None:
            return None
        name = self._by_module(self._receiver_class)
        return name or _short(self._classes(self._receiver_class))

    def _by_module(self, id: int) -> str | None:
        """The shortest form that no other class of the MRO has, if one is enough."""
        facts = self._classes(id)
        others = [self._classes(other) for other in self._mro if other != id]
        forms: tuple[Callable[[ClassFacts], str], ...] = (_short, _full)
        for form in forms:
            if all(form(other) != form(facts) for other in others):
                return form(facts)
        return None


def _short(facts: ClassFacts) -> str:
    return facts.qualname.rpartition(".")[2]


def _full(facts: ClassFacts) -> str:
    return f"{facts.module}.{_short(facts)}"
