"""What if the bases were swapped: which class would answer this hop, and a run that shows it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from textual import work

from lessons.mro.c3 import find_conflict
from lessons.mro.other_orders import REASONS, HopOrders, Reordered, reorder
from tracer.errors import HopscopeError
from tracer.language import N_, _, listed
from tui.app.keys import PLACES, bindings
from tui.app.rows.spans import BLANK, Row, row, span, told, wrap
from tui.app.screens.page import PageScreen
from tui.app.widgets.lines import ASKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType

    from lessons.explain.step import Step
    from tracer.running.target import Target
    from tui.app.scene import Scene

_PATIENCE = 20.0
"""Seconds that a run of a built-in program may take."""
_REASONS = dict(
    zip(
        REASONS,
        (
            N_("No class was searched for this call, so no order of bases matters."),
            N_("The object's own __dict__ had it: that comes first, whatever the bases."),
            N_("No class of this MRO has more than one base."),
            N_("A metaclass has put this MRO in an order of its own: nothing can be foretold."),
        ),
        strict=True,
    )
)


class WhatIfPage(PageScreen):
    """Other orders of bases, and what they change for one hop; the time keys work on it too."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["what_if"])]

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._note = ""

    def title_words(self) -> str:
        """Which hop it is."""
        return _("What if?  hop {hop}  (s, S step; esc closes)").format(hop=self.scene.number)

    def rows(self, scene: Scene, width: int) -> list[Row]:
        """The hop as it is, then each other order; nothing of a hop that a lesson asks about."""
        if scene.is_asked:
            return wrap(row((_(ASKED), "name")), width)
        found = _orders(scene)
        rows = wrap(told(scene.step.sentence, "name"), width)
        if found.reason is not None:
            rows += [BLANK, *wrap(row(_(_REASONS[found.reason])), width)]
        for one in found.orders:
            rows += [BLANK, *_order_rows(scene, found, one, width)]
        if scene.cover is None and swapped_targets(scene) is not None:
            words = _("records the built-in program both ways, and compares the runs")
            rows += [BLANK, *wrap(row(("r  ", "key"), words), width)]
        if self._note:
            rows += [BLANK, *wrap(row(span(self._note, "here")), width)]
        return rows

    # Record it that way

    def action_record(self) -> None:
        """Run the built-in program as it is and with the bases swapped, and compare."""
        if self.scene.cover is not None:
            self._say(_("the lesson's question comes first"))
            return
        targets = swapped_targets(self.scene)
        if targets is None:
            self._say(
                _(
                    "only a built-in program, at a hop on its server, can be recorded with other bases"
                )
            )
            return
        self._say(_("recording both ways ..."))
        self._record(*targets)

    def _say(self, note: str) -> None:
        self._note = note
        self.show(self.scene)

    @work(thread=True, exclusive=True)
    def _record(self, here: Target, there: Target) -> None:
        from tracer.running.options import Options
        from tracer.running.run import record

        folder = TemporaryDirectory(prefix="hopscope-")
        paths: list[Path] = []
        try:
            for target in (here, there):
                path = Path(folder.name) / f"{len(paths)}.hops"
                record(target, Options(stdout="null", timeout=_PATIENCE), path, _say_nothing)
                paths.append(path)
        except HopscopeError as error:
            folder.cleanup()
            self.app.call_from_thread(self._say, f"{error.message}. {error.hint}")
        else:
            self.app.call_from_thread(self._compare, folder, *paths)

    def _compare(self, folder: TemporaryDirectory[str], here: Path, there: Path) -> None:
        from lessons.compare.comparison import compare
        from tracer.recording import Recording
        from tui.app.screens.compare import CompareScreen

        left, right = Recording(here), Recording(there)

        def end() -> None:
            left.close()
            right.close()
            folder.cleanup()

        if not self.is_attached:
            end()
            return
        self._say("")
        self.app.push_screen(CompareScreen(compare(left, right), self.scene.glyphs, end))


def _say_nothing(_line: str) -> None:
    """Nothing is said over a screen."""


def _orders(scene: Scene) -> HopOrders:
    story, revision = scene.story, scene.step.hop.revision

    def around() -> Iterator[Step]:
        for hop in story.tree.ancestors(scene.step.hop.id):
            yield story.step(hop)

    return reorder(scene.step, around(), lambda cls: story.recording.class_facts(cls, revision))


def _order_rows(scene: Scene, found: HopOrders, one: Reordered, width: int) -> list[Row]:
    story, glyphs = scene.story, scene.glyphs
    name = scene.step.lookup.name if scene.step.lookup is not None else ""

    def named(cls: int | None) -> str:
        return _("no class") if cls is None else story.class_name(cls)

    head = f"class {named(one.cls)}({listed(map(named, one.bases))})"
    rows = wrap(row(span(head, "class")), width, indent=2)
    if one.mro is None:
        return rows + _refusal(scene, one, width)
    order = f" {glyphs.arrow} ".join(map(named, one.mro))
    rows += wrap(row("  MRO: ", span(order, "dim")), width, indent=4)
    if one.answer == found.now:
        said = _("{name} would be found in {cls}, as now.")
        rows += wrap(row("  ", said.format(name=name, cls=named(one.answer))), width, indent=2)
    else:
        said = _("{name} would be found in {cls}, not in {now}.")
        words = said.format(name=name, cls=named(one.answer), now=named(found.now))
        rows += wrap(row("  ", span(words, "won")), width, indent=2)
    if one.on_the_way is not None:
        called, cls = one.on_the_way
        said = _("But the way here would part before: {name} would be found in {cls}.")
        words = said.format(name=called, cls=named(cls))
        rows += wrap(row("  ", span(words, "lost")), width, indent=2)
    return rows


def _refusal(scene: Scene, one: Reordered, width: int) -> list[Row]:
    """Why there is no such class: the wishes that contradict each other."""
    story = scene.story
    said = _("Python makes no such class: its bases have no consistent order.")
    rows = wrap(row("  ", span(said, "bad")), width, indent=2)
    if one.refused is None:
        return rows
    for edge in find_conflict(one.refused[1]):
        of = _("the list of bases") if edge.of is None else story.class_name(edge.of)
        said = _("{of} has {before} before {after}").format(
            of=of, before=story.class_name(edge.before), after=story.class_name(edge.after)
        )
        rows += wrap(row("    ", span(said, "dim")), width, indent=4)
    return rows


def swapped_targets(scene: Scene) -> tuple[Target, Target] | None:
    """The built-in program as it is and with its server's bases swapped; None for other programs."""
    from tracer.programs import concrete_classes
    from tracer.running.target import Target

    words, hop = scene.story.recording.meta.target, scene.step.hop
    if len(words) != 1 or hop.receiver_class is None or not hop.receiver:
        return None
    of = scene.story.recording.class_facts(hop.receiver_class, hop.revision)
    bases = [scene.story.recording.class_facts(base, hop.revision) for base in of.bases]
    is_built_in = words[0] in concrete_classes() or "," in words[0]
    if not (is_built_in and hop.receiver.startswith("server#") and len(bases) == 2):
        return None
    if any(base.module != "socketserver" for base in bases):
        return None
    swapped = ",".join(base.qualname for base in reversed(bases))
    return Target("builtin", words[0]), Target("builtin", swapped)
