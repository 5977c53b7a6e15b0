"""A class of the lessons has a name that no other class has: it need not be asked which is meant."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from tests.test_layers import PROJECT


def class_names(folder: Path) -> Counter[str]:
    """How many classes of each name stand in a folder; the programs of lessons are not ours."""
    return Counter(
        node.name
        for path in folder.rglob("*.py")
        if "catalog" not in path.parts and "template" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )


def test_a_class_name_is_met_once_in_lessons() -> None:
    names = class_names(PROJECT / "lessons")
    assert [name for name, count in names.items() if count > 1] == []


def test_a_name_that_is_met_again_is_seen(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("class Step: ...\n")
    (tmp_path / "other.py").write_text("class Outer:\n    class Step: ...\n")
    assert class_names(tmp_path)["Step"] == 2
