"""M4: an ``__init__`` of a base that never runs, and methods that miss what it makes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.reading.module import last_name
from lessons.traps.attributes import is_dynamic, methods_about, read_by, stored_by
from lessons.traps.chains import reach
from lessons.traps.finding import Finding
from lessons.traps.once import once_a_node
from lessons.traps.shares import shares_of
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.traps.finding import View
    from lessons.traps.hierarchy import Hierarchy

ID = "M4"
NAME = "unrun-init"
TITLE = "not every __init__ runs: only those that the one found first calls, by super() or by name"


def find(view: View) -> Iterator[Finding]:
    """Find constructors of later bases that are never called although something needs them."""
    hierarchy = view.hierarchy
    for cls, node in view.subjects:
        later = shares_of(hierarchy, cls)[1:]
        reached = reach(hierarchy, cls, "__init__")
        if not later or not reached.certain or is_dynamic(hierarchy, cls):
            continue
        for share in later:
            owner = next((e for e in share.segment if hierarchy.kind(e, "__init__")), None)
            if owner is None or owner in reached.owners:
                continue
            missing = _missing(view, cls, owner, reached.owners)
            if missing:
                yield _finding(view, (cls, node), owner, reached.owners, missing)


def _missing(
    view: View, cls: int, owner: int, running: tuple[int, ...]
) -> dict[str, tuple[int, str]]:
    """What only that ``__init__`` makes, each with a method that reads it."""
    hierarchy = view.hierarchy
    function = hierarchy.method(owner, "__init__")
    if function is None or _told_above(hierarchy, cls, owner):
        return {}
    made = {
        name for name in stored_by(function) if not _is_made_elsewhere(view, cls, running, name)
    }
    found: dict[str, tuple[int, str]] = {}
    for reader, name, method in methods_about(hierarchy, cls, made):
        if name != "__init__" and not hierarchy.is_standard(reader):
            for read in read_by(method):
                if read in made:
                    found.setdefault(read, (reader, name))
    return found


def _told_above(hierarchy: Hierarchy, cls: int, owner: int) -> bool:
    """Whether a base has both the constructor and the same want of it: the order is written there."""
    return any(
        owner in hierarchy.mro(base) and owner not in reach(hierarchy, base, "__init__").owners
        for base in hierarchy.classes[cls].bases
    )


def _is_made_elsewhere(view: View, cls: int, running: tuple[int, ...], made: str) -> bool:
    """Whether a class has the name, another method sets it, or the source sets it on any object."""
    hierarchy = view.hierarchy
    if hierarchy.owners(cls, made) or made in _set_on_others(view.source.syntax.tree):
        return True
    return any(
        made in stored_by(function)
        for each in hierarchy.writing(cls, made)
        for name, function in hierarchy.functions(each)
        if name != "__init__" or each in running
    )


@once_a_node
def _set_on_others(tree: ast.Module) -> set[str]:
    """The attributes that a source sets on objects other than ``self``."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and last_name(node.value) != "self"
    }


def _finding(
    view: View,
    subject: tuple[int, ast.ClassDef],
    owner: int,
    running: tuple[int, ...],
    missing: dict[str, tuple[int, str]],
) -> Finding:
    hierarchy = view.hierarchy
    cls, node = subject
    read, (reader, name) = next(iter(missing.items()))
    ran = " → ".join(f"{hierarchy.name(each)}.__init__" for each in running)
    last = hierarchy.name(running[-1]) if running else "object"
    return Finding(
        ID,
        NAME,
        hierarchy.name(cls),
        view.place(node),
        _(
            "{owner}.__init__ never runs on a {name}, and {reader}() reads self.{read}, which "
            "only it sets"
        ).format(
            owner=hierarchy.name(owner),
            name=hierarchy.name(cls),
            reader=f"{hierarchy.name(reader)}.{name}",
            read=read,
        ),
        (
            _("what runs: {ran}; {last}'s calls no further").format(ran=ran, last=last),
            *(
                _("self.{name} is missing in {reader}(), too").format(
                    name=other, reader=f"{hierarchy.name(by)}.{method}"
                )
                for other, (by, method) in list(missing.items())[1:4]
            ),
        ),
        _("call {owner}.__init__(self) in an __init__ of {name}").format(
            owner=hierarchy.name(owner), name=hierarchy.name(cls)
        ),
    )
