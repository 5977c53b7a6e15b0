"""What a lane waits in: the one call that stands on the line that it runs."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 16
"""Sources that are kept parsed."""


def waits_in(text: str, line: int) -> str | None:
    """The name of the call on a line of source (from 1); None where there is none, or more than one.

    Empty where what is called has no name: ``waiting[0]()``.
    A line of a statement that spans several lines stands for the whole statement.
    """
    statement = _statement_at(text, line)
    calls = [] if statement is None else _own_calls(statement)
    return _name(calls[0]) if len(calls) == 1 else None


def _statement_at(text: str, line: int) -> ast.stmt | None:
    """The statement on that line; of one that holds others, its head."""
    found: ast.stmt | None = None
    block: ast.AST | None = _parsed(text)
    while block is not None:
        inner = [each for each in _statements(block) if _spans(each, line)]
        block = inner[-1] if inner else None
        if inner and line <= _last_line(inner[-1]):
            found = inner[-1]
    return found


@lru_cache(maxsize=_MOST)
def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _statements(block: ast.AST) -> Iterator[ast.stmt]:
    """The statements that stand in a block themselves."""
    for node in ast.iter_child_nodes(block):
        if isinstance(node, ast.stmt):
            yield node
        elif isinstance(node, (ast.ExceptHandler, ast.match_case)):
            yield from _statements(node)


def _spans(statement: ast.stmt, line: int) -> bool:
    return statement.lineno <= line <= (statement.end_lineno or statement.lineno)


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
            return ""
