"""Whether a stored source is still what ran: nothing is explained from one that is not.

The source is compiled, never executed.
"""

from __future__ import annotations

import importlib.util
import warnings
from functools import lru_cache
from itertools import islice
from types import CodeType
from typing import TYPE_CHECKING

from lessons.source.newer_syntax import is_newer
from lessons.source.syntax import Span, parse
from tracer.agent.facts.digest import digest
from tracer.language import _

if TYPE_CHECKING:
    from tracer.model import Code, Site

NO_DIGEST = 0
"""In place of a digest that is not known: the source is compared by name and line only."""
_THIS_MAGIC = importlib.util.MAGIC_NUMBER.hex()


class CheckedCode:
    """What the source of one code is known to be.

    ``reason`` is None where the source is what ran, else says in words why nothing can be told
    from it.
    """

    def __init__(self, reason: str | None, compiled: CodeType | None = None) -> None:
        self.reason = reason
        self._compiled = compiled

    def site_reason(self, site: Site) -> str | None:
        """Why a site cannot be read in this source; None where it can."""
        if self.reason is not None or self._compiled is None:
            return self.reason
        # Blank lines that came or went inside a function change no bytecode, only positions.
        recorded = (site.line, site.end_line, site.byte_column, site.end_byte_column)
        index = site.offset // 2
        found = next(islice(self._compiled.co_positions(), index, index + 1), None)
        return None if found == recorded else _("lines of the source have moved since it ran")


def check_source(text: str | None, code: Code, magic: str, python: str = "") -> CheckedCode:
    """Compare the source of ``code.file`` with the recorded code.

    Under the interpreter that made the recording (equal ``magic``) by bytecode,
    else by name and first line. ``python`` is that interpreter's version, such as ``3.12.1``.
    """
    if text is None:
        return CheckedCode(
            _("the source of {qualname} is not in the recording").format(qualname=code.qualname)
        )
    syntax = parse(text)
    if syntax is None and is_newer(text, python):
        return CheckedCode(
            _("the source of {qualname} has syntax newer than this Python").format(
                qualname=code.qualname
            )
        )
    if syntax is None:
        return CheckedCode(
            _("the source of {qualname} cannot be parsed by this Python").format(
                qualname=code.qualname
            )
        )
    if magic == _THIS_MAGIC and code.digest != NO_DIGEST:
        for optimize in (0, 1, 2):
            same = _codes(text, optimize).get((code.qualname, code.first_line), [])
            for compiled in same:
                if digest(compiled) == code.digest:
                    return CheckedCode(None, compiled)
        return CheckedCode(
            _("the source of {qualname} is not what ran").format(qualname=code.qualname)
        )
    if not syntax.definitions(code.name, code.first_line):
        return CheckedCode(
            _("the source of {qualname} is not what ran").format(qualname=code.qualname)
        )
    return CheckedCode(None)


@lru_cache(maxsize=128)
def _codes(text: str, optimize: int) -> dict[tuple[str, int], list[CodeType]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = compile(
                text.removeprefix("\ufeff"),
                "<recorded>",
                "exec",
                dont_inherit=True,
                optimize=optimize,
            )
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[tuple[str, int], list[CodeType]] = {}
    waiting = [module]
    while waiting:
        code = waiting.pop()
        found.setdefault((code.co_qualname, code.co_firstlineno), []).append(code)
        waiting.extend(each for each in code.co_consts if isinstance(each, CodeType))
    return found


def recorded_span(site: Site) -> Span | None:
    """The span of a site; None where the interpreter gave no position."""
    if (
        site.line is None
        or site.end_line is None
        or site.byte_column is None
        or site.end_byte_column is None
    ):
        return None
    return (site.line, site.end_line, site.byte_column, site.end_byte_column)
