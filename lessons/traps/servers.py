"""Servers as a source builds them: ``TCPServer(address, Handler)``, and the name that keeps one."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.traps.chains import reach
from lessons.traps.once import once_a_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.source.syntax import FunctionNode, ScopeNode
    from lessons.traps.finding import View
    from lessons.traps.hierarchy import Hierarchy

Handling: TypeAlias = Literal["same thread", "other thread", "other process"]

_THREE = 3


@dataclass(frozen=True, slots=True)
class BuiltServer:
    """A call that builds a server."""

    call: ast.Call
    cls: int
    handler: int | None
    """The class of its handlers, where that is known."""
    kept_as: str
    """The text of the one name that keeps it: ``server``, ``self.server``; else empty."""
    scope: ScopeNode


def servers_built(view: View) -> Iterator[BuiltServer]:
    """Each server that the source builds, where its class is known."""
    syntax = view.source.syntax
    for node in syntax.parents:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        cls = view.resolve(node.func)
        if cls is None or not view.hierarchy.is_a(cls, "socketserver", "BaseServer"):
            continue
        yield BuiltServer(
            node, cls, _handler(view, node), _kept_as(view, node), syntax.scopes(node)[0]
        )


def _handler(view: View, call: ast.Call) -> int | None:
    given = [one.value for one in call.keywords if one.arg == "RequestHandlerClass"]
    if len(call.args) > 1 and not any(isinstance(one, ast.Starred) for one in call.args):
        given.append(call.args[1])
    if not given or not isinstance(given[0], ast.Name | ast.Attribute):
        return None
    return view.resolve(given[0])


def _kept_as(view: View, call: ast.Call) -> str:
    syntax = view.source.syntax
    match syntax.parents.get(call):
        case ast.Assign(targets=[ast.Name() | ast.Attribute() as target]):
            return syntax.text_of(target)
        case ast.AnnAssign(target=ast.Name() | ast.Attribute() as target):
            return syntax.text_of(target)
        case ast.withitem(optional_vars=ast.Name() as target):
            return syntax.text_of(target)
    return ""


def handling_of(hierarchy: Hierarchy, cls: int) -> Handling | None:
    """Where a server's requests are handled; None where its source does not say."""
    reached = reach(hierarchy, cls, "process_request")
    names = {
        hierarchy.name(each)
        for each in reached.owners
        if hierarchy.classes[each].module == "socketserver"
    }
    if not reached.certain:
        return None
    if "ThreadingMixIn" in names:
        return "other thread"
    if "ForkingMixIn" in names:
        return "other process"
    return "same thread" if "BaseServer" in names else None


def binds_at_once(hierarchy: Hierarchy, cls: int) -> bool:
    """Whether building a server binds its socket, unless the call says otherwise."""
    reached = reach(hierarchy, cls, "__init__")
    root = hierarchy.find("socketserver", "TCPServer")
    if not reached.certain or root not in reached.owners:
        return False
    for owner in reached.owners:
        function = hierarchy.method(owner, "__init__")
        if function is None or hierarchy.classes[owner].module == "socketserver":
            continue
        if _decides_about_binding(function):
            return False
    return True


@once_a_node
def _decides_about_binding(function: FunctionNode) -> bool:
    """Whether a constructor may let the one that it calls not bind."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "__init__" and _may_not_bind(node):
                return True
        elif isinstance(node, ast.arg) and node.arg == "bind_and_activate":
            return True
    return False


def _may_not_bind(call: ast.Call) -> bool:
    """Whether a constructor call decides about ``bind_and_activate`` in any way but to be True."""
    if any(one.arg == "bind_and_activate" for one in call.keywords):
        return True
    plain = [one for one in call.args if not isinstance(one, ast.Starred)]
    # super().__init__(address, handler, False), or with the class before: self comes first.
    named = isinstance(call.func, ast.Attribute) and not isinstance(call.func.value, ast.Call)
    return len(plain) >= _THREE + (1 if named else 0)


def is_bound_by(call: ast.Call) -> bool:
    """Whether a call that builds a server leaves ``bind_and_activate`` at True, as far as it shows."""
    if any(isinstance(one, ast.Starred) for one in call.args):
        return False
    if any(one.arg in {None, "bind_and_activate"} for one in call.keywords):
        return False
    return len(call.args) < _THREE
