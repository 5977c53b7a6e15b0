"""A Python process that a recorded program started: it waits, at next to no cost, for its cue.

Called by ``bootstrap/sitecustomize.py`` before the program's first line. No call of it can be a
hop before ``socketserver`` is imported, no thread exists before ``threading`` is, and it starts
Python processes in an environment of its own only through ``subprocess``. Until one of them is
imported, only an audit hook of a few instructions is there, and most children end without.
"""

from __future__ import annotations

import atexit
import sys
from typing import TYPE_CHECKING, Any

from .environment import arm

if TYPE_CHECKING:
    from .recorder import Recorder

_CUES = frozenset(("socketserver", "subprocess", "threading"))


def wait(config: dict[str, Any]) -> None:
    """Record from the moment on from which there may be something to record."""
    arm(config)  # its own children inherit what this process hides from its program
    waiting = [config]
    begun: list[Recorder] = []

    def begin() -> None:
        if waiting:
            begun.extend(_begin(waiting.pop()))

    def finish() -> None:
        for recorder in begun:
            recorder.finish()

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if waiting and event == "import" and args[0] in _CUES:
            begin()

    # Now, so that it runs after all that the program registers.
    atexit.register(finish)
    if config["roots"] or not _CUES.isdisjoint(sys.modules):
        begin()
    else:
        sys.addaudithook(hear)


def _begin(config: dict[str, Any]) -> list[Recorder]:
    from importlib.util import MAGIC_NUMBER

    from .lane import install
    from .recorder import Recorder

    recorder = None
    try:
        recorder = Recorder(config, "process")
        if config["magic"] != MAGIC_NUMBER.hex():
            recorder.note(
                f"A Python process that the program started ran under Python {sys.version.split()[0]},"
                " the program itself under another version: calls of that process are not recorded."
            )
            recorder.finish()
            return []
        recorder.open_gate()
        install(recorder, "process")
    except Exception as error:
        # Where its spool cannot be made, the recording has ended.
        if recorder is not None:
            recorder.fail(error)
        return []
    return [recorder]
