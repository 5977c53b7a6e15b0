"""The lookup that found the function, told as a machine of four steps, always in these words.

Take type(obj); take its MRO; the first class whose ``__dict__`` has the name;
bind.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.cells import cell_len

from lessons.source.call_site import Dispatch
from tracer.language import N_, _
from tui.app.model.ladder import Rung, ladder
from tui.app.rows.spans import (
    BLANK,
    Role,
    Row,
    Span,
    columns,
    filled,
    row,
    span,
    text_of,
    told,
    width_of,
    wrap,
)
from tui.app.widgets.covered_lookup import covered_rows
from tui.app.widgets.rows_view import Panel
from tui.reports.page import padded

if TYPE_CHECKING:
    from lessons.explain.step import Lookup, Step
    from lessons.source.place import Place
    from tui.app.lesson.cover import Cover
    from tui.app.scene import Scene

_ROOMY = 11
"""Rows from which on every step of the machine has a row of its own."""

_LABEL = 12
"""Cells of a label."""
_NUMBERS = ("1 ", "2 ", "3 ", "4 ")

_WITHOUT_LOOKUP = {
    Dispatch.THREAD_ENTRY: N_("No lookup: the thread's machinery called it."),
    Dispatch.FUNCTION: N_("No lookup on an object: a plain function of its module."),
    Dispatch.INTERRUPT: N_("No lookup: the interpreter called it between two instructions."),
    Dispatch.UNKNOWN: N_("How it was found cannot be told."),
}


class LookupPanel(Panel):
    """The candidates, each on a row; the one that won stands out."""

    TITLE_WORDS = N_("Lookup")
    ABOUT = N_(
        "How Python found this function: take type(obj), take its MRO, ask the classes in that "
        "order, and the first whose own __dict__ has the name wins; then the function is bound "
        "to the object. 'shadowed' classes have the name too but come later, so they were never "
        "asked. super() inside the function goes on from there."
    )

    def build(self, scene: Scene, width: int) -> list[Row]:
        """The four steps, close together where there is little room."""
        self.retitle(f"1 {_(self.TITLE_WORDS)}  {call_words(scene)}")
        return lookup_rows(scene, width, roomy=self.scrollable_content_region.height >= _ROOMY)

    def telling_row(self) -> int:
        """The class that won."""
        sign = "" if self.scene is None else self.scene.glyphs.won
        won = (i for i, r in enumerate(self._rows) if any(sign in text for text, _ in r))
        return next(won, 0)


def call_words(scene: Scene) -> str:
    """The call as written, on one line; the function's name where it is not known."""
    if scene.cover is not None and scene.cover.hides_name(scene.step.hop.id):
        return "?"
    place = scene.step.place
    if place is None:
        return scene.story.code(scene.step.hop.id).name
    return " ".join(place.text.split())


def lookup_rows(scene: Scene, width: int, *, roomy: bool) -> list[Row]:
    """The panel's rows."""
    lookup, step, cover = scene.step.lookup, scene.step, scene.cover
    if cover is not None and (cover.hides_name(step.hop.id) or _tells(cover, step)):
        return wrap(row(("?", "name")), width)
    if lookup is None or (not lookup.candidates and lookup.found_in is None):
        words = _WITHOUT_LOOKUP.get(step.dispatch, N_("No lookup was made for this call."))
        rows = wrap(row(_(words)), width)
        if lookup is not None and lookup.reason:
            rows += wrap(told(lookup.reason, "lost"), width)
        return rows + _fetched(scene, width)
    start, take = _take_type(scene, lookup), _take_mro(scene, lookup)
    if cover is not None and cover.hides_owner(step.hop.id):
        return covered_rows(scene, cover, lookup, [start, take], width)
    together = (*start, (" ", "plain"), *take)
    head = [together] if not roomy and width_of(together) <= width else [start, take]
    rows = [line for part in head for line in wrap(part, width, indent=2)]
    rows += _classes(scene, lookup, width)
    rows += _ending(scene, lookup, width)
    return rows + _fetched(scene, width)


