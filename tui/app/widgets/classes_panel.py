"""The receiver's MRO as a ladder: what each class brings, and whose version of the name wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.language import N_, _
from tui.app.rows.spans import Row, Span, row, span, wrap
from tui.app.widgets.rows_view import Panel

if TYPE_CHECKING:
    from tracer.model import ClassFacts
    from tui.app.lesson.cover import Cover
    from tui.app.scene import Scene


class ClassesPanel(Panel):
    """The classes of the receiver's MRO in order, with the methods that each defines."""

    TITLE_WORDS = N_("Classes")
    ABOUT = N_(
        "The MRO of the object's class: the order in which its classes are asked for a name. "
        "Under each class stand the methods that its own __dict__ has. For the name of this "
        "hop, one class wins; those further down that have it too are shadowed."
    )

    def build(self, scene: Scene, width: int) -> list[Row]:
        """Two rows a class: its standing, and its methods."""
        hop, story = scene.step.hop, scene.story
        if hop.receiver_class is None:
            self.retitle(f"3 {_(self.TITLE_WORDS)}")
            words = _("This hop was not called on an object, so no MRO was asked.")
            return wrap(row(words), width)
        name = story.class_name(hop.receiver_class)
        order = _("the MRO of {name}").format(name=name)
        self.retitle(f"3 {_(self.TITLE_WORDS)}  {order}")
        facts = story.recording.class_facts(hop.receiver_class, hop.revision)
        rows: list[Row] = []
        if scene.cover is not None and scene.cover.hides_owner(hop.id) and _hides_mro(scene.cover):
            return [row(("  ?", "name"))]
        for number, class_id in enumerate(facts.mro, 1):
            one = story.recording.class_facts(class_id, hop.revision)
            rows += wrap(_standing(scene, number, one), width, indent=4)
            methods = ", ".join(n for n, m in one.members.items() if m.codes)
            if methods and not _hides_members(scene):
                rows += wrap((("      ", "plain"), span(methods, "dim")), width, 6, limit=2)
        return rows


def _standing(scene: Scene, number: int, facts: ClassFacts) -> Row:
    glyphs, hop, lookup = scene.glyphs, scene.step.hop, scene.step.lookup
    name = scene.story.class_name(facts.id)
    bases = ", ".join(scene.story.class_name(base) for base in facts.bases)
    wanted = (lookup.name if lookup is not None else None) or hop.attribute
    tail: Span = span(f"  ({bases})", "dim") if bases else ("", "plain")
    cover = scene.cover
    if cover is not None and (cover.hides_owner(hop.id) or cover.hides_super(hop.id)):
        return ((f"  {number} ", "dim"), span(name, "class"), tail)
    if hop.owner == facts.id:
        wins = _("{name} here wins").format(name=wanted)
        words = span(f"  {glyphs.won} {wins}", "won")
        return ((f"{glyphs.here} {number} ", "won"), span(name, "won"), words, tail)
    if lookup is not None and facts.id in lookup.shadowed:
        hidden = _("its {name} is shadowed").format(name=wanted)
        shadowed = span(f"  {glyphs.shadowed} {hidden}", "lost")
        return ((f"  {number} ", "dim"), span(name, "lost"), shadowed, tail)
    return ((f"  {number} ", "dim"), span(name, "class"), tail)


def _hides_mro(cover: Cover) -> bool:
    """Whether the lesson helps with the object alone."""
    return cover.nameless or (cover.help == "object" and cover.kind != "resolve")


def _hides_members(scene: Scene) -> bool:
    """Whether what each class has would answer the question."""
    cover, hop = scene.cover, scene.state.hop
    if cover is None or not (cover.hides_owner(hop) or cover.hides_super(hop)):
        return False
    return cover.help != "full" or cover.kind == "resolve"
