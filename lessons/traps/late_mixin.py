"""M1: a mixin listed after the class that it should override.

Python says nothing: the class that comes first is found first. What tells the
accident from a wish is that the late base can then not do what it is made for:
its method calls a ``super()`` that nobody answers there, or stands behind a mere
placeholder, or the base is a mixin of which nothing at all is left.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from lessons.mro.c3 import merge
from lessons.reading.module import last_name
from lessons.traps.attributes import read_by, stored_by
from lessons.traps.chains import calls_super
from lessons.traps.finding import Finding
from lessons.traps.hierarchy import METHODS
from lessons.traps.shares import shares_of
from tracer.language import _, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.source.syntax import FunctionNode
    from lessons.traps.finding import View
    from lessons.traps.hierarchy import Hierarchy, Share

ID = "M1"
NAME = "late-mixin"
TITLE = "the order of bases matters: a mixin listed after the class it overrides has no effect"

_MIXIN = re.compile(r"mix_?in", re.IGNORECASE)


def find(view: View) -> Iterator[Finding]:
    """Find the bases whose overrides come too late, by accident."""
    for cls, node in view.subjects:
        for share in shares_of(view.hierarchy, cls):
            if share.comes_too_late and (why := _accident(view.hierarchy, cls, share)):
                yield _finding(view, cls, node, share, why)


def _accident(hierarchy: Hierarchy, cls: int, share: Share) -> list[str]:
    """What shows that the order is a mistake, a line each; empty where it may be meant."""
    lost = {
        name: owner
        for name in share.loses
        if (owner := next((o for o in share.segment if hierarchy.kind(o, name)), None)) is not None
        and (function := hierarchy.method(owner, name)) is not None
        and not _is_placeholder(function)
    }
    why = [
        _("{owner}.{name} calls super().{name}(), which no class after it has").format(
            owner=hierarchy.name(owner), name=name
        )
        for name, owner in lost.items()
        if _is_left_alone(hierarchy, cls, owner, name)
    ]
    if why or not lost:
        return why
    is_mixin = _is_mixin(hierarchy, share, lost)
    for name, owner in lost.items():
        winner = share.loses[name]
        found = hierarchy.method(winner, name)
        if found is None:
            continue
        if _is_unfinished(found) or (is_mixin and _is_placeholder(found)):
            words = (
                _(
                    "{winner}.{name}, which is found instead of {owner}'s, only says that it is "
                    "missing"
                )
                if _is_unfinished(found)
                else _("{winner}.{name}, which is found instead of {owner}'s, does nothing")
            )
            why.append(
                words.format(winner=hierarchy.name(winner), name=name, owner=hierarchy.name(owner))
            )
    if not why and is_mixin and not _is_any_use(hierarchy, share, lost):
        why.append(_("nothing of {name} is ever used").format(name=hierarchy.name(share.base)))
    return why


def _is_left_alone(hierarchy: Hierarchy, cls: int, owner: int, name: str) -> bool:
    """Whether a cooperative method stands where its ``super()`` finds nobody: it cannot work there."""
    if not calls_super(hierarchy, owner, name):
        return False
    after = hierarchy.mro(cls)[hierarchy.mro(cls).index(owner) + 1 :]
    return not any(name in hierarchy.classes[each].members for each in after)


def _is_mixin(hierarchy: Hierarchy, share: Share, lost: dict[str, int]) -> bool:
    """Whether a base is an ordinary class that expects company: by its name, or by what it needs."""
    if any(_MIXIN.search(hierarchy.name(share.loses[name])) for name in lost):
        return False  # among mixins the order is a choice
    if any(_MIXIN.search(hierarchy.name(each)) for each in share.segment):
        return True
    own: set[str] = set()
    needs: set[str] = set()
    for each in share.segment:
        own |= hierarchy.classes[each].members.keys()
        for _rest, function in hierarchy.functions(each):
            if _is_abstract(function):
                return False  # an interface, to be filled by the class before it
            own |= stored_by(function).keys()
            needs |= read_by(function).keys()
    hosts = {
        m
        for w in share.loses.values()
        for e in hierarchy.mro(w)
        for m in hierarchy.classes[e].members
    }
    return bool((needs - own) & hosts)


def _is_any_use(hierarchy: Hierarchy, share: Share, lost: dict[str, int]) -> bool:
    """Whether a base gives anything besides what only its lost methods use."""
    private = set(lost)
    waiting = list(lost.items())
    while waiting:
        name, owner = waiting.pop()
        function = hierarchy.method(owner, name)
        for used in read_by(function) if function is not None else ():
            if used not in private:
                private.add(used)
                waiting += [(used, e) for e in share.segment if hierarchy.kind(e, used)][:1]
    inside = {
        used
        for each in share.segment
        for _, function in hierarchy.functions(each)
        for used in (*read_by(function), *stored_by(function))
    }
    for each in share.segment:
        for name, member in hierarchy.classes[each].members.items():
            if name in private or name in share.loses or _is_plumbing(name):
                continue
            if member.kind in METHODS:
                if not name.startswith("_") or name.endswith("__"):
                    return True
            elif not name.startswith("_") and name not in inside:
                return True
    return False


def _is_plumbing(name: str) -> bool:
    """Whether Python puts the name into every class."""
    return name in {
        "__module__", "__qualname__", "__doc__", "__dict__", "__weakref__", "__annotations__",
        "__firstlineno__", "__static_attributes__", "__slots__", "__init__",
    }  # fmt: skip


def _is_placeholder(function: FunctionNode) -> bool:
    """Whether a method does nothing: ``pass``, a docstring, ``...``, or it only raises."""
    if isinstance(function, ast.Lambda):
        return False
    return all(_does_nothing(each) for each in function.body) or _is_unfinished(function)


def _is_unfinished(function: FunctionNode) -> bool:
    """Whether a method is there to be overridden: abstract, or it raises NotImplementedError."""
    if isinstance(function, ast.Lambda):
        return False
    if _is_abstract(function):
        return True
    left = [each for each in function.body if not _does_nothing(each)]
    return (
        len(left) == 1
        and isinstance(left[0], ast.Raise)
        and any("NotImplementedError" in last_name(each) for each in ast.walk(left[0]))
    )


def _is_abstract(function: FunctionNode) -> bool:
    decorators = [] if isinstance(function, ast.Lambda) else function.decorator_list
    return any(last_name(each).startswith("abstract") for each in decorators)


def _does_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Return(value=None):
            return True
        case _:
            return False


def _finding(view: View, cls: int, node: ast.ClassDef, share: Share, why: list[str]) -> Finding:
    hierarchy = view.hierarchy
    late = hierarchy.name(share.base)
    where: dict[int, list[str]] = {}
    for name, winner in share.loses.items():
        where.setdefault(winner, []).append(name)
    lost = _("; ").join(
        _("{names} in {winner}").format(names=listed(names), winner=hierarchy.name(winner))
        for winner, names in where.items()
    )
    return Finding(
        ID,
        NAME,
        hierarchy.name(cls),
        view.place(node),
        _(
            "{late} comes too late among the bases of {name}: what it overrides is found before it "
            "({lost})"
        ).format(late=late, name=hierarchy.name(cls), lost=lost),
        (*why, "MRO: " + " → ".join(hierarchy.name(each) for each in hierarchy.mro(cls))),
        _remedy(view, cls, share),
    )


def _remedy(view: View, cls: int, share: Share) -> str:
    """The class statement with the late base before the first that beats it."""
    hierarchy = view.hierarchy
    bases = hierarchy.classes[cls].bases
    others = [base for base in bases if base != share.base]
    at = next(
        (i for i, base in enumerate(others)
         if any(winner in hierarchy.mro(base) for winner in share.loses.values())),
        0,
    )  # fmt: skip
    order = [*others[:at], share.base, *others[at:]]
    if merge(order, {base: hierarchy.mro(base) for base in order}).order is None:
        return ""
    node = dict(view.subjects)[cls]
    texts = dict(zip(bases, map(view.source.syntax.text_of, view.source.bases(node)), strict=False))
    listed = ", ".join(texts.get(base, hierarchy.name(base)) for base in order)
    return f"class {node.name}({listed})"