def _object_words(scene: Scene) -> Row:
    hop, story = scene.step.hop, scene.story
    if hop.receiver_class is None:
        return ((_("no object"), "dim"),)
    name = span(story.class_name(hop.receiver_class), "class")
    if hop.receiver is None:
        return filled(_("the class {name}"), name=name)
    return filled(_("{object} is a {name}"), object=span(_object(scene), "name"), name=name)


def _object(scene: Scene) -> str:
    """``server#1``; without its number where that is the question."""
    receiver = scene.step.hop.receiver or ""
    is_told = scene.cover is None or not scene.cover.hides_values
    return receiver if is_told else f"{receiver.partition('#')[0]}#?"


def _tells(cover: Cover, step: Step) -> bool:
    """Whether even the kind of the call would answer the question."""
    return cover.hides_lanes and step.dispatch is Dispatch.THREAD_ENTRY


def _take_type(scene: Scene, lookup: Lookup) -> Row:
    """Step 1: on what the search starts."""
    step = scene.step
    head: Span = ("1 ", "key")
    match step.dispatch:
        case Dispatch.CLASS:
            start = () if lookup.start is None else _class(scene, lookup.start)
            return (head, *filled(_("the call names a class: {name}."), name=start))
        case Dispatch.CONSTRUCTOR:
            via: Row = ()
            if step.via:
                via = (span(_(" (reached via {via})").format(via=step.via), "dim"),)
            called = filled(_("a class is called: {name}{via}."), name=_type(scene), via=via)
            return (head, *called)
        case Dispatch.SPECIAL:
            skipped = _("; Python asks the type only, never the object's own __dict__.")
            taken = filled(
                _("take type(obj): {object}{more}"),
                object=_object_words(scene),
                more=(skipped, "dim"),
            )
            return (head, *taken)
        case _:
            return (head, *filled(_("take type(obj): {object}."), object=_object_words(scene)))


def _type(scene: Scene) -> Row:
    of = scene.step.hop.receiver_class
    return ((_("a class"), "plain"),) if of is None else _class(scene, of)


def _class(scene: Scene, id: int) -> Row:
    return (span(scene.story.class_name(id), "class"),)


def _take_mro(scene: Scene, lookup: Lookup) -> Row:
    """Step 2: in which order classes are asked."""
    head: Span = ("2 ", "key")
    name = span(lookup.name, "name")
    if lookup.written_in is None:
        return (head, *filled(_("take its MRO: who has {name}?"), name=name))
    words = _("take its MRO after {owner}: who has {name}?")
    return (head, *filled(words, owner=_class(scene, lookup.written_in), name=name))


def _classes(scene: Scene, lookup: Lookup, width: int) -> list[Row]:
    """A row for each class of the MRO; before them one for the object, where that had it."""
    rungs = ladder(scene.story, scene.step, lookup)
    names = [scene.story.class_name(each.class_id) for each in rungs]
    if lookup.found_in == "instance":
        sign = scene.glyphs
        own = row((f"{sign.here} ", "won"), (_("the object's own __dict__"), "won"), "  ",
                  (f"{sign.won} ", "won"), (_("found here first"), "won"))  # fmt: skip
        return [own, *(_rung(scene, each, name, width, 12) for each, name in
                       zip(rungs, names, strict=True))]  # fmt: skip
    widest = min(max(map(cell_len, names), default=0), max(width - 24, 10))
    return [
        _rung(scene, each, name, width, widest) for each, name in zip(rungs, names, strict=True)
    ]


def _rung(scene: Scene, rung: Rung, name: str, width: int, widest: int) -> Row:
    """``► ThreadingMixIn  ◄ found  socketserver.py:682``."""
    sign, where = " ", ""
    role, words = _standing(scene, rung)
    if rung.candidate is not None and rung.candidate.chosen:
        code = scene.story.code(scene.step.hop.id)
        sign, where = scene.glyphs.here, f"  {PurePath(code.file).name}:{code.first_line}"
    rest = max(width - widest - 4, 8)
    left, right = row(span(f"{sign} {name}", role)), row(span(words, role), span(where, "dim"))
    return columns([left, right], [widest + 2, rest])


