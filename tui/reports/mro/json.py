"""``mro --format json``: the classes of an MRO and where each method is found (``docs/json.md``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lessons.mro.inherited import Resolution
    from tracer.classes.importing import ImportedClasses

FORMAT = "hopscope-mro"
VERSION = 1


def write(imported: ImportedClasses, found: Sequence[Resolution], out: TextIO) -> None:
    """Write one JSON object, ASCII only."""
    mro = imported.classes[imported.id].mro
    document = {
        "format": FORMAT,
        "version": VERSION,
        "python": imported.python,
        "class": imported.id,
        "classes": [_class(imported, each) for each in mro],
        "methods": [_method(imported, one) for one in found],
    }
    json.dump(document, out, indent=1, ensure_ascii=True)
    out.write("\n")


def _class(imported: ImportedClasses, cls: int) -> dict[str, Any]:
    facts = imported.classes[cls]
    return {
        "id": facts.id,
        "module": facts.module,
        "qualname": facts.qualname,
        "file": facts.file,
        "line": facts.line,
        "bases": list(facts.bases),
        "mro": list(facts.mro),
    }


def _method(imported: ImportedClasses, one: Resolution) -> dict[str, Any]:
    definition = imported.definitions[one.found_in, one.name]
    return {
        "name": one.name,
        "kind": one.kind,
        "found_in": one.found_in,
        "file": definition.file,
        "line": definition.line,
        "defined_in": list(one.defined_in),
        "shadowed": list(one.shadowed),
        "super": one.super,
    }
