"""M10: ``shutdown()`` called on the thread that serves: it waits for itself, for ever.

Three ways lead there: a method of the server that runs between two requests, a
handler of a server that has but one thread (or a forked child, which waits for a
loop that it does not run), and a signal handler, which interrupts the loop.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.expressions import read_expression
from lessons.syntax import own_nodes
from lessons.traps.chains import reach
from lessons.traps.finding import Finding
from lessons.traps.servers import handling_of, servers_built
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.syntax import FunctionNode, Syntax
    from lessons.traps.finding import View
    from lessons.traps.hierarchy import Hierarchy
    from lessons.traps.servers import Built

ID = "M10"
NAME = "own-shutdown"
TITLE = "shutdown() may not be called anywhere: on the serving thread it waits for itself forever"

_ON_THE_LOOP = (
    "service_actions", "get_request", "verify_request", "process_request", "handle_timeout",
)  # fmt: skip
_PER_REQUEST = ("finish_request", "shutdown_request", "close_request", "handle_error")
_HANDLING = ("setup", "handle", "finish")
_ASKS_WHO = frozenset({"current_thread", "get_ident", "main_thread"})


def find(view: View) -> Iterator[Finding]:
    """Find calls of ``shutdown()`` that wait for the loop which they hold up."""
    server = view.hierarchy.find("socketserver", "BaseServer")
    handler = view.hierarchy.find("socketserver", "BaseRequestHandler")
    built = list(servers_built(view))
    seen: set[ast.AST] = set()
    for cls, _rest in view.subjects:
        mro = view.hierarchy.mro(cls)[1:]
        found: Iterator[tuple[ast.AST, Finding]] = iter(())
        if server is not None and server in mro:
            found = _in_server(view, cls)
        elif handler is not None and handler in mro:
            found = _in_handler(view, cls, built)
        for call, finding in found:
            if call not in seen:
                seen.add(call)
                yield finding
    for one in built:
        yield from _in_signal_handler(view, one)


def _in_server(view: View, cls: int) -> Iterator[tuple[ast.AST, Finding]]:
    hierarchy = view.hierarchy
    if not _waits(hierarchy, cls):
        return
    handling = handling_of(hierarchy, cls)
    entries = _ON_THE_LOOP + (_PER_REQUEST if handling in ("same thread", "other process") else ())
    for entry in entries:
        forked = entry in _PER_REQUEST and handling == "other process"
        for owner, way, function in _ways(hierarchy, cls, (entry,)):
            for call in _shutdowns(hierarchy, owner, function, of_server=False):
                yield call, _finding(view, hierarchy.name(cls), call, way, forked=forked)


def _in_handler(view: View, cls: int, built: list[Built]) -> Iterator[tuple[ast.AST, Finding]]:
    hierarchy = view.hierarchy
    troubled: Built | None = None
    forked = False
    for one in built:
        if one.handler is None or cls not in hierarchy.mro(one.handler):
            continue
        handling = handling_of(hierarchy, one.cls)
        if handling in ("same thread", "other process") and _waits(hierarchy, one.cls):
            troubled, forked = one, handling == "other process"
    if troubled is None:
        return
    entries = (*_HANDLING, *_commands(hierarchy, cls))
    for owner, way, function in _ways(hierarchy, cls, entries):
        for call in _shutdowns(hierarchy, owner, function, of_server=True):
            where = _("{server}, line {line}").format(
                server=hierarchy.name(troubled.cls), line=troubled.call.lineno
            )
            yield call, _finding(view, hierarchy.name(cls), call, way, forked=forked, server=where)


def _waits(hierarchy: Hierarchy, cls: int) -> bool:
    """Whether the server's ``shutdown()`` is, or calls, the one that waits."""
    return hierarchy.find("socketserver", "BaseServer") in reach(hierarchy, cls, "shutdown").owners


def _commands(hierarchy: Hierarchy, cls: int) -> list[str]:
    """The methods that http.server's ``handle()`` calls by the name of the request's command."""
    if not hierarchy.is_a(cls, "http.server", "BaseHTTPRequestHandler"):
        return []
    names = {name for each in hierarchy.mro(cls) for name in hierarchy.classes[each].members}
    return sorted(name for name in names if name.startswith("do_"))


