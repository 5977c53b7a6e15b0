"""The rules of who may import whom hold, and the checks of them notice a breach.

Most rules are import-linter contracts in ``pyproject.toml``. What it cannot say
(the standard library only, one caller of ``sys.settrace``) is read off the syntax
trees here.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
ROOMS = ("hopscope", "tracer", "lessons", "tui")
ONE_WAY = "one direction: hopscope, tui, lessons, tracer"
WITHIN = "one direction between the rooms of tracer"
CIRCLE = "no circle in tracer"
IN_LESSONS = "one direction in lessons"
NO_CIRCLE_IN_LESSONS = "no circle in lessons"
SOURCE = "what a text says needs no recording"
AGENT = "the agent imports nothing of ours"
TEXTUAL, RICH, SQLITE = (
    "textual only in tui.app",
    "rich only in tui",
    "sqlite3 only in tracer.recording",
)
REPORTS = "reports never import the recorder"
APP = "one direction between the rooms of tui.app"
NO_CIRCLE = "no circle in tui"
NO_WIDGETS = "walks, lessons and models know no Textual"
PATIENCE = 60


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the tree's own ``pyproject.toml`` against that tree."""
    code = "import sys; sys.path.insert(0, '.'); from importlinter.cli import *; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--no-logo"],
        cwd=tree,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project's packages, to be broken."""
    return copy_rooms(tmp_path)


def copy_rooms(folder: Path) -> Path:
    """Copy the packages into a folder."""
    for room in ROOMS:
        shutil.copytree(PROJECT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def modules(tree: Path, *folder: str) -> Iterator[tuple[str, ast.Module]]:
    """Each module under ``folder``: its path in the tree, and its syntax."""
    for path in sorted(tree.joinpath(*folder).rglob("*.py")):
        yield path.relative_to(tree).as_posix(), parse(path.read_text(encoding="utf-8"))


@cache
def parse(text: str) -> ast.Module:
    """The syntax of a module: copies of the project have most of them in common."""
    return ast.parse(text)


def foreign_imports(tree: Path, *folder: str) -> list[str]:
    """Absolute imports under ``folder`` of anything but the standard library.

    ``_hopscope_agent`` is the agent's own name inside the traced program.
    """
    known = sys.stdlib_module_names | {"_hopscope_agent"}
    found = []
    for path, module in modules(tree, *folder):
        for node in ast.walk(module):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom) and node.level == 0
                else []
            )
            found += [f"{path}: {name}" for name in names if name.split(".")[0] not in known]
    return found


def callers_of_settrace(tree: Path) -> set[str]:
    """Modules that name ``sys.settrace``, called or kept under another name."""
    return {
        path
        for room in ROOMS
        for path, module in modules(tree, room)
        for node in ast.walk(module)
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "settrace"
            and isinstance(node.value, ast.Name)
            and node.value.id == "sys"
        )
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "sys"
            and any(alias.name == "settrace" for alias in node.names)
        )
    }


