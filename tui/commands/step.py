"""``hopscope step``: step through a run in the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tui.commands.parsing import CommandParser
from tui.commands.report import write_report
from tui.commands.targets import TARGET_HELP, add_options, narrate, recorded

if TYPE_CHECKING:
    from collections.abc import Sequence

SUMMARY = "step through a request in the terminal"

_EXAMPLES = """\
  hopscope                                   the built-in program
  hopscope step UDPServer                    another server class of socketserver
  hopscope step run.hops                     a recording
  hopscope step --send hello --requests 1 server.py --port 0

Keys: right or s for the next hop, left to go back, n over, f finish, m explains
the lookup, ? shows all keys, q quits. Without a terminal the report is printed.
"""


def run(words: Sequence[str]) -> int:
    """Record where need be, then open the app on the recording."""
    parser = CommandParser(
        "step",
        usage="[OPTIONS] [TARGET]",
        description=f"Step through a request hop by hop in the terminal.\n\n{TARGET_HELP}",
        examples=_EXAMPLES,
    )
    add_options(parser)
    own, target = parser.split(words)
    options = parser.parse_args(own)
    obstacle = _obstacle()
    with recorded(target, options) as path:
        if obstacle:
            narrate(f"{obstacle}, so this is the report instead of the app")
            write_report(path, "text")
            return 0
        from tui.app.run import run as open_app

        return open_app(path) or 0


def _obstacle() -> str:
    """Why the app cannot run here; empty where it can."""
    for stream, name in ((sys.stdin, "stdin"), (sys.stdout, "stdout"), (sys.stderr, "stderr")):
        if stream is None or not stream.isatty():
            return f"{name} is not a terminal"
    if os.environ.get("TERM", "") in {"dumb", ""}:
        return "the terminal can only print (TERM=dumb)"
    return ""
