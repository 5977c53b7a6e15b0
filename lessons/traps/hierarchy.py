"""The classes that are checked, with the source of their methods at hand."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from lessons.reading.module import body_of, last_name
from lessons.source.syntax import Syntax, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from lessons.reading.program import Program
    from lessons.source.expressions import Expression
    from tracer.model import MemberKind

_T = TypeVar("_T")

_MOST_KEPT = 64
METHODS = frozenset({"function", "staticmethod", "classmethod", "property", "partialmethod"})


@dataclass(frozen=True, slots=True)
class Reach:
    """The definitions of one name that a call of it runs."""

    owners: tuple[int, ...]
    """The classes whose definitions run, the one found first; empty where no class has it."""
    certain: bool
    """Whether no other can run."""
    names: frozenset[str]
    """The short names of classes that were looked for in the MRO on the way."""


@dataclass(frozen=True, slots=True)
class GoesOn:
    """What one definition says of where it goes on to, whatever the object's class."""

    certain: bool
    """Whether it goes no way that only a run would show."""
    steps: tuple[tuple[Expression, bool], ...] = ()
    """What stands before ``.name`` and may lead on, and whether ``self`` is given to it."""
    names: frozenset[str] = frozenset()
    """The short names of classes that they look for in the MRO."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one base has a part in."""

    base: int
    segment: tuple[int, ...]
    """The classes that it brings along and no earlier base has."""
    gives: tuple[str, ...]
    """The methods of it that run on objects of the class."""
    overrides: tuple[str, ...]
    """Those among them that stand before another base's method of that name."""
    loses: Mapping[str, int]
    """The methods of it that never run, with the class that is found before it."""
    unknown: tuple[str, ...]
    """The methods of which it cannot be told whether they run."""

    @property
    def comes_too_late(self) -> bool:
        """Whether all that it overrides is found elsewhere before it is asked."""
        return bool(self.loses) and not self.overrides and not self.unknown


