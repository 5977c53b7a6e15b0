"""Which process of a program started which, put together from what each of them tells.

A process tells in its header who it is, and with each start which hop started which process. The
two come in either order: a child may be quicker than its parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracer.model import Note


@dataclass(slots=True)
class _Process:
    token: int
    pid: int
    parent: int
    """Process id of the parent."""
    kind: str
    starter: int | None = None
    """Raw id of the hop that started it, where one did."""


class Processes:
    """The processes of one recording. ``token`` tells them apart: process ids may come again."""

    def __init__(self) -> None:
        self._by_token: dict[int, _Process] = {}
        self._starters: dict[int, int | None] = {}
        """By process id: the hop of the newest start that no process has answered for."""
        self._ended: set[int] = set()
        self._stopped: set[int] = set()
        """Those that said that they record no more."""
        self._main = 0
        self._followed: set[int] = set()
        self._cut = False
        self._left = False
        """The program became another one, which has told nothing so far."""

    def take_header(self, token: int, facts: dict[str, Any]) -> Note | None:
        """A process begins to tell; gives a note about it, where one is due."""
        process = _Process(token, facts["pid"], facts.get("ppid", 0), facts["kind"])
        if process.kind == "process":
            known = {other.pid for other in self._by_token.values()}
            if process.pid in self._starters:
                process.starter = self._starters.pop(process.pid)
            elif process.parent not in known:
                process.starter = self._starters.get(process.parent)  # a shell, say, in between
        self._by_token[token] = process
        main = self._by_token.get(self._main)
        if process.kind != "process" or main is None or main.pid != process.pid:
            return None
        self._main = token
        self._left = False
        return Note("restarted", {"pid": process.pid})

    def take_start(self, pid: int, hop: int | None, how: str, *, cut: bool) -> int | None:
        """A process was started (``how`` is ``child``), or is about to become another (``exec``).

        ``cut``: hops of the telling process stand open. Gives the token of the started process
        where that was heard of already.
        """
        main = self._by_token.get(self._main)
        if how == "exec" and main is not None and main.pid == pid:
            self._cut = self._cut or cut
            self._left = True
        if how == "child":
            for token, process in self._by_token.items():
                if process.pid == pid and process.kind == "process" and process.starter is None:
                    process.starter = hop
                    return token
        self._starters[pid] = hop
        return None

    def follow(self, pids: list[int]) -> None:
        """The program goes on in these processes, its first one having ended."""
        self._followed.update(pids)

    def quit(self, token: int) -> None:
        """A process has ended in an orderly way."""
        self._ended.add(token)

    def stop(self, token: int) -> None:
        """A process records nothing more, and has said so in a note."""
        self._stopped.add(token)

    def forget(self, token: int) -> None:
        """A process is gone: of a fork, of which there may be one a request, nothing more is asked."""
        process = self._by_token.get(token)
        if process is not None and process.kind == "fork" and process.pid not in self._followed:
            del self._by_token[token]
            self._ended.discard(token)

    def starter(self, token: int) -> int | None:
        """Raw id of the hop that started a process, as far as is known by now."""
        process = self._by_token.get(token)
        return None if process is None else process.starter

    @property
    def complete(self) -> bool:
        """Whether the program ended in an orderly way, and none of its restarts cut hops off."""
        return self._is_over and not self._cut

    @property
    def _is_over(self) -> bool:
        if not self._followed:
            return self._main in self._ended
        # The newest of each process id: it may have become another program.
        tokens = {p.pid: token for token, p in self._by_token.items() if p.pid in self._followed}
        return self._ended.issuperset(tokens.values())

    @property
    def ending(self) -> Note | None:
        """What to say of a program that did not end in an orderly way."""
        if self._main in self._stopped:
            return None  # a note of its own says why
        if not self._by_token:
            return Note("nothing")
        if self._left:
            return Note("replaced")
        return None if self._is_over else Note("cut")