def _standing(scene: Scene, rung: Rung) -> tuple[Role, str]:
    """What a class answered, or why it was not asked: ``◄ found``."""
    glyphs, candidate = scene.glyphs, rung.candidate
    if candidate is None:
        return "dim", f"{glyphs.between} {rung.reason}"
    if candidate.chosen:
        return "won", f"{glyphs.won} {_('found')}"
    if candidate.asked:
        words = _("has it, passed over") if candidate.has else _("not here")
        return "dim", f"{glyphs.absent} {words}"
    hides = scene.cover is not None and scene.cover.hides_super(scene.state.hop)
    if candidate.has and not hides:
        return "lost", f"{glyphs.shadowed} {_('shadowed: has it too, not asked')}"
    return "dim", f"{glyphs.unasked} {_('not asked')}"


def _ending(scene: Scene, lookup: Lookup, width: int) -> list[Row]:
    """Steps 3 and 4, and where super() would go from there."""
    step, story = scene.step, scene.story
    rows: list[Row] = []
    name = span(lookup.name, "name")
    if lookup.chosen is not None:
        won = span(story.class_name(lookup.chosen), "won")
        has = filled(_("first class whose __dict__ has the name: {owner}."), owner=won)
        rows += wrap((("3 ", "key"), *has), width, indent=2)
        on = _object(scene) if step.hop.receiver else _("nothing: it is called as it is")
        words = _("bind: {owner}.{name} to {object}.")
        bind = filled(words, owner=won, name=name, object=span(on, "name"))
        rows += wrap((("4 ", "key"), *bind), width, indent=2)
    elif lookup.found_in == "getattr":
        words = _("no class and no object had it, so __getattr__ answered.")
        rows += wrap(row(("3 ", "key"), words), width, indent=2)
    elif lookup.found_in == "instance":
        words = _("found on the object itself: no class is asked, nothing is bound.")
        rows += wrap(row(("3 ", "key"), words), width, indent=2)
    if scene.cover is not None and scene.cover.hides_super(step.hop.id):
        words = _("super() in there would reach {name}.")
        rows += wrap(filled(words, name=("?", "plain")), width, indent=2)
    elif lookup.super is not None:
        reach = span(story.class_name(lookup.super), "class")
        words = _("super() in there would reach {name}.")
        rows += wrap(filled(words, name=reach), width, indent=2)
    if lookup.reason:
        rows += wrap(told(lookup.reason, "lost"), width)
    return rows


def _fetched(scene: Scene, width: int) -> list[Row]:
    fetch = scene.step.fetch
    if fetch is None:
        return []
    words = (
        _("fetched earlier, at {place}: {text}")
        if fetch.certain
        else _("probably fetched at {place}: {text}")
    )
    place = span(place_words(fetch.place), "code")
    return wrap(filled(words, place=place, text=span(fetch.place.text, "name")), width, indent=2)


def place_words(place: Place) -> str:
    """``socketserver.py:699``."""
    return f"{PurePath(place.file).name or place.file}:{place.line}"


def explain_rows(scene: Scene, width: int, height: int) -> list[Row]:
    """The lookup at full length for a screen of its own: the sentence, the call, the machine.

    Empty rows stand between the steps where ``height`` has room for them.
    """
    parts = [wrap(told("?" if scene.is_asked else scene.step.sentence, "name"), width)]
    label = padded(_("the call:"), _LABEL)
    call = wrap(row(label, span(call_words(scene), "code")), width, indent=_LABEL)
    if scene.step.place is not None:
        label = padded(_("written at:"), _LABEL)
        call += wrap(row(label, span(place_words(scene.step.place), "dim")), width)
    parts.append(call)
    for line in lookup_rows(scene, width, roomy=True):
        if text_of(line)[:2] in _NUMBERS or not parts[2:]:
            parts.append([])
        parts[-1].append(line)
    if sum(map(len, parts)) + len(parts) - 1 > height:
        return [line for part in parts for line in part]
    return [line for part in parts for line in (*part, BLANK)]
