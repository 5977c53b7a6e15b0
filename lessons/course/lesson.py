"""What a lesson is: frozen data, read from a folder (``format.py``), proved by ``proving.py``.

A lesson has runs (programs that are recorded), steps (each at a hop of a run; some
ask a question about it) and, at its end, an exercise. It holds no answer: right
answers are worked out from the recording of a run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

    from lessons.course.sought import Sought
    from lessons.course.texts import Texts

Language: TypeAlias = Literal["en", "zh-CN"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-CN")

IDS: tuple[str, ...] = tuple(f"M{number}" for number in range(1, 25))
"""The misconceptions, ``M1`` to ``M24``; ``misconceptions.py`` has their words."""

Lead: TypeAlias = Literal["calls", "source", "lookup", "lanes", "classes", "values"]
LEADS: tuple[Lead, ...] = ("calls", "source", "lookup", "lanes", "classes", "values")
"""The pane that a step leads the eye to."""

Help: TypeAlias = Literal["full", "mro", "object"]
HELPS: tuple[Help, ...] = ("full", "mro", "object")
"""What is shown beside a question: the object, its MRO and which classes have the name; the object
and its MRO; the object alone. Help fades from lesson to lesson."""

QuestionKind: TypeAlias = Literal[
    "class", "lane", "object", "order", "super", "resolve", "count", "outcome", "happens", "value"
]
KINDS: tuple[QuestionKind, ...] = (
    "class", "lane", "object", "order", "super", "resolve", "count", "outcome", "happens", "value",
)  # fmt: skip

CheckKind: TypeAlias = Literal[
    "some",
    "none",
    "every",
    "count",
    "before",
    "overlap",
    "apart",
    "together",
    "lanes",
    "fresh",
    "shared",
    "receive",
]
CHECKS: tuple[CheckKind, ...] = (
    "some", "none", "every", "count", "before", "overlap", "apart", "together", "lanes",
    "fresh", "shared", "receive",
)  # fmt: skip


MISTAKE = "wrong"
"""Stands for a misconception where a wrong answer has none behind it that the course knows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a lesson, and where."""

    file: Path
    line: int
    """From 1."""
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class LessonRun:
    """A program that a lesson records."""

    id: str
    program: str
    """A file of the lesson's folder, or a server class of ``socketserver``."""
    requests: int | None = None
    send: tuple[str, ...] = ()
    get: tuple[str, ...] = ()
    handler: str | None = None
    """For a server class: the built-in program's handler."""
    clients: int = 1
    """How many times a client of ours connects; each sends all of ``send``, over a connection of its own."""
    talks: tuple[tuple[str, ...], ...] = ()
    """Lines of each client where they differ: instead of ``send`` and ``clients``."""
    together: bool = False
    """Whether they all come at once, not one after another."""
    silent: int = 0
    """How many more clients connect first, and say nothing until the others are done."""
    timeout: float = 20.0
    """Seconds after which it is stopped."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a step asks, before it tells."""

    kind: QuestionKind
    beliefs: dict[str, str]
    """Wrong option's key, or ``*`` for all others, to the id of the misconception behind it, or to
    :data:`MISTAKE`."""
    other: Sought | None = None
    """For ``object``: the hop to compare with. For ``lane``: the hop whose lane is "the same"."""
    hops: tuple[Sought, ...] = ()
    """For ``order``: the hops to put in order."""
    also: tuple[str, ...] = ()
    """Further options: class names, counts or values."""
    of: str = "receiver"
    """For ``object`` and ``value``: ``receiver``, ``returned``, or the name of an argument."""


@dataclass(frozen=True, slots=True)
class LessonStep:
    """One moment of a lesson: a hop, its text, and perhaps a question asked first."""

    id: str
    line: int
    """Its line in ``lesson.toml``, from 1."""
    run: str
    hop: Sought | None
    """None where the step is about no hop in particular (an opening word)."""
    lead: Lead = "calls"
    returned: bool = False
    """Whether the moment is the hop's end, not its call."""
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What a learner's recording must show."""

    id: str
    line: int
    kind: CheckKind
    hop: Sought
    other: Sought | None = None
    """``every``: what each must be, too; ``before``, ``apart``, ``together``: the second hop."""
    equals: int | None = None
    at_least: int | None = None
    at_most: int | None = None
    texts: tuple[str, ...] = ()
    """``receive``: the pattern of what each client receives, or one for each; see ``received.py``."""
    misconception: str | None = None
    """What a learner believes whose program fails here."""


@dataclass(frozen=True, slots=True)
class Right:
    """A program that does what is asked in another way, and must pass."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """A program that a mistaken learner would write, and the check that must catch it."""

    file: str
    line: int
    fires: str


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant of the solution that passes (``mutants.py``), and why it may."""

    mutant: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """Code to change or to write, judged by recording it."""

    line: int
    starter: str
    solution: str
    hints: int
    checks: tuple[Check, ...]
    """Those of the lesson; ``checks.py`` adds what is asked of every exercise."""
    right: tuple[Right, ...]
    wrong: tuple[Wrong, ...]
    equivalent: tuple[Equivalent, ...]
    run: LessonRun
    """How the learner's file is run; its ``program`` is the starter."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson of the course."""

    number: int
    name: str
    folder: Path
    help: Help
    runs: tuple[LessonRun, ...]
    steps: tuple[LessonStep, ...]
    exercise: Exercise | None
    texts: dict[Language, Texts] = field(compare=False)

    @property
    def id(self) -> str:
        """``05-one-override``: its folder's name, under which progress is kept."""
        return f"{self.number:02}-{self.name}"

    def words(self, key: str, language: Language) -> str:
        """A text; the other language's where this one lacks it, and nothing where both do."""
        for each in (language, *LANGUAGES):
            texts = self.texts.get(each)
            if texts is not None and key in texts:
                return texts[key]
        return ""

    def title(self, language: Language) -> str:
        """What it is called."""
        titles = [self.texts[each].title for each in (language, *LANGUAGES) if each in self.texts]
        return next(filter(None, titles), self.name)

    def run(self, id: str) -> LessonRun:
        """The run of that id. Raises KeyError."""
        for each in self.runs:
            if each.id == id:
                return each
        raise KeyError(id)

    def step(self, id: str) -> LessonStep:
        """The step of that id. Raises KeyError."""
        for each in self.steps:
            if each.id == id:
                return each
        raise KeyError(id)

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """Ids of those that its questions and checks meet, in order of their numbers."""
        met = {each for s in self.steps if s.question for each in s.question.beliefs.values()}
        met.discard(MISTAKE)
        if self.exercise is not None:
            met |= {c.misconception for c in self.exercise.checks if c.misconception}
        return tuple(sorted(met, key=lambda each: int(each[1:])))
