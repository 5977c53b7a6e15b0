"""Whether the screens tell the answer of an open question, whatever key is pressed.

Each way of looking is taken twice: in the recording as it is, and in one that differs in the
answer alone. Where both show the same, nobody can read the answer off the screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from lessons.course.engine import Card
from lessons.course.progress import LessonProgress
from lessons.course.store import Store
from lessons.explain.step import Candidate, Step
from tests.layouts.kept import Kept
from tests.layouts.walk import Setting, Walker, Way, walking
from tracer.model import Code, Hop, Lane, Raised
from tracer.recording import Recording, Skeleton
from tui.app.keys import KEYS, LESSON_KEYS
from tui.app.lesson import cover
from tui.app.model.state import Pane
from tui.app.model.story import Story
from tui.app.screens.main import MainScreen
from tui.app.widgets.prompt_line import PromptLine
from tui.app.widgets.rows_view import RowsView

_TERMINAL = Setting((120, 40), "en")
_LEAVING = frozenset({"app.quit", "lesson.course", "lesson.reset", "lesson.previous"})
"""Keys that take one away from the question."""
_TELLING = (
    "S m s", "S W s", "b B", "v", "N", "less_than_sign", "S greater_than_sign", "d", "2", "3", "4",
)  # fmt: skip
"""Keys, one after the other, at the step's own place: they show most, or have told something."""
_ONE_AFTER_THE_OTHER = (
    "W S", "S v s", "S n", "S N", "S m", "m S", "S W", "S v", "S v greater_than_sign", "S b s b B", "u m", "u u", "S d", "S f",
    "S 1", "S 2", "S 3", "S 4", "1 1", "2 2", "3 3", "4 4", "2 z", "4 z", "S less_than_sign",
    "g asterisk", "S u", "right_square_bracket right_square_bracket",
)  # fmt: skip
_PANES: tuple[Pane, ...] = ("calls", "source", "lookup", "lanes", "classes", "values")
_COUNTED = ("count", "happens")
_NUMBERS = re.compile(r"hop \d|at \d+ \w|第 \d+ 跳|在 \d+ \w")
"""How hops' numbers are written: where hops are left out, they would tell how many."""
_ELSEWHERE = 1000
"""Lines by which the function lies elsewhere, where it is another class's."""


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking: keys, from the step's own place, with a pane in focus."""

    keys: tuple[str, ...]
    pane: Pane = "calls"
    typed: str = ""
    """Answers the prompt that the keys have opened."""

    def __str__(self) -> str:
        return " ".join((self.pane, *self.keys, repr(self.typed) if self.typed else "")).strip()


async def pry(walker: Walker, *, by_all_keys: bool = True) -> list[str]:
    """Look at an open question in every way, and say which of them tell its answer.

    Not ``by_all_keys``: by those that have told something.
    """
    card = walker.card
    assert card.asked is not None
    looks = (
        [*_looks(walker, card), *_other_looks(walker)] if by_all_keys else [*_looks(walker, card)]
    )
    seen: list[dict[Look, str]] = []
    for is_other in (False, True):
        with ExitStack() as stack:
            if is_other:
                stack.enter_context(_another_answer(walker, card))
            seen.append(await _look_all(walker, looks))
    walker.show_story()
    await _return(walker, "lesson")
    told = [f"{look}: {_first_difference(seen[0][look], seen[1][look])}" for look in looks
            if seen[0][look] != seen[1][look]]  # fmt: skip
    if card.asked.kind in _COUNTED:
        told += [f"{look}: {found[0]}" for look, text in seen[0].items()
                 if (found := _NUMBERS.search(text))]  # fmt: skip
    return told


async def pry_at(places: Iterable[str], home: Path, kept: Kept, *, by_all_keys: bool) -> list[str]:
    """Look at questions, each named ``lesson/step``; what tells an answer, and where."""
    found = []
    way = Way("none", (), panes=False, records=False)
    async with walking(_TERMINAL, home, kept, way) as (walker, catalog):
        for place in places:
            number, _, step = place.partition("/")
            lesson = catalog.find(number)
            Store(home).change(lesson.id, lambda _, at=step: LessonProgress(place=at))  # type: ignore[misc]
            await walker.open(lesson)
            assert walker.card.step.id == step
            found += [f"{place} {each}" for each in await pry(walker, by_all_keys=by_all_keys)]
            await walker.leave()
    return found


