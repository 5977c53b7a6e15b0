"""``mro A,B --format json``: the orders of bases, and where their lookups end (``docs/json.md``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lessons.mro.other_bases import WhatIf
    from tracer.classes.importing import Built, BuiltOrders

FORMAT = "hopscope-what-if"
VERSION = 1


def write(answer: BuiltOrders, orders: Sequence[WhatIf], out: TextIO, name: str = "") -> None:
    """Write one JSON object, ASCII only; with ``name`` only that lookup of each order."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "python": answer.classes.python,
        "orders": [
            _order(answer, order, built, name)
            for order, built in zip(orders, answer.built, strict=True)
        ],
    }
    json.dump(document, out, indent=1, ensure_ascii=True)
    out.write("\n")


def _order(answer: BuiltOrders, order: WhatIf, built: Built, name: str) -> dict[str, Any]:
    names = answer.classes.classes
    return {
        "bases": [names[each].qualname for each in order.bases],
        "mro": None if built.mro is None else [names[each].qualname for each in built.mro],
        "error": built.error,
        "methods": {
            one.name: names[one.found_in].qualname
            for one in order.found.values()
            if name in ("", one.name)
        },
    }
