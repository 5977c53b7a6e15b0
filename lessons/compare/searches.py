"""Two searches for one name that ended in different classes, and what made the difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lessons.compare.callers import HopCaller, caller_of
from lessons.source.call_site import Dispatch
from tracer.language import N_, _, listed
from tracer.notes import owner_words

if TYPE_CHECKING:
    from lessons.compare.run import ComparedRun
    from lessons.explain.step import FoundIn, Lookup, Step
    from lessons.source.place import Place

_BESIDE_CLASSES: dict[FoundIn | None, str] = {
    "instance": N_(
        "In {run} the object has {name} in its own __dict__, and no data descriptor of its class "
        "comes before that."
    ),
    "getattr": N_("In {run} no class and no object had {name}, so {owner}.__getattr__ answered."),
    "metaclass": N_("In {run} no class of the MRO had {name}: the metaclass {owner} has it."),
}
"""What is said where the search did not end in a class of the MRO."""
_INSTANCE = N_("the object's own __dict__")


@dataclass(frozen=True, slots=True)
class Search:
    """One hop's call and search, with classes by module and name: two runs number them otherwise."""

    hop: int
    function: str
    """Qualified name of the function that ran."""
    name: str
    dispatch: Dispatch
    place: Place | None
    receiver_class: str | None
    # dataclasses would take type.mro, which every class answers to, for this field's default.
    mro: tuple[str, ...] = field()
    """Of the receiver's class."""
    bases: dict[str, tuple[str, ...]]
    """Of the classes of the MRO, as written."""
    order: tuple[str, ...]
    """The classes that the search goes through."""
    has: frozenset[str]
    """Those of them that have the name."""
    owner: str | None
    """The class that the function was found in."""
    found_in: FoundIn | None
    written_in: str | None
    """For ``super``: the class that the call is written in."""
    reason: str | None
    """Why the search cannot be told, where it cannot."""
    sentence: str
    parent: int | None
    """The hop that made the call; for a lane's first hop the one that started the lane."""
    caller: HopCaller

    @property
    def answer(self) -> str:
        """The class that answered, in short."""
        if self.found_in == "instance":
            return _(_INSTANCE)
        return short(self.owner) if self.owner else self.function


def short(name: str | None) -> str:
    """Name a class without its module."""
    return (name or "?").rpartition(":")[2]


def search_of(run: ComparedRun, hop: int) -> Search:
    """Read the search of one hop."""
    step = run.steps.step(hop)
    facts, lookup = step.hop, step.lookup

    def named(cls: int) -> str:
        return run.class_name(cls, facts.revision)

    mro: tuple[int, ...] = ()
    bases: dict[str, tuple[str, ...]] = {}
    if facts.receiver_class is not None:
        mro = run.recording.class_facts(facts.receiver_class, facts.revision).mro
        for cls in mro:
            found = run.recording.class_facts(cls, facts.revision).bases
            bases[named(cls)] = tuple(map(named, found))
    candidates = lookup.candidates if lookup is not None else ()
    owner = facts.owner
    if owner is None and lookup is not None:
        owner = (
            lookup.chosen
        )  # of a class that a call names, and that the receiver's MRO does not have
    return Search(
        hop=hop,
        function=run.recording.code(facts.code).qualname,
        name=_name(step, run.recording.code(facts.code).name),
        dispatch=step.dispatch,
        place=step.place,
        receiver_class=None if facts.receiver_class is None else named(facts.receiver_class),
        mro=tuple(map(named, mro)),
        bases=bases,
        order=tuple(named(each.class_id) for each in candidates),
        has=frozenset(named(each.class_id) for each in candidates if each.has),
        owner=None if owner is None else named(owner),
        found_in=None if lookup is None else lookup.found_in,
        written_in=None
        if lookup is None or lookup.written_in is None
        else named(lookup.written_in),
        reason=_reason(step, lookup),
        sentence=step.sentence,
        parent=facts.parent,
        caller=caller_of(run, hop),
    )


def _name(step: Step, function: str) -> str:
    return (step.lookup.name if step.lookup else None) or step.hop.attribute or function


def _reason(step: Step, lookup: Lookup | None) -> str | None:
    if lookup is not None:
        return lookup.reason
    if step.dispatch is Dispatch.UNKNOWN:
        return owner_words(step.hop.owner_reason) or _("nothing is known of the call")
    return _("no class was searched")


