"""Which scope a name belongs to, and what binds it there: as the interpreter itself finds it."""

from __future__ import annotations

import ast
import builtins
import sys

import pytest

from lessons.source.bindings import NameBindings, binding_of
from lessons.source.scopes import Scopes
from lessons.source.syntax import Syntax, parse
from tests.traps.stdlib import LIBRARY

GIVEN = ("__class__", "__file__", "__name__", "__path__", "__doc__", "__spec__")
"""What the interpreter binds, and no source."""
READ = ("socketserver.py", "ast.py", "enum.py", "http/server.py", "asyncio/base_events.py")


def parsed(text: str) -> Syntax:
    found = parse(text)
    assert found is not None
    return found


def used(syntax: Syntax) -> ast.Call:
    """The one call of ``go``."""
    return next(
        node
        for node in syntax.parents
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "go"
    )


BOUND = [
    # text with a `go(x)`, how x is bound there, what it is bound to
    ("def f(y):\n match y:\n  case [x, *_]: go(x)", "value", None),
    ("def f(y):\n match y:\n  case [_, *x]: go(x)", "value", None),
    ("def f(y):\n match y:\n  case {'a': 1, **x}: go(x)", "value", None),
    ("def f(y):\n match y:\n  case str() as x: go(x)", "value", None),
    ("x = C()\ndef f():\n global x\n x = 2\ngo(x)", "value", None),
    ("def f():\n global x\n x = C()\ndef g(): go(x)", "made", "C()"),
    ("def f():\n global x\n x = C()\n def g(x=1):\n  go(x)", "parameter", None),
    ("class A:\n global x\n x = C()\ndef g(): go(x)", "made", "C()"),
    ("def f():\n x = C()\n def g():\n  nonlocal x\n  x = 2\n go(x)", "value", None),
    ("def f():\n x = None\n def g():\n  x = C()\n  go(x)", "made", "C()"),
    ("def f():\n x = C()\n def g():\n  nonlocal x\n  go(x)", "made", "C()"),
    ("def f(y):\n x = C()\n z = [x for x in y]\n go(x)", "made", "C()"),
    ("def f(y, x):\n [go(x) for x in y]", "value", None),
    ("def f(x):\n [y for y in go(x)]", "parameter", None),
    ("def f(x):\n {y: [go(x) for _ in y] for y in ()}", "parameter", None),
    ("def f(y):\n z = [x for x in y]\ngo(x)", "none", None),
    ("def f(y):\n if (x := C()): go(x)", "made", "C()"),
    ("def f(y):\n z = [(x := each) for each in y]\n go(x)", "value", "each"),
    ("z = [(x := each) for each in y]\ndef f(): go(x)", "value", "each"),
    ("def f():\n try: pass\n except OSError as x: go(x)", "value", None),
    ("def f():\n with C() as x: go(x)", "made", "C()"),
    ("def f():\n with C() as (x, y): go(x)", "value", None),
    ("def f():\n x = C()\n go(x)\n del x", "made", "C()"),
    ("import a.b as x\ngo(x)", "import", None),
    ("from a import b as x\ngo(x)", "import", None),
    ("from a import *\ngo(x)", "import", None),
    ("from a import *\ndef f(x): go(x)", "parameter", None),
    ("class A:\n x = C()\n go(x)", "made", "C()"),
    ("class A:\n x = C()\n [go(x) for _ in y]", "none", None),
    ("class A:\n x = C()\n [y for y in go(x)]", "made", "C()"),
    ("class A:\n x = C()\n class B:\n  go(x)", "none", None),
    ("class A:\n x = C()\n class B(go(x)): pass", "made", "C()"),
    ("class A:\n x = C()\n def f(self, y=go(x)): pass", "made", "C()"),
    ("x = 1\nclass A:\n x = C()\n @go(x)\n def f(self, x): pass", "made", "C()"),
    ("def f(x):\n class A:\n  y = go(x)", "parameter", None),
    ("f = lambda x: go(x)", "parameter", None),
    ("f = lambda x=1, *y: go(x)", "parameter", None),
    ("def f(x):\n return lambda y=go(x): x", "parameter", None),
    ("def f(y):\n return [lambda: go(x) for x in y]", "value", None),
    ("a, b = lambda x: x, lambda: go(x)", "unknown", None),  # two scopes of one name and line
    ("a, b = lambda x: x, lambda x: go(x)", "parameter", None),
    ("def f(): x = 1\nasync def f(x): go(x)", "parameter", None),
    ("x: C\ngo(x)", "value", None),
    ("x: C\nx = C()\ngo(x)", "made", "C()"),
    ("x = C()\nx += 1\ngo(x)", "value", None),
    ("x, y = C(), 2\ngo(x)", "made", "C()"),
    ("x, *y = C(), 2\ngo(x)", "value", None),
    ("(x), z = y = C(), 2\ngo(x)", "made", "C()"),
    ("for x in y: go(x)", "value", None),
    ("@go(x)\ndef x(): pass", "value", None),
    ("class x: pass\ngo(x)", "class", None),
    ("class A:\n __x = C()\n go(__x)", "made", "C()"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "value"), BOUND, ids=[one[0] for one in BOUND])
