"""What a lane waits in: the one call that stands on the line that it runs."""

from __future__ import annotations

import ast
from functools import lru_cache

from tracer.language import _

_LARGEST = 4


def waits_in(text: str, line: int) -> str | None:
    """The name of the call on a line of source (from 1); None where there is none, or more than one.

    A line of a statement that spans several lines stands for the whole statement.
    """
    calls = _calls(text).get(line, ())
    return calls[0] if len(calls) == 1 else None


@lru_cache(maxsize=_LARGEST)
def _calls(text: str) -> dict[int, tuple[str, ...]]:
    """Names of the calls that a statement makes itself, by each of its lines."""
    found: dict[int, tuple[str, ...]] = {}
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return found
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            names = tuple(_name(call) for call in _own_calls(node))
            for line in range(node.lineno, _last_line(node) + 1):
                found[line] = names
    return found


def _own_calls(statement: ast.stmt) -> list[ast.Call]:
    """The calls of a statement's own expressions: not those of the block below it."""
    found: list[ast.Call] = []
    waiting: list[ast.AST] = [
        child for child in ast.iter_child_nodes(statement) if not _is_apart(child)
    ]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            found.append(node)
        waiting.extend(child for child in ast.iter_child_nodes(node) if not _is_apart(child))
    return found


def _is_apart(node: ast.AST) -> bool:
    return isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case, ast.Lambda))


def _last_line(statement: ast.stmt) -> int:
    """The last line of the statement itself, without the block below it."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
        return max(statement.lineno, body[0].lineno - 1)
    return statement.end_lineno or statement.lineno


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return _("a call")
