"""No circle of imports: who reads a module meets what it needs, never the module again.

Imports for typing and inside functions count, too: grimp reads them all off the sources. Circles
between rooms, whose modules need not form one, are import-linter's business (``pyproject.toml``).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_layers import PROJECT, copy_rooms

ROOMS = (
    "tui",
)  # fmt: skip
"""The packages whose modules import each other in one direction."""
PATIENCE = 60
_LISTING = """
import sys
import grimp
sys.path.insert(0, ".")
graph = grimp.build_graph(sys.argv[1], cache_dir=None)
def around(module):
    return graph.find_upstream_modules(module) & graph.find_downstream_modules(module) | {module}
circles = {tuple(sorted(around(module))) for module in graph.modules}
print(*(" ".join(each) for each in sorted(circles) if len(each) > 1), sep="\\n")
"""


def circles(tree: Path, room: str) -> list[list[str]]:
    """The circles within a package of a tree: modules that import each other, directly or not."""
    done = subprocess.run(
        [sys.executable, "-c", _LISTING, room],
        cwd=tree, capture_output=True, text=True, timeout=PATIENCE, check=True,
    )  # fmt: skip
    return [line.split() for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_imports_itself_by_way_of_others(room: str) -> None:
    assert circles(PROJECT, room) == []


@pytest.mark.parametrize(
    "line",
    [
        "from tui.app import scene\n",
        "from tui.app.scene import Scene\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tui.app.scene import Scene\n",
        "def late():\n    import tui.app.scene\n",
    ],
)
def test_the_check_sees_a_circle_however_it_is_written(line: str, tmp_path: Path) -> None:
    copy = copy_rooms(tmp_path)
    module = copy / "tui" / "app" / "model" / "frames.py"
    module.write_text(f"{module.read_text('utf-8')}\n{line}", "utf-8")
    assert circles(copy, "tui") == [["tui.app.model.frames", "tui.app.scene"]]
