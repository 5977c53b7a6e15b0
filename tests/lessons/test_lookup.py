"""The search itself, as tables: what is asked, chosen, shadowed, and when nothing is claimed."""

from __future__ import annotations

import pytest

from lessons.explain.lookup import (
    Ran,
    choose,
    look_up,
    look_up_class,
    look_up_getattr,
    look_up_own,
    look_up_super,
    next_after,
    start_after,
)
from lessons.explain.step import Lookup
from tracer.model import ClassFacts, Member, MemberKind

OBJECT, BASE, MIXIN, TCP, LEAF, META = 1, 2, 3, 4, 5, 6
MRO = (LEAF, MIXIN, TCP, BASE, OBJECT)


def table(**members: dict[str, Member]) -> dict[int, ClassFacts]:
    """ThreadingTCPServer's family with these members."""
    orders = {
        "object": (OBJECT,),
        "base": (BASE, OBJECT),
        "mixin": (MIXIN, OBJECT),
        "tcp": (TCP, BASE, OBJECT),
        "leaf": MRO,
        "meta": (META, OBJECT),
    }
    return {
        mro[0]: ClassFacts(
            mro[0], 0, "m", name, None, None, (), mro, META if name == "leaf" else None,
            members.get(name, {}),
        )
        for name, mro in orders.items()
    }  # fmt: skip


def member(*codes: int, kind: MemberKind = "function") -> Member:
    return Member(kind, codes)


def ran(code: int, owner: int | None = None, attribute: str | None = None) -> Ran:
    return Ran(code, owner, attribute, LEAF)


FAMILY = table(
    mixin={"process": member(11)},
    base={"process": member(12), "serve": member(13), "size": member(14, kind="property")},
    tcp={"bind": member(15, 16)},
    object={"serve": member()},
    meta={"register": member(17)},
)


def row(lookup: Lookup) -> list[tuple[int, bool, bool, bool]]:
    return [(c.class_id, c.has, c.asked, c.chosen) for c in lookup.candidates]


def test_the_first_class_that_has_the_name_is_chosen_and_later_ones_are_shadowed() -> None:
    lookup = look_up(FAMILY.__getitem__, "process", MRO, ran(11))

    assert row(lookup) == [
        (LEAF, False, True, False),
        (MIXIN, True, True, True),
        (TCP, False, False, False),
        (BASE, True, False, False),
        (OBJECT, False, False, False),
    ]
    assert (lookup.chosen, lookup.shadowed, lookup.super) == (MIXIN, (BASE,), BASE)
    assert (lookup.start, lookup.found_in, lookup.reason) == (LEAF, "class", None)


def test_a_wrapped_code_counts_as_the_entrys() -> None:
    assert look_up(FAMILY.__getitem__, "bind", MRO, ran(16)).chosen == TCP


@pytest.mark.parametrize(
    ("name", "what", "reason"),
    [
        ("process", ran(12), "mixin.process is not what ran"),
        ("missing", ran(11), "no class of the search has missing"),
        ("process", ran(11, BASE, "process"), "base.process ran, not mixin's"),
    ],
)
def test_nothing_is_claimed_where_the_chosen_entry_is_not_what_ran(
    name: str, what: Ran, reason: str
) -> None:
    lookup = look_up(FAMILY.__getitem__, name, MRO, what)
    assert (lookup.reason, lookup.candidates, lookup.chosen, lookup.found_in) == (
        reason,
        (),
        None,
        None,
    )


def test_an_owner_under_another_name_does_not_contradict_the_search() -> None:
    assert look_up(FAMILY.__getitem__, "process", MRO, ran(11, LEAF, "alias")).chosen == MIXIN


@pytest.mark.parametrize(
    ("written_in", "code", "chosen"), [(LEAF, 11, MIXIN), (MIXIN, 12, BASE), (TCP, 12, BASE)]
)
def test_super_searches_after_the_class_it_is_written_in(
    written_in: int, code: int, chosen: int
) -> None:
    lookup = look_up_super(FAMILY.__getitem__, "process", MRO, written_in, ran(code))
    assert (lookup.chosen, lookup.written_in) == (chosen, written_in)
    assert lookup.start == MRO[MRO.index(written_in) + 1]
    assert [each.class_id for each in lookup.candidates] == list(MRO[MRO.index(written_in) + 1 :])


def test_super_of_a_class_that_is_not_in_the_mro_is_untold() -> None:
    lookup = look_up_super(FAMILY.__getitem__, "process", MRO, META, ran(11))
    assert lookup.reason == "the class that super() is written in is not in the MRO"


def test_naming_a_class_searches_that_class_alone_whatever_the_receiver() -> None:
    lookup = look_up_class(FAMILY.__getitem__, "process", TCP, ran(12))
    assert (lookup.start, lookup.chosen, lookup.shadowed) == (TCP, BASE, ())
    # What super() would reach is still a matter of the receiver's order.
    assert lookup.super is None
    assert look_up_class(FAMILY.__getitem__, "serve", BASE, ran(13)).super == OBJECT


def test_a_name_that_only_the_metaclass_has_is_found_there() -> None:
    lookup = look_up_class(FAMILY.__getitem__, "register", LEAF, ran(17))
    assert (lookup.found_in, lookup.chosen) == ("metaclass", META)
    assert [each.class_id for each in lookup.candidates] == [*MRO, META, OBJECT]


def test_the_objects_own_dict_wins_and_shadows_every_class_that_has_the_name() -> None:
    lookup = look_up_own(FAMILY.__getitem__, "process", MRO)
    assert (lookup.found_in, lookup.chosen, lookup.shadowed) == ("instance", None, (MIXIN, BASE))
    assert not any(each.asked for each in lookup.candidates)


def test_a_data_descriptor_comes_before_the_objects_own_dict() -> None:
    lookup = look_up_own(FAMILY.__getitem__, "size", MRO)
    assert lookup.found_in is None
    assert lookup.reason == "a data descriptor size of the class comes before the object's own"


def test_getattr_answers_when_every_class_was_asked_in_vain() -> None:
    family = table(base={"__getattr__": member(21)})
    lookup = look_up_getattr(family.__getitem__, "colour", MRO, ran(21))
    assert (lookup.name, lookup.found_in, lookup.chosen) == ("colour", "getattr", None)
    assert row(lookup) == [(each, False, True, False) for each in MRO]
    assert look_up_getattr(family.__getitem__, "colour", MRO, ran(22)).reason == (
        "base.__getattr__ is not what ran"
    )


def test_what_super_would_reach_needs_a_receiver_whose_order_holds_the_owner() -> None:
    assert next_after(FAMILY.__getitem__, "process", MIXIN, LEAF) == BASE
    assert next_after(FAMILY.__getitem__, "process", BASE, LEAF) is None
    assert next_after(FAMILY.__getitem__, "process", MIXIN, None) is None
    assert next_after(FAMILY.__getitem__, "process", MIXIN, TCP) is None


def test_the_two_decisions() -> None:
    assert choose([False, True, True]) == 1
    assert choose([False]) is None
    assert start_after(MRO, MIXIN) == 2
    assert start_after(MRO, META) is None
