"""Whether a refused source is of a newer Python, on whatever Python this is."""

from __future__ import annotations

import sys

import pytest

from lessons.source.newer_syntax import is_newer
from lessons.source.syntax import parse

HERE = sys.version_info[:2]
NEWER = [
    ((3, 12), "type X = int"),
    ((3, 12), "type X[T] = list[T]"),
    ((3, 12), "class A[T]:\n    pass"),
    ((3, 12), "class A[T](object): pass"),
    ((3, 12), "def f[T](x): pass"),
    ((3, 12), "async def f[\n    T,\n](x): pass"),
    ((3, 12), "class A:\n    def f[T](self): pass"),
    ((3, 12), "f = lambda x: f'{x['k']}'"),
    ((3, 12), 'f = lambda x: f"{", ".join(x)}"'),
    ((3, 12), "f = lambda x: f'{\"\\n\".join(x)}'"),
    ((3, 12), "f = lambda x: f'''{x # why\n}'''"),
    ((3, 12), "f = lambda x: f'{\nx}'"),
    ((3, 13), "def f[T = int](x): pass"),
    ((3, 13), "class A[T=int]: pass"),
    ((3, 13), "type X[T = int] = list[T]"),
    ((3, 13), "def f[\n    T = int,\n](x): pass"),
    ((3, 14), "try: pass\nexcept KeyError, OSError: pass"),
    ((3, 14), "f = lambda x: t'{x}'"),
    ((3, 14), "f = lambda x: rT'''{x}'''"),
    ((3, 15), "lazy import json"),
    ((3, 15), "lazy from json import dumps"),
    ((3, 15), "f = lambda y: [*x for x in y]"),
    ((3, 15), "f = lambda y: list(*x for x in y)"),
    ((3, 15), "f = lambda y: {**x for x in y}"),
]


@pytest.mark.parametrize(("since", "text"), NEWER)
def test_syntax_is_newer_from_its_version_on(since: tuple[int, int], text: str) -> None:
    refused = since > HERE
    assert (parse(text) is None) == refused
    for minor in range(since[1], 17):
        assert is_newer(text, f"3.{minor}.0") == refused
    for before in ("", f"{HERE[0]}.{HERE[1]}.0", "3.10.4"):
        assert not is_newer(text, before)


@pytest.mark.parametrize(
    ("recorded", "text"), [("3.12.1", "lazy import json"), ("3.13.0", "t'{x}'")]
)
def test_what_came_after_the_recording_is_not_its_syntax(recorded: str, text: str) -> None:
    assert not is_newer(text, recorded)


@pytest.mark.parametrize(
    "text",
    [
        "def f(: pass", "x = (", "'", "type = ", "print 1", "a = [*x for]", "class A(: pass", "lazy = import x",
    ],
)  # fmt: skip
def test_what_no_python_reads_is_not_newer(text: str) -> None:
    assert parse(text) is None
    assert not is_newer(text, "3.99.0")
