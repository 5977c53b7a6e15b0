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
from opcode import opmap
from typing import TYPE_CHECKING, Any

from .audit import listen
from .environment import STOPPING
from .facts.wrapping import own_dict
from .starts import HEARD
from .trouble import is_foreign

if TYPE_CHECKING:
    from collections.abc import Callable

    from .recorder import Recorder

_HERE = os.path.dirname(os.path.abspath(__file__))
_TRACED = frozenset(
    opmap[name]
    for name in ("RESUME", "RETURN_VALUE", "RETURN_CONST", "YIELD_VALUE")
    if name in opmap
)
"""Instructions at which a frame's call and its return are traced, and nothing is called."""


class Watch:
    """The audit events of this process that matter here."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._thread_hook: Callable[..., Any] | None = None
        self._stopping = os.path.join(recorder.config["directory"], STOPPING)

    def begin(self, thread_hook: Callable[..., Any]) -> None:
        """Listen from now on. ``thread_hook`` is what ``threading`` was given for new threads."""
        self._thread_hook = thread_hook
        self._recorder.starts.begin()
        listen(("sys.settrace", "_thread.start_new_thread", *HEARD), self._hear)
        listen(("sys.excepthook",), self._hear_last)

    def _hear(self, event: str, _: Any, args: tuple[Any, ...]) -> None:
        if self._recorder.off:
            return
        try:
            frame = sys._getframe(1)
            if event == "sys.settrace":
                self._trace_is_set(frame)
            elif event == "_thread.start_new_thread":
                self._thread_is_made(args[0])
            else:
                self._recorder.starts.heard(event, args, frame)
        except RecursionError:
            return
        except BaseException as error:
            if is_foreign(error):
                raise
            self._recorder.fail(error)

    def _hear_last(self, _: str, __: Any, args: tuple[Any, ...]) -> None:
        """An exception is about to be printed that nobody caught.

        Where it is the interruption by which hopscope ends the program it is not the program's: the
        interpreter leaves the printing out for a hook that raises RuntimeError, and ends as ever.
        """
        hook, kind = args[:2]
        own = hook is None or hook is sys.__excepthook__
        if kind is KeyboardInterrupt and own and os.path.exists(self._stopping):
            raise RuntimeError

    def _trace_is_set(self, frame: types.FrameType) -> None:
        """``sys.settrace`` is called: noted where it takes the recorder's function away.

        The interpreter does so, too, where an interrupt struck in that function: as early as on its
        first instruction, where nothing of it can tell. The program's frame stands then where no
        call is made.
        """
        lane = self._recorder.lanes.get(get_ident())
        if lane is None or sys.gettrace() is not lane.trace or lane.unset:
            return
        code = frame.f_code
        if code.co_code[max(frame.f_lasti, 0)] in _TRACED:
            lane.rearm()
        elif not code.co_filename.startswith(_HERE):
            thread: object = threading._active.get(get_ident())  # type: ignore[attr-defined]
            name = (own_dict(thread) or {}).get("_name")
            if type(name) is str:
                self._recorder.note("settrace-in", name=name)
            else:
                self._recorder.note("settrace")

    def _thread_is_made(self, function: object) -> None:
        """A thread past ``threading`` is never traced."""
        within = type(function) is types.MethodType and function.__func__
        if within is not threading.Thread._bootstrap:  # type: ignore[attr-defined]
            self._recorder.note("raw-threads")

    def ignored(self, frame: types.FrameType) -> None:
        """Code that makes no hops runs for the first time."""
        code = frame.f_code
        if code.co_qualname in ("BaseServer.serve_forever", "BaseServer.handle_request"):
            names = frame.f_globals
            module = names.get("__name__")
            if type(module) is str and "BaseServer" in names and "BaseRequestHandler" in names:
                self._recorder.note("own-copy", module=module)
        elif sys.version_info < (3, 12) and "start_new_thread" in code.co_names:
            # No audit event tells of it there; its name in a function that runs is the sign left.
            self._recorder.note("raw-threads")

    def thread_starts(self) -> None:
        """Say so where the thread that ``Thread.start`` was called for will not be traced."""
        if threading.gettrace() is not self._thread_hook:
            self._recorder.note("threading-settrace")
