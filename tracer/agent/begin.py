"""Where recording begins in a process: called by ``bootstrap/sitecustomize.py`` before its first line.

The program's first process is recorded at once. A Python process that it starts waits, at next to
no cost, for its cue: no call of it can be a hop before ``socketserver`` is imported, no thread
exists before ``threading`` is, and it starts Python processes in an environment of its own only
through ``subprocess``. Most such processes end without any of them.
"""

from __future__ import annotations

import atexit
import sys
from typing import TYPE_CHECKING, Any

from .environment import KIND, arm

if TYPE_CHECKING:
    from .recorder import Recorder

_CUES = frozenset(("socketserver", "subprocess", "threading"))


def begin(config: dict[str, Any]) -> None:
    """Record from the moment on from which there may be something to record."""
    first = config.get("main", False)
    if first:
        config["magic"] = KIND
    if config["children"]:
        arm(config)  # they inherit what this process hides from its program
    waiting = [config]
    begun: list[Recorder] = []

    def finish() -> None:
        for recorder in begun:
            recorder.finish()

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if waiting and event == "import" and args[0] in _CUES:
            begun.extend(_record(waiting.pop()))

    # Now, so that it runs after all that the program registers.
    atexit.register(finish)
    if first or config["roots"] or not _CUES.isdisjoint(sys.modules):
        begun.extend(_record(waiting.pop()))
    else:
        sys.addaudithook(hear)


def _record(config: dict[str, Any]) -> list[Recorder]:
    """Make this process's recorder; none where it cannot be made: the program runs all the same."""
    from .recorder import Recorder

    kind = "main" if config.get("main") else "process"
    recorder = None
    try:
        recorder = Recorder(config, kind)
        if config["magic"] != KIND:
            recorder.process.note("other-version", version=_version())
            recorder.finish()
            return []
        recorder.begin()
    except Exception as error:
        # Where its spool cannot be made there is nowhere to say why: the session notices.
        if recorder is not None:
            recorder.process.fail(error)
        return []
    return [recorder]


def _version() -> str:
    return sys.version.split()[0] + (" (free-threaded)" if "t" in sys.abiflags else "")
