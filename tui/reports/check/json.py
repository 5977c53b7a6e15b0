"""``check --format json``: all that a check says, as data (``docs/json.md``)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from lessons.traps.checked import Checked, CheckedClass, CheckedSource
    from lessons.traps.finding import Finding
    from lessons.traps.hierarchy import Share

FORMAT = "hopscope-check"
VERSION = 1


def write(found: Checked, out: TextIO) -> None:
    """Write one JSON object, ASCII only."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "sources": [_source(one) for one in found.sources],
        "unchecked": [asdict(one) for one in found.unchecked],
    }
    json.dump(document, out, indent=1, ensure_ascii=True)
    out.write("\n")


def _source(found: CheckedSource) -> dict[str, Any]:
    return {
        "file": found.file,
        "module": found.module,
        "classes": found.looked_at,
        "findings": [_finding(one) for one in found.findings],
        "silenced": [_finding(one) for one in found.silenced],
        "several_bases": [_class(found, one) for one in found.several_bases],
        "unjudged": [
            {"name": one.name, "line": one.line, "reason": one.reason} for one in found.unjudged
        ],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "id": one.id,
        "trap": one.trap,
        "subject": one.subject,
        "line": one.place.line,
        "end_line": one.place.end_line,
        "column": one.place.column,
        "end_column": one.place.end_column,
        "message": one.message,
        "details": list(one.details),
        "remedy": one.remedy or None,
    }


def _class(found: CheckedSource, one: CheckedClass) -> dict[str, Any]:
    return {
        "name": found.classes[one.id].qualname,
        "line": one.line,
        "mro": [found.classes[each].qualname for each in found.classes[one.id].mro],
        "bases": [_share(found, share) for share in one.shares],
    }


def _share(found: CheckedSource, share: Share) -> dict[str, Any]:
    return {
        "name": found.classes[share.base].qualname,
        "gives": list(share.gives),
        "overrides": list(share.overrides),
        "loses": {name: found.classes[to].qualname for name, to in share.loses.items()},
        "unknown": list(share.unknown),
        "too_late": share.comes_too_late,
    }
