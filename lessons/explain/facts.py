"""A recording's facts at hand: codes, sites, classes and sources, each read once."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from lessons.explain.unchanged import CheckedCode, check_source
from lessons.source.syntax import Syntax, own_nodes, parse

if TYPE_CHECKING:
    from lessons.explain.lookup import ClassTable
    from lessons.source.expressions import Method
    from tracer.model import ClassFacts, Code
    from tracer.recording import Recording


class Facts:
    """What a recording says, apart from its hops.

    A fact never changes once it is written, so what is kept stays right while
    the recording grows.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.magic, self.python = recording.meta.magic, recording.meta.python
        self.code = lru_cache(maxsize=None)(recording.code)
        self.site = lru_cache(maxsize=None)(recording.site)
        self.class_at = lru_cache(maxsize=65536)(recording.class_facts)
        self.state = lru_cache(maxsize=4096)(self._state)
        self.table = lru_cache(maxsize=256)(self._table)
        self.text = lru_cache(maxsize=256)(self._text)
        self.checked = lru_cache(maxsize=None)(self._checked)
        self.names = lru_cache(maxsize=65536)(self._names)

    def refresh(self) -> None:
        """Forget what a growing recording may add to."""
        # A code's source is written with the code: neither it nor what was made of it changes.
        for cached in (self.class_at, self.state, self.table, self.names):
            cached.cache_clear()

    def _state(self, class_id: int, revision: int) -> tuple[int, ...]:
        """The revisions of an MRO's classes: equal where nothing of them has changed."""
        mro = self.class_at(class_id, revision).mro
        return tuple(self.class_at(each, revision).revision for each in mro)

    def _table(self, revision: int) -> ClassTable:
        def facts(id: int) -> ClassFacts:
            return self.class_at(id, revision)

        return facts

    def classes(self) -> list[ClassFacts]:
        """Every class in its newest revision."""
        return self.recording.classes()

    def _text(self, file: str) -> str | None:
        source = self.recording.source(file)
        return None if source is None else source.text

    def syntax(self, file: str) -> Syntax | None:
        """The parsed source of a file; None where there is none or it cannot be parsed."""
        text = self.text(file)
        return None if text is None else parse(text)

    def _checked(self, code: int) -> CheckedCode:
        found = self.code(code)
        return check_source(self.text(found.file), found, self.magic, self.python)

    def definition(self, code: int) -> tuple[Syntax, ast.AST] | None:
        """The syntax that a code was compiled from, where its source is what ran."""
        found = self.code(code)
        syntax = self.syntax(found.file)
        if syntax is None or self.checked(code).reason is not None:
            return None
        node = syntax.definition(found.name, found.first_line)
        return None if node is None else (syntax, node)

    def is_lazy(self, code: int) -> bool | None:
        """Whether a call of it only makes a generator or coroutine; None without its source."""
        found = self.definition(code)
        if found is None:
            return None
        return isinstance(found[1], ast.AsyncFunctionDef) or any(
            isinstance(each, ast.Yield | ast.YieldFrom) for each in own_nodes(found[1])
        )

    def is_code_of(self, code: Code, method: Method | None) -> bool:
        """Whether a code is that of a method found in its own source."""
        return (
            method is not None and code.name == method.name and code.first_line == method.first_line
        )

    def _names(self, code: int, class_id: int, revision: int) -> frozenset[str]:
        """The names under which the classes of an MRO hold a code."""
        table = self.table(revision)
        return frozenset(
            name
            for each in table(class_id).mro
            for name, member in table(each).members.items()
            if code in member.codes
        )
