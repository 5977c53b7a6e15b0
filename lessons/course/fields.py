"""The tables of a lesson.toml, read strictly: a wrong type or an unknown key is said, with its line."""

from __future__ import annotations

import difflib
import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from lessons.course.sought import LANES, Sought

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T", bound=str)

_HEADER = re.compile(r"\s*\[\[?\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?")
_NUMBERS = {"request", "nth"}


class FieldError(Exception):
    """A table says something that cannot be: the line of the table, and what."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def header_lines(source: str) -> dict[str, list[int]]:
    """Lines of the headers ``[name]`` and ``[[name]]`` of a TOML text, by name, in order."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(source.split("\n"), 1):
        if match := _HEADER.fullmatch(line):
            found.setdefault(match[1], []).append(number)
    return found


class Fields:
    """One table: each key is asked for by its type, and :meth:`done` refuses what is left over.

    Every method raises :class:`FieldError` for a value of the wrong type.
    """

    def __init__(self, table: dict[str, Any], line: int, name: str) -> None:
        self._table = table
        self._asked: set[str] = set()
        self.line = line
        self.name = name

    def _take(self, key: str, kind: type, words: str) -> Any:
        self._asked.add(key)
        value = self._table.get(key)
        if value is not None and (
            not isinstance(value, kind) or isinstance(value, bool) != (kind is bool)
        ):
            raise FieldError(self.line, f"{key} of [{self.name}] must be {words}, not {value!r}")
        return value

    def _need(self, key: str, value: Any) -> Any:
        if value is None:
            raise FieldError(self.line, f"[{self.name}] needs {key}")
        return value

    def known(self, key: str) -> None:
        """Leave a key to be read elsewhere."""
        self._asked.add(key)

    def text(self, key: str) -> str | None:
        """A string that is not empty."""
        value = self._take(key, str, "a string")
        if value == "":
            raise FieldError(self.line, f"{key} of [{self.name}] is empty")
        return value  # type: ignore[no-any-return]

    def needed_text(self, key: str) -> str:
        """A string that must be there."""
        return self._need(key, self.text(key))  # type: ignore[no-any-return]

    def number(self, key: str) -> int | None:
        """A whole number."""
        return self._take(key, int, "a whole number")  # type: ignore[no-any-return]

    def needed_number(self, key: str) -> int:
        """A whole number that must be there."""
        return self._need(key, self.number(key))  # type: ignore[no-any-return]

    def flag(self, key: str) -> bool:
        """True or false; false where it is not there."""
        return bool(self._take(key, bool, "true or false"))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where it is not there."""
        value = self._take(key, list, "a list of strings") or []
        if not all(isinstance(each, str) for each in value):
            raise FieldError(self.line, f"{key} of [{self.name}] must be a list of strings")
        return tuple(value)

    def lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of strings; empty where it is not there."""
        value = self._take(key, list, "a list of lists of strings") or []
        for each in value:
            if not isinstance(each, list) or not all(isinstance(text, str) for text in each):
                raise FieldError(
                    self.line, f"{key} of [{self.name}] must be a list of lists of strings"
                )
        return tuple(map(tuple, value))

    def choice(self, key: str, allowed: Sequence[T], default: T | None = None) -> T:
        """One of some words."""
        value = self.text(key)
        if value is None and default is not None:
            return default
        for each in allowed:
            if each == value:
                return each
        raise FieldError(
            self.line,
            f"{key} of [{self.name}] is one of {', '.join(allowed)}{_not(value)}",
        )

    def table(self, key: str) -> dict[str, Any]:
        """A table; empty where it is not there."""
        return self._take(key, dict, "a table {…}") or {}

    def mapping(self, key: str) -> dict[str, str]:
        """A table of strings."""
        found = self.table(key)
        if not all(isinstance(value, str) for value in found.values()):
            raise FieldError(self.line, f"the values of {key} of [{self.name}] must be strings")
        return found

    def sought(self, key: str) -> Sought | None:
        """Conditions on a hop."""
        found = self.table(key)
        return read_sought(found, self.line, f"{key} of [{self.name}]") if found else None

    def needed_sought(self, key: str) -> Sought:
        """Conditions on a hop that must be there."""
        return self._need(key, self.sought(key))  # type: ignore[no-any-return]

    def soughts(self, key: str) -> tuple[Sought, ...]:
        """A list of conditions, each on a hop."""
        found = self._take(key, list, "a list of tables {…}") or []
        if not all(isinstance(each, dict) for each in found):
            raise FieldError(self.line, f"{key} of [{self.name}] must be a list of tables {{…}}")
        return tuple(read_sought(each, self.line, f"{key} of [{self.name}]") for each in found)

    def done(self) -> None:
        """Refuse a key that was not asked for."""
        for key in self._table:
            if key not in self._asked:
                raise FieldError(
                    self.line, f"[{self.name}] has no {key}{_near(key, sorted(self._asked))}"
                )


def read_sought(table: dict[str, Any], line: int, where: str) -> Sought:
    """Conditions on a hop, from a table. Raises :class:`FieldError`."""
    known = [f.name for f in fields(Sought)]
    for key, value in table.items():
        if key not in known:
            raise FieldError(line, f"a hop has no {key} ({where}){_near(key, known)}")
        kind = int if key in _NUMBERS else str
        if not isinstance(value, kind) or isinstance(value, bool):
            raise FieldError(
                line, f"{key} of {where} must be {'a number' if kind is int else 'a string'}"
            )
    if table.get("lane") not in (None, *LANES):
        raise FieldError(line, f"lane of {where} is one of {', '.join(LANES)}")
    if table.get("nth") == 0:
        raise FieldError(line, f"nth of {where} counts from 1, or from -1 backwards")
    return Sought(**table)


def _near(key: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(key, known, 1)
    return f"; did you mean {near[0]}?" if near else f"; it has {', '.join(known)}"


def _not(value: str | None) -> str:
    return "" if value is None else f", not {value!r}"