def tell_difference(here: Search, there: Search) -> list[str]:
    """Sentences on why one search ended in A's class, and the other in B's."""
    for search, run in ((here, "A"), (there, "B")):
        if search.reason is not None:
            cannot = _("How {function} was found in {run} cannot be told: {reason}.")
            return [cannot.format(function=search.function, run=run, reason=search.reason)]
    for search, run in ((here, "A"), (there, "B")):
        if search.found_in in _BESIDE_CLASSES:
            said = _(_BESIDE_CLASSES[search.found_in])
            return [said.format(run=run, name=search.name, owner=short(search.owner))]
    found = _tell_ways(here, there)
    missed, passed = (
        _missed(one, run, other.owner)
        for one, run, other in ((here, "A", there), (there, "B", here))
    )
    if passed and missed and _are_swapped(here, there):
        swapped = _(
            "Both MROs have both classes: {one} comes before {other} in A, and after it in B."
        )
        ours, theirs = names_of(here.owner, there.owner)
        found.append(swapped.format(one=ours, other=theirs))
    else:
        found += [each for each in (missed, passed) if each]
    return found + _tell_bases(here, there)


def names_of(here: str | None, there: str | None) -> tuple[str, str]:
    """Name two classes: with their modules where they are called alike."""
    if here != there and short(here) == short(there):
        return (here or "?").replace(":", "."), (there or "?").replace(":", ".")
    return short(here), short(there)


def _tell_ways(here: Search, there: Search) -> list[str]:
    """How the calls were made, where that is not alike."""
    is_worded_alike = _written(here) == _written(there) or _is_special(here.name)
    if here.dispatch is there.dispatch and is_worded_alike:
        return []
    ways = [f"`{_written(one)}` ({one.dispatch})" for one in (here, there)]
    said = _("The call is written otherwise: {here} in A, {there} in B.")
    return [said.format(here=ways[0], there=ways[1])]


def _is_special(name: str) -> bool:
    """Whether the interpreter asks for it: what is written names a class, or an operator."""
    return name.startswith("__") and name.endswith("__")


def _written(search: Search) -> str:
    return search.name if search.place is None else " ".join(search.place.text.split())


def _missed(search: Search, run: str, wanted: str | None) -> str | None:
    """Why a class did not answer in this search."""
    whose = search.order[0] if search.dispatch is Dispatch.CLASS else search.receiver_class
    mro = search.order if search.dispatch is Dispatch.CLASS else search.mro
    owner, other = names_of(search.owner, wanted)
    if search.owner is None or wanted is None or whose is None:
        return None
    if wanted not in mro:
        said = _("{other} is not in the MRO of {cls} ({run}).")
    elif wanted not in search.order:
        said = _(
            "In {run} the search of super() begins after {written_in}: {other} comes before that."
        )
    elif wanted not in search.has:
        said = _("In {run} {other} has no {name}.")
    elif _is_under(search, search.owner, wanted):
        said = _("In {run} {owner} is a subclass of {other} and overrides its {name}.")
    else:
        said = _("In {run} {owner} comes before {other} in the MRO of {cls}.")
    return said.format(
        run=run,
        owner=owner,
        other=other,
        cls=short(whose),
        name=search.name,
        written_in=short(search.written_in),
    )


def _is_under(search: Search, cls: str | None, above: str) -> bool:
    """Whether a class is a subclass of another, by the bases as written."""
    waiting = list(search.bases.get(cls or "", ()))
    seen: set[str] = set()
    while waiting:
        base = waiting.pop()
        if base == above:
            return True
        if base not in seen:
            seen.add(base)
            waiting.extend(search.bases.get(base, ()))
    return False


def _are_swapped(here: Search, there: Search) -> bool:
    """Whether each search has the other's class, too, and only comes to it later."""
    return all(
        one.owner in one.has and other.owner in one.has
        for one, other in ((here, there), (there, here))
    )


def _tell_bases(here: Search, there: Search) -> list[str]:
    """Classes of both MROs that have other bases, or the same in another order."""
    said = _("class {cls} has the bases ({here}) in A, ({there}) in B.")
    found = [
        said.format(cls=short(cls), here=_bases(here, cls), there=_bases(there, cls))
        for cls in here.mro
        if cls in there.bases and there.bases[cls] != here.bases[cls]
    ]
    one, other = here.receiver_class, there.receiver_class
    if not found and one and other and one != other:
        said = _("The object is a {here} in A, a {there} in B.")
        here_is, there_is = (
            f"{short(cls)}({_bases(search, cls)})" for search, cls in ((here, one), (there, other))
        )
        found.append(said.format(here=here_is, there=there_is))
    return found


def _bases(search: Search, cls: str) -> str:
    return listed(map(short, search.bases[cls]))
