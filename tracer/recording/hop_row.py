"""A hop as the table ``hops`` has it: one list, from where it is made until it is written."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

HopRow: TypeAlias = list[Any]
"""The columns of a hop, in the order of the table."""

(
    ID, PARENT, LANE, DEPTH, REQUEST, SHAPE, RECEIVER, REVISION, RESUMED, ARGUMENTS, START_NS, END_NS,
    OUTCOME, VALUE, RAISED_TYPE, RAISED_MESSAGE, POLLS,
) = range(17)  # fmt: skip
ENDING: Final = slice(END_NS, POLLS)
"""What is known when a hop has ended: from ``end_ns`` to ``raised_message``."""
UNFINISHED: Final = (None, "unfinished", None, None, None, None)
"""The columns from ``end_ns`` on of a hop that has not ended."""
