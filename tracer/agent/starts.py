"""Python processes that this one starts: they inherit recording, and the hop that starts them is noted.

Nothing of the program is patched. ``subprocess`` and ``multiprocessing`` start processes in a few
functions written in Python: the trace function sees them called, and may give their local variable
``env`` another value. ``os.exec…`` is written in C: an audit hook sees it before it happens.
"""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

from .environment import arm, as_text, completed, is_complete, is_python, unheard
from .facts.wrapping import own_dict
from .trouble import is_foreign

if TYPE_CHECKING:
    from types import FrameType

    from .lane import Lanes
    from .process import Process

_STARTERS = {
    "Popen._execute_child": "subprocess",
    "Popen._posix_spawn": "subprocess",
    "spawnv_passfds": "multiprocessing.util",
}
HEARD = ("os.exec", "os.posix_spawn", "os.system", "subprocess.Popen")


class Starts:
    """The starts of this process. Does nothing where children are not wanted."""

    def __init__(self, process: Process, lanes: Lanes) -> None:
        self._process = process
        self._lanes = lanes
        self._config = {**process.config, "main": False}
        self._replacing = False
        self.wanted: bool = self._config.get("children", False)

    def begin(self) -> None:
        """From now on children inherit recording."""
        if self.wanted:
            arm(self._config)

    def entered(self, frame: FrameType) -> Any:
        """The local trace function for a call that starts a process; None for any other."""
        home = _STARTERS.get(frame.f_code.co_qualname)
        if home is None or not self.wanted or frame.f_globals.get("__name__") != home:
            return None
        frame.f_trace_lines = False
        values = frame.f_locals
        arm(self._config)  # the program may have changed its PYTHONPATH
        if frame.f_code.co_name == "_execute_child":
            self._complete(values)
        elif frame.f_code.co_name == "_posix_spawn" and values["env"] is None:
            whole = completed(self._config, os.environ)
            if whole is not None:
                values["env"] = whole
        return self._left

    def _complete(self, values: Any) -> None:
        """Give a Python child that gets an environment of its own a completed copy of that."""
        args, given = values["args"], values["env"]
        command = values["executable"]
        if command is None:
            in_list = type(args) is list or type(args) is tuple
            command = args[0] if in_list and args else args
        if values["shell"]:
            if "python" not in as_text(args):
                return
        elif is_python(command):
            self._check_options(args)
        else:
            return
        # One that is complete is another recording's, which this program makes.
        if given is not None and not is_complete(given):
            whole = completed(self._config, given)
            if whole is not None:
                values["env"] = whole

    def _check_options(self, args: object) -> None:
        option = unheard(args)
        if option is not None:
            self._process.note("option", option=option)

    def _left(self, frame: FrameType, event: str, value: object) -> Any:
        """The process runs: tell which hop started it."""
        try:
            if event == "return" and not self._process.off:
                pid = value
                if frame.f_code.co_name != "spawnv_passfds":
                    pid = (own_dict(frame.f_locals["self"]) or {}).get("pid")
                if type(pid) is int:
                    self._tell(pid, frame, "child")
        except BaseException as error:
            if is_foreign(error):
                raise
            self._process.fail(error)
        return self._left

    def _tell(self, pid: int, frame: FrameType | None, how: str) -> None:
        lane = self._lanes.here()
        hop = None if lane is None else lane.starter(frame)
        cut = self._lanes.any_within()
        self._process.put(json.dumps(["P", pid, hop, time.monotonic_ns(), how, cut]) + "\n")

    # What only an audit hook sees

    def heard(self, event: str, args: tuple[Any, ...], frame: FrameType) -> None:
        """One of :data:`HEARD` is about to happen in ``frame``."""
        if not self.wanted or self._replacing:
            return
        if event == "os.exec":
            self._replace(*args, frame=frame)
        elif event == "os.system":
            arm(self._config)
        else:
            self._check(args)

    def _check(self, args: tuple[Any, ...]) -> None:
        """Say so where a Python child will not be recorded."""
        command, given = args[0], args[-1]
        if given is not None and not is_complete(given) and is_python(command):
            self._process.note("own-environment")

    def _replace(self, path: Any, argv: Any, given: object, *, frame: FrameType) -> None:
        """The process is about to become another program."""
        python = is_python(path)
        if not python and not self._process.is_open:
            return
        self._lanes.flush()
        self._tell(os.getpid(), frame, "exec")
        arm(self._config)
        if not python:
            return
        self._check_options(argv)
        theirs = given is None or is_complete(given)
        whole = None if theirs else completed(self._config, given)
        if whole is not None:
            self._replacing = True
            try:
                # Ours in place of the program's: when it succeeds there is no other.
                os.execve(path, argv, whole)  # noqa: S606 - as the program asked
            except OSError:
                pass  # the program's own call comes now, and fails in the same way
            finally:
                self._replacing = False
