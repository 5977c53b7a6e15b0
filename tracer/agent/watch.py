"""What the program does that recording depends on, seen through an audit hook.

The hook changes nothing: it is called before the interpreter acts, and no error leaves it. Threads
and trace functions that escape the recorder are said in the recording's notes.
"""

from __future__ import annotations

import os
import sys
import threading
import types
from _thread import get_ident
from typing import TYPE_CHECKING, Any

from .audit import listen, listen_closely
from .environment import STOPPING
from .starts import HEARD
from .trouble import is_foreign

if TYPE_CHECKING:
    from collections.abc import Callable

    from .front_end import FrontEnd
    from .process import Process
    from .starts import Starts

_CLOSELY = (*HEARD, "sys.excepthook", "sys.addaudithook")
"""The last because a hook that the program adds would hear of hooks that are added after it."""


class Watch:
    """The audit events of this process that matter here."""

    def __init__(self, process: Process, starts: Starts, front: FrontEnd) -> None:
        self._process = process
        self._starts = starts
        self._front = front
        self._is_close = False
        self._closing = 0
        self._stopping = os.path.join(process.config["directory"], STOPPING)

    def begin(self) -> None:
        """Listen from now on. What an event is about is asked for when the first of its kind comes."""
        self._starts.begin()
        listen(
            {
                "sys.settrace": self._trace_is_set,
                "_thread.start_new_thread": self._thread_is_made,
                **dict.fromkeys(_CLOSELY, self._begin_closely),
            }
        )

    def _trace_is_set(self) -> None:
        if not self._process.off:
            self._guarded(self._front.trace_is_set, sys._getframe(2))

    def _thread_is_made(self) -> None:
        """A thread is made: by ``Thread.start``, or past it."""
        if sys._getframe(2).f_code is not threading.Thread.start.__code__:
            self._begin_closely()

    def _begin_closely(self) -> None:
        if not self._is_close and self._closing != get_ident():
            self._closing = get_ident()  # adding a hook is an event, too
            listen_closely(("_thread.start_new_thread", *HEARD), self._hear)
            listen_closely(("sys.excepthook",), self._hear_last)
            self._is_close = True

    def _hear(self, event: str, _: Any, args: tuple[Any, ...]) -> None:
        if self._process.off:
            return
        if event == "_thread.start_new_thread":
            self._guarded(self._check_thread, args[0])
        else:
            self._guarded(self._starts.heard, event, args, sys._getframe(1))

    def _guarded(self, hear: Callable[..., None], *about: Any) -> None:
        try:
            hear(*about)
        except RecursionError:
            return
        except BaseException as error:
            if is_foreign(error):
                raise
            self._process.fail(error)

    def _hear_last(self, _: str, __: Any, args: tuple[Any, ...]) -> None:
        """An exception is about to be printed that nobody caught.

        Where it is the interruption by which hopscope ends the program it is not the program's: the
        interpreter leaves the printing out for a hook that raises RuntimeError, and ends as ever.
        """
        hook, kind = args[:2]
        own = hook is None or hook is sys.__excepthook__
        if kind is KeyboardInterrupt and own and os.path.exists(self._stopping):
            raise RuntimeError

    def _check_thread(self, function: object) -> None:
        """A thread past ``threading`` is never traced."""
        within = type(function) is types.MethodType and function.__func__
        if within is not threading.Thread._bootstrap:  # type: ignore[attr-defined]
            self._process.note("raw-threads")


def note_ignored(frame: types.FrameType, process: Process) -> None:
    """Code that makes no hops runs for the first time: say so where calls are missing for it."""
    code = frame.f_code
    if code.co_qualname in ("BaseServer.serve_forever", "BaseServer.handle_request"):
        names = frame.f_globals
        module = names.get("__name__")
        if type(module) is str and "BaseServer" in names and "BaseRequestHandler" in names:
            process.note("own-copy", module=module)
    elif sys.version_info < (3, 12) and "start_new_thread" in code.co_names:
        # No audit event tells of it there; its name in a function that runs is the sign left.
        process.note("raw-threads")
