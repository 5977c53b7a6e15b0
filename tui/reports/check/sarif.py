"""``check --format sarif``: SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from lessons.traps import traps
from tui.text import visible

if TYPE_CHECKING:
    from lessons.traps.checked import Checked, Unchecked
    from lessons.traps.finding import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write(found: Checked, out: TextIO) -> None:
    """Write one SARIF log with one run, ASCII only."""
    rules = [
        {
            "id": trap.ID,
            "name": trap.NAME,
            "shortDescription": {"text": trap.TITLE},
            "defaultConfiguration": {"level": "warning"},
        }
        for trap in traps()
    ]
    places = {rule["id"]: index for index, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "hopscope", "version": version("hopscope"), "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "where hopscope was called"}}},
        "invocations": [
            {
                # With a target missing, the results are not all that there would be.
                "executionSuccessful": not found.unchecked,
                "toolExecutionNotifications": [_notification(one) for one in found.unchecked],
            }
        ],
        "results": [
            result
            for one in found.sources
            for result in (
                *(_result(each, places[each.id]) for each in one.findings),
                *(
                    _result(each, places[each.id]) | {"suppressions": [{"kind": "inSource"}]}
                    for each in one.silenced
                ),
            )
        ],
    }
    json.dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, out, indent=1)
    out.write("\n")


def _result(one: Finding, rule: int) -> dict[str, Any]:
    remedy = f"\nInstead: {one.remedy}" if one.remedy else ""
    details = "".join(f"\n{line}" for line in one.details)
    return {
        "ruleId": one.id,
        "ruleIndex": rule,
        "level": "warning",
        "message": {"text": f"{one.message}.{details}{remedy}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(one.place.file),
                    "region": {
                        "startLine": one.place.line,
                        "startColumn": one.place.column + 1,
                        "endLine": one.place.end_line,
                        "endColumn": one.place.end_column + 1,
                    },
                },
                "logicalLocations": [{"fullyQualifiedName": one.subject}],
            }
        ],
    }


def _notification(one: Unchecked) -> dict[str, Any]:
    found: dict[str, Any] = {
        "level": "error",
        "message": {"text": visible(f"{one.target}: not checked: {one.reason}")},
    }
    if one.file:
        place: dict[str, Any] = {"artifactLocation": _artifact(one.file)}
        if one.line is not None:
            place["region"] = {"startLine": one.line}
        found["locations"] = [{"physicalLocation": place}]
    return found


def _artifact(file: str) -> dict[str, str]:
    path = Path(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(os.fsencode(path.as_posix())), "uriBaseId": "SRCROOT"}
