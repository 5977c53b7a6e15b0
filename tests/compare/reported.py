"""One ``report --format json``, by ids, and the source that it speaks of. Nothing of hopscope is used."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class Report:
    """One ``report --format json``, by ids."""

    def __init__(self, document: Json) -> None:
        self.hops: dict[int, Json] = {hop["id"]: hop for hop in document["hops"]}
        self.lanes: dict[int, Json] = {lane["id"]: lane for lane in document["lanes"]}
        self.classes = {
            each["id"]: f"{each['module']}.{each['qualname']}" for each in document["classes"]
        }
        self.mros = {self.classes[each["id"]]: each["mro"] for each in document["classes"]}
        self.is_whole = document["complete"] and not document["notes"]
        self.queued = {
            edge["to_hop"]: edge["from_hop"]
            for edge in document["hand_offs"]
            if edge["kind"] == "queue"
        }
        self.main = next(
            (lane["pid"] for lane in document["lanes"] if lane["kind"] == "main"), None
        )

    def owner(self, hop: int) -> str | None:
        return self.classes.get(self.hops[hop]["owner"])

    def chosen(self, hop: int) -> str | None:
        """The class in which the search ended."""
        lookup = self.hops[hop]["lookup"] or {"candidates": []}
        found = [each["class"] for each in lookup["candidates"] if each["chosen"]]
        return self.classes[found[0]] if found else None

    def function(self, hop: int) -> str:
        return str(self.hops[hop]["function"]["qualname"])

    def called_by(self, parent: int | None) -> list[int]:
        """What a hop called and what the lanes that it started began with; for None the outermost."""
        return [hop["id"] for hop in self.hops.values() if hop["parent"] == parent]

    def ended(self, hop: int) -> str:
        """How a hop ended, in the words of the comparison."""
        facts = self.hops[hop]
        if facts["outcome"] == "raised":
            kind = facts["exception"]["type"]
            interrupt = "was interrupted (KeyboardInterrupt)"
            return interrupt if kind == "KeyboardInterrupt" else f"raised {kind or 'an exception'}"
        if facts["outcome"] != "unfinished":
            return str(facts["outcome"])
        if not self.is_whole:
            return "has no recorded end"
        own = self.lanes[facts["lane"]]["pid"] == self.main
        return f"was still running when {'the program' if own else 'its process'} ended"

    def written_in(self, hop: int) -> str | None:
        """The function around the call site, read off the source."""
        site = self.hops[hop]["site"]
        if self.hops[hop]["dispatch"] == "interrupt":
            return None
        if site is None:  # without a source, the hop that called is all that is known
            caller = self.caller(hop)
            return None if caller is None else self.function(caller)
        return _written_in(site["file"], site["line"], site["column"])

    def caller(self, hop: int) -> int | None:
        """The hop that made a call, itself or by functions that are no hops."""
        facts = self.hops[hop]
        starts = not facts["depth"] and self.lanes[facts["lane"]]["kind"] != "fork"
        return None if starts else facts["parent"]

    def actor(self, hop: int) -> str | None:
        """Who called a hop, in the words of the comparison."""
        written, caller = self.written_in(hop), self.caller(hop)
        if written == "<module>":
            return f"the module {Path(self.hops[hop]['site']['file']).name}"
        if written is None or caller is None or self.function(caller) == written:
            return written
        return f"{written} (below {self.function(caller)})"

    def text(self, hop: int) -> str:
        """The source of the function that ran."""
        facts = self.hops[hop]["function"]
        return _text_of(facts["file"], facts["qualname"], facts["line"])


@lru_cache
def _scopes(file: str) -> list[tuple[str, ast.AST]]:
    """Each function and class of a source with its qualified name; outer ones first."""
    found: list[tuple[str, ast.AST]] = []

    def visit(node: ast.AST, around: str) -> None:
        for child in ast.iter_child_nodes(node):
            inside = around
            if isinstance(child, ast.ClassDef):
                found.append((around + child.name, child))
                inside = f"{around}{child.name}."
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                name = "<lambda>" if isinstance(child, ast.Lambda) else child.name
                found.append((around + name, child))
                inside = f"{around}{name}.<locals>."
            visit(child, inside)

    visit(ast.parse(Path(file).read_text()), "")
    return found


def _written_in(file: str, line: int, column: int) -> str:
    around = [name for name, node in _scopes(file) if _start(node) <= (line, column) < _end(node)]
    return around[-1] if around else "<module>"


def _start(node: ast.AST) -> tuple[int, int]:
    """Where the code of a scope begins: the line of a class statement is not in it."""
    first = node.body[0] if isinstance(node, ast.ClassDef) else node
    return first.lineno, first.col_offset  # type: ignore[attr-defined]


def _end(node: ast.AST) -> tuple[int, int]:
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]


def _text_of(file: str, qualname: str, line: int) -> str:
    nodes = [n for name, n in _scopes(file) if (name, n.lineno) == (qualname, line)]  # type: ignore[attr-defined]
    return "\n".join(map(ast.unparse, nodes))
