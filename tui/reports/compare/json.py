"""``compare --format json``: two runs held against each other, as data (``docs/json.md``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

from lessons.explain.newer_sources import notes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.compare.comparison import Comparison
    from lessons.compare.parting import Parting
    from lessons.compare.run import ComparedRun, Node
    from lessons.compare.searches import Search

FORMAT = "hopscope-compare"
VERSION = 1


def write(comparison: Comparison, out: TextIO) -> None:
    """Write one JSON object, ASCII only; each element of a list on a line of its own."""
    out.writelines(_document(comparison))


def _document(comparison: Comparison) -> Iterator[str]:
    head = {
        "format": FORMAT,
        "version": VERSION,
        "verdict": comparison.verdict,
        "a": _run(comparison.left),
        "b": _run(comparison.right),
        "cut": comparison.is_cut,
    }
    lists: dict[str, Iterator[dict[str, Any]]] = {
        "partings": map(_parting, comparison.partings),
        "counts": ({"name": one.name, "a": one.left, "b": one.right} for one in comparison.counts),
        "rows": _rows(comparison),
    }
    yield "{"
    separator = "\n "
    for name, value in head.items():
        yield f"{separator}{_dump(name)}: {_dump(value)}"
        separator = ",\n "
    for name, elements in lists.items():
        yield f"{separator}{_dump(name)}: ["
        within = "\n  "
        for one in elements:
            yield within + _dump(one)
            within = ",\n  "
        yield "]"
    yield "\n}\n"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def _run(run: ComparedRun) -> dict[str, Any]:
    meta = run.recording.meta
    return {
        "target": list(meta.target),
        "python": meta.python,
        "complete": meta.complete,
        "hops": len(run.recording),
        "requests": run.recording.count("requests"),
        "notes": notes_of(run.recording),
    }


def _parting(parting: Parting) -> dict[str, Any]:
    return {
        "kind": parting.kind,
        "row": parting.row,
        "name": parting.name,
        "caller": parting.caller,
        "summary": parting.summary,
        "reasons": list(parting.reasons),
        "a": _search(parting.left),
        "b": _search(parting.right),
    }


def _search(search: Search | None) -> dict[str, Any] | None:
    if search is None:
        return None
    place = search.place
    return {
        "hop": search.hop,
        "parent": search.parent,
        "caller": search.caller.function,
        "function": search.function,
        "owner": _dotted(search.owner),
        "receiver_class": _dotted(search.receiver_class),
        "mro": [_dotted(cls) for cls in search.mro],
        "dispatch": search.dispatch,
        "searched": [_dotted(cls) for cls in search.order],
        "having": [_dotted(cls) for cls in search.order if cls in search.has],
        "site": place
        and {
            "file": place.file,
            "line": place.line,
            "end_line": place.end_line,
            "column": place.column,
            "end_column": place.end_column,
            "text": place.text,
        },
        "reason": search.reason,
        "sentence": search.sentence,
    }


def _rows(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for row in comparison.rows:
        yield {
            "kind": row.kind,
            "whole": row.whole,
            "a": _call(row.left, row.left_level, comparison.left),
            "b": _call(row.right, row.right_level, comparison.right),
        }


def _call(node: Node | None, level: int, run: ComparedRun) -> dict[str, Any] | None:
    if node is None:
        return None
    ending = node.ending
    return {
        "hop": node.hop or None,
        "level": level,
        "name": node.face.name,
        "owner": _dotted(node.face.owner),
        "lane": node.face.lane or None,
        "outcome": ending and ending.outcome,
        "raised": (ending and ending.raised) or None,
        "times": node.times,
        "hops": run.size(node),
    }


def _dotted(cls: str | None) -> str | None:
    return None if cls is None else cls.replace(":", ".", 1)
