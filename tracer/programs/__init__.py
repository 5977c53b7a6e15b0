"""The built-in servers: one real program a file, and the catalog that chooses among them.

The programs import the standard library only and never each other, so that each
runs by itself and what a learner reads is all there is. Which server classes
there are is asked of :mod:`socketserver`, not listed here: 3.12 added two.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    import socketserver

DEFAULT_CLASS = "ThreadingTCPServer"
_HERE = Path(__file__).parent
_LINES = (b"hello\n", b"how are you?\n", b"goodbye\n")


@dataclass(frozen=True, slots=True)
class Program:
    """A built-in server, and what the built-in client tells it."""

    path: Path
    """The file to run as ``__main__``."""
    args: tuple[str, ...]
    messages: tuple[bytes, ...]
    """In order, for one client; none where the handler does not listen."""
    stops_at_end_of_input: bool = True
    """Else it is stopped as a person stops it: by SIGINT."""


def concrete_classes() -> tuple[str, ...]:
    """Names of the server classes that can serve, in the order socketserver defines them."""
    import socketserver

    return tuple(
        name
        for name, value in vars(socketserver).items()
        if isinstance(value, type)
        and issubclass(value, socketserver.BaseServer)
        and hasattr(value, "get_request")  # BaseServer leaves it to its subclasses
    )


def built_class(name: str) -> type[socketserver.BaseServer]:
    """Find the server class ``name``, or make it of its bases: ``TCPServer,ThreadingMixIn``.

    Raises HopscopeError where socketserver has no such class, the bases have no
    consistent order, or what they make cannot serve.
    """
    import socketserver

    if "," not in name:
        known = concrete_classes()
        if name not in known:
            raise HopscopeError(
                _("socketserver has no server class {name!r} that can serve").format(name=name),
                _("choose one of: {names}").format(names=", ".join(known)),
            )
        return cast("type[socketserver.BaseServer]", getattr(socketserver, name))
    bases = [_class_of_socketserver(base) for base in name.split(",")]
    try:
        made = type("Server", tuple(bases), {})
    except TypeError as error:
        raise HopscopeError(
            _("Python makes no class of the bases {name}").format(name=name),
            _("see why: hopscope mro {name} --c3").format(name=name),
        ) from error
    if not (issubclass(made, socketserver.BaseServer) and hasattr(made, "get_request")):
        raise HopscopeError(
            _("what the bases {name} make cannot serve").format(name=name),
            _("one of them has to be a server class"),
        )
    return made


def _class_of_socketserver(name: str) -> type:
    import socketserver

    found = vars(socketserver).get(name)
    if not isinstance(found, type):
        names = [each for each, value in vars(socketserver).items() if isinstance(value, type)]
        raise HopscopeError(
            _("socketserver has no class {name!r}").format(name=name),
            _("its classes are {names}").format(names=", ".join(names)),
        )
    return found


def handlers_for(name: str) -> tuple[str, ...]:
    """Names of the handlers that fit the server class ``name``, the default first.

    Raises HopscopeError for a class that socketserver does not have.
    """
    if _takes_datagrams(name):
        return ("datagram", "base")
    return ("stream", "base", "ftp") if name == DEFAULT_CLASS else ("stream", "base")


def program_for(name: str, handler: str | None = None) -> Program:
    """Find the program that serves with class ``name`` and ``handler`` (None: the default).

    Raises HopscopeError for a class that socketserver does not have, or a
    handler that does not fit it.
    """
    fitting = handlers_for(name)
    chosen = handler or fitting[0]
    if chosen not in fitting:
        raise HopscopeError(
            _("{name} has no built-in handler {chosen!r}").format(name=name, chosen=chosen),
            _("choose one of: {names}").format(names=", ".join(fitting)),
        )
    if chosen == "ftp":
        return Program(_HERE / "ftp.py", (), (), stops_at_end_of_input=False)
    if (name, chosen) == (DEFAULT_CLASS, "stream"):
        return Program(_HERE / "threading_tcp.py", (), _LINES)
    file = "any_datagram.py" if _takes_datagrams(name) else "any_stream.py"
    return Program(_HERE / file, (name, chosen), _LINES)


def _takes_datagrams(name: str) -> bool:
    import socket

    return getattr(built_class(name), "socket_type", None) == socket.SOCK_DGRAM
