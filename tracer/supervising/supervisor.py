"""A small process between hopscope and the program, so that neither can leave the other behind.

``python -I -S supervisor.py DESCRIPTOR end|keep|all DIRECTORY SCRATCH COMMAND…`` runs COMMAND and
holds one end of a socket pair to the controller. It passes signals on when the
controller says so (``signal 2`` to the program, ``group 2`` to its recorded children as well, as a
terminal's Ctrl-C would), tells how the program ended (``exit 0``,
``killed 9``), and stays until the controller is ``done`` with it. When the
controller dies before that, it ends the program and everything that wrote a
spool in DIRECTORY, which it then removes, and for ``all`` whatever is left in its own process group; or, told to ``keep`` them, it removes
DIRECTORY alone, without which nothing is held or recorded. The folder SCRATCH (empty: none) is the
controller's own: it goes, too, where that died. Standard library only.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import time

_PATIENCE = 2.0
_PAGE, _GONE = "gate.page", b"\xff" * 16
"""Of ``agent/gate.py``, whose import would cost more than all else here."""


def main() -> int:
    """Run until the program has ended; 0 always: how it ended goes over the socket."""
    channel = int(sys.argv[1])
    mode, directory, scratch, command = *sys.argv[2:5], sys.argv[5:]
    keep = mode == "keep"
    os.set_inheritable(channel, False)
    # The terminal's Ctrl-C reaches the program by itself; this process outlives it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    child = _start(command)
    _say(channel, f"pid {child}")
    orphaned = False
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        ready = select.select([channel, wake], [], [], 1.0)[0]
        if wake in ready:
            os.read(wake, 64)
        if channel in ready and not _obey(channel, child, directory):
            orphaned = True
            break
    if orphaned:
        if not keep:
            _end(child)
    else:
        code = os.waitstatus_to_exitcode(status)
        _say(channel, f"exit {code}" if code >= 0 else f"killed {-code}")
        orphaned = not _is_released(channel)
    if orphaned:
        if keep:
            _let_go(directory)
        else:
            _end_others(directory)
        _remove(directory)
        if scratch:
            _remove(scratch)
        if mode == "all":
            os.killpg(os.getpgrp(), signal.SIGKILL)  # this process, too: it is done
    return 0


def _start(command: list[str]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        os.execvp(command[0], command)
    except OSError as error:
        os.write(2, f"cannot start {command[0]}: {error.strerror}\n".encode())
    os._exit(127)


def _say(channel: int, text: str) -> None:
    try:
        os.write(channel, text.encode() + b"\n")
    except OSError:
        pass  # the controller is gone: the next read notices


def _obey(channel: int, child: int, directory: str) -> bool:
    """Do what the controller says; False when it is gone."""
    try:
        data = os.read(channel, 4096)
    except OSError:
        return False
    for line in data.decode().splitlines():
        word, _, number = line.partition(" ")
        if word == "signal":
            _kill(child, int(number))
        elif word == "group":
            for pid in {child, *_group_of(child, directory)}:
                _kill(pid, int(number))
    return bool(data)


def _group_of(child: int, directory: str) -> list[int]:
    """Recorded processes that a Ctrl-C for the program would reach as well."""
    found = []
    for pid in mapped_by(directory):
        try:
            if os.getpgid(pid) == os.getpgid(child):
                found.append(pid)
        except ProcessLookupError:
            continue  # it ended just now
    return found


def _is_released(channel: int) -> bool:
    """Wait until the controller has all it needs of the program; False when it died before."""
    while True:
        try:
            data = os.read(channel, 4096)
        except OSError:
            return False
        if not data:
            return False
        if b"done" in data:
            return True


def _kill(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass  # it ended just now


def _end(child: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        _kill(child, number)
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if os.waitpid(child, os.WNOHANG)[0]:
                return
            time.sleep(0.02)


def _end_others(directory: str) -> None:
    """End forked children that still write into the directory: each holds its spool mapped."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in mapped_by(directory):
            _kill(pid, number)
        deadline = time.monotonic() + _PATIENCE
        while mapped_by(directory) and time.monotonic() < deadline:
            time.sleep(0.02)


def is_abandoned(file: int) -> bool:
    """Whether no process can write an open file any more: none has it mapped, in any namespace."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        # Granted only while nobody has the file open for writing; a mapping counts.
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError:
        return False
    return True


def _is_all_abandoned(directory: str) -> bool:
    """Whether no spool of the directory can be written any more."""
    try:
        for name in os.listdir(directory):
            if name.endswith(".spool"):
                file = os.open(os.path.join(directory, name), os.O_RDONLY | os.O_CLOEXEC)
                try:
                    if not is_abandoned(file):
                        return False
                finally:
                    os.close(file)
    except OSError:
        return False
    return True


def mapped_by(directory: str) -> list[int]:
    """Processes that have a file of the directory mapped, as far as /proc tells.

    Each process of a run has its spool mapped: where none of these is, nobody has any.
    """
    if _is_all_abandoned(directory):
        return []  # to read what every process of the machine has mapped costs tens of milliseconds
    found = []
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if name.isdigit() and int(name) != os.getpid():
            try:
                with open(f"/proc/{name}/maps", encoding="utf-8", errors="replace") as file:
                    if f"{directory}/" in file.read():
                        found.append(int(name))
            except OSError:
                continue
    return found


def _let_go(directory: str) -> None:
    """Say to the processes of the program that nobody follows them any more."""
    try:
        with open(os.path.join(directory, _PAGE), "r+b") as page:
            page.write(_GONE)
    except FileNotFoundError:
        pass  # a run whose hops are not held: it finds the directory gone


def _remove(directory: str) -> None:
    """Remove it under another name, so that nothing new can come into it meanwhile."""
    gone = f"{directory}-gone"
    os.rename(directory, gone)
    for name in os.listdir(gone):
        os.unlink(os.path.join(gone, name))
    os.rmdir(gone)


if __name__ == "__main__":
    sys.exit(main())
