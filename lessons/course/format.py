"""From a lesson's folder to a :class:`~lessons.course.lesson.Lesson`, or to what is wrong with it.

``docs/authoring.md`` describes the folder: ``lesson.toml``, ``en.md``, ``zh-CN.md``, programs.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from lessons.course.checks import ALWAYS
from lessons.course.fields import FieldError, Fields, header_lines
from lessons.course.lesson import (
    CHECKS,
    HELPS,
    IDS,
    KINDS,
    LANGUAGES,
    LEADS,
    MISTAKE,
    Check,
    Equivalent,
    Exercise,
    Lesson,
    LessonRun,
    LessonStep,
    Problem,
    Question,
    Right,
    Wrong,
)  # fmt: skip
from lessons.course.places import DATA, leads_out
from lessons.course.sought import Sought
from lessons.course.wording import missing_texts, needless_texts, read_texts, text_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeVar

    T = TypeVar("T")

ANY = "*"
"""Key of ``beliefs`` that stands for every wrong option not named."""
FOLDER_NAME = re.compile(r"(\d\d)-([a-z0-9-]+)")
"""A lesson's folder: its number and its name."""
_NEEDS_OTHER = ("every", "before", "apart", "together")
_NEEDS_NUMBER = ("count", "lanes")
_NEEDS_HOP = ("class", "lane", "object", "super", "resolve", "count", "outcome", "happens", "value")


def lesson_folders(catalog: Path) -> list[Path]:
    """Folders of a catalogue that are lessons (``05-name``), in order."""
    if not catalog.is_dir():
        return []
    return sorted(
        each for each in catalog.iterdir() if FOLDER_NAME.fullmatch(each.name) and each.is_dir()
    )


def is_called(folder: Path, wanted: str) -> bool:
    """Whether a person may mean that lesson: by its number, its name, or both."""
    number, _, name = folder.name.partition("-")
    return wanted in (folder.name, name) or (wanted.isdecimal() and int(wanted) == int(number))


def read_lesson(folder: Path) -> tuple[Lesson | None, list[Problem]]:
    """Read one lesson; None where its data cannot be understood, or a file of it lies elsewhere.

    Missing words are problems, too.
    """
    path = folder / DATA
    stray = _stray(folder)
    if stray is not None:
        return None, [Problem(path, 1, _leads_out(stray))]
    try:
        source = path.read_text("utf-8")
        data = tomllib.loads(source)
    except (OSError, UnicodeDecodeError) as error:
        return None, [Problem(path, 1, f"cannot be read: {error}")]
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        return None, [Problem(path, int(found[1]) if found else 1, f"is no TOML: {error}")]
    reading = _Reading(folder, data, header_lines(source))
    lesson = reading.lesson()
    problems = [Problem(path, line, message) for line, message in reading.wrong]
    texts, missing = read_texts(folder)
    if lesson is not None:
        lesson.texts.update(texts)
        for file, line in _files(lesson):
            if leads_out(folder, folder / file):
                return None, [Problem(path, line, _leads_out(file))]
            if not (folder / file).is_file():
                problems.append(Problem(path, line, f"there is no file {file}"))
        missing += missing_texts(lesson, texts)
        if not reading.wrong:
            missing += needless_texts(lesson, texts)
    return (None if reading.wrong else lesson), problems + missing


def _stray(folder: Path) -> str | None:
    """The folder, or a file of words and data, that lies elsewhere; None where all are in place."""
    if leads_out(folder.parent, folder):
        return folder.name
    files = [folder / DATA, *(text_file(folder, language) for language in LANGUAGES)]
    return next((file.name for file in files if leads_out(folder, file)), None)


def _leads_out(name: str) -> str:
    return f"{name} leads out of the folder: a lesson holds all that it needs"


