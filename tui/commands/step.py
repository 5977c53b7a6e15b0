"""``hopscope step``: step through a run in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracer.language import N_, _
from tui.commands.parsing import CommandParser
from tui.commands.report import write_report
from tui.commands.targets import (
    TARGET_HELP,
    add_options,
    narrate,
    parse_target,
    recorded,
    session_options,
)
from tui.commands.terminal import obstacle

if TYPE_CHECKING:
    from collections.abc import Sequence

SUMMARY = N_("step through a request in the terminal")

_EXAMPLES = N_(
    """\
  hopscope                                   the built-in program, live
  hopscope step UDPServer                    another server class of socketserver
  hopscope step server.py --port 8000        your own server; use it from a browser
  hopscope step --replay server.py           run it first, step through the recording
  hopscope step run.hops                     a recording

The program waits before each call until you let it go. Keys: right or s lets one
hop go, left looks back, space lets everything run or holds it, a opens a client,
m explains the lookup, ? shows all keys, q quits. Without a terminal it is run
freely, and the report is printed.
"""
)


def run(words: Sequence[str]) -> int:
    """Run the target live in the app; open the app on a recording."""
    parser = CommandParser(
        "step",
        usage="[OPTIONS] [TARGET]",
        description=N_("Step through a request hop by hop in the terminal."),
        target=TARGET_HELP,
        examples=_EXAMPLES,
    )
    parser.add_argument(
        "--replay", action="store_true", help=N_("record the whole run first, then step through it")
    )
    add_options(parser)
    own, target = parser.split(words)
    options = parser.read(own)
    program = parse_target(target, options)
    hindered = obstacle()
    if not hindered and not options.replay and not isinstance(program, Path):
        from tui.app.run import run_live

        return run_live(program, session_options(options, "null"))
    with recorded(program, options) as path:
        if hindered:
            narrate(
                _("{obstacle}, so this is the report instead of the app").format(obstacle=hindered)
            )
            write_report(path, "text")
            return 0
        from tui.app.run import run as open_app

        return open_app(path) or 0
