"""Where a server can be reached, in words, and by which command a person reaches it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.model import Listening

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - read, not bound


def where(listening: Listening) -> str:
    """An address in words: ``tcp 127.0.0.1:8080``."""
    address = listening.address
    text = address if isinstance(address, str) else f"{address[0]}:{address[1]}"
    return f"{listening.family} {text}"


def how(listening: Listening, *, web: bool) -> str:
    """The command that reaches it from this machine: curl for a ``web`` server, else nc."""
    address = listening.address
    if isinstance(address, str):
        options = "-U" if listening.family == "unix" else "-uU"
        return f"nc {options} {shlex.quote(address)}"
    host, port = reachable(address)
    if web:
        return f"curl http://{f'[{host}]' if ':' in host else host}:{port}/"
    return f"nc {'-u ' if listening.family == 'udp' else ''}{host} {port}"


def reachable(address: tuple[str, int]) -> tuple[str, int]:
    """Host and port to connect to: a server that is bound to every address is at the loopback one."""
    host, port = address
    return _EVERYWHERE.get(host, host), port
