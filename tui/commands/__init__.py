"""The commands, one file each. Adding one: its file, and its line in ``NAMES``."""

from __future__ import annotations

import difflib
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from tracer.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("step", "report", "record", "mro", "check", "compare", "learn", "scrub")

_HEAD = N_(
    """\
usage: hopscope [COMMAND] [OPTIONS] [TARGET]

Step through a real socketserver run hop by hop, and see by which attribute
lookup Python found each function.

commands:
"""
)

_TAIL = N_(
    """\

With no command it is step; with no TARGET it is a built-in ThreadingTCPServer
and a client that talks to it. TARGET is also the name of a server class of
socketserver, script.py [ARGS], -m module [ARGS], or a recording (FILE.hops).

examples:
  hopscope                                    step through the built-in program
  hopscope step ForkingTCPServer              ... with a process for each request
  hopscope report                             print the whole story once
  hopscope report --format json -o run.json   ... as data
  hopscope record -o run.hops server.py       record your own program
  hopscope step run.hops                      ... and look at it as often as you like
  hopscope mro http.server:ThreadingHTTPServer process_request
  hopscope check server.py                    mistakes with classes that raise no error
  hopscope compare TCPServer ThreadingTCPServer   where two runs part, and why
  hopscope learn                              lessons, each on a program that really runs

  hopscope COMMAND --help                     everything about one command
  hopscope --version
"""
)


class Command(Protocol):
    """What a file of this folder offers."""

    SUMMARY: str
    """One line for the overview, a message to be translated."""

    def run(self, words: Sequence[str], /) -> int:
        """Do what the words ask and return the exit code. Raises HopscopeError."""


def load(name: str) -> Command:
    """Import the command of that name."""
    return cast("Command", importlib.import_module(f"tui.commands.{name}"))


def overview() -> str:
    """Write what ``hopscope --help`` says."""
    lines = "".join(f"  {name:<8} {_(load(name).SUMMARY)}\n" for name in NAMES)
    return _(_HEAD) + lines + _(_TAIL)


def version() -> str:
    """Look up the installed version of hopscope."""
    from importlib.metadata import version as installed

    return installed("hopscope")


def suggest(name: str) -> str:
    """Say what to try instead of a command that does not exist."""
    near = difflib.get_close_matches(name, NAMES, n=1)
    if near:
        return _("did you mean: hopscope {name}").format(name=near[0])
    if name.endswith((".py", ".hops", "Server")) or Path(name).exists():
        return _("to step through it: hopscope step {name}").format(name=name)
    return _("the commands are {names}; see: hopscope --help").format(names=", ".join(NAMES))
