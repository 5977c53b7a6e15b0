"""Starts a program under a supervisor, hears how it ends, and asks it to stop.

The supervisor is a small process of its own: ``supervising/supervisor.py`` says what is spoken over
the channel to it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.agent.environment import BOOT, STOPPING, completed
from tracer.errors import HopscopeError
from tracer.language import _
from tracer.programs import Program, program_for
from tracer.running.interpreter import check_interpreter
from tracer.supervising.confinement import Confinement
from tracer.supervising.daemons import Daemons

if TYPE_CHECKING:
    from tracer.running.options import Options
    from tracer.running.target import Target

_SUPERVISOR = Path(__file__).parent.parent / "supervising" / "supervisor.py"
_PATIENCE = 3.0
"""Seconds between two ways of asking a program to stop."""
_STDOUT = {"inherit": None, "stderr": 2, "null": subprocess.DEVNULL}


class Launch:
    """A program that was started; what it writes for the recording goes into ``directory``.

    The folder ``scratch`` goes where this process is killed. Where ``held``, its hops wait at the
    gate. With a descriptor ``screen`` its output goes there, and it is in a session of its own.
    Raises :class:`HopscopeError` where it cannot be started.
    """

    def __init__(
        self, target: Target, options: Options, directory: Path, *, held: bool = False,
        screen: int | None = None, scratch: Path | None = None,
    ) -> None:  # fmt: skip
        self.program = (
            program_for(target.name, options.handler) if target.kind == "builtin" else None
        )
        """Set where it is a built-in one."""
        self._directory = directory
        command = _command(target, options, self.program)
        environment = _environment(options, self.program, directory, held=held)
        self.channel, theirs = socket.socketpair()
        """What the supervisor says: when it can be read, :meth:`hear` is due."""
        with theirs:
            self._supervisor = subprocess.Popen(
                [
                    sys.executable, "-I", "-S", str(_SUPERVISOR), str(theirs.fileno()),
                    _mode(options), str(directory), str(scratch or ""), *command,
                ],
                stdin=_stdin(self.program, screen),
                stdout=_STDOUT[options.stdout] if screen is None else screen,
                stderr=screen,
                pass_fds=[theirs.fileno()],
                start_new_session=screen is not None,
                env=environment,
            )  # fmt: skip
        self._confinement = Confinement(self._supervisor.pid) if options.confined else None
        self._pid: int | None = None
        self.result: int | None = None
        """How the program ended, as its exit code or 128 and a signal's number."""
        self._daemons: Daemons | None = None
        """Looked for once it has ended."""
        self.is_stopping = False
        """Whether it was asked to stop by :meth:`stop`."""
        self._asked: list[int] = []
        self._asked_at = 0.0
        self._passed_on = (0, -_PATIENCE)
        """The last signal that the program was sent, and when."""

    # How it goes

    def hear(self) -> None:
        """Take in what the supervisor says. Raises :class:`HopscopeError` where that is gone."""
        try:
            data = self.channel.recv(4096)
        except ConnectionError:
            data = b""  # it was killed before it read all that it was told
        for line in data.decode().splitlines():
            word, _space, number = line.partition(" ")
            if word == "pid":
                self._pid = int(number)
            elif word == "exit":
                self.result = int(number)
            elif word == "killed":
                self.result = 128 + int(number)
        if not data and self.result is None:
            if self._pid is not None:  # it may not have a spool yet, by which leftovers are known
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGKILL)
            raise HopscopeError(_("the supervising process ended"), _("Run it again."), exit_code=3)

    def look_for_daemons(self) -> list[int]:
        """Look for what goes on in the background once the program has ended; the new processes.

        The first look waits for a second at most, until it is clear.
        """
        if self.result is None:
            return []
        if self._daemons is not None:
            self._daemons.look()
            return []
        self._daemons = Daemons(self._directory, os.getsid(self._supervisor.pid))
        pids = self._daemons.settle()
        if pids:
            self._asked.clear()
            number, at = self._passed_on
            if time.monotonic() - at < _PATIENCE:
                # It was meant for whoever serves: the process that it went to was just ending.
                self._daemons.signal(number)
        return pids

    @property
    def is_over(self) -> bool:
        """Whether the program has ended, and was not found to go on in the background."""
        return self.result is not None and self._daemons is not None and not self._daemons.pids

    def refuse_crowd(self) -> None:
        """Raise :class:`HopscopeError` where a confined program started too many processes."""
        if self._confinement is not None and self._confinement.look():
            raise HopscopeError(
                _("the program started more processes than any server needs: all were ended"),
                _("See where it forks: a child that goes on after its work forks again."),
            )

    # The end

    def signal(self, number: int, *, group: bool = False) -> None:
        """Send it a signal; as a ``group`` to its recorded children, too, as Ctrl-C is sent."""
        if self._daemons is not None:
            self._daemons.signal(number)
            return
        self._passed_on = (number, time.monotonic())
        with contextlib.suppress(OSError):
            self.channel.sendall(f"{'group' if group else 'signal'} {number}\n".encode())

    def stop(self) -> int | None:
        """Ask it to stop as a person would; called again when that takes long, firmly.

        Gives the signal that it was sent, 0 for the end of its input; None where nothing was due.
        """
        now = time.monotonic()
        if not self.is_stopping:
            self.is_stopping = True
            # The agent sees it: what the interruption brings up is not the program's failure.
            (self._directory / STOPPING).touch()
        elif now - self._asked_at < _PATIENCE:
            return None
        steps = self._steps()
        if len(self._asked) == len(steps):
            return None
        number = steps[len(self._asked)]
        self._asked.append(number)
        self._asked_at = now
        if number:
            self.signal(number, group=number == signal.SIGINT)
        elif self._supervisor.stdin:
            self._supervisor.stdin.close()
        return number

    def _steps(self) -> list[int]:
        """Signals in turn; 0 means the end of the program's input."""
        firmly: list[int] = [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]
        return [0, *firmly] if self.program and self.program.stops_at_end_of_input else firmly

    def close(self) -> None:
        """Leave nothing running, whatever happened; what is confined is killed."""
        with contextlib.suppress(OSError):
            self.channel.sendall(b"done\n")
        self.channel.close()
        if self._supervisor.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._supervisor.stdin.close()
        if self._confinement is not None:
            self._confinement.end()
        self._supervisor.wait()


