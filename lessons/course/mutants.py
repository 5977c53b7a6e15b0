"""Mutants of a solution: programs made from its syntax tree that do less than was asked.

An exercise that judges one of them solved would judge a learner's unfinished program so, too.
"""

from __future__ import annotations

import ast
import copy
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENDS = frozenset({"send", "sendall", "sendto", "write", "writelines"})
_READS = frozenset({"read", "readline", "readlines", "recv", "recvfrom"})
_FILE = "rfile"
_NONSENSE = "b'nonsense\\n'"
_MADE_UP = f"[{_NONSENSE}] * 3"

_Change: TypeAlias = "tuple[str, ast.AST, ast.AST]"
"""What is done, to which node, and the node that takes its place."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed program."""

    name: str
    """Where it was changed, and how: ``Echo.handle: empty``; lessons list it under this name."""
    source: str


def mutants_of(source: str) -> list[Mutant]:
    """Make all mutants of a program, each with one change. Raises SyntaxError where it is none.

    Of methods that answer a request (``handle``, and ``do_…`` of HTTP handlers) the body is left
    out, or an exception raised before it or after it. In every method a call by ``super()`` is
    left out, nonsense is sent in place of what is sent, or made up what is read.
    """
    found: dict[str, str] = {}
    for number in itertools.count():
        tree = ast.parse(source)  # anew each time: a change is made to the tree itself
        change = next(itertools.islice(_changes(tree), number, None), None)
        if change is None:
            break
        name, (how, old, new) = change
        changed = ast.unparse(ast.fix_missing_locations(_Replacing(old, new).visit(tree)))
        if changed != ast.unparse(ast.parse(source)):
            found.setdefault(changed, f"{name}: {how}")
    return _numbered(found)


def _numbered(found: dict[str, str]) -> list[Mutant]:
    """Those of one name are told apart by a number, from 1."""
    times, seen = Counter(found.values()), Counter[str]()
    mutants = []
    for source, name in found.items():
        seen[name] += 1
        mutants.append(Mutant(f"{name} {seen[name]}" if times[name] > 1 else name, source))
    return mutants


class _Replacing(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old = old
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else super().visit(node)


def _changes(tree: ast.Module) -> Iterator[tuple[str, _Change]]:
    """Every change that there is to make, with the name of its method."""
    for cls in ast.walk(tree):
        if not isinstance(cls, ast.ClassDef):
            continue
        for method in cls.body:
            if isinstance(method, ast.FunctionDef):
                name = f"{cls.name}.{method.name}"
                yield from ((name, change) for change in _of_body(method))
                yield from ((name, c) for node in ast.walk(method) for c in _of_node(node))


def _of_body(method: ast.FunctionDef) -> Iterator[_Change]:
    if method.name != "handle" and not method.name.startswith("do_"):
        return
    raising = ast.parse("raise ValueError('mutant')").body
    after = ast.Try(body=method.body, handlers=[], orelse=[], finalbody=raising)
    bodies: dict[str, list[ast.stmt]] = {
        "empty": [ast.Pass()],
        "raises at first": [*raising, *method.body],
        "raises at last": [after],
    }
    for how, body in bodies.items():
        changed = copy.copy(method)
        changed.body = body
        yield how, method, changed


def _of_node(node: ast.AST) -> Iterator[_Change]:
    if isinstance(node, ast.For | ast.comprehension) and _is_file(node.iter):
        yield "nothing read", node.iter, _expression(_MADE_UP)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    if _is_super(node.func.value):
        yield "super() left out", node, ast.Constant(None)
    elif node.func.attr in _READS:
        yield "nothing read", node, _expression(_NONSENSE)
    elif node.func.attr in _SENDS and node.args:
        # What was to be sent is still worked out: it may call what a check asks for.
        both = ast.Tuple([node.args[0], _expression(_NONSENSE)], ast.Load())
        sent = ast.Subscript(both, ast.Constant(1), ast.Load())
        yield "nonsense sent", node.args[0], sent


def _is_super(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )


def _is_file(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == _FILE


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
