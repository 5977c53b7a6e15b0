"""The script that imports a person's classes, in a process of its own, and writes their facts.

``python -P child.py DESCRIPTOR WHAT SPEC...``: one line of JSON goes to that
descriptor, whatever the imported code prints elsewhere. WHAT is ``class`` (one),
``module`` (all classes that a module defines), ``names`` (bases that a source
mentions, each found or not) or ``build`` (bases, and what Python makes of them in
every order). Standard library only; it runs under any Python from 3.11. After the
import no code of the person runs, but what ``build`` asks of metaclasses: classes
are read through the genuine descriptors of ``type``.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import itertools
import json
import os
import platform
import sys
import types
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")

_AGENT = Path(__file__).absolute().parent.parent / "agent"
_MOST_NAMES = 500
_MOST_PERMUTED = 3


class Refusal(Exception):  # noqa: N818
    """Why there are no facts: a message and what fills it in, and the names that were there instead.

    Who asked translates the message.
    """

    def __init__(self, message: str, names: list[str] | None = None, **fields: str) -> None:
        super().__init__(message)
        self.message = message
        self.names = names or []
        self.fields = fields


def main(descriptor: int, what: str, specs: list[str]) -> None:
    """Import what ``specs`` name and write the facts asked for, or why there are none."""
    os.set_inheritable(descriptor, False)
    sys.argv = specs[:1]
    _take_path()
    if what != "names":  # what a source mentions is installed; its own folder is only read
        sys.path.insert(0, str(Path.cwd()))
    answer: dict[str, Any]
    try:
        answer = _ANSWERS[what](specs)
    except Refusal as refusal:
        answer = {
            "error": [refusal.message, refusal.fields],
            "names": refusal.names[:_MOST_NAMES],
        }
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(json.dumps(answer) + "\n")


def _take_path() -> None:
    """Import what is asked for as Python would have with the ``PYTHONPATH`` that was kept from it."""
    path = os.environ.pop("HOPSCOPE_PYTHONPATH", None)
    if path is not None:
        os.environ["PYTHONPATH"] = path
        sys.path[:0] = [os.path.abspath(each) for each in path.split(os.pathsep)]  # noqa: PTH100


def _answer_class(specs: list[str]) -> dict[str, Any]:
    return facts_of([find(specs[0])])


def _answer_module(specs: list[str]) -> dict[str, Any]:
    (name,) = specs
    module = _load(name)
    return facts_of(_classes_of(module)) | {
        "file": getattr(module, "__file__", None),
        "module": module.__name__,
    }


def _answer_names(specs: list[str]) -> dict[str, Any]:
    """Describe every class that is there, and say of each other spec why there is none."""
    found: list[type] = []
    names: list[int | list[Any]] = []
    for spec in specs:
        try:
            cls = _base(spec)
        except Refusal as refusal:
            names.append([refusal.message, refusal.fields])
        else:
            found.append(cls)
            names.append(len(found))
    answer = facts_of(found)
    roots = answer["roots"]
    answer["names"] = [roots[one - 1] if isinstance(one, int) else one for one in names]
    return answer


def _answer_build(specs: list[str]) -> dict[str, Any]:
    bases = [find(spec) for spec in specs]
    numbers: dict[int, int] = {}
    answer = facts_of(bases, numbers)
    answer["built"] = [
        {"bases": [numbers[id(base)] for base in order], **_build(order, numbers)}
        for order in orders(bases)
    ]
    return answer


def orders(bases: Sequence[_T]) -> list[tuple[_T, ...]]:
    """The order given, then others of interest: all of up to three, else each pair swapped."""
    if len(bases) <= _MOST_PERMUTED:
        return list(itertools.permutations(bases))
    swapped = [
        (*bases[:at], bases[at + 1], bases[at], *bases[at + 2 :]) for at in range(len(bases) - 1)
    ]
    return [tuple(bases), *swapped]


def _build(bases: tuple[type, ...], numbers: dict[int, int]) -> dict[str, Any]:
    # Metaclasses and __init_subclass__ are a person's code: what they raise is the answer.
    try:
        made = types.new_class("WhatIf", bases)
    except Exception as error:  # noqa: BLE001
        said = " ".join(str(error).split())
        return {"mro": None, "error": f"{type(error).__name__}: {said}"}
    mro = _agents_module("facts.values").get_mro(made)[1:]
    return {"mro": [numbers[id(each)] for each in mro if id(each) in numbers], "error": None}


def find(spec: str) -> type:
    """Give the class that ``module:Class``, ``file.py:Class``, ``module.Class`` or ``Class`` names.

    A bare name is one of socketserver's. Raises Refusal.
    """
    module_name, colon, path = spec.rpartition(":")
    if colon:
        return _attribute(_load(module_name), module_name, path)
    if "." not in spec:
        return _attribute(_load("socketserver"), "socketserver", spec)
    module_name, path = _split(spec)
    return _attribute(_load(module_name), module_name, path)


def _split(name: str) -> tuple[str, str]:
    """Part a dotted name into the module, as far as there is one, and the rest."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        if _exists(module := ".".join(parts[:end])):
            return module, ".".join(parts[end:])
    raise Refusal("there is no module {name}", name=parts[0])