def _first_difference(one: str, other: str) -> str:
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    return next((f"{a.strip()!r} or {b.strip()!r}" for a, b in pairs if a != b), "more lines")


# The ways of looking


def _looks(walker: Walker, card: Card) -> Iterator[Look]:
    for keys in ("", *_TELLING):
        yield Look(tuple(keys.split()))
    for text in _searched(card):
        yield Look(("S", "slash"), typed=text)
    for text in _gone_to(walker, card):
        yield Look(("colon",), typed=text)


def _other_looks(walker: Walker) -> Iterator[Look]:
    """Every other key: the app's, the lesson's, those of each pane that shows."""
    for key in (*KEYS, *LESSON_KEYS):
        first = key.keys.split(",")[0]
        if key.id not in _LEAVING and first not in _TELLING:
            yield Look((first,))
    for keys in _ONE_AFTER_THE_OTHER:
        yield Look(tuple(keys.split()))
    for pane in _PANES:
        shown = walker.app.main.query_one(f"#{pane}")
        if shown.display:
            for binding in type(shown).__dict__.get("BINDINGS", []):
                yield Look((binding.key.split(",")[0],), pane)


def _searched(card: Card) -> Iterator[str]:
    """Guesses: the name in each class that it may be in."""
    assert card.asked is not None
    name = card.asked.name
    yield from {name, *(f"{each.key}.{name}" for each in card.asked.options)}


def _gone_to(walker: Walker, card: Card) -> Iterator[str]:
    """Guesses: hops by their numbers, and the place where the function is."""
    assert card.asked is not None
    last = card.hop or card.asked.hop
    yield from (str(number) for number in range(max(last - 2, 1), last + 3))
    whole = walker.desk._whole
    if whole is not None:
        code = whole.code(card.asked.hop)
        for line in (code.first_line, code.first_line + _ELSEWHERE):
            yield f"{code.file.rpartition('/')[2]}:{line}"


async def _look_all(walker: Walker, looks: list[Look]) -> dict[Look, str]:
    """What the screen shows after each look."""
    walker.show_story()
    await _return(walker, "calls")
    for view in walker.app.main.query(RowsView):
        view.lay_out()  # nothing is kept of what was shown of another story
    return {look: await _look(walker, look) for look in looks}


async def _look(walker: Walker, look: Look) -> str:
    await _return(walker, look.pane)
    await walker.press(*look.keys)
    if look.typed and isinstance(walker.app.screen, MainScreen):
        walker.app.main.query_one(PromptLine).value = look.typed
        await walker.press("enter")
    await walker.pilot.wait_for_animation()
    # What was typed is no secret.
    return walker.text().replace(look.typed or "\0", "...")


async def _return(walker: Walker, pane: Pane) -> None:
    """Back to the step's own place, as if nothing had been pressed."""
    app, desk = walker.app, walker.desk
    for _ in range(4):
        if isinstance(app.screen, MainScreen) and not app.main.query_one(PromptLine).is_asking:
            break
        await walker.press("escape")
    desk.think_again()
    home = desk.placed(replace(app.view, bookmarks=frozenset(), speed=2))
    if app.view != home or app.main.scene.lesson != desk.scene(None):
        app.view = home
        walker.session.present()
    app.main.focus_pane(pane)
    await walker.settle()


# A recording that differs in the answer alone


@contextmanager
def _another_answer(walker: Walker, card: Card) -> Iterator[None]:
    """Let everything that is read of the hop be as if the answer were another one."""
    assert card.asked is not None
    hop, kind = card.asked.hop, card.asked.kind
    if kind in (*_COUNTED, "order"):
        yield
        return
    story = walker.app.story
    step = story.step(hop)
    other = _OTHERS[kind](step, story)
    code = _other_code(story, step, other)
    with ExitStack() as stack:

        def swap(cls: type, name: str, change: Callable[..., Any]) -> None:
            plain = getattr(cls, name)

            def changed(self: Any, *given: Any) -> Any:
                return change(plain(self, *given), *given)

            stack.enter_context(patch.object(cls, name, changed))

        swap(Story, "step", lambda found, at: other if at == hop else found)
        swap(Story, "hop", lambda found, at: other.hop if at == hop else found)
        swap(Story, "code", lambda found, at: code if at == hop else found)
        swap(Recording, "codes", lambda found: [code if c.id == code.id else c for c in found])
        if kind == "lane":
            stack.enter_context(_other_lane(walker, other.hop))
        yield