class _Reading:
    """One lesson.toml on its way to a lesson; ``wrong`` gathers lines and messages."""

    def __init__(self, folder: Path, data: dict[str, Any], lines: dict[str, list[int]]) -> None:
        self.folder = folder
        self.wrong: list[tuple[int, str]] = []
        self._data = data
        self._lines = lines

    def lesson(self) -> Lesson | None:
        named = FOLDER_NAME.fullmatch(self.folder.name)
        if named is None:
            self.wrong.append((1, f"the folder {self.folder.name} is not named like 05-short-name"))
            return None
        lesson = self._guarded(1, lambda: self._lesson(int(named[1]), named[2]))
        if lesson is not None:
            self._refuse_twins(lesson)
        return lesson

    def _lesson(self, number: int, name: str) -> Lesson:
        top = Fields(self._data, 1, DATA)
        for key in ("run", "step"):
            if not isinstance(self._data.get(key, []), list):
                raise FieldError(1, f"[[{key}]] has two brackets: there are several")
        for key in ("run", "step", "exercise"):
            top.known(key)
        shown = top.choice("help", HELPS, "full")
        top.done()
        runs = tuple(self._each("run", self._data.get("run", []), self._run))
        steps = tuple(self._each("step", self._data.get("step", []), lambda f: self._step(f, runs)))
        if not self.wrong and not (runs and steps):
            raise FieldError(1, "a lesson has at least one [[run]] and one [[step]]")
        table = top.table("exercise")
        exercise = self._guarded(1, lambda: self._exercise(table)) if table else None
        return Lesson(number, name, self.folder, shown, runs, steps, exercise, {})

    def _each(self, name: str, tables: list[Any], read: Callable[[Fields], T]) -> Iterator[T]:
        """Read each table of ``[[name]]``; what is wrong with one does not hide the others."""
        lines = self._lines.get(name, [])
        for place, table in enumerate(tables):
            line = lines[place] if place < len(lines) else 1
            fields = Fields(table, line, name)

            def whole(fields: Fields = fields) -> T:
                found = read(fields)
                fields.done()
                return found

            found = self._guarded(line, whole)
            if found is not None:
                yield found

    def _guarded(self, line: int, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except FieldError as error:
            self.wrong.append((error.line or line, error.message))
            return None

    def _run(self, fields: Fields) -> LessonRun:
        return LessonRun(
            id=fields.needed_text("id"),
            program=fields.needed_text("program"),
            **_running(fields),
        )

    def _step(self, fields: Fields, runs: tuple[LessonRun, ...]) -> LessonStep:
        name = fields.needed_text("id")
        run = fields.text("run") or (runs[0].id if runs else "")
        if run not in {each.id for each in runs}:
            raise FieldError(fields.line, f"step {name}: there is no run {run}")
        question = self._question(fields, name) if fields.text("ask") is not None else None
        if question is not None and question.kind in _NEEDS_HOP:
            fields.needed_sought("hop")
        return LessonStep(
            id=name,
            line=fields.line,
            run=run,
            hop=fields.sought("hop"),
            lead=fields.choice("lead", LEADS, "calls"),
            returned=fields.flag("returned"),
            question=question,
        )

    def _question(self, fields: Fields, step: str) -> Question:
        kind = fields.choice("ask", KINDS)
        beliefs = fields.mapping("beliefs")
        for belief in beliefs.values():
            if belief not in (MISTAKE, *IDS):
                raise FieldError(fields.line, f"step {step}: there is no misconception {belief}")
        if not beliefs:
            raise FieldError(fields.line, f"step {step} asks, and needs beliefs = {{…}}")
        question = Question(
            kind=kind,
            beliefs=beliefs,
            other=fields.sought("other"),
            hops=fields.soughts("hops"),
            also=fields.texts("also"),
            of=fields.text("of") or "receiver",
        )
        if kind == "order" and len(question.hops) < 2:
            raise FieldError(
                fields.line, f"step {step} asks for an order: hops = [{{…}}, {{…}}, …]"
            )
        if kind == "object" and question.other is None:
            raise FieldError(fields.line, f"step {step} compares objects: other = {{…}}")
        return question

    def _exercise(self, table: dict[str, Any]) -> Exercise:
        line = next(iter(self._lines.get("exercise", [])), 1)
        fields = Fields(table, line, "exercise")
        for key in ("check", "right", "wrong", "equivalent"):
            fields.known(key)
        starter = fields.needed_text("starter")
        found = Exercise(
            line=line,
            starter=starter,
            solution=fields.needed_text("solution"),
            hints=fields.needed_number("hints"),
            checks=tuple(self._each("exercise.check", table.get("check", []), self._check)),
            right=tuple(self._each("exercise.right", table.get("right", []), self._right)),
            wrong=tuple(self._each("exercise.wrong", table.get("wrong", []), self._wrong)),
            equivalent=tuple(
                self._each("exercise.equivalent", table.get("equivalent", []), self._equivalent)
            ),
            run=LessonRun(id="exercise", program=starter, **_running(fields)),
        )
        fields.done()
        if found.hints < 1:
            raise FieldError(line, "an exercise has at least one hint")
        if not found.checks and not self.wrong:
            raise FieldError(line, "an exercise has at least one [[exercise.check]]")
        ids = {check.id for check in found.checks}
        for each in found.wrong:
            if each.fires not in ids and not self.wrong:
                raise FieldError(each.line, f"there is no check {each.fires}")
        return found

    def _check(self, fields: Fields) -> Check:
        name, kind = fields.needed_text("id"), fields.choice("must", CHECKS)
        misconception = fields.text("misconception")
        if misconception not in (None, *IDS):
            raise FieldError(
                fields.line, f"check {name}: there is no misconception {misconception}"
            )
        if name in {each.id for each in ALWAYS}:
            raise FieldError(fields.line, f"check {name}: every exercise has a check of that name")
        receives = kind == "receive"
        check = Check(
            id=name,
            line=fields.line,
            kind=kind,
            hop=Sought("handle") if receives else fields.needed_sought("hop"),
            texts=_texts(fields) if receives else (),
            other=fields.sought("other"),
            equals=fields.number("equals"),
            at_least=fields.number("at_least"),
            at_most=fields.number("at_most"),
            misconception=misconception,
        )
        if kind in _NEEDS_OTHER and check.other is None:
            raise FieldError(fields.line, f"check {name}: {kind} needs other = {{…}}")
        if kind in _NEEDS_NUMBER and check.equals is check.at_least is check.at_most is None:
            raise FieldError(fields.line, f"check {name}: {kind} needs equals, at_least or at_most")
        return check

    def _right(self, fields: Fields) -> Right:
        return Right(fields.needed_text("file"), fields.line)

    def _equivalent(self, fields: Fields) -> Equivalent:
        return Equivalent(fields.needed_text("mutant"), fields.line, fields.needed_text("reason"))

    def _wrong(self, fields: Fields) -> Wrong:
        return Wrong(fields.needed_text("file"), fields.line, fields.needed_text("fires"))

    def _refuse_twins(self, lesson: Lesson) -> None:
        checks = lesson.exercise.checks if lesson.exercise else ()
        for many in (lesson.steps, checks):
            seen: set[str] = set()
            for each in many:
                if each.id in seen:
                    self.wrong.append((each.line, f"{each.id} is there a second time"))
                seen.add(each.id)


def _texts(fields: Fields) -> tuple[str, ...]:
    """The patterns of what clients receive: ``text`` for all of them, or ``texts``, one for each."""
    one, several = fields.text("text"), fields.texts("texts")
    if (one is None) == (not several):
        raise FieldError(fields.line, f"[{fields.name}] receive needs text, or texts")
    found = several if one is None else (one,)
    for each in found:
        try:
            re.compile(each)
        except re.error as error:
            raise FieldError(
                fields.line, f"{each!r} of [{fields.name}] is no pattern: {error}"
            ) from None
    return found


def _running(fields: Fields) -> dict[str, Any]:
    """What a run and an exercise have in common: how their program is run."""
    talks = fields.lists("talks")
    return {
        "talks": talks,
        "silent": fields.number("silent") or 0,
        "requests": fields.number("requests"),
        "send": fields.texts("send"),
        "get": fields.texts("get"),
        "handler": fields.text("handler"),
        "clients": fields.number("clients") or len(talks) or 1,
        "together": fields.flag("together"),
        "timeout": float(fields.number("timeout") or 20),
    }


def _files(lesson: Lesson) -> Iterator[tuple[str, int]]:
    """Files that a lesson names, and the lines that do."""
    for run in lesson.runs:
        if run.program.endswith(".py"):
            yield run.program, 1
    if lesson.exercise is not None:
        yield lesson.exercise.starter, lesson.exercise.line
        yield lesson.exercise.solution, lesson.exercise.line
        for right in lesson.exercise.right:
            yield right.file, right.line
        for wrong in lesson.exercise.wrong:
            yield wrong.file, wrong.line
