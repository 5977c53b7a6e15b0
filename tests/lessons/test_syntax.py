"""Places and names in a source: bytes against characters, line ends, scopes."""

from __future__ import annotations

import ast

import pytest

from lessons.source.bindings import binding_of, class_names
from lessons.source.syntax import Syntax, parse


def parsed(text: str) -> Syntax:
    found = parse(text)
    assert found is not None
    return found


def call_of(syntax: Syntax, name: str) -> ast.Call:
    return next(
        node
        for node in syntax.parents
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(name)
    )


@pytest.mark.parametrize(
    ("text", "column", "end_column", "shown"),
    [
        ("go(1)", 0, 5, "go(1)"),
        ("x = 'é'; go('→')", 9, 16, "go('→')"),
        ("x = '日本'; go()", 10, 14, "go()"),
        ("x = '😀'; go()", 9, 13, "go()"),
    ],
)
def test_columns_count_characters(text: str, column: int, end_column: int, shown: str) -> None:
    syntax = parsed(text)
    place = syntax.place_of("f", call_of(syntax, "go"))
    assert place is not None
    assert (place.column, place.end_column, place.text) == (column, end_column, shown)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_the_interpreter_ends_them(end: str) -> None:
    syntax = parsed(end.join(["a = 1", "# \x0c \u2028 no ends of lines", "go(", "  2)"]))
    place = syntax.place_of("f", call_of(syntax, "go"))
    assert place is not None
    assert (place.line, place.end_line, place.text) == (3, 4, "go(\n  2)")


def test_a_span_outside_the_text_has_no_place() -> None:
    syntax = parsed("go()\n")
    assert syntax.place("f", (1, 1, 0, 9)) is None
    assert syntax.place("f", (7, 7, 0, 1)) is None
    assert syntax.place("f", (2, 1, 0, 0)) is None


@pytest.mark.parametrize(
    "text", ["go(", "x = \0", "(" * 5000, "if x:\npass", "def f():\n nonlocal x", "def f(x, x): 1"]
)
def test_a_source_that_cannot_be_parsed_is_none(text: str) -> None:
    assert parse(text) is None


def test_a_mark_of_byte_order_and_odd_escapes_are_no_trouble() -> None:
    assert parse("\ufeffgo()") is not None
    assert parse('x = "\\d"') is not None


def test_a_deep_expression_is_walked_without_recursion() -> None:
    syntax = parsed("x = " + "+".join(["go()"] * 400))
    assert len([node for node in syntax.parents if isinstance(node, ast.Call)]) == 400


@pytest.mark.parametrize(
    ("setting", "expression", "names"),
    [
        ("from socketserver import TCPServer as Base", "Base", ("TCPServer",)),
        ("import socketserver as s", "s.TCPServer", ("socketserver", "TCPServer")),
        ("import http.server", "http.server.HTTPServer", ("http", "server", "HTTPServer")),
        ("class Own: pass", "Own", ("Own",)),
        ("Base = Other", "Base", ("Other",)),
        ("Base = a.Other", "Base", ("a", "Other")),
        ("Base = pick()", "Base", ("Base",)),
        ("", "Unbound", ("Unbound",)),
    ],
)
def test_the_name_of_a_class_is_followed_through_aliases(
    setting: str, expression: str, names: tuple[str, ...]
) -> None:
    syntax = parsed(f"{setting}\n{expression}.go()\n")
    func = call_of(syntax, ".go").func
    assert isinstance(func, ast.Attribute)
    assert class_names(syntax, func.value) == names


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("def f(x): go(x)", "x", "parameter"),
        ("def f():\n x = C()\n go(x)", "x", "made"),
        ("def f():\n with C() as x: go(x)", "x", "made"),
        ("def f():\n for x in y: go(x)", "x", "value"),
        ("def f():\n x = C()\n x = 2\n go(x)", "x", "value"),
        ("def f():\n x = super()\n go(x)", "x", "super"),
        ("def f():\n global x\n x = 1\n go(x)", "x", "value"),
        ("class C:\n x = 1\n def f(self): go(x)", "x", "none"),
        ("class C:\n x = 1\n go(x)", "x", "value"),
        ("def f(x):\n def g():\n  go(x)", "x", "parameter"),
        ("go(len)", "len", "builtin"),
    ],
)
def test_how_a_name_is_bound(text: str, name: str, kind: str) -> None:
    syntax = parsed(text)
    assert binding_of(syntax, call_of(syntax, "go"), name).kind == kind


def test_private_names_are_mangled_as_the_compiler_does() -> None:
    syntax = parsed("class _A:\n def f(self): go()\nclass __:\n def g(self): stop()\n")
    inside, underscored = call_of(syntax, "go"), call_of(syntax, "stop")
    assert syntax.mangled("__x", inside) == "_A__x"
    assert syntax.mangled("__x__", inside) == "__x__"
    assert syntax.mangled("_x", inside) == "_x"
    assert syntax.mangled("__x", underscored) == "__x"
