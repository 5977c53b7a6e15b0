"""A class name is met once in tui: who reads it need not ask which one is meant."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.test_layers import PROJECT


def met_again(folders: Iterable[Path]) -> list[str]:
    """Names that two classes in these folders have; classes within classes count."""
    counted = Counter(
        node.name
        for folder in folders
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    return [name for name, times in counted.items() if times > 1]


def test_a_class_name_is_met_once_in_tui() -> None:
    assert met_again([PROJECT / "tui"]) == []


def test_a_name_that_is_met_again_is_seen(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("class Pane:\n    class Moved: ...\n", "utf-8")
    (tmp_path / "other.py").write_text("class Moved: ...\n", "utf-8")
    assert met_again([tmp_path]) == ["Moved"]