def _ways(
    hierarchy: Hierarchy, cls: int, entries: tuple[str, ...]
) -> Iterator[tuple[int, str, FunctionNode]]:
    """Every method that runs when one of ``entries`` is called: owner, how it is reached, source."""
    seen: set[tuple[int, str]] = set()
    waiting = [(name, f"{name}()") for name in entries]
    while waiting:
        name, way = waiting.pop(0)
        for owner in reach(hierarchy, cls, name).owners:
            function = hierarchy.method(owner, name)
            if (owner, name) in seen or function is None or hierarchy.is_standard(owner):
                continue
            seen.add((owner, name))
            if _asks_who(function):
                continue
            yield owner, way, function
            source = hierarchy.source(owner)
            if source is not None:
                waiting += [
                    (called, f"{way} → {called}()")
                    for called in _own_calls(source[0], function)
                    if called != "shutdown"
                ]


def _asks_who(function: FunctionNode) -> bool:
    """Whether a method looks at which thread it runs on: it knows what it does."""
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute | ast.Name)
    }
    return bool(names & _ASKS_WHO)


def _own_calls(syntax: Syntax, function: FunctionNode) -> list[str]:
    """The methods that a method calls on ``self``, here and now."""
    return [
        node.func.attr
        for node in own_nodes(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and read_expression(syntax, node.func.value).is_self
    ]


def _shutdowns(
    hierarchy: Hierarchy, owner: int, function: FunctionNode, *, of_server: bool
) -> Iterator[ast.Call]:
    """The calls of ``self.shutdown()``, or of ``self.server.shutdown()``, here and now."""
    source = hierarchy.source(owner)
    if source is None:
        return
    for node in own_nodes(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr != "shutdown" or node.args or node.keywords:
            continue
        base = node.func.value
        if of_server:
            if not isinstance(base, ast.Attribute) or base.attr != "server":
                continue
            base = base.value
        if read_expression(source[0], base).is_self:
            yield node


def _in_signal_handler(view: View, built: Built) -> Iterator[Finding]:
    """A server that serves where a signal's handler, set in the same function, shuts it down."""
    syntax = view.source.syntax
    if not built.kept_as or not _waits(view.hierarchy, built.cls):
        return
    here = own_nodes(built.scope)
    if not any(_is_call_of(syntax, node, built.kept_as, "serve_forever") for node in here):
        return
    for node in here:
        if not isinstance(node, ast.Call) or len(node.args) != 2:
            continue
        if view.program.names(view.source, node.func, node) != {"signal.signal"}:
            continue
        for call in _run_by(built, node.args[1]):
            if _is_call_of(syntax, call, built.kept_as, "shutdown"):
                scope = built.scope
                subject = "<module>" if isinstance(scope, ast.Module) else syntax.qualname_of(scope)
                yield _finding(view, subject, call, _("a signal handler"), forked=False)


def _run_by(built: Built, handler: ast.expr) -> list[ast.AST]:
    """The nodes that run when a signal handler does: a lambda's, or a function's of that scope."""
    if isinstance(handler, ast.Lambda):
        return [handler.body, *own_nodes(handler)]
    if not isinstance(handler, ast.Name):
        return []
    found = [
        node
        for node in own_nodes(built.scope)
        if isinstance(node, ast.FunctionDef) and node.name == handler.id
    ]
    return own_nodes(found[0]) if len(found) == 1 and not _asks_who(found[0]) else []


def _is_call_of(syntax: Syntax, node: ast.AST, kept_as: str, name: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
        and syntax.text_of(node.func.value) == kept_as
    )


def _finding(
    view: View, subject: str, call: ast.AST, way: str, *, forked: bool, server: str = ""
) -> Finding:
    if forked:
        message = (
            _(
                "shutdown() is called in the forked process that handles the request (it handles "
                "for a {server}): it waits for a loop that does not run there"
            )
            if server
            else _(
                "shutdown() is called in the forked process that handles the request: it waits "
                "for a loop that does not run there"
            )
        )
    else:
        message = (
            _(
                "shutdown() is called on the serving thread (it handles for a {server}): it waits "
                "for itself, for ever"
            )
            if server
            else _("shutdown() is called on the serving thread: it waits for itself, for ever")
        )
    return Finding(
        ID,
        NAME,
        subject,
        view.place(call),
        message.format(server=server),
        (_("reached from {way}").format(way=way),),
        _("call it on another thread: threading.Thread(target=server.shutdown).start()"),
    )
