"""The misconceptions' words: all of them, in both languages, and what is missing is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lessons.course.lesson import IDS, LANGUAGES, Language
from lessons.course.misconceptions import (
    FOLDER,
    misconception_problems,
    misconceptions_file,
    read_misconceptions,
)
from lessons.course.places import PACKAGED


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_have_a_belief_and_a_rule(language: Language) -> None:
    found = read_misconceptions(PACKAGED, language)
    assert tuple(found) == IDS
    for each in found.values():
        assert each.belief != each.rule
        assert len(each.belief.splitlines()) == 1
    assert misconception_problems(PACKAGED) == []


def test_a_missing_one_is_a_problem_with_its_file(tmp_path: Path) -> None:
    shutil.copytree(PACKAGED / FOLDER, tmp_path / FOLDER)
    path = misconceptions_file(tmp_path, "zh-CN")
    path.write_text(path.read_text("utf-8").replace("## M7.rule\n", "## M70\n"), "utf-8")
    (line,) = (n for n, text in enumerate(path.read_text("utf-8").split("\n"), 1) if "M70" in text)
    assert [str(each) for each in misconception_problems(tmp_path)] == [
        f"{path}:1: there is no M7.rule",
        f"{path}:{line}: nothing needs M70",
    ]
    assert "M7" not in read_misconceptions(tmp_path, "zh-CN")
    (tmp_path / FOLDER / "en.md").unlink()
    assert any("en.md:1: cannot be read" in str(each) for each in misconception_problems(tmp_path))


def test_a_catalogue_without_words_of_its_own_takes_ours(tmp_path: Path) -> None:
    assert read_misconceptions(tmp_path, "en") == read_misconceptions(PACKAGED, "en")
