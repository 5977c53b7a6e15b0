"""M5: attributes set after ``super().__init__()`` in a handler.

The constructor of a handler **is** the request: when it returns, ``setup()``,
``handle()`` and ``finish()`` are over.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.traps.attributes import is_dynamic, methods_about, of_self, read_by, stored_by
from lessons.traps.chains import reach
from lessons.traps.finding import Finding
from lessons.traps.statements import base_init_call, follows
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.source.syntax import FunctionNode
    from lessons.traps.finding import View
    from lessons.traps.hierarchy import Hierarchy

ID = "M5"
NAME = "late-attribute"
TITLE = "a handler's constructor is the request: what is set after super().__init__() is too late"

_READ_BY_SETUP = frozenset({"timeout", "rbufsize", "wbufsize", "disable_nagle_algorithm"})


def find(view: View) -> Iterator[Finding]:
    """Find attributes that a handler sets when the request is over, and reads while it runs."""
    hierarchy = view.hierarchy
    for cls, _rest in view.subjects:
        handler = hierarchy.find("socketserver", "BaseRequestHandler")
        own = hierarchy.method(cls, "__init__")
        if own is None or handler is None or handler not in hierarchy.mro(cls)[1:]:
            continue
        call = base_init_call(view.source.syntax, own)
        if call is None:
            continue
        late = {
            name: node
            for name, node in stored_by(own).items()
            if follows(view.source.syntax, node, call)
        }
        reached = reach(hierarchy, cls, "__init__")
        if not late or handler not in reached.owners or is_dynamic(hierarchy, cls):
            continue
        for name, reader in _read_while_it_runs(hierarchy, cls, own, set(late)).items():
            yield _finding(view, cls, late[name], name, reader)


def _read_while_it_runs(
    hierarchy: Hierarchy, cls: int, own: FunctionNode, late: set[str]
) -> dict[str, str]:
    """Of names set late, those that are not there otherwise, with a method that reads each."""
    setup = reach(hierarchy, cls, "setup").owners
    stream = hierarchy.find("socketserver", "StreamRequestHandler")
    found = dict.fromkeys(sorted(late & _READ_BY_SETUP) if stream in setup else (), "setup")
    afterwards = {node.attr for node in of_self(own) if isinstance(node.ctx, ast.Load)}
    methods = [
        (name, function)
        for _, name, function in methods_about(hierarchy, cls, late)
        if name != "__init__" and name not in afterwards
    ]
    there = {name for name in late if hierarchy.owners(cls, name)}
    for _rest, function in methods:
        there |= stored_by(function).keys()
    for owner in reach(hierarchy, cls, "__init__").owners:
        init = hierarchy.method(owner, "__init__")
        if init is not None and init is not own:
            there |= stored_by(init).keys()
    for name, function in methods:
        for read in read_by(function):
            if read in late - there:
                found.setdefault(read, name)
    return found


def _finding(view: View, cls: int, node: ast.Attribute, name: str, reader: str) -> Finding:
    hierarchy = view.hierarchy
    return Finding(
        ID,
        NAME,
        hierarchy.name(cls),
        view.place(node),
        _(
            "self.{name} is set after the base's __init__(), which has run {reader}() by then"
        ).format(name=name, reader=reader),
        (_("BaseRequestHandler.__init__ calls setup(), handle() and finish() before it returns"),),
        _(
            "set self.{name} before super().__init__(), or in setup(), or keep it on the server"
        ).format(name=name),
    )
