"""Compares the lookup of one step with the search that the reference makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lessons.explain.step import Lookup, Step
from lessons.source.call_site import Dispatch
from tests.property.reference import Search, search
from tests.property.run import Run, Said
from tests.property.written import Written

_WITHOUT = (Dispatch.INTERRUPT, Dispatch.FUNCTION, Dispatch.THREAD_ENTRY)


def check_search(run: Run, step: Step, said: Said | None, written: Written) -> Iterator[str]:
    """What is wrong with a step's search, given how the call was written and what ran."""
    lookup = step.lookup
    if step.dispatch in _WITHOUT:
        if lookup is not None:
            yield "nothing was searched for it"
        return
    if lookup is None:
        yield "its search is missing"
        return
    if written.name is not None and lookup.name != written.name:
        yield f"{lookup.name} was searched, not {written.name}"
    if written.fetch and step.fetch and step.fetch.place.text != written.fetch:
        yield f"it was fetched by {step.fetch.place.text}, not {written.fetch}"
    yield from _Comparison(run, step, said, written, lookup).complaints()


@dataclass(frozen=True)
class _Comparison:
    run: Run
    step: Step
    said: Said | None
    written: Written
    lookup: Lookup

    def complaints(self) -> Iterator[str]:
        said, written = self.said, self.written
        if written.search == "super" and self._class(self.lookup.written_in) != written.cls:
            yield f"super is written in {written.cls}, not {self._class(self.lookup.written_in)}"
        if said is not None and said.who is None and written.search == "super":
            # A static method over super(): nothing says whose MRO was searched.
            if said.cls not in ("*", self._class(self.lookup.chosen)):
                yield f"{self._class(self.lookup.chosen)} is chosen, yet {said.tag} ran"
            return
        start = self._start()
        if start is None:
            yield "it starts nowhere"
            return
        found = search(self._classes, self.lookup.name, start, self._after(start))
        if found is None:
            yield f"{self._after(start)} is not in the MRO of {start}"
            return
        yield from self._differences(found)
        yield from self._next_difference()

    # What the search must be

    @property
    def _classes(self) -> dict[str, dict[str, list[str]]]:
        return self.run.last if self.said is None else self.said.classes

    def _start(self) -> str | None:
        """The class whose MRO is searched."""
        if self.written.search == "class" and self.written.cls is not None:
            return self.written.cls
        if self.said is not None and self.said.who is not None:
            return self.said.who_class
        if self.step.hop.receiver_class is not None:
            return self._class(self.step.hop.receiver_class)
        # A static method: nothing says on what it was called.
        return self._class(self.lookup.start)

    def _after(self, start: str) -> str | None:
        """The class after which the search begins, where it does not begin with the first."""
        if self.lookup.name == "__init_subclass__" and self.step.dispatch is Dispatch.SPECIAL:
            return start  # type.__new__ asks the new class's bases
        if self.written.search == "super":
            return self.written.cls
        # What other files call may have been fetched over super().
        return None if self.written.text else self._class(self.lookup.written_in)

    # What it is

    def _differences(self, found: Search) -> Iterator[str]:
        lookup, chosen, asked, found_in = self.lookup, found.chosen, found.asked, "class"
        if self.step.dispatch is Dispatch.GETATTR:
            chosen, asked, found_in = None, tuple(True for _ in found.order), "getattr"
        if self._is_own():
            chosen, asked, found_in = None, tuple(False for _ in found.order), "instance"
        expected = [
            (cls, has, each, cls == chosen)
            for cls, has, each in zip(found.order, found.has, asked, strict=True)
        ]
        rows = [
            (self._class(each.class_id), each.has, each.asked, each.chosen)
            for each in lookup.candidates
        ]
        if rows != expected:
            yield f"candidates {rows}, not {expected}"
        shadowed = [self._class(each) for each in lookup.shadowed]
        rest = [cls for cls, has, was_asked, _ in expected if has and not was_asked]
        if shadowed != rest:
            yield f"shadowed {shadowed}, not {rest}"
        if lookup.found_in != found_in or self._class(lookup.start) != found.order[0]:
            yield f"found in {lookup.found_in}, from {self._class(lookup.start)}"
        if found_in == "class" and self.said is not None and self.said.cls not in ("*", chosen):
            yield f"{chosen} is chosen, yet {self.said.tag} ran"

    def _is_own(self) -> bool:
        """Whether the object's own dictionary answered."""
        ran = "" if self.said is None else self.said.cls
        return ran == "@" or self.step.dispatch is Dispatch.INSTANCE_DICT

    def _next_difference(self) -> Iterator[str]:
        """What ``super()`` in the owner would reach, in the receiver's MRO."""
        hop, expected = self.step.hop, None
        if hop.owner is not None and hop.receiver_class is not None and not self._is_own():
            receiver, owner = self._class(hop.receiver_class), self._class(hop.owner)
            assert receiver is not None
            beyond = search(self._classes, self.lookup.name, receiver, owner)
            expected = beyond.chosen if beyond is not None else None
        if self._class(self.lookup.super) != expected:
            yield f"super is {self._class(self.lookup.super)}, not {expected}"

    def _class(self, id: int | None) -> str | None:
        return None if id is None else self.run.class_name(id, self.step.hop.revision)
