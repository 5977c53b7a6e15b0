"""What a test may leave behind in its own process, and how to see it."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

GRACE = 5.0
"""Seconds in which what is just ending may end."""
_PROC = Path("/proc")


@dataclass(frozen=True)
class Census:
    """What is alive in this process. Without ``/proc``, processes and sockets are not seen."""

    trace: object
    profile: object
    thread_hooks: tuple[object, object]
    threads: frozenset[threading.Thread]
    children: frozenset[str]
    """``pid command`` of each child, the unwaited dead included."""
    sockets: frozenset[str]
    """``kind inode`` of each socket of ours that listens, or that is bound for datagrams."""

    @classmethod
    def take(cls) -> Census:
        """Count now."""
        return cls(
            sys.gettrace(),
            sys.getprofile(),
            (threading.gettrace(), threading.getprofile()),
            frozenset(threading.enumerate()),
            frozenset(_children()),
            frozenset(_sockets()),
        )

    def new_in(self, later: Census) -> list[str]:
        """Say in words what ``later`` has that this one has not."""
        left = self.hooks_in(later)
        left += [f"a thread: {thread!r}" for thread in later.threads - self.threads]
        left += [f"a child process: {child}" for child in later.children - self.children]
        left += [f"a socket: {found}" for found in later.sockets - self.sockets]
        return left

    def hooks_in(self, later: Census) -> list[str]:
        """Say which trace and profile functions ``later`` has: they never end by themselves."""
        left: list[str] = []
        if later.trace is not self.trace:
            left.append(f"a trace function: {later.trace!r}")
        if later.profile is not self.profile:
            left.append(f"a profile function: {later.profile!r}")
        if later.thread_hooks != self.thread_hooks:
            left.append(f"a trace or profile function for threads: {later.thread_hooks!r}")
        return left


def await_none(before: Census, seconds: float = GRACE) -> list[str]:
    """Give what is left over since ``before``, once it is nothing or ``seconds`` have passed."""
    deadline = time.monotonic() + seconds
    while True:
        now = Census.take()
        left = before.new_in(now)
        if not left or before.hooks_in(now) or time.monotonic() > deadline:
            return left
        time.sleep(0.02)


def _children() -> list[str]:
    """Children of this process and of all its threads."""
    if not _has_children():
        return []
    found = []
    for task in (_PROC / "self" / "task").iterdir():
        try:
            children = (task / "children").read_text().split()
        except OSError:  # the thread ended while we looked: its children are another's now
            return _children()
        for pid in children:
            try:
                command = (_PROC / pid / "comm").read_text().strip()
            except OSError:  # it ended while we looked
                continue
            found.append(f"{pid} {command}")
    return found


def _has_children() -> bool:
    """Whether there is any to wait for: hundreds of times there is none."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return _PROC.exists()


def _sockets() -> list[str]:
    """What listens or is bound for datagrams, asked of each socket itself."""
    found = []
    for entry in (_PROC / "self" / "fd").glob("*"):
        try:
            target = str(entry.readlink())
            if not target.startswith("socket:["):
                continue
            with socket.socket(fileno=os.dup(int(entry.name))) as each:
                if _is_open_to_others(each):
                    found.append(f"{_kind(each)} {target[8:-1]}")
        except OSError:  # the descriptor of this very listing, or one that was closed meanwhile
            continue
    return found


def _kind(each: socket.socket) -> str:
    if each.family == socket.AF_UNIX:
        return "unix"
    return "udp" if each.type == socket.SOCK_DGRAM else "tcp"


def _is_open_to_others(each: socket.socket) -> bool:
    if each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        return True
    is_internet = each.family in (socket.AF_INET, socket.AF_INET6)
    return is_internet and each.type == socket.SOCK_DGRAM and each.getsockname()[1] != 0
