"""Whether the app can run where the command was started."""

from __future__ import annotations

import os
import sys

from tracer.language import _


def obstacle() -> str:
    """Why the app cannot run here; empty where it can."""
    for stream, name in ((sys.stdin, "stdin"), (sys.stdout, "stdout"), (sys.stderr, "stderr")):
        if stream is None or not stream.isatty():
            return _("{name} is not a terminal").format(name=name)
    if os.environ.get("TERM", "") in {"dumb", ""}:
        return _("the terminal can only print (TERM=dumb)")
    return ""
