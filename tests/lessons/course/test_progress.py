"""Progress: what is kept, and the file that keeps it."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lessons.course.engine import FirstTry
from lessons.course.progress import (
    DamagedError,
    LessonProgress,
    NewerError,
    Progress,
    accuracy,
    read,
    write,
)
from lessons.course.store import FILE, Store, default_folder, merged
from tracer.errors import HopscopeError

RIGHT = FirstTry(right=True, sure=False, misconception=None)
WRONG = FirstTry(right=False, sure=True, misconception="M22")
SOME = LessonProgress(
    place="lane",
    answered=frozenset({"whose", "lane"}),
    first_tries=(("whose", WRONG), ("lane", RIGHT)),
    missed=("whose",),
    hints=1,
    gave_up=True,
    folder="/home/you/作业",
)


def test_it_is_read_as_it_was_written() -> None:
    progress = Progress({"05-one": SOME, "01-two": LessonProgress(done=True, solved=True)})
    text = write(progress)
    assert read(text) == progress
    assert json.loads(text)["version"] == 1
    assert "作业" in text


def test_what_it_says_of_a_learner() -> None:
    assert accuracy(SOME, LessonProgress()) == (1, 2)
    assert SOME.misconceptions == ("M22",)
    assert SOME.begun
    assert not LessonProgress().begun
    assert Progress({"05-one": SOME}).of("06-none") == LessonProgress()


def spoilt(key: str, value: object) -> str:
    data = json.loads(write(Progress({"05-one": SOME})))
    data["lessons"]["05-one"][key] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{", "{}", '{"version": 1}', '{"version": true, "lessons": {}}',
        '{"version": 1, "lessons": {"05-one": null}}', "[" * 100_000,
        spoilt("place", 3), spoilt("answered", "whose"), spoilt("answered", [1]),
        spoilt("first_tries", [["whose"]]), spoilt("hints", True), spoilt("solved", 1),
        spoilt("first_tries", [{"step": "a", "right": True, "sure": True, "misconception": 7}]),
    ],
)  # fmt: skip
def test_anything_else_is_damage(text: str) -> None:
    with pytest.raises(DamagedError):
        read(text)


def test_a_later_version_is_not_guessed_at() -> None:
    with pytest.raises(NewerError):
        read('{"version": 2, "lessons": "of another form"}')


def test_what_was_answered_first_stays_whoever_writes_later() -> None:
    after = replace(SOME, first_tries=(("lane", WRONG), ("order", RIGHT)))
    assert merged(SOME, after).first_tries == (*SOME.first_tries, ("order", RIGHT))


# The file


def test_a_change_is_kept_and_is_its_owners_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    assert store.read() == Progress()
    assert store.change("05-one", lambda before: SOME).of("05-one") == SOME
    assert Store(tmp_path / "home").read().of("05-one") == SOME
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert sorted(each.name for each in store.folder.iterdir()) == [FILE, f"{FILE}.lock"]


def test_one_lesson_or_all_are_forgotten(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in ("05-one", "06-two", "07-three"):
        store.change(name, lambda before: SOME)
    assert sorted(store.reset("06-two").lessons) == ["05-one", "07-three"]
    assert store.reset().lessons == {}
    assert store.read() == Progress()


@pytest.mark.parametrize(
    ("text", "word", "said"),
    [("{", "damaged", "is damaged"), ('{"version": 9}', "newer", "from a newer hopscope")],
)
def test_what_is_not_understood_is_put_aside_and_said(
    tmp_path: Path, text: str, word: str, said: str
) -> None:
    store = Store(tmp_path)
    for number in (1, 2):
        store.path.write_text(text)
        assert store.read() == Progress()
        aside = tmp_path / f"progress.{word}-{number}.json"
        assert aside.read_text() == text
        assert said in store.told[-1]
        assert str(aside) in store.told[-1]
    store.change("05-one", lambda before: SOME)
    assert store.read().of("05-one") == SOME
    assert len(store.told) == 2


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "below")
    with pytest.raises(HopscopeError, match="progress cannot be kept") as told:
        store.change("05-one", lambda before: SOME)
    assert "HOPSCOPE_HOME" in told.value.hint


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from lessons.course.store import Store
store = Store(Path(sys.argv[1]))
for _ in range(10):
    store.change(sys.argv[2], lambda before: replace(before, hints=before.hints + 1))
    store.change("both", lambda before: replace(before, hints=before.hints + 1))
"""


def test_several_processes_do_not_undo_each_other(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name])
        for name in ("one", "two")
    ]
    assert [each.wait(60) for each in processes] == [0, 0]
    hints = {name: each.hints for name, each in Store(tmp_path).read().lessons.items()}
    assert hints == {"one": 10, "two": 10, "both": 20}


def test_where_it_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("HOPSCOPE_HOME", raising=False)
    assert default_folder() == tmp_path / "hopscope"
    monkeypatch.setenv("HOPSCOPE_HOME", str(tmp_path / "elsewhere"))
    assert default_folder() == tmp_path / "elsewhere"