def _other_code(story: Story, step: Step, other: Step) -> Code:
    code = story.code(step.hop.id)
    if other.hop.owner == step.hop.owner or other.hop.owner is None:
        return code
    name = f"{story.class_name(other.hop.owner)}.{code.name}"
    return replace(code, qualname=name, first_line=code.first_line + _ELSEWHERE)


def _other_class(step: Step, story: Story) -> Step:
    """Found in another class of the search."""
    assert step.lookup is not None
    chosen = step.lookup.chosen
    at = next(place for place, each in enumerate(step.lookup.candidates) if each.class_id != chosen)
    candidates = tuple(
        replace(each, asked=place <= at, chosen=place == at)
        for place, each in enumerate(step.lookup.candidates)
    )
    owner = candidates[at].class_id
    lookup = replace(step.lookup, candidates=candidates, shadowed=(), super=None)
    return replace(
        step, hop=replace(step.hop, owner=owner), lookup=lookup, sentence="It is found elsewhere."
    )


def _other_super(step: Step, story: Story) -> Step:
    """``super()`` would reach another class."""
    assert step.lookup is not None

    def turned(each: Candidate) -> Candidate:
        return each if each.asked else replace(each, has=not each.has)

    reach = None if step.lookup.super is not None else step.lookup.candidates[-1].class_id
    candidates = tuple(map(turned, step.lookup.candidates))
    shadowed = tuple(each.class_id for each in candidates if each.has and not each.asked)
    lookup = replace(step.lookup, candidates=candidates, shadowed=shadowed, super=reach)
    return replace(step, lookup=lookup, sentence="It would go elsewhere.")


def _other_values(step: Step, story: Story) -> Step:
    """Another object, other arguments, another value."""
    receiver = step.hop.receiver and f"{step.hop.receiver.partition('#')[0]}#99"
    arguments = dict.fromkeys(step.hop.arguments, "99")
    hop = replace(step.hop, receiver=receiver, arguments=arguments, value="99")
    return replace(step, hop=hop, sentence="It is another one.")


def _other_outcome(step: Step, story: Story) -> Step:
    """It ends otherwise."""
    if step.hop.outcome == "returned":
        hop = replace(step.hop, outcome="raised", exception=Raised("OtherError", "why"))
    else:
        hop = replace(step.hop, outcome="returned", exception=None, value="99")
    return replace(step, hop=hop, sentence="It ends otherwise.")


def _in_another_lane(step: Step, story: Story) -> Step:
    parent = step.hop.parent
    before = None if parent is None else story.hop(parent)
    if before is not None and before.lane != step.hop.lane:
        hop = replace(step.hop, lane=before.lane, depth=before.depth + 1)
    else:
        hop = replace(step.hop, lane=max(story.lane_ids) + 1, depth=0)
    return replace(step, hop=hop, sentence="It runs elsewhere.")


_OTHERS: dict[str, Callable[[Step, Story], Step]] = {
    "class": _other_class,
    "resolve": _other_class,
    "super": _other_super,
    "object": _other_values,
    "value": _other_values,
    "outcome": _other_outcome,
    "lane": _in_another_lane,
}


@contextmanager
def _other_lane(walker: Walker, hop: Hop) -> Iterator[None]:
    """The story that the panes show, with one hop in another lane."""
    desk, card = walker.desk, walker.card
    cut = cover._cut

    def other_cut(skeleton: Skeleton, kept: set[int]) -> Skeleton:
        found = cut(skeleton, kept)
        at = found.place(hop.id)
        found.lanes[at], found.depths[at] = hop.lane, hop.depth
        return found

    before = desk.story
    assert desk._whole is not None
    with patch.object(cover, "_cut", other_cut):
        desk.story = cover.told_until(desk._whole, card)[1]
    lane, other = Recording.lane, Lane(hop.lane, "thread", "Thread-99", 0, 0, True, None, 0)

    def named(self: Recording, id: int) -> Lane | None:
        return lane(self, id) or (other if id == hop.lane else None)

    try:
        with patch.object(Recording, "lane", named):
            yield
    finally:
        desk.story = before
