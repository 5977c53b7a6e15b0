"""The reports, one file an output. Adding one: its file, and its name in ``FORMATS``.

A report is a fold over a finished recording: it reads, it writes text to a
stream, and knows neither the recorder nor the command line.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, TextIO, cast

if TYPE_CHECKING:
    from tracer.recording import Recording

FORMATS = {
    "report": ("text", "json"),
    "compare": ("text", "markdown", "json"),
    "check": ("text", "json", "sarif", "github"),
    "mro": ("text", "json"),
}
"""By command: the formats that it writes. Each is shown text that would act (``tests/foreign``)."""


class Report(Protocol):
    """What a file of this folder offers."""

    def write(self, recording: Recording, out: TextIO, /) -> None:
        """Write the whole report. Raises HopscopeError where the recording is damaged."""


def load(name: str) -> Report:
    """Import the report of that name."""
    return cast("Report", importlib.import_module(f"tui.reports.run.{name}"))
