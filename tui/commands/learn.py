"""``hopscope learn``: the course of lessons, and one of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from tracer import language
from tracer.errors import HopscopeError
from tracer.language import N_, _
from tui.commands.parsing import CommandParser
from tui.commands.terminal import obstacle
from tui.consent import says_yes
from tui.judging import judge_file
from tui.proofs import check_lessons, new_lesson
from tui.text import visible
from tui.trusting import make_sure

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from lessons.course.catalog import Catalog
    from lessons.course.lesson import Language, Lesson
    from lessons.course.store import Store

SUMMARY = N_("lessons on classes, mixins and super()")

_DESCRIPTION = N_(
    """\
Guided lessons on classes, mixins and super(). Each step stands at a call of a program
that is really run and recorded; questions are answered by that recording.

LESSON is a lesson's number, its name, or its folder. Without one the course is shown,
with how far you are. Your answers are kept on this machine only; what you missed is
asked again when you open a lesson later."""
)

_EXAMPLES = N_(
    """\
  hopscope learn                        the course
  hopscope learn 5                      lesson 5, from where you stopped
  hopscope learn one-override           ... by its name
  hopscope learn --plain 5              as numbered text, without boxes
  hopscope learn --no-questions 5       only look
  hopscope learn 5 --judge my.py        judge a program by the exercise of lesson 5: the
                                        verdicts, what its clients received; exit code
                                        0 where it is solved, else 1
  hopscope learn --reset 5              forget your answers of lesson 5; without a
                                        number, of all lessons
  hopscope learn --catalog DIR 1        somebody else's lessons: their programs run as
                                        you, so you are asked once for each folder
  hopscope learn --new my-lesson        for authors: begin a lesson (docs/authoring.md)
  hopscope learn --check --catalog DIR  ... and prove the lessons of a folder

Answers lie in one file: progress.json in the folder for data of programs, or in
$HOPSCOPE_HOME; beside it trusted.json, the folders that you said yes to.
"""
)


def run(words: Sequence[str]) -> int:
    """Show the course, or lead through a lesson."""
    parser = CommandParser(
        "learn", usage="[OPTIONS] [LESSON]", description=_DESCRIPTION, examples=_EXAMPLES
    )
    add = parser.add_argument
    add("--plain", action="store_true", help=N_("numbered text instead of the app: for screen "
        "readers, simple terminals and logs"))  # fmt: skip
    add("--no-questions", action="store_true", help=N_("tell everything, ask nothing"))
    add("--catalog", metavar="DIR", type=Path, help=N_("lessons of your own"))
    add("--judge", metavar="FILE", type=Path, help=N_("judge a program by the exercise of LESSON: exit "
        "code 0 where it is solved, else 1"))  # fmt: skip
    add("--trust", action="store_true", help=N_("run the programs of --catalog DIR without asking "
        "first; kept, as your yes is"))  # fmt: skip
    add("--reset", action="store_true", help=N_("forget your answers of LESSON, or of all lessons and "
        "which folders you trust"))  # fmt: skip
    add("--yes", action="store_true", help=N_("with --reset: do not ask first"))
    add("--check", action="store_true", help=N_("for authors: record and prove the lessons, and "
        "say what is wrong with them"))  # fmt: skip
    add("--new", metavar="NAME", help=N_("for authors: begin a lesson, in the folder catalog or in "
        "--catalog DIR"))  # fmt: skip
    add("lessons", nargs="*", metavar="LESSON", help=N_("see above"))
    options = parser.read(words)
    if options.new is not None:
        return new_lesson(options.catalog, options.new)
    if options.check:
        return check_lessons(options.catalog, options.lessons, trust=options.trust)
    return _learn(options)


def _learn(options: Namespace) -> int:
    from lessons.course.store import Store

    if len(options.lessons) > 1:
        raise HopscopeError(
            _("one lesson at a time, not {count}").format(count=len(options.lessons)),
            _("for example: hopscope learn {lesson}").format(lesson=options.lessons[0]),
        )
    catalog, lesson = _catalog(options)
    if options.judge is not None:
        return _judge(catalog, lesson, options)
    store = Store()
    if options.reset:
        return _reset(store, lesson, asked=not options.yes)
    return _show(catalog, lesson, store, options)


def _catalog(options: Namespace) -> tuple[Catalog, Lesson | None]:
    """The lessons, and the one that is named. A folder may be anywhere."""
    from lessons.course.catalog import open_catalog, read_catalog

    name = options.lessons[0] if options.lessons else None
    if name is not None and options.catalog is None and (Path(name) / "lesson.toml").is_file():
        return open_catalog(Path(name))
    catalog = read_catalog() if options.catalog is None else read_catalog(options.catalog)
    return catalog, None if name is None else catalog.find(name)


def _judge(catalog: Catalog, lesson: Lesson | None, options: Namespace) -> int:
    if lesson is None:
        raise HopscopeError(
            _("--judge needs the lesson whose exercise it is"),
            _("for example: hopscope learn {lesson}").format(lesson=f"5 --judge {options.judge}"),
        )
    make_sure(catalog.folder, trust=options.trust)
    return judge_file(lesson, options.judge, _language())


def _show(catalog: Catalog, lesson: Lesson | None, store: Store, options: Namespace) -> int:
    from tui.plain.streams import Talk

    spoken = _language()
    talk = Talk()
    if not options.plain and not obstacle():
        from tui.app.learn import run_course

        make_sure(catalog.folder, trust=options.trust)
        opened = None if lesson is None else lesson.id
        return run_course(catalog, spoken, opened, asks=not options.no_questions)
    if lesson is None:
        from tui.plain.course import course_lines

        talk.say(*course_lines(catalog, store.read(), spoken), *store.told)
        talk.say(*map(str, catalog.problems))
        return 0
    from lessons.course.session import LessonSession
    from tui.plain.lesson import PlainLesson

    make_sure(catalog.folder, trust=options.trust)
    with LessonSession(catalog, lesson, store, asks=not options.no_questions) as sitting:
        PlainLesson(sitting, catalog, spoken, talk).run()
    return 0


def _language() -> Language:
    return cast("Language", language.chosen())


def _reset(store: Store, lesson: Lesson | None, *, asked: bool) -> int:
    """Forget answers, after a person has said yes; with all of them whose lessons are trusted."""
    from lessons.course.trust import Trust

    if asked and not _is_wanted(lesson):
        print(_("Nothing was forgotten."))
        return 1
    store.reset(None if lesson is None else lesson.id)
    if lesson is None:
        Trust().forget()
    for each in store.told:
        print(visible(each))
    if lesson is None:
        print(_("All lessons begin anew."))
    else:
        print(_("Lesson {number} begins anew.").format(number=lesson.number))
    return 0


def _is_wanted(lesson: Lesson | None) -> bool:
    if lesson is None:
        question = _("Forget your answers of all lessons? y, n ")
    else:
        question = _("Forget your answers of lesson {number}? y, n ").format(number=lesson.number)
    nobody = HopscopeError(
        _("nobody is there to say yes: stdin is not a terminal"), _("--yes forgets without asking")
    )
    return says_yes(question, nobody)
