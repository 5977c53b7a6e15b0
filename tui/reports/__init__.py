"""The reports, one file an output. Adding one: its file, and its line in ``NAMES``.

A report is a fold over a finished recording: it reads, it writes text to a
stream, and knows neither the recorder nor the command line.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, TextIO, cast

if TYPE_CHECKING:
    from tracer.recording import Recording

NAMES = ("text", "json")


class Report(Protocol):
    """What a file of this folder offers."""

    def write(self, recording: Recording, out: TextIO, /) -> None:
        """Write the whole report. Raises HopscopeError where the recording is damaged."""


def load(name: str) -> Report:
    """Import the report of that name."""
    return cast("Report", importlib.import_module(f"tui.reports.run.{name}"))