def _command(target: Target, options: Options, program: Program | None) -> list[str]:
    python = options.python or sys.executable
    if options.python is not None:
        check_interpreter(python)
    if program is not None:
        return [python, str(program.path), *program.args]
    if target.kind == "module":
        return [python, "-m", target.name, *target.args]
    return [python, target.name, *target.args]


def _environment(
    options: Options, program: Program | None, directory: Path, *, held: bool
) -> dict[str, str] | None:
    """Give the program's environment: it begins to record by two variables of it."""
    if os.pathsep in BOOT:
        raise HopscopeError(
            _(
                "hopscope lies in {folder}, and PYTHONPATH cannot name a folder with a {separator!r}"
            ).format(folder=BOOT, separator=os.pathsep),
            _("Install it in another folder."),
        )
    config = {
        "directory": str(directory), "roots": options.roots, "values": options.values,
        "secrets": options.secrets, "lines": options.lines, "gate": held,
        "children": options.children, "main": True,
    }  # fmt: skip
    if program is None:
        return completed(config, os.environ)
    # A built-in program imports the standard library: nothing of the person's stands before it.
    return completed(config, {k: v for k, v in os.environ.items() if k != "PYTHONPATH"})


def _mode(options: Options) -> str:
    """What the supervisor ends where this process is killed."""
    if options.keep_running:
        return "keep"
    return "all" if options.confined else "end"


def _stdin(program: Program | None, screen: int | None) -> int | None:
    """A built-in program may be stopped by the end of its input; one with a screen has none."""
    if program is not None:
        return subprocess.PIPE
    return None if screen is None else subprocess.DEVNULL
