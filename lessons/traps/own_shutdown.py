"""M10: ``shutdown()`` called on the thread that serves: it waits for itself, for ever.

Three ways lead there: a method of the server that runs between two requests, a
handler of a server that has but one thread (or a forked child, which waits for a
loop that it does not run), and a signal handler, which interrupts the loop.
"""

from __future__ import annotations

import ast
from collections import deque
from typing import TYPE_CHECKING

from lessons.source.expressions import read_expression
from lessons.source.syntax import own_nodes
from lessons.traps.chains import reach
from lessons.traps.finding import Finding
from lessons.traps.once import once_a_node
from lessons.traps.servers import handling_of, servers_built
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lessons.source.syntax import FunctionNode, ScopeNode, Syntax
    from lessons.traps.finding import View
    from lessons.traps.hierarchy import Hierarchy
    from lessons.traps.servers import BuiltServer

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
    if not _writes_shutdown(hierarchy, cls) or not _waits(hierarchy, cls):
        return
    handling = handling_of(hierarchy, cls)
    entries = _ON_THE_LOOP + (_PER_REQUEST if handling in ("same thread", "other process") else ())
    for entry in entries:
        forked = entry in _PER_REQUEST and handling == "other process"
        for owner, way, function in _ways(hierarchy, cls, (entry,)):
            for call in _shutdowns(hierarchy, owner, function, of_server=False):
                yield call, _finding(view, hierarchy.name(cls), call, way, forked=forked)


def _in_handler(
    view: View, cls: int, built: list[BuiltServer]
) -> Iterator[tuple[ast.AST, Finding]]:
    hierarchy = view.hierarchy
    if not _writes_shutdown(hierarchy, cls):
        return
    troubled: BuiltServer | None = None
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


def _writes_shutdown(hierarchy: Hierarchy, cls: int) -> bool:
    """Whether it may be called at all in the classes of an MRO, those of socketserver apart."""
    return any(not hierarchy.is_standard(each) for each in hierarchy.writing(cls, "shutdown"))


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
    seen: set[str] = set()
    waiting = deque((name, f"{name}()") for name in entries)
    while waiting:
        name, way = waiting.popleft()
        if name in seen:
            continue
        seen.add(name)
        for owner in reach(hierarchy, cls, name).owners:
            function = hierarchy.method(owner, name)
            if function is None or hierarchy.is_standard(owner) or _asks_who(function):
                continue
            yield owner, way, function
            source = hierarchy.source(owner)
            if source is not None:
                waiting += [
                    (called, f"{way} → {called}()")
                    for called in _own_calls(source[0], function)
                    if called not in seen and called != "shutdown"
                ]


@once_a_node
def _asks_who(function: FunctionNode) -> bool:
    """Whether a method looks at which thread it runs on: it knows what it does."""
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute | ast.Name)
    }
    return bool(names & _ASKS_WHO)


@once_a_node
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
    for call, called_on in _bare_shutdowns(function):
        base = called_on
        if of_server:
            if not isinstance(called_on, ast.Attribute) or called_on.attr != "server":
                continue
            base = called_on.value
        if read_expression(source[0], base).is_self:
            yield call


@once_a_node
def _bare_shutdowns(function: FunctionNode) -> list[tuple[ast.Call, ast.expr]]:
    """The calls of a ``shutdown()`` without arguments, here and now, and on what each is called."""
    return [
        (node, func.value)
        for node in own_nodes(function)
        if (func := _method_called(node, "shutdown")) is not None
        and isinstance(node, ast.Call)
        and not (node.args or node.keywords)
    ]


def _in_signal_handler(view: View, built: BuiltServer) -> Iterator[Finding]:
    """A server that serves where a signal's handler, set in the same function, shuts it down."""
    syntax, scope = view.source.syntax, built.scope
    if not built.kept_as or not _waits(view.hierarchy, built.cls):
        return
    if built.kept_as not in _serving(syntax, scope):
        return
    for call in _shut_down_by_signals(view, scope).get(built.kept_as, []):
        subject = "<module>" if isinstance(scope, ast.Module) else syntax.qualname_of(scope)
        yield _finding(view, subject, call, _("a signal handler"), forked=False)


@once_a_node
def _serving(syntax: Syntax, scope: ScopeNode) -> set[str]:
    """The texts of the objects on which a scope calls ``serve_forever``."""
    return {
        syntax.text_of(func.value)
        for node in own_nodes(scope)
        if (func := _method_called(node, "serve_forever")) is not None
    }


def _method_called(node: ast.AST, name: str) -> ast.Attribute | None:
    """The ``expression.name`` that a node calls; None where it calls no method of that name."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func if node.func.attr == name else None
    return None


@once_a_node
def _shut_down_by_signals(view: View, scope: ScopeNode) -> Mapping[str, list[ast.AST]]:
    """The calls of ``shutdown`` in signal handlers that a scope sets, by the text of their object."""
    functions: dict[str, list[ast.FunctionDef]] = {}
    for node in own_nodes(scope):
        if isinstance(node, ast.FunctionDef):
            functions.setdefault(node.name, []).append(node)
    found: dict[str, list[ast.AST]] = {}
    for node in own_nodes(scope):
        if not isinstance(node, ast.Call) or len(node.args) != 2:
            continue
        if view.program.names(view.source, node.func, node) != {"signal.signal"}:
            continue
        for call in _run_by(functions, node.args[1]):
            if (func := _method_called(call, "shutdown")) is not None:
                found.setdefault(view.source.syntax.text_of(func.value), []).append(call)
    return found


def _run_by(functions: Mapping[str, list[ast.FunctionDef]], handler: ast.expr) -> list[ast.AST]:
    """The nodes that run when a signal handler does: a lambda's, or a function's of that scope."""
    if isinstance(handler, ast.Lambda):
        return [handler.body, *own_nodes(handler)]
    found = functions.get(handler.id, []) if isinstance(handler, ast.Name) else []
    return own_nodes(found[0]) if len(found) == 1 and not _asks_who(found[0]) else []


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
