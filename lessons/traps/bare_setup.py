"""M9: ``setup()`` overridden in a stream handler without ``super().setup()``.

``setup()`` of StreamRequestHandler makes ``rfile`` and ``wfile``, which
``handle()`` uses and ``finish()`` closes.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.source.expressions import read_expression
from lessons.traps.attributes import is_dynamic, methods_about, read_by, stored_by
from lessons.traps.chains import reach
from lessons.traps.finding import Finding
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.traps.finding import View
    from lessons.traps.hierarchy import Hierarchy

ID = "M9"
NAME = "bare-setup"
TITLE = "overriding setup() is not free: without super().setup() there is no rfile and no wfile"

_FILES = frozenset({"rfile", "wfile"})
_HANDLERS = ("StreamRequestHandler", "DatagramRequestHandler")


def find(view: View) -> Iterator[Finding]:
    """Find handlers whose ``setup()`` leaves out the one that makes their files."""
    hierarchy = view.hierarchy
    for cls, node in view.subjects:
        for name in _HANDLERS:
            handler = hierarchy.find("socketserver", name)
            if handler is None or handler not in hierarchy.mro(cls)[1:]:
                continue
            if _lacks_files(hierarchy, cls, handler) and not any(
                handler in hierarchy.mro(base) and _lacks_files(hierarchy, base, handler)
                for base in hierarchy.classes[cls].bases
            ):
                yield _finding(view, cls, node, handler)


def _lacks_files(hierarchy: Hierarchy, cls: int, handler: int) -> bool:
    reached = reach(hierarchy, cls, "setup")
    if not reached.certain or handler in reached.owners or is_dynamic(hierarchy, cls):
        return False
    for each in hierarchy.mro(cls):
        if each == handler:
            break
        if _FILES & hierarchy.classes[each].members.keys():
            return False
        if any(_FILES & stored_by(function).keys() for _, function in hierarchy.functions(each)):
            return False
    if any(_hands_self_out(hierarchy, owner) for owner in reached.owners):
        return False
    return _uses_files(hierarchy, cls, handler)


def _hands_self_out(hierarchy: Hierarchy, owner: int) -> bool:
    """Whether a ``setup`` passes ``self`` to something that may make the files."""
    function, source = hierarchy.method(owner, "setup"), hierarchy.source(owner)
    if function is None or source is None:
        return True
    return any(
        read_expression(source[0], argument).is_self
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        for argument in call.args
    )


def _uses_files(hierarchy: Hierarchy, cls: int, handler: int) -> bool:
    """Whether anything that runs needs the files; the base's own ``finish()`` does."""
    finish = reach(hierarchy, cls, "finish")
    if handler in finish.owners:
        return True
    return any(
        _FILES & read_by(function).keys()
        for owner, name, function in methods_about(hierarchy, cls, _FILES)
        if owner != handler
    )


def _finding(view: View, cls: int, node: ast.ClassDef, handler: int) -> Finding:
    hierarchy = view.hierarchy
    name, base = hierarchy.name(cls), hierarchy.name(handler)
    owner = reach(hierarchy, cls, "setup").owners[0]
    own = hierarchy.method(cls, "setup")
    finish = handler in reach(hierarchy, cls, "finish").owners
    return Finding(
        ID,
        NAME,
        name,
        view.place(node if own is None else own),
        _(
            "{owner}.setup() does not call {base}.setup(), which makes self.rfile and "
            "self.wfile: a {name} has neither"
        ).format(owner=hierarchy.name(owner), base=base, name=name),
        (_("{base}.finish() runs all the same, and fails on self.wfile").format(base=base),)
        if finish
        else (),
        _("call super().setup() in it"),
    )
