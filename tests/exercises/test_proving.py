"""A broken lesson is caught, by name and line."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from lessons.course.catalog import read_catalog
from lessons.course.format import read_lesson
from lessons.course.proving import prove
from lessons.course.starting import start_lesson
from lessons.course.trials import Kind, trials_of, try_out
from tracer.errors import HopscopeError


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return start_lesson(tmp_path, "01-threads")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def line_of(file: Path, text: str) -> int:
    return file.read_text().split("\n").index(text) + 1


def told(folder: Path) -> list[str]:
    """What recording it shows."""
    return [str(problem).removeprefix(f"{folder}/") for problem in prove(folder, jobs=4)]


def tried(folder: Path, kind: Kind) -> list[str]:
    """What trying out its programs of one kind shows."""
    lesson, problems = read_lesson(folder)
    assert lesson is not None
    assert problems == []
    found = []
    for each in trials_of(lesson):
        if each.kind == kind:
            with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
                found += try_out(each, Path(scratch))
    return [str(problem).removeprefix(f"{folder}/") for problem in found]


def read(folder: Path) -> list[str]:
    """What reading it shows, which is told by the proof as well."""
    return [str(problem).removeprefix(f"{folder}/") for problem in read_lesson(folder)[1]]


def drop_exercise(folder: Path) -> None:
    """For problems of steps: without the exercise one run is recorded, not six."""
    for name, mark in (
        ("lesson.toml", "[exercise]"),
        ("en.md", "## exercise"),
        ("zh-CN.md", "## exercise"),
    ):
        text = (folder / name).read_text()
        (folder / name).write_text(text[: text.index(mark)])


def test_a_whole_lesson_has_no_problem(copy: Path) -> None:
    assert told(copy) == []


def test_an_answer_that_is_named_wrong_is_caught(copy: Path) -> None:
    drop_exercise(copy)
    change(copy / "lesson.toml", '"*" = "M22"', '"BaseServer" = "M22", "*" = "M2"')
    for language in ("en", "zh-CN"):
        change(copy / f"{language}.md", "## handled", "## who.M2\nNo.\n\n## handled")
    assert told(copy) == [
        "lesson.toml:6: step who: beliefs names 'BaseServer', which is the right answer"
    ]


def test_a_wrong_answer_without_a_belief_is_caught(copy: Path) -> None:
    drop_exercise(copy)
    change(copy / "lesson.toml", '"*" = "M22"', '"TCPServer" = "M22"')
    change(copy / "lesson.toml", 'lead = "lookup"', 'lead = "lookup"\nalso = ["TCPServer"]')
    assert told(copy) == ["lesson.toml:6: step who: the wrong answer 'Server' has no belief"]


def test_an_empty_hint_is_caught(copy: Path) -> None:
    change(copy / "en.md", "Look at ThreadingMixIn.\n", "\n")
    line = line_of(copy / "en.md", "## exercise.hint.1")
    assert read(copy) == [f"en.md:{line}: nothing is written under exercise.hint.1"]


def test_a_missing_translation_is_caught(copy: Path) -> None:
    change(copy / "zh-CN.md", "## handled\n处理器作答。\n", "")
    assert read(copy) == ["lesson.toml:13: handled has no words in zh-CN.md"]


def test_a_text_that_nothing_needs_is_caught(copy: Path) -> None:
    (copy / "en.md").write_text((copy / "en.md").read_text() + "\n## old\nWords.\n")
    line = line_of(copy / "en.md", "## old")
    assert read(copy) == [f"en.md:{line}: nothing needs old"]


def test_a_step_that_cannot_be_read_is_told_and_not_its_words(copy: Path) -> None:
    change(copy / "lesson.toml", 'beliefs = { "*" = "M22" }\n', "")
    assert read(copy) == ["lesson.toml:6: step who asks, and needs beliefs = {…}"]


def test_a_step_that_matches_nothing_is_caught(copy: Path) -> None:
    drop_exercise(copy)
    change(copy / "lesson.toml", 'hop = { function = "handle" }', 'hop = { function = "handel" }')
    assert told(copy) == ["lesson.toml:13: step handled matches no hop: function = handel"]


def test_a_solution_that_fails_is_caught(copy: Path) -> None:
    change(copy / "solution.py", "socketserver.ThreadingMixIn, ", "")
    assert tried(copy, "solution") == ["lesson.toml:17: the solution solution.py fails: apart"]


def test_a_starter_that_passes_is_caught(copy: Path) -> None:
    change(copy / "starter.py", "socketserver.TCPServer", "socketserver.ThreadingTCPServer")
    assert tried(copy, "starter") == ["lesson.toml:17: the starter starter.py passes already"]


def test_a_wrong_program_that_passes_is_caught(copy: Path) -> None:
    change(copy / "late_mixin.py", "TCPServer, socketserver.ThreadingMixIn", "ThreadingTCPServer")
    assert tried(copy, "wrong") == [
        "lesson.toml:43: late_mixin.py passes, and should be caught by apart"
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('ask = "class"', 'ask = "clas"', "6: ask of [step] is one of class, "),
        ('lead = "lookup"', 'led = "lookup"', "6: [step] has no led; did you mean lead?"),
        ("hints = 1", 'hints = "one"', "17: hints of [exercise] must be a whole number"),
        ('fires = "apart"', 'fires = "appart"', "43: there is no check appart"),
        ('"M1"', '"M99"', "31: check apart: there is no misconception M99"),
        ('id = "handled"', 'id = "who"', "13: who is there a second time"),
        ('file = "late_mixin.py"', 'file = "gone.py"', "43: there is no file gone.py"),
        ("[[run]]", "[[run]", "1: is no TOML"),
        ("text = 'hello'", "", "38: [exercise.check] receive needs text, or texts"),
        ("text = 'hello'", "text = '('", "38: '(' of [exercise.check] is no pattern: "),
        (
            "text = 'hello'",
            "hop = { function = \"handle\" }\ntext = 'a'",
            "38: [exercise.check] has no hop",
        ),
        ('id = "apart"', 'id = "handle-raised"', "31: check handle-raised: every exercise has a"),
        ("clients = 2", 'talks = ["hello"]', "17: talks of [exercise] must be a list of lists"),
    ],
)
def test_data_that_cannot_be_is_told_by_its_line(
    copy: Path, old: str, new: str, problem: str
) -> None:
    change(copy / "lesson.toml", old, new)
    found = read(copy)
    assert any(each.startswith(f"lesson.toml:{problem}") for each in found), found


@pytest.mark.parametrize("name", ["solution.py", "starter.py", "late_mixin.py"])
@pytest.mark.parametrize("where", ["../../other.py", "/etc/hostname", "linked.py", "round.py"])
def test_a_program_that_leads_out_of_the_folder_is_refused(
    copy: Path, name: str, where: str
) -> None:
    (copy.parent.parent / "other.py").write_text("print('ran')\n")
    (copy / "linked.py").symlink_to(copy.parent.parent / "other.py")
    (copy / "round.py").symlink_to("round.py")
    data = copy / "lesson.toml"
    data.write_text(data.read_text().replace(f'"{name}"', f'"{where}"'))
    lesson, problems = read_lesson(copy)
    assert lesson is None
    (problem,) = problems
    assert problem.message == f"{where} leads out of the folder: a lesson holds all that it needs"
    with pytest.raises(HopscopeError, match=f"cannot be read: .*{where} leads out of the folder"):
        read_catalog(copy.parent).find("1")


def test_a_folder_or_words_that_are_elsewhere_are_refused(
    copy: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    elsewhere = other / "elsewhere"
    copy.rename(elsewhere)
    copy.symlink_to(elsewhere)
    assert [each.message.partition(" leads")[0] for each in read_lesson(copy)[1]] == ["01-threads"]
    copy.unlink()
    elsewhere.rename(copy)
    for name in ("lesson.toml", "en.md", "zh-CN.md"):
        (copy / name).rename(other / name)
        (copy / name).symlink_to(other / name)
        assert [each.message.partition(" leads")[0] for each in read_lesson(copy)[1]] == [name]
        (copy / name).unlink()
        (other / name).rename(copy / name)
    assert read_lesson(copy)[1] == []


def test_a_link_that_stays_inside_is_followed(copy: Path) -> None:
    (copy / "programs").mkdir()
    (copy / "solution.py").rename(copy / "programs" / "whole.py")
    (copy / "solution.py").symlink_to("programs/whole.py")
    assert read_lesson(copy)[1] == []


def test_a_new_lesson_gets_the_next_number(tmp_path: Path) -> None:
    assert start_lesson(tmp_path, "first").name == "01-first"
    assert start_lesson(tmp_path, "07-seventh").name == "07-seventh"
    assert start_lesson(tmp_path, "next").name == "08-next"
    assert read(tmp_path / "08-next") == []


def test_a_lesson_that_is_there_is_left_alone(tmp_path: Path) -> None:
    folder = start_lesson(tmp_path, "01-first")
    (folder / "en.md").write_text("mine")
    with pytest.raises(HopscopeError, match="is there already"):
        start_lesson(tmp_path, "01-first")
    assert (folder / "en.md").read_text() == "mine"


@pytest.mark.parametrize("name", ["", "../out", "Caps", "a b"])
def test_a_name_that_is_no_good_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(HopscopeError, match="is no name for a lesson"):
        start_lesson(tmp_path, name)


def test_a_wrong_answer_may_be_just_wrong(copy: Path) -> None:
    change(copy / "lesson.toml", '"*" = "M22"', '"*" = "wrong"')
    assert read(copy) == [
        "lesson.toml:6: who.wrong has no words in en.md",
        "lesson.toml:6: who.wrong has no words in zh-CN.md",
        f"en.md:{line_of(copy / 'en.md', '## who.M22')}: nothing needs who.M22",
        f"zh-CN.md:{line_of(copy / 'zh-CN.md', '## who.M22')}: nothing needs who.M22",
    ]
    for language in ("en", "zh-CN"):
        change(copy / f"{language}.md", "who.M22", "who.wrong")
    lesson, problems = read_lesson(copy)
    assert problems == []
    assert lesson is not None
    assert lesson.misconceptions == ("M1",)