class Hierarchy:
    """Classes by id, and what their sources say of their methods.

    ``text_of`` gives the text of a source file, None where there is none.
    """

    def __init__(self, program: Program, text_of: Callable[[str], str | None]) -> None:
        self.classes = program.classes
        self.reasons = program.reasons
        self.own_ways = program.own_ways
        self._statements = program.statements
        self._text_of = text_of
        self._sources: dict[str, dict[int, tuple[Syntax, ast.ClassDef]]] = {}
        self._nodes: dict[int, tuple[Syntax, ast.ClassDef] | None] = {}
        self._functions: dict[int, dict[str, ast.FunctionDef | ast.AsyncFunctionDef]] = {}
        self._places: dict[int, dict[int, int]] = {}
        self._short_names: dict[int, dict[str, int]] = {}
        self.reached: dict[tuple[int, str], Reach] = {}
        """What was found out about calls, by class and name: see :mod:`lessons.traps.chains`."""
        self.goes_on: dict[tuple[int, str], GoesOn] = {}
        """What one definition says of where it goes on to, by owner and name: likewise."""
        self.shares: dict[int, tuple[Share, ...]] = {}
        """What bases bring, by class: see :mod:`lessons.traps.shares`."""

    def name(self, cls: int) -> str:
        """The short name of a class."""
        return self.classes[cls].qualname

    def mro(self, cls: int) -> tuple[int, ...]:
        """Its MRO; empty where that is not known."""
        return self.classes[cls].mro

    def kind(self, cls: int, name: str) -> MemberKind | None:
        """What a class's own entry of that name is."""
        member = self.classes[cls].members.get(name)
        return None if member is None else member.kind

    def owners(self, cls: int, name: str) -> list[int]:
        """Every class of an MRO that has the name, in order."""
        holders = self._holders.get(name, set())
        if len(holders) >= len(self.mro(cls)):
            return [each for each in self.mro(cls) if each in holders]
        places = self.places(cls)
        return sorted((each for each in holders if each in places), key=places.__getitem__)

    def first_owner(self, cls: int, name: str) -> int | None:
        """The class of an MRO in which the search for a name ends."""
        if name in self.classes[cls].members and self.mro(cls):
            return cls
        return next(iter(self.owners(cls, name)), None)

    def places(self, cls: int) -> Mapping[int, int]:
        """The classes of an MRO, each with its index there."""
        return _kept(self._places, cls, lambda: {e: at for at, e in enumerate(self.mro(cls))})

    def named(self, cls: int, short: str) -> int | None:
        """The first class of an MRO that has that short name."""
        known = _kept(
            self._short_names,
            cls,
            lambda: {self.short_name(each): each for each in reversed(self.mro(cls))},
        )
        return known.get(short)

    def short_name(self, cls: int) -> str:
        """The last part of a class's qualified name."""
        return self.classes[cls].qualname.rpartition(".")[2]

    def find(self, module: str, qualname: str) -> int | None:
        """The class of that name, where it is among those known."""
        return self._index.get((module, qualname))

    def is_a(self, cls: int, module: str, qualname: str) -> bool:
        """Whether a class of that name is in an MRO."""
        found = self.find(module, qualname)
        return found is not None and found in self.mro(cls)

    def is_standard(self, cls: int) -> bool:
        """Whether a class is one of socketserver's own or of the modules built on it."""
        return self.classes[cls].module in {
            "socketserver", "http.server", "xmlrpc.server", "wsgiref.simple_server", "builtins",
        }  # fmt: skip

    def source(self, cls: int) -> tuple[Syntax, ast.ClassDef] | None:
        """The class statement and the source that it stands in; None where there is none."""
        if cls not in self._nodes:
            self._nodes[cls] = self._find_statement(cls)
        return self._nodes[cls]

    def method(self, cls: int, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The function that a class statement defines under a name; None where it does not."""
        if cls not in self._functions:
            self._functions[cls] = dict(self.functions(cls))
        return self._functions[cls].get(name)

    def functions(self, cls: int) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
        """The functions that a class statement defines, by the names they are kept under."""
        source = self.source(cls)
        if source is None:
            return
        syntax, node = source
        for statement in body_of(node):
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                yield syntax.mangled(statement.name, statement), statement

    def mentions(self, cls: int, name: str) -> AbstractSet[str]:
        """The short names of classes of which a class statement writes ``Class.name``."""
        return self._mentions.get(name, {}).get(cls, frozenset())

    def mentioned(self, cls: int, name: str) -> frozenset[str]:
        """The same of all classes of an MRO."""
        return frozenset().union(*(self.mentions(e, name) for e in self.writing(cls, name)))

    def writing(self, cls: int, name: str) -> AbstractSet[int]:
        """The classes of an MRO in whose statements some ``expression.name`` stands."""
        return self._mentions.get(name, {}).keys() & self.places(cls).keys()

    @cached_property
    def short_names(self) -> set[str]:
        """The short names of all classes."""
        return set(map(self.short_name, self.classes))

    @cached_property
    def _mentions(self) -> dict[str, dict[int, set[str]]]:
        """By attribute name: the classes that write it, and the short names of classes before it."""
        found: dict[str, dict[int, set[str]]] = {}
        for cls in self.classes:
            source = self.source(cls)
            for node in ast.walk(source[1]) if source else ():
                if isinstance(node, ast.Attribute):
                    before = found.setdefault(node.attr, {}).setdefault(cls, set())
                    if (short := last_name(node.value)) in self.short_names:
                        before.add(short)
        return found

    @cached_property
    def _holders(self) -> dict[str, set[int]]:
        """By name: the classes that have it."""
        found: dict[str, set[int]] = {}
        for cls, facts in self.classes.items():
            for name in facts.members:
                found.setdefault(name, set()).add(cls)
        return found

    @cached_property
    def _index(self) -> dict[tuple[str, str], int]:
        return {(facts.module, facts.qualname): cls for cls, facts in self.classes.items()}

    def _find_statement(self, cls: int) -> tuple[Syntax, ast.ClassDef] | None:
        if cls in self._statements:
            module, node = self._statements[cls]
            return module.syntax, node
        facts = self.classes[cls]
        if facts.file is None or facts.line is None:
            return None
        if facts.file not in self._sources:
            text = self._text_of(facts.file)
            syntax = None if text is None else parse(text)
            self._sources[facts.file] = {} if syntax is None else _statements(syntax)
        return self._sources[facts.file].get(facts.line)


def _statements(syntax: Syntax) -> dict[int, tuple[Syntax, ast.ClassDef]]:
    """The class statements of a source by their lines; the first where a line has several."""
    found: dict[int, tuple[Syntax, ast.ClassDef]] = {}
    for each in syntax.parents:
        if isinstance(each, ast.ClassDef):
            found.setdefault(each.lineno, (syntax, each))
    return found


def _kept(known: dict[int, _T], cls: int, make: Callable[[], _T]) -> _T:
    """What is known of a class; of many, each as long as its MRO, only a few are kept."""
    if cls not in known:
        if len(known) >= _MOST_KEPT:
            known.clear()
        known[cls] = make()
    return known[cls]
