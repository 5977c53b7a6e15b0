"""What C3 and a what-if say is what Python does: the class is built, and called."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.explain.lookup import Ran, look_up
from lessons.explain.step import Step
from lessons.mro.c3 import find_conflict, find_remedy, linearize, merge
from lessons.mro.other_bases import compare_orders, predict
from lessons.mro.other_orders import reorder
from lessons.source.call_site import Dispatch
from tracer.classes.child import facts_of
from tracer.classes.importing import ImportedClasses, imported_classes
from tracer.model import Hop, Member

NAMES = ("go", "stop", "wait")
EXAMPLES = int(os.environ.get("HOPSCOPE_EXAMPLES", "40"))
"""How many hierarchies are tried; a long run has thousands."""


def make(label: str, bases: tuple[type, ...], defined: dict[str, bool]) -> type:
    """A class whose methods tell its label, and those of whom their ``super()`` reaches."""
    made: type

    def method(name: str, cooperative: bool) -> Any:
        def told(self: object) -> list[str]:
            above = getattr(super(made, self), name, None) if cooperative else None
            return [label, *(above() if above is not None else [])]

        return told

    namespace: dict[str, Any] = {name: method(name, each) for name, each in defined.items()}
    made = type(label, bases, namespace | {"defined": defined})
    return made


@st.composite
def hierarchies(draw: st.DrawFn) -> list[type]:
    """Classes on top of each other, as Python lets them be made."""
    made: list[type] = []
    for index in range(draw(st.integers(2, 7))):
        wanted = draw(st.lists(st.sampled_from(made), unique=True, max_size=3)) if made else []
        defined = draw(st.dictionaries(st.sampled_from(NAMES), st.booleans()))
        try:
            made.append(make(f"C{index}", tuple(wanted), defined))
        except TypeError:  # no consistent order: such a class is not there to build on
            made.append(make(f"C{index}", (), defined))
    return made


@st.composite
def choices(draw: st.DrawFn) -> tuple[list[type], tuple[type, ...]]:
    """Classes, and some of them to be the bases of another."""
    made = draw(hierarchies())
    return made, tuple(draw(st.lists(st.sampled_from(made), unique=True, min_size=1, max_size=4)))


def read(made: list[type]) -> tuple[ImportedClasses, dict[int, type]]:
    """Their facts as a child process would tell them, and the classes by id."""
    numbers: dict[int, int] = {}
    facts = imported_classes(facts_of(made, numbers))
    known = {id(cls): cls for one in made for cls in one.__mro__}
    return facts, {numbers[key]: cls for key, cls in known.items()}


@settings(max_examples=EXAMPLES, deadline=None)
@given(choices())
def test_every_prediction_is_what_python_builds(
    chosen: tuple[list[type], tuple[type, ...]],
) -> None:
    made, bases = chosen
    facts, classes = read(made)
    ids = {cls: key for key, cls in classes.items()}
    orders = []
    for order in itertools.islice(itertools.permutations(bases), 6):
        predicted = predict(facts.classes, [ids[base] for base in order])
        mros = {base: facts.classes[base].mro for base in predicted.bases}
        assert linearize(predicted.bases, mros) == predicted.mro
        try:
            built: Any = type("Built", order, {})
        except TypeError:
            assert predicted.mro is None
            assert_remedied(predicted.bases, facts, classes)
            continue
        assert predicted.mro is not None
        assert [classes[each] for each in predicted.mro] == list(built.__mro__[1:])
        orders.append((predicted, built))
        assert_found(predicted.found, built, classes)
    for (here, one), (there, other) in itertools.combinations(orders, 2):
        changed = {change.name for change in compare_orders(here, there)}
        assert changed == {
            name for name in NAMES if first(one, name) is not first(other, name)
        }  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(hierarchies(), st.sampled_from(NAMES), st.data())
def test_what_other_bases_change_for_a_hop_is_what_python_does(
    made: list[type], name: str, data: st.DataObject
) -> None:
    facts, classes = read(made)
    cls = data.draw(st.sampled_from(made))
    ids = {each: key for key, each in classes.items()}
    own = [each for each in cls.__mro__ if name in vars(each)]
    if not own:
        return
    written_in = data.draw(st.sampled_from([None, *own[:-1]]))
    step = call_of(facts, ids[cls], name, None if written_in is None else ids[written_in])
    outer = call_of(facts, ids[cls], name, None)
    found = reorder(step, iter([outer]), facts.classes.__getitem__)
    several = [each for each in cls.__mro__ if len(each.__bases__) > 1]
    assert (found.reason, bool(found.orders)) == ((None, True) if several else ("one base", False))
    for order in found.orders:
        bases = tuple(classes[each] for each in order.bases)
        try:
            rebuilt = rebuild(cls, classes[order.cls], bases)
        except TypeError:
            assert order.mro is None
            assert order.refused is not None
            assert find_conflict(order.refused[1])
            continue
        assert order.mro is not None
        assert [classes[each].__name__ for each in order.mro] == [
            each.__name__ for each in rebuilt[cls].__mro__
        ]
        thing = rebuilt[cls]()
        start = thing if written_in is None else super(rebuilt[written_in], thing)
        told = getattr(start, name, None)
        answer = None if order.answer is None else classes[order.answer].__name__
        assert answer == (None if told is None else told()[0])
        first_now, first_then = own[0].__name__, getattr(thing, name)()[0]
        changed = None if order.on_the_way is None else order.on_the_way[1]
        assert (changed is not None) == (first_now != first_then)
        assert changed is None or classes[changed].__name__ == first_then


def call_of(facts: ImportedClasses, cls: int, name: str, written_in: int | None) -> Step:
    """A call of that name on an object of the class: plain, or ``super().name`` in a class."""
    classes = facts.classes.__getitem__
    mro = classes(cls).mro
    order = mro if written_in is None else mro[mro.index(written_in) + 1 :]
    ran = Ran(1, None, None, cls)
    found = look_up(
        lambda each: replace(classes(each), members=running(classes(each).members)),
        name, order, ran, written_in=written_in,
    )  # fmt: skip
    assert found.chosen is not None
    hop = Hop(
        id=1, parent=None, lane=1, depth=0, request=None, code=1, site=None, receiver="server#1",
        receiver_class=cls, owner=found.chosen, attribute=name, owner_reason=None,
        held_as=(), instance_names=(), revision=1, strike=None, resumed=None, arguments={},
        start_ns=1,
    )  # fmt: skip
    dispatch = Dispatch.INSTANCE if written_in is None else Dispatch.SUPER
    return Step(hop, None, None, dispatch, None, None, None, found, "")


def running(members: Mapping[str, Member]) -> dict[str, Member]:
    """The members, each holding the code that runs."""
    return {name: Member(member.kind, (1,)) for name, member in members.items()}


def rebuild(cls: type, changed: type, bases: tuple[type, ...]) -> dict[type, type]:
    """Every class of an MRO anew, one of them with other bases. Raises TypeError without an order."""
    built: dict[type, type] = {object: object}
    for each in reversed(cls.__mro__[:-1]):
        under = bases if each is changed else each.__bases__
        new = tuple(built[base] for base in under)
        built[each] = make(each.__name__, new, each.__dict__["defined"])
    return built


def test_a_metaclass_that_orders_otherwise_is_not_foretold() -> None:
    class Backwards(type):
        def mro(cls) -> list[type]:
            return [cls, *reversed(type.mro(cls)[1:-1]), object]

    left, right = make("Left", (), {"go": False}), make("Right", (), {"go": False})
    odd = Backwards("Odd", (left, right), {"defined": {}})
    facts, classes = read([odd])
    ids = {each: key for key, each in classes.items()}
    step = call_of(facts, ids[odd], "go", None)
    found = reorder(step, iter(()), facts.classes.__getitem__)
    assert (found.reason, found.orders) == ("metaclass", ())


def assert_found(found: Any, built: Any, classes: dict[int, type]) -> None:
    """Each lookup ends in the class whose method really answers, and so does its ``super()``."""
    thing = built()
    assert {name for name in NAMES if hasattr(thing, name)} == set(found) & set(NAMES)
    for name in set(found) & set(NAMES):
        resolution = found[name]
        owner = classes[resolution.found_in]
        assert getattr(thing, name)()[0] == owner.__name__
        above = getattr(super(owner, thing), name, None)
        reached = None if above is None else above()[0]
        assert reached == (None if resolution.super is None else classes[resolution.super].__name__)


def assert_remedied(
    bases: tuple[int, ...], facts: ImportedClasses, classes: dict[int, type]
) -> None:
    """The wishes that contradict each other are real, and the remedy is one that Python takes."""
    mros = {base: facts.classes[base].mro for base in bases}
    circle = find_conflict(merge(bases, mros))
    assert circle
    for edge, following in zip(circle, (*circle[1:], circle[0]), strict=True):
        assert edge.after == following.before
        order = bases if edge.of is None else mros[edge.of]
        assert order.index(edge.before) < order.index(edge.after)
    assert len(circle) == shortest_circle([bases, *mros.values()])
    remedy = find_remedy(bases, mros)
    if remedy is None:
        for order in itertools.permutations(bases):
            assert merge(order, mros).order is None
    else:
        assert type("Remedied", tuple(classes[each] for each in remedy), {})


def shortest_circle(rows: list[tuple[int, ...]]) -> int:
    """How few wishes go round in a circle, by following all of them from each class."""
    wishes = {pair for row in rows for pair in itertools.combinations(row, 2)}
    lengths = []
    for start in {before for before, _after in wishes}:
        reached, length = {start}, 0
        while length <= len(wishes):
            reached = {after for before, after in wishes if before in reached}
            length += 1
            if start in reached:
                lengths.append(length)
                break
    return min(lengths)


def first(cls: type, name: str) -> type | None:
    """The class in which the search for a name ends."""
    return next((each for each in cls.__mro__ if name in vars(each)), None)


def test_a_merge_is_told_step_by_step() -> None:
    root = make("Root", (), {})
    left, right = make("Left", (root,), {}), make("Right", (root,), {})
    facts, classes = read([left, right, root])
    ids = {cls: key for key, cls in classes.items()}
    bases = [ids[left], ids[right]]
    told = merge(bases, {base: facts.classes[base].mro for base in bases})
    taken = [classes[step.taken] for step in told.steps if step.taken is not None]
    assert taken == [left, right, root, object]
    assert [len(step.refused) for step in told.steps] == [0, 1, 0, 0]
    (refused,) = told.steps[1].refused
    assert (classes[refused.head], classes[refused.waits_for]) == (root, right)
    assert refused.row.of == ids[right]


def test_the_order_of_the_article() -> None:
    import socketserver

    facts, classes = read([socketserver.TCPServer, socketserver.ThreadingMixIn])
    ids = {cls: key for key, cls in classes.items()}
    late, early = (
        predict(facts.classes, [ids[each] for each in order])
        for order in itertools.permutations((socketserver.TCPServer, socketserver.ThreadingMixIn))
    )
    changes = {one.name: (one.here, one.there) for one in compare_orders(late, early)}
    assert changes == {
        "process_request": (ids[socketserver.BaseServer], ids[socketserver.ThreadingMixIn]),
        "server_close": (ids[socketserver.TCPServer], ids[socketserver.ThreadingMixIn]),
    }