def _base(name: str) -> type:
    """Give the class of that dotted name, or the one that it stands for as a base."""
    module_name, path = _split(name)
    found = _load(module_name)
    for part in path.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            raise Refusal("{module} has no {name}", module=module_name, name=path) from None
    if not isinstance(found, type):
        # typing.List and its like put another class in their place.
        try:
            resolved = types.resolve_bases((found,))
        # Its own code decides what it stands for; typing.Literal and others refuse.
        except Exception as error:  # noqa: BLE001
            said = " ".join(str(error).split())
            raise Refusal(
                "{name} is no base: {error}", name=name, error=f"{type(error).__name__}: {said}"
            ) from None
        if len(resolved) != 1 or not isinstance(resolved[0], type):
            raise Refusal("{name} is not a class but {kind}", name=name, kind=type(found).__name__)
        found = resolved[0]
    return found


def _classes_of(module: Any) -> list[type]:
    """List the classes that a module defines, those inside other classes included."""
    values = _agents_module("facts.values")
    found: dict[int, type] = {}  # by identity: a metaclass may define __eq__ and __hash__
    waiting = deque(vars(module).values())
    while waiting:
        value = waiting.popleft()
        if not issubclass(type(value), type) or values.module_of(value) != module.__name__:
            continue
        if id(value) not in found:
            found[id(value)] = value
            waiting.extend(values.get_class_dict(value).values())
    return list(found.values())


def _exists(name: str) -> bool:
    # The packages above it are imported, and are a person's code: whatever they raise.
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):  # a parent is missing, or is no package
        return False
    except BaseException as error:  # noqa: BLE001
        raise Refusal(
            "cannot import {name}: {error}", name=name, error=type(error).__name__
        ) from None


def _load(name: str) -> Any:
    # The imported code is a person's: whatever it raises, sys.exit() included, is the answer.
    try:
        if name.endswith(".py"):
            return _load_file(name)
        return importlib.import_module(name)
    except BaseException as error:  # noqa: BLE001
        said = " ".join(str(error).split())
        raise Refusal(
            "cannot import {name}: {error}", name=name, error=f"{type(error).__name__}: {said}"
        ) from None


def _load_file(path: str) -> Any:
    name = Path(path).stem
    sys.path.insert(0, str(Path(path).absolute().parent))
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _attribute(module: Any, module_name: str, path: str) -> type:
    found = module
    for name in path.split("."):
        try:
            inner = getattr(found, name)
        except AttributeError:
            classes = [key for key, value in vars(found).items() if _belongs(value, module_name)]
            raise Refusal(
                "{module} has no class {name}", classes, module=module_name, name=path
            ) from None
        found = inner
    if not isinstance(found, type):
        raise Refusal(
            "{name} is not a class but {kind}",
            name=f"{module_name}:{path}",
            kind=type(found).__name__,
        )
    return found


