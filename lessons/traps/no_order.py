"""M20: bases that have no consistent order: the class statement raises TypeError."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.mro.c3 import find_conflict, find_remedy, merge
from lessons.reading.module import last_name
from lessons.traps.finding import Finding
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.mro.c3 import Edge, Merge
    from lessons.traps.finding import View

ID = "M20"
NAME = "no-order"
TITLE = "not every list of bases is fine: C3 must find an order that keeps every base's own"

_EXPECTING = frozenset({"assertRaises", "assertRaisesRegex", "raises", "suppress"})
_CAUGHT = frozenset({"TypeError", "Exception", "BaseException"})


def find(view: View) -> Iterator[Finding]:
    """Find class statements whose bases cannot be merged."""
    for cls, node in view.subjects:
        facts = view.hierarchy.classes[cls]
        if facts.mro or cls in view.hierarchy.own_ways or _is_expected(view, node):
            continue
        mros = {base: view.hierarchy.mro(base) for base in facts.bases}
        if len(facts.bases) != len(view.source.bases(node)) or not all(mros.values()):
            continue
        if len(mros) != len(facts.bases):
            yield _duplicate(view, cls, node)
            continue
        failed = merge(facts.bases, mros)
        if failed.order is None:
            yield _finding(view, cls, node, failed)


def _is_expected(view: View, node: ast.ClassDef) -> bool:
    """Whether the source waits for the TypeError: a test of it, or a ``try``."""
    inner: ast.AST = node
    outer = view.source.syntax.parents.get(node)
    while outer is not None:
        if isinstance(outer, ast.With) and any(
            isinstance(item.context_expr, ast.Call)
            and last_name(item.context_expr.func) in _EXPECTING
            for item in outer.items
        ):
            return True
        if isinstance(outer, ast.Try) and inner in outer.body and _catches(outer):
            return True
        inner, outer = outer, view.source.syntax.parents.get(outer)
    return False


def _catches(statement: ast.Try) -> bool:
    for handler in statement.handlers:
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(each is None or last_name(each) in _CAUGHT for each in types):
            return True
    return False


def _duplicate(view: View, cls: int, node: ast.ClassDef) -> Finding:
    bases = view.hierarchy.classes[cls].bases
    twice = next(base for base in bases if bases.count(base) > 1)
    name = view.hierarchy.name(twice)
    return Finding(
        ID,
        NAME,
        view.hierarchy.name(cls),
        view.place(node),
        _("{base} is among the bases of {name} twice: Python refuses it").format(
            base=name, name=view.hierarchy.name(cls)
        ),
        (),
        _("name {base} once").format(base=name),
    )


def _finding(view: View, cls: int, node: ast.ClassDef, failed: Merge) -> Finding:
    hierarchy = view.hierarchy
    bases = hierarchy.classes[cls].bases
    circle = find_conflict(failed)
    wishes = [_wish(view, edge) for edge in circle]
    return Finding(
        ID,
        NAME,
        hierarchy.name(cls),
        view.place(node),
        _("the bases of {name} have no consistent order: {wishes}").format(
            name=hierarchy.name(cls), wishes=_(", but ").join(wishes)
        ),
        tuple(_merged(view, failed)),
        _remedy(view, node, bases, circle),
    )


def _wish(view: View, edge: Edge) -> str:
    name = view.hierarchy.name
    words = (
        _("its list of bases has {before} before {after}")
        if edge.of is None
        else _("the MRO of {of} has {before} before {after}")
    )
    of = None if edge.of is None else name(edge.of)
    return words.format(of=of, before=name(edge.before), after=name(edge.after))


def _merged(view: View, failed: Merge) -> Iterator[str]:
    name = view.hierarchy.name
    taken = [step.taken for step in failed.steps if step.taken is not None]
    if taken:
        yield _("C3 takes {names}, and stops at:").format(names=", ".join(map(name, taken)))
    else:
        yield _("C3 takes nothing, and stops at:")
    for row in failed.steps[-1].rows:
        of = _("bases") if row.of is None else name(row.of)
        yield f"  {of}: {', '.join(map(name, row.left))}"
    for refused in failed.steps[-1].refused:
        words = (
            _("  {head} cannot come next: the list of bases still has it further down")
            if refused.row.of is None
            else _("  {head} cannot come next: the MRO of {of} still has it further down")
        )
        other = None if refused.row.of is None else name(refused.row.of)
        yield words.format(head=name(refused.head), of=other)


def _remedy(
    view: View, node: ast.ClassDef, bases: tuple[int, ...], circle: tuple[Edge, ...]
) -> str:
    hierarchy = view.hierarchy
    found = find_remedy(bases, {base: hierarchy.mro(base) for base in bases})
    if found is None:
        edge = circle[-1]
        of = hierarchy.name(edge.of) if edge.of is not None else node.name
        return _("no order of these bases helps: let {of} not have {before} before {after}").format(
            of=of, before=hierarchy.name(edge.before), after=hierarchy.name(edge.after)
        )
    texts = dict(zip(bases, map(view.source.syntax.text_of, view.source.bases(node)), strict=True))
    edges = [edge for edge in circle if edge.of is None]
    removed = "".join(
        _(" (drop the wish {before} before {after})").format(
            before=hierarchy.name(e.before), after=hierarchy.name(e.after)
        )
        for e in edges[:1]
    )
    return f"class {node.name}({', '.join(texts[base] for base in found)}){removed}"
