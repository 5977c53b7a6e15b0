"""M13: an option of a server set on the object after it was built.

``allow_reuse_address`` and its like are class attributes that the constructor
reads while it binds the socket.
"""

from __future__ import annotations

import ast
import itertools
import math
from bisect import bisect_right
from typing import TYPE_CHECKING

from lessons.reading.module import body_of
from lessons.traps.chains import reach
from lessons.traps.finding import Finding
from lessons.traps.once import once_a_node
from lessons.traps.servers import binds_at_once, is_bound_by, servers_built
from lessons.traps.statements import base_init_call, follows
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lessons.source.syntax import FunctionNode, Syntax
    from lessons.traps.finding import View
    from lessons.traps.hierarchy import Hierarchy
    from lessons.traps.servers import BuiltServer

ID = "M13"
NAME = "late-option"
TITLE = "class attributes are read in the constructor: setting them on a server later does nothing"

OPTIONS = frozenset(
    {
        "allow_reuse_address",
        "allow_reuse_port",
        "address_family",
        "socket_type",
        "request_queue_size",
    }
)


def find(view: View) -> Iterator[Finding]:
    """Find options that are set when the socket is bound already."""
    if any(
        isinstance(node, ast.Attribute) and node.attr in {"server_bind", "server_activate"}
        for node in view.source.syntax.parents
    ):
        bound_by_hand = {
            view.source.syntax.scopes(node)[0]
            for node in view.source.syntax.parents
            if isinstance(node, ast.Attribute) and node.attr in {"server_bind", "server_activate"}
        }
    else:
        bound_by_hand = set()
    for cls, _rest in view.subjects:
        own = view.hierarchy.method(cls, "__init__")
        if own is not None and own not in bound_by_hand:
            yield from _in_constructor(view, cls, own)
    for built in servers_built(view):
        if built.kept_as and built.scope not in bound_by_hand:
            yield from _after(view, built)


def _in_constructor(view: View, cls: int, own: FunctionNode) -> Iterator[Finding]:
    hierarchy = view.hierarchy
    root = hierarchy.find("socketserver", "TCPServer")
    if root is None or root not in hierarchy.mro(cls)[1:]:
        return
    options = _options_set(view.source.syntax, own).get("self", [])
    call = base_init_call(view.source.syntax, own) if options else None
    if call is None or not binds_at_once(hierarchy, cls):
        return
    if root not in reach(hierarchy, cls, "__init__").owners:
        return
    for node, value in options:
        if follows(view.source.syntax, node, call) and not _is_so_already(
            hierarchy, cls, node, value
        ):
            yield _finding(view, hierarchy.name(cls), node)


def _after(view: View, built: BuiltServer) -> Iterator[Finding]:
    hierarchy, syntax = view.hierarchy, view.source.syntax
    options = _options_set(syntax, built.scope).get(built.kept_as, [])
    if not options or not binds_at_once(hierarchy, built.cls) or not is_bound_by(built.call):
        return
    end = _kept_until(syntax, built)
    begin = bisect_right(options, _start(built.call), key=lambda one: _start(one[0]))
    for node, value in itertools.takewhile(lambda one: _start(one[0]) <= end, options[begin:]):
        if syntax.scopes(node)[0] is built.scope and not _is_so_already(
            hierarchy, built.cls, node, value
        ):
            yield _finding(view, _subject(view, node), node)


@once_a_node
def _options_set(
    syntax: Syntax, scope: ast.AST
) -> Mapping[str, list[tuple[ast.Attribute, ast.expr]]]:
    """Where options are set in a scope, in order, and to what, by the text of what they are set on."""
    found: dict[str, list[tuple[ast.Attribute, ast.expr]]] = {}
    for node in sorted(ast.walk(scope), key=_start):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Attribute) and target.attr in OPTIONS:
                found.setdefault(syntax.text_of(target.value), []).append((target, node.value))
    return found


def _kept_until(syntax: Syntax, built: BuiltServer) -> tuple[float, float]:
    """Where the name that keeps a server is bound to something else."""
    stores = _stores(syntax, built.scope).get(built.kept_as, [])
    for each in stores[bisect_right(stores, _end(built.call), key=_start) :]:
        if syntax.parents.get(each) is not syntax.parents.get(built.call):
            return _start(each)
    return (math.inf, 0)


@once_a_node
def _stores(syntax: Syntax, scope: ast.AST) -> Mapping[str, list[ast.expr]]:
    """What is bound in a scope, and in those inside it, by its text and in order."""
    found: dict[str, list[ast.expr]] = {}
    for each in sorted(ast.walk(scope), key=_start):
        if isinstance(each, ast.Name | ast.Attribute) and isinstance(each.ctx, ast.Store):
            found.setdefault(syntax.text_of(each), []).append(each)
    return found


def _is_so_already(hierarchy: Hierarchy, cls: int, node: ast.Attribute, value: ast.expr) -> bool:
    """Whether the class says the same: then nothing is lost, only said twice."""
    if not isinstance(value, ast.Constant):
        return False
    for each in hierarchy.mro(cls):
        if node.attr not in hierarchy.classes[each].members:
            continue
        source = hierarchy.source(each)
        for statement in body_of(source[1]) if source else ():
            if isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == node.attr
                for target in statement.targets
            ):
                given = statement.value
                return isinstance(given, ast.Constant) and given.value == value.value
        return False
    return False


def _subject(view: View, node: ast.AST) -> str:
    scope = view.source.syntax.scopes(node)[0]
    outer = view.source.syntax.class_of(node)
    if outer is not None:
        return view.source.syntax.qualname_of(outer)
    return "<module>" if isinstance(scope, ast.Module) else view.source.syntax.qualname_of(scope)


def _start(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _end(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)


def _finding(view: View, subject: str, node: ast.Attribute) -> Finding:
    text = view.source.syntax.text_of(node)
    return Finding(
        ID,
        NAME,
        subject,
        view.place(node),
        _("{text} is set when the server is built and its socket bound: it changes nothing").format(
            text=text
        ),
        (
            _("the constructor has read {name} from the class before it returned").format(
                name=node.attr
            ),
        ),
        _(
            "set {name} in the class, or build with bind_and_activate=False and bind afterwards"
        ).format(name=node.attr),
    )