def test_the_contracts_hold() -> None:
    done = lint(PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_unbroken_copy_passes(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout + done.stderr


BAD_IMPORTS = [
    # file, the import, the contract that it breaks, how that is told
    (
        "tracer/errors.py",
        "import lessons.explain.step",
        ONE_WAY,
        "tracer.errors -> lessons.explain.step",
    ),
    ("tui/text.py", "import hopscope.entry", ONE_WAY, "tui.text -> hopscope.entry"),
    ("tracer/errors.py", "import tui.text", ONE_WAY, "tracer.errors -> tui.text"),
    ("lessons/explain/step.py", "import tui.text", ONE_WAY, "lessons.explain.step -> tui.text"),
    (
        "tracer/recording/columns.py",
        "import tracer.assembling.cap",
        WITHIN,
        "tracer.recording.columns -> tracer.assembling.cap",
    ),
    (
        "tracer/assembling/cap.py",
        "import tracer.running.options",
        WITHIN,
        "tracer.assembling.cap -> tracer.running.options",
    ),
    (
        "tracer/clients/heard.py",
        "import tracer.classes.sources",
        WITHIN,
        "tracer.clients.heard -> tracer.classes.sources",
    ),
    ("tracer/errors.py", "import tracer.notes", WITHIN, "tracer.errors -> tracer.notes"),
    (
        "lessons/source/syntax.py",
        "import lessons.explain.step",
        IN_LESSONS,
        "lessons.source.syntax -> lessons.explain.step",
    ),
    (
        "lessons/compare/rounds.py",
        "import lessons.traps.finding",
        IN_LESSONS,
        "lessons.compare.rounds -> lessons.traps.finding",
    ),
    (
        "lessons/source/syntax.py",
        "import tracer.model",
        SOURCE,
        "lessons.source.syntax -> tracer.model",
    ),
    (
        "tracer/agent/trouble.py",
        "import tracer.assembling.cap",
        AGENT,
        "tracer.agent.trouble -> tracer.assembling.cap",
    ),
    ("tracer/agent/__init__.py", "from .. import model", AGENT, "tracer.agent -> tracer.model"),
    ("tui/text.py", "import textual", TEXTUAL, "tui.text -> textual"),
    ("tui/reports/__init__.py", "from textual import app", TEXTUAL, "tui.reports -> textual"),
    ("lessons/explain/step.py", "from rich.text import Text", RICH, "lessons.explain.step -> rich"),
    ("tracer/errors.py", "import rich", RICH, "tracer.errors -> rich"),
    ("lessons/explain/step.py", "import sqlite3", SQLITE, "lessons.explain.step -> sqlite3"),
    (
        "tui/reports/__init__.py",
        "import tracer.running.run",
        REPORTS,
        "tui.reports -> tracer.running.run",
    ),
    ("tui/reports/__init__.py", "import tracer.agent", REPORTS, "tui.reports -> tracer.agent"),
    ("tui/app/walks/live.py", "import tui.app.app", APP, "tui.app.walks.live -> tui.app.app"),
    ("tui/app/screens/page.py", "import tui.app.app", APP, "tui.app.screens.page -> tui.app.app"),
    ("tui/app/walks/live.py", "import textual", NO_WIDGETS, "tui.app.walks.live -> textual"),
    ("tui/app/screens/page.py", "import tui.app.run", NO_CIRCLE, ".screens -> .run"),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each broken contract where every bad import is there at once."""
    tree = copy_rooms(tmp_path_factory.mktemp("broken"))
    for file, line, _, _ in BAD_IMPORTS:
        with (tree / file).open("a", encoding="utf-8") as source:
            source.write(f"\n\ndef late() -> None:\n    {line}\n")  # hidden in a function, too
    done = lint(tree)
    assert done.returncode == 1, done.stdout + done.stderr
    _, _, details = done.stdout.partition("Broken contracts\n")
    pieces = re.split(r"\n(.+)\n-+\n", details)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


@pytest.mark.parametrize(("file", "line", "contract", "words"), BAD_IMPORTS)
def test_a_bad_import_breaks_its_contract(
    told: dict[str, str], file: str, line: str, contract: str, words: str
) -> None:
    assert re.search(rf"^- +{re.escape(words)} \(", told[contract], re.MULTILINE), told[contract]


def test_a_circle_is_noticed_though_it_is_for_typing_only(copy: Path) -> None:
    with (copy / "tracer/running/options.py").open("a", encoding="utf-8") as source:
        source.write("\nif TYPE_CHECKING:\n    from tracer.running.run import Run\n")
    done = lint(copy)
    assert f"{CIRCLE} BROKEN" in done.stdout, done.stdout
    assert "- .options -> .run (1 import)" in done.stdout


def test_a_room_without_a_place_is_noticed(copy: Path) -> None:
    (copy / "tracer/further.py").touch()
    assert f"{WITHIN} BROKEN" in lint(copy).stdout


def test_the_agent_imports_the_standard_library_only() -> None:
    assert foreign_imports(PROJECT, "tracer", "agent") == []


def test_a_foreign_import_in_the_agent_is_noticed(copy: Path) -> None:
    with (copy / "tracer/agent/__init__.py").open("a", encoding="utf-8") as source:
        source.write("\nimport pygments.token\n")
    assert foreign_imports(copy, "tracer", "agent") == ["tracer/agent/__init__.py: pygments.token"]


def test_what_a_text_says_needs_the_standard_library_only() -> None:
    found = foreign_imports(PROJECT, "lessons", "source")
    assert [one for one in found if ": lessons.source" not in one] == []


def test_settrace_is_called_in_one_module_of_the_agent() -> None:
    (only,) = callers_of_settrace(PROJECT)
    assert only.startswith("tracer/agent/")


@pytest.mark.parametrize("line", ["import sys\nsys.settrace(None)", "from sys import settrace"])
def test_a_second_caller_of_settrace_is_noticed(copy: Path, line: str) -> None:
    before = callers_of_settrace(copy)
    with (copy / "tui/text.py").open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    assert callers_of_settrace(copy) - before == {"tui/text.py"}


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_help_loads_neither_a_screen_nor_a_recorder(words: list[str]) -> None:
    probe = (
        "import sys; from tui.cli import main; code = main(sys.argv[1:]);"
        "print(code, *sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, *words],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    code, *loaded = done.stderr.split()
    assert code == "0"
    assert done.stdout
    assert "tui.cli" in loaded, "the probe must see what is loaded"
    heavy = {"textual", "rich", "pygments", "sqlite3", "socketserver", "tracer.agent"}
    heavy |= {"tracer.running.run", "tracer.recording", "lessons.explain.step", "tui.app"}
    assert heavy & set(loaded) == set()


def test_a_screen_that_opens_waits_for_no_recorder_and_no_lesson() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, tui.app.run; print(*sys.modules)"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "tui.app.app" in loaded
    late = {
        "tracer.running.run",
        "tracer.running.live",
        "lessons.course.judging",
        "http.client",
    }
    assert not loaded & {*late, "markdown_it"}
