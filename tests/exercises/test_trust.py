"""Somebody else's lessons: nothing of them runs before a person has said yes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lessons.course.places import PACKAGED
from lessons.course.starting import start_lesson
from lessons.course.trust import Trust
from tests.app.terminal import Terminal, terminal
from tests.cli.running import Ended, assert_refused, hopscope

COMMAND = (
    "import os, sys; os.environ['HOPSCOPE_HOME'] = sys.argv.pop(1); "
    "from tui.cli import main; sys.exit(main())"
)
LESSON_RAN = "ran"


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A lesson whose program leaves a file behind wherever it runs."""
    folder = start_lesson(tmp_path / "theirs", "01-theirs")
    program = folder / "starter.py"
    ran = tmp_path / LESSON_RAN
    program.write_text(f"open({str(ran)!r}, 'w').close()\n{program.read_text()}")
    (folder / "solution.py").write_text((folder / "solution.py").read_text())
    return folder.parent


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def learn(home: Path, *words: str | Path, typed: str = "") -> Ended:
    return hopscope("learn", *words, typed=typed, HOPSCOPE_HOME=str(home), LC_ALL="C.UTF-8")


def ran(catalog: Path) -> bool:
    """Whether the lesson's program ran, this time."""
    mark = catalog.parent / LESSON_RAN
    was_there = mark.exists()
    mark.unlink(missing_ok=True)
    return was_there


@pytest.mark.parametrize(
    "words", [["--plain", "1"], ["--check"], ["1", "--judge", "/etc/hostname"], ["1"]]
)
def test_where_nobody_can_be_asked_nothing_runs(
    catalog: Path, home: Path, words: list[str]
) -> None:
    ended = learn(home, "--catalog", catalog, *words, typed="y\n")
    assert_refused(
        ended, f"{catalog} are not hopscope's own, and their programs run as you", "--trust"
    )
    assert not ran(catalog)
    assert not home.exists()
    by_path = learn(home, "--plain", catalog / "01-theirs", typed="y\n")
    assert_refused(by_path, f"{catalog} are not hopscope's own", "--trust")


def test_the_list_of_lessons_runs_nothing_and_asks_nothing(catalog: Path, home: Path) -> None:
    ended = learn(home, "--catalog", catalog)
    assert (ended.code, ended.err) == (0, "")
    assert "1. Threads: not begun" in ended.out


def test_a_yes_beforehand_is_kept_for_the_folder_itself(
    catalog: Path, home: Path, tmp_path: Path
) -> None:
    words = ("--plain", "--no-questions", "1")
    assert learn(home, "--catalog", catalog, "--trust", *words).code == 0
    assert ran(catalog)
    assert learn(home, "--catalog", catalog, *words).code == 0
    assert ran(catalog)
    link = tmp_path / "link"
    link.symlink_to(catalog)
    assert learn(home, "--catalog", link, *words).code == 0
    assert ran(catalog)
    other = start_lesson(tmp_path / "others", "01-others").parent
    link.unlink()
    link.symlink_to(other)
    assert learn(home, "--catalog", link, *words).code == 2
    assert (home / "trusted.json").stat().st_mode & 0o777 == 0o600


def test_a_reset_of_all_forgets_it(catalog: Path, home: Path) -> None:
    Trust(home).add(catalog)
    assert learn(home, "--reset", "1", "--yes").code == 0
    assert Trust(home).covers(catalog)
    assert learn(home, "--reset", "--yes").code == 0
    assert not Trust(home).covers(catalog)


def test_hopscopes_own_course_is_never_asked_about(home: Path) -> None:
    ended = learn(
        home,
        "--catalog",
        PACKAGED,
        "15",
        "--judge",
        PACKAGED / "15-orders-that-cannot-be/dropped.py",
    )
    assert (ended.code, ended.err) == (1, "")
    assert not home.exists()


def test_lessons_that_one_begins_oneself_are_trusted(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    assert learn(home, "--new", "first", "--catalog", mine).code == 0
    assert Trust(home).covers(mine)


def test_a_lesson_begun_among_those_of_others_does_not_make_these_trusted(
    catalog: Path, home: Path
) -> None:
    assert learn(home, "--new", "first", "--catalog", catalog).code == 0
    assert not Trust(home).covers(catalog)


@pytest.mark.parametrize("text", ["", "[", "[]", "{}", '{"folders": {"/": 1}}', '{"folders": [1]}'])
def test_what_cannot_be_understood_trusts_nobody(catalog: Path, home: Path, text: str) -> None:
    home.mkdir()
    (home / "trusted.json").write_text(text)
    assert not Trust(home).covers(catalog)
    Trust(home).add(catalog)
    assert json.loads((home / "trusted.json").read_text()) == {"folders": [str(catalog)]}


def ask(shown: Terminal, catalog: Path) -> None:
    shown.expect(str(catalog).encode())
    shown.expect(b"their programs run as you")
    shown.expect(b"y, n ")


def test_at_a_terminal_a_person_is_asked_once(catalog: Path, home: Path) -> None:
    plain = (str(home), "learn", "--catalog", str(catalog), "--plain", "1")
    with terminal(COMMAND, *plain, size=(200, 30)) as shown:
        ask(shown, catalog)
        shown.type(b"n\n")
        shown.expect(b"was run")
        assert shown.wait() == 1
    assert not ran(catalog)
    with terminal(COMMAND, *plain, size=(200, 30)) as shown:
        ask(shown, catalog)
        shown.type(b"y\n")
        shown.expect(b"Step 1 of 3")
        shown.type(b"q\n")
        assert shown.wait() == 0
    assert ran(catalog)
    with terminal(COMMAND, *plain, size=(200, 30)) as shown:
        shown.expect(b"Step 1 of 3")
        assert b"run as you" not in shown.painted


def test_the_app_asks_before_it_opens(catalog: Path, home: Path) -> None:
    words = (str(home), "learn", "--catalog", str(catalog), "1")
    with terminal(COMMAND, *words, size=(200, 30)) as shown:
        ask(shown, catalog)
        assert not ran(catalog)
        shown.type(b"y\n")
        shown.see("Whose process_request runs?")
    assert ran(catalog)
