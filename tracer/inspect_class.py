"""The script that imports a person's class, in a process of its own, and writes its facts.

``python -P inspect_class.py DESCRIPTOR SPEC``: one line of JSON goes to that
descriptor, whatever the imported code prints elsewhere. Standard library only;
it runs under any Python from 3.11. After the import no code of the person runs:
classes are read through the genuine descriptors of ``type``.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

_AGENT = Path(__file__).absolute().parent / "agent"
_MOST_NAMES = 500


class Refusal(Exception):  # noqa: N818
    """Why there are no facts: in words, with the names that were there instead."""

    def __init__(self, message: str, names: list[str] | None = None) -> None:
        super().__init__(message)
        self.names = names or []


def main(descriptor: int, spec: str) -> None:
    """Import what ``spec`` names and write its facts, or why there are none."""
    os.set_inheritable(descriptor, False)
    sys.argv = [spec]
    sys.path.insert(0, str(Path.cwd()))
    answer: dict[str, Any]
    try:
        answer = facts_of(find(spec))
    except Refusal as refusal:
        answer = {"error": str(refusal), "names": refusal.names[:_MOST_NAMES]}
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(json.dumps(answer) + "\n")


def find(spec: str) -> type:
    """Give the class that ``module:Class``, ``file.py:Class``, ``module.Class`` or ``Class`` names.

    A bare name is one of socketserver's. Raises Refusal.
    """
    module_name, colon, path = spec.rpartition(":")
    if colon:
        return _attribute(_load(module_name), module_name, path)
    if "." not in spec:
        return _attribute(_load("socketserver"), "socketserver", spec)
    parts = spec.split(".")
    for end in range(len(parts) - 1, 0, -1):
        name = ".".join(parts[:end])
        if _exists(name):
            return _attribute(_load(name), name, ".".join(parts[end:]))
    raise Refusal(f"there is no module {parts[0]}")


def _exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):  # a parent is missing, or is no package
        return False


def _load(name: str) -> Any:
    # The imported code is a person's: whatever it raises, sys.exit() included, is the answer.
    try:
        if name.endswith(".py"):
            return _load_file(name)
        return importlib.import_module(name)
    except BaseException as error:  # noqa: BLE001
        said = " ".join(str(error).split())
        raise Refusal(f"cannot import {name}: {type(error).__name__}: {said}") from None


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
            raise Refusal(f"{module_name} has no class {path}", classes) from None
        found = inner
    if not isinstance(found, type):
        raise Refusal(f"{module_name}:{path} is not a class but {type(found).__name__}")
    return found


def _belongs(value: object, module_name: str) -> bool:
    """Whether a module's own public class is meant: not one that it merely imported."""
    if not isinstance(value, type):
        return False
    return value.__module__ == module_name and not value.__qualname__.startswith("_")


def facts_of(cls: type) -> dict[str, Any]:
    """Describe a class and all of its MRO; the class itself has id 1."""
    wrapping = _agents_module("wrapping")
    values = _agents_module("values")
    known: list[type] = []

    def number(other: type) -> int:
        for index, one in enumerate(known):
            if one is other:  # a metaclass may define __eq__ and __hash__
                return index + 1
        known.append(other)
        return len(known)

    number(cls)
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
            | _where(one, values)
        )
    return {"python": platform.python_version(), "classes": classes}


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


def _where(cls: type, values: Any) -> dict[str, Any]:
    """Find the class statement's file and line, read off its source."""
    import ast

    module = sys.modules.get(values.module_of(cls))
    file = getattr(module, "__file__", None)
    if type(file) is not str or not file.endswith(".py"):
        return {"file": None, "line": None}
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {"file": file, "line": None}
    inside: ast.AST = tree
    line = None
    for name in values.qualname_of(cls).split("."):
        nodes = (n for n in ast.walk(inside) if isinstance(n, ast.ClassDef) and n.name == name)
        found = next(nodes, None)
        if found is None:
            return {"file": file, "line": None}
        inside, line = found, found.lineno
    return {"file": str(Path(file).absolute()), "line": line}


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
