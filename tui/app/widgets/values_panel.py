"""The details of a hop: object and owner side by side, arguments, outcome, time."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from lessons.explain.dispatch_words import dispatch_words
from lessons.explain.endings import is_interruption
from tracer.language import N_, _
from tracer.notes import owner_words
from tui.app.rows.spans import Role, Row, Span, columns, span, wrap
from tui.app.widgets.lookup_panel import call_words, place_words
from tui.app.widgets.rows_view import Panel
from tui.reports.page import padded
from tui.text import error_text

if TYPE_CHECKING:
    from tracer.model import Hop, Stop
    from tui.app.lesson.cover import Cover
    from tui.app.scene import Scene

_LABEL = 11


class ValuesPanel(Panel):
    """Facts of the hop, one a row."""

    TITLE_WORDS = N_("Values")
    ABOUT = N_(
        "What was recorded of this hop. The object's class and the class whose code runs are two "
        "things: they stand side by side at the top. Values are shortened, and were recorded "
        "without running any code of the program."
    )

    def build(self, scene: Scene, width: int) -> list[Row]:
        """The rows: side by side first, then what went in and came out."""
        self.retitle(f"4 {_(self.TITLE_WORDS)}")
        hop, cover = scene.step.hop, scene.cover
        rows = _side_by_side(scene, width)
        if cover is not None and (cover.hides_values or not cover.has_ended(hop)):
            return rows + _so_far(scene, cover, width)
        for number, (name, value) in enumerate(hop.arguments.items()):
            label = _("arguments") if number == 0 else ""
            rows += _fact(label, [span(name, "name"), (" = ", "dim"), span(value)], width)
        live = scene.state.live
        if hop.outcome == "unfinished" and live is not None and not live.ended:
            rows += _fact(_("outcome"), [(_("none yet: the call is open"), "dim")], width)
        else:
            words = span(outcome_words(hop, scene.story.stop), _outcome_role(hop, scene.story.stop))
            rows += _fact(_("outcome"), [words], width)
        rows += _fact(_("time"), [span(time_words(scene))], width)
        rows += _fact(_("call"), [span(call_words(scene), "code"), *_where(scene)], width)
        rows += _fact(_("dispatch"), [span(_dispatch_words(scene))], width)
        return rows + _fact(_("request"), [span(_request_words(scene))], width)


def _so_far(scene: Scene, cover: Cover, width: int) -> list[Row]:
    """What may be told of a hop while a question is open."""
    rows: list[Row] = []
    for number, (name, value) in enumerate(scene.step.hop.arguments.items()):
        label = _("arguments") if number == 0 else ""
        words = "?" if cover.hides_values else value
        rows += _fact(label, [span(name, "name"), (" = ", "dim"), span(words)], width)
    return rows + _fact(_("outcome"), [("?", "dim")], width)


def _fact(label: str, words: list[Span], width: int) -> list[Row]:
    head: Span = (padded(label, _LABEL), "dim")
    return wrap((head, *words), width, indent=_LABEL, limit=8)


def _side_by_side(scene: Scene, width: int) -> list[Row]:
    hop, story = scene.step.hop, scene.story
    half = max((width - 2) // 2, 8)
    code, cover = story.code(hop.id), scene.cover
    kind = "-" if hop.receiver_class is None else story.class_name(hop.receiver_class)
    if hop.owner is not None:
        owner = story.class_name(hop.owner)
    else:
        owner = owner_words(hop.owner_reason) or (
            _("the object's own __dict__") if hop.held_as else _("no class")
        )
    where = f"{PurePath(code.file).name}:{code.first_line}"
    on_class = hop.receiver is None and hop.receiver_class is not None
    receiver = _("the class itself") if on_class else hop.receiver or _("no object")
    if cover is not None and cover.hides_owner(hop.id):
        owner, where = "?", "?"
    if cover is not None and cover.hides_values and hop.receiver:
        receiver = f"{hop.receiver.partition('#')[0]}#?"
    pairs: list[tuple[Span, Span]] = [
        ((_("the object is a"), "dim"), (_("the code lives in"), "dim")),
        (span(kind, "class"), span(owner, "won")),
        (span(receiver, "name"), span(where, "dim")),
    ]
    return [columns([(left,), (right,)], [half, half]) for left, right in pairs]


def outcome_words(hop: Hop, stop: Stop | None) -> str:
    """How the call ended, in words; ``stop`` says how the run was interrupted."""
    if is_interruption(hop, stop):
        return _("interrupted: the run was ended from outside")
    match hop.outcome:
        case "raised" if hop.exception is not None:
            error = error_text(hop.exception.type, hop.exception.message)
            return _("raised {error}").format(error=error)
        case "yielded" if hop.value is None:
            return _("yielded")
        case "yielded":
            return _("yielded {value}").format(value=hop.value)
        case "unfinished":
            return _("had not ended when the recording stopped")
        case _ if hop.value is None:
            return _("returned")
        case _:
            return _("returned {value}").format(value=hop.value)


def _outcome_role(hop: Hop, stop: Stop | None) -> Role:
    failed = hop.outcome in ("raised", "unfinished") and not is_interruption(hop, stop)
    return "bad" if failed else "plain"


def duration(nanoseconds: int) -> str:
    """A length of time with a unit that suits it."""
    for unit, size in (("s", 1e9), ("ms", 1e6)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds / 1e3:.3g} us"


def time_words(scene: Scene) -> str:
    """When the hop began and how long it took."""
    hop, tree = scene.step.hop, scene.story.tree
    began = duration(hop.start_ns - tree.start(tree.order[0]))
    if hop.end_ns is None:
        return _("began after {time}, end not recorded").format(time=began)
    took = duration(hop.end_ns - hop.start_ns)
    return _("began after {time}, took {took}").format(time=began, took=took)


def _where(scene: Scene) -> list[Span]:
    place = scene.step.place
    return [] if place is None else [("  ", "plain"), span(place_words(place), "dim")]


def _dispatch_words(scene: Scene) -> str:
    step = scene.step
    words = dispatch_words(step.dispatch)
    if step.via:
        words += _(", via {via}").format(via=step.via)
    if step.hop.resumed is not None:
        words += _(", in the generator of hop {hop}").format(hop=step.hop.resumed)
    if step.hop.polls is not None and step.hop.polls > 1:
        words += _("; stands for {count} equal polls").format(count=step.hop.polls)
    return words


def _request_words(scene: Scene) -> str:
    number = scene.step.hop.request
    if number is None:
        return _("none: this hop serves no request")
    request = scene.story.recording.request(number)
    if not request or not request.client:
        return str(number)
    return _("{number}, from {client}").format(number=number, client=request.client)
