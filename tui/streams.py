"""The process's own streams, where they fail."""

from __future__ import annotations

import os
import select
import sys


def forget_stdout() -> None:
    """Let what is still unwritten go nowhere: else the interpreter tries again as it leaves."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def terminal_is_gone() -> bool:
    """Whether the terminal hung up. A process that it does not control gets no signal of that."""
    terminal = select.poll()
    terminal.register(sys.__stdin__ or 0, 0)
    return any(event & select.POLLHUP for _, event in terminal.poll(0))
