"""``hopscope learn --new`` and ``--check``, as authors use them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from lessons.course.format import lesson_folders, read_lesson
from lessons.course.places import PACKAGED
from lessons.course.proving import prove_course

PROJECT = Path(__file__).parents[2]


def learn(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hopscope", "learn", *words],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(PROJECT), "LC_ALL": "C.UTF-8",
             "HOPSCOPE_HOME": str(folder / "home")},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_lesson_is_begun_broken_and_found_out(tmp_path: Path) -> None:
    begun = learn(tmp_path, "--new", "my-lesson")
    assert (begun.returncode, begun.stdout) == (0, "catalog/01-my-lesson\n")
    # docs/authoring.md says this, to the letter.
    assert "hopscope learn --check --catalog catalog" in begun.stderr
    data = tmp_path / "catalog" / "01-my-lesson" / "lesson.toml"
    data.write_text(data.read_text().partition("[exercise]")[0].replace('"handle"', '"hand"'))
    proof = learn(tmp_path, "--check", "--catalog", "catalog", "1")
    assert proof.returncode == 1
    first, *others = proof.stdout.splitlines()
    assert first.startswith("catalog/01-my-lesson/en.md:")
    assert first.endswith(": nothing needs exercise")
    assert others[-1] == (
        "catalog/01-my-lesson/lesson.toml:13: step handled matches no hop: function = hand"
    )
    assert proof.stderr == f"01-my-lesson: {1 + len(others)} problems, 0 mutants tried\n"


def test_a_lesson_that_is_not_there_is_told(tmp_path: Path) -> None:
    learn(tmp_path, "--new", "my-lesson")
    proof = learn(tmp_path, "--check", "--catalog", "catalog", "other")
    assert proof.returncode == 2
    assert proof.stderr == "hopscope: there is no lesson other\nhint: There are: 01-my-lesson\n"


def test_the_course_is_whole_as_it_is_written() -> None:
    """Its form; that its lessons are true is proved by ``hopscope learn --check``."""
    folders = lesson_folders(PACKAGED)
    numbers = [int(folder.name[:2]) for folder in folders]
    assert numbers == list(range(1, len(folders) + 1)) != []
    assert [problem for folder in folders for problem in read_lesson(folder)[1]] == []
    assert prove_course(PACKAGED) == []