def test_how_a_name_is_bound(text: str, kind: str, value: str | None) -> None:
    syntax = parsed(text)
    name = "__x" if "__x" in text else "x"
    found = binding_of(syntax, used(syntax), name)
    assert found.kind == kind
    assert (found.expression and ast.unparse(found.expression)) == value


def test_a_comprehension_mixed_into_its_function_hides_no_other_name() -> None:
    """From 3.12 on the function's table has the names of comprehensions, too."""
    syntax = parsed("def f(y):\n z = [x for x in y]\n return [go(x) for _ in y]")
    assert binding_of(syntax, used(syntax), "x").kind in ("none", "unknown")
    syntax = parsed("z = [len for len in y]\ndef f(y): return go(len)")
    assert binding_of(syntax, used(syntax), "len").kind == "builtin"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters are of Python 3.12")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x = C()\nclass A[x]:\n go(x)", "value"),
        ("x = C()\nclass A[x](go(x)): pass", "value"),
        ("x = C()\n@go(x)\nclass A[x]: pass", "made"),
        ("x = C()\ndef f[x](y=go(x)): pass", "made"),
        ("x = C()\ndef f[x](y): go(x)", "value"),
        ("class A:\n x = C()\n class B[T](go(x)): pass", "made"),
        ("class A[T]:\n x = C()\n def f(self): go(x)", "none"),
        ("class A[T]:\n def f[U](self, x):\n  return lambda: go(x)", "parameter"),
        ("type x[T] = list[T]\ngo(x)", "value"),
    ],
)
def test_type_parameters_have_a_scope_of_their_own(text: str, kind: str) -> None:
    syntax = parsed(text)
    assert binding_of(syntax, used(syntax), "x").kind == kind


@pytest.mark.skipif(sys.version_info < (3, 14), reason="annotations have a scope from 3.14 on")
def test_annotations_change_nothing_of_what_they_stand_at() -> None:
    text = "x = C()\nclass A:\n x: go(x)\n y: x = 1\n def f(self, y: x) -> x: stop(x)\n"
    syntax = parsed(text)
    assert binding_of(syntax, used(syntax), "x").kind == "value"
    inside = next(
        node for node in syntax.parents if isinstance(node, ast.Name) and node.id == "stop"
    )
    assert binding_of(syntax, inside, "x").kind == "made"


@pytest.mark.parametrize("file", READ)
def test_every_name_that_the_interpreter_binds_has_its_binding_here(file: str) -> None:
    syntax = parsed((LIBRARY / file).read_text(encoding="utf-8"))
    scopes, names = Scopes(syntax), NameBindings(syntax)
    seen = 0
    for node in syntax.parents:
        if not isinstance(node, ast.Name):
            continue
        home = scopes.home(node.id, node)
        assert home is not None, (node.id, node.lineno)
        bound = names.in_scope(node.id, home)
        if bound or home.kind != "module":
            assert bound, (node.id, node.lineno)
            seen += 1
        else:
            assert hasattr(builtins, node.id) or node.id in GIVEN or names.stars, node.id
    assert seen > 50