def _belongs(value: object, module_name: str) -> bool:
    """Whether a module's own public class is meant: not one that it merely imported."""
    if not isinstance(value, type):
        return False
    return value.__module__ == module_name and not value.__qualname__.startswith("_")


def facts_of(roots: list[type], numbers: dict[int, int] | None = None) -> dict[str, Any]:
    """Describe classes and all of their MROs; ids count from 1 in order of mention.

    ``numbers`` is filled with the id given to each class, by its ``id()``.
    """
    wrapping = _agents_module("facts.wrapping")
    values = _agents_module("facts.values")
    known: list[type] = []
    if numbers is None:
        numbers = {}

    def number(other: type) -> int:
        # By identity: a metaclass may define __eq__ and __hash__.
        if id(other) not in numbers:
            known.append(other)
            numbers[id(other)] = len(known)
        return numbers[id(other)]

    ids = [number(cls) for cls in roots]
    classes = []
    for one in known:  # grows as bases and metaclasses are met
        members = {
            name: _member(value, wrapping)
            for name, value in values.get_class_dict(one).items()
            if type(name) is str
        }
        classes.append(
            {
                "id": number(one),
                "module": values.module_of(one),
                "qualname": values.qualname_of(one),
                "bases": [number(base) for base in type.__dict__["__bases__"].__get__(one)],
                "mro": [number(base) for base in values.get_mro(one)],
                "metaclass": None if type(one) is type else number(type(one)),
                "members": members,
            }
            | _where(one, members, values)
        )
    return {"python": platform.python_version(), "classes": classes, "roots": ids}


def _agents_module(name: str) -> Any:
    """Load a module of the agent under the name that it has in a traced program, too."""
    if "_hopscope_agent" not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            "_hopscope_agent", _AGENT / "__init__.py", submodule_search_locations=[str(_AGENT)]
        )
        if spec is None or spec.loader is None:
            raise ImportError(_AGENT)
        sys.modules["_hopscope_agent"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["_hopscope_agent"])
    return importlib.import_module(f"_hopscope_agent.{name}")


def _member(value: object, wrapping: Any) -> dict[str, Any]:
    codes = wrapping.codes_of(value)
    first = codes[0] if codes else None
    return {
        "kind": wrapping.kind_of(value),
        "file": first and first.co_filename,
        "line": first and first.co_firstlineno,
    }


def _where(cls: type, members: dict[str, dict[str, Any]], values: Any) -> dict[str, Any]:
    """Find the class statement's file and line, read off its source."""
    module = sys.modules.get(values.module_of(cls))
    file = getattr(module, "__file__", None)
    if type(file) is not str or not file.endswith(".py"):
        return {"file": None, "line": None}
    path = str(Path(file).absolute())
    lines = [one["line"] for one in members.values() if one["file"] == file]
    found = _class_statements(path).get(values.qualname_of(cls), [])
    # Of two statements of one name, the one that holds the methods is the one that ran.
    having = [one for one in found if any(one[0] <= line <= one[1] for line in lines)]
    first = next(iter(having or found), None)
    return {"file": path, "line": first and first[0]}


@functools.cache
def _class_statements(file: str) -> dict[str, list[tuple[int, int]]]:
    """First and last lines of the class statements of a source, by qualified name."""
    import ast

    found: dict[str, list[tuple[int, int]]] = {}
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return found
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        node, prefix = waiting.pop(0)
        if isinstance(node, ast.ClassDef):
            lines = (node.lineno, node.end_lineno or node.lineno)
            found.setdefault(prefix + node.name, []).append(lines)
            prefix += node.name + "."
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            prefix += node.name + ".<locals>."
        waiting.extend((child, prefix) for child in ast.iter_child_nodes(node))
    return found


_ANSWERS: dict[str, Callable[[list[str]], dict[str, Any]]] = {
    "class": _answer_class,
    "module": _answer_module,
    "names": _answer_names,
    "build": _answer_build,
}

if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
