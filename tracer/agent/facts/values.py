"""A bounded text for any value, without running code of the program.

Only exact built-in types are read, through their own C methods; of everything
else the class's name is told. Objects that hops are called on appear by their
label, between zero characters, so that the controller can renumber them; no
other text here can contain one.
"""

from __future__ import annotations

import _socket
import functools
import threading
import types
import weakref
from _json import encode_basestring_ascii as encode
from collections.abc import Callable
from typing import Any, TypeGuard

from .identity import by_identity, identity
from .redaction import REDACTED, Secrets, is_only_a_name

_TEXT = 80
_ITEMS = 6
_DEPTH = 2
_TOTAL = 240

get_mro = type.__dict__["__mro__"].__get__
get_class_dict = type.__dict__["__dict__"].__get__
_get_qualname = type.__dict__["__qualname__"].__get__
get_flags = type.__dict__["__flags__"].__get__
_get_args = BaseException.__dict__["args"].__get__
_get_errno = OSError.__dict__["errno"].__get__
_get_strerror = OSError.__dict__["strerror"].__get__


_TYPE_SUBCLASS = 1 << 31  # Py_TPFLAGS_TYPE_SUBCLASS

_fileno: Callable[[Any], int] = _socket.socket.fileno


def _is_plain(value: Any) -> bool:
    """Whether a tuple holds nothing whose life could matter to the program."""
    return len(value) < 5 and all(type(item) is str or type(item) is int for item in value)


def qualname_of(cls: type) -> str:
    """``__qualname__`` through the genuine descriptor of ``type``."""
    return str(_get_qualname(cls))


def module_of(cls: type) -> str:
    """``__module__`` of a class, empty where it is no string."""
    if get_flags(cls) & 512:  # Py_TPFLAGS_HEAPTYPE: its dict holds the name
        name = get_class_dict(cls).get("__module__")
    else:
        name = type.__dict__["__module__"].__get__(cls)
    return name if type(name) is str else ""


def class_name(cls: type) -> str:
    """``ValueError``, ``http.server.HTTPServer``."""
    module = module_of(cls)
    return qualname_of(cls) if module in ("builtins", "") else f"{module}.{qualname_of(cls)}"


def is_class(value: object) -> TypeGuard[type]:
    """Whether a value is a class. ``isinstance`` would ask a ``__class__`` of the program."""
    return bool(get_flags(type(value)) & _TYPE_SUBCLASS)


def is_thread(value: object) -> bool:
    """Whether a value is a ``threading.Thread``, told by its MRO alone."""
    return any(base is threading.Thread for base in get_mro(type(value)))


class Values:
    """Shows values. ``label`` names an object that hops know, or returns None.

    With ``hides`` what follows the name of a secret is left out.
    """

    def __init__(self, label: Callable[[object], str | None], *, hides: bool) -> None:
        self._label = label
        self.hides = hides
        self.secrets = Secrets()
        self._sockets: dict[int, tuple[weakref.ref[Any], int, str]] = {}
        self._last_address: tuple[object, str] = (self, "")

    def encoded(self, value: object) -> str:
        """The text as JSON."""
        if value is self._last_address[0]:
            return self._last_address[1]
        kept = self._sockets.get(identity(value))
        if kept is not None and kept[0]() is value and kept[1] == _fileno(value):
            return kept[2]
        text = encode(self.show(value))
        if type(value) is tuple and _is_plain(value):
            # The same client address goes through every hop of a request.
            self._last_address = (value, text)
        return text

    def show(self, value: object, depth: int = 0) -> str:
        """A text of at most 240 characters."""
        kind = type(value)
        simple = _SIMPLE.get(identity(kind))
        if simple is not None:
            text = simple(value)
            return self.secrets.redacted(text) if self.hides and identity(kind) in _TEXTS else text
        ends = _CONTAINERS.get(identity(kind))
        if ends is not None:
            return self._container(value, kind, ends, depth)[:_TOTAL]
        label = self._label(value)
        if label is not None:
            return f"\0{label}\0"
        return self._other(value, kind, depth)[:_TOTAL]

    def _container(self, value: Any, kind: type, ends: tuple[str, str], depth: int) -> str:
        left, right = ends
        if depth >= _DEPTH:
            return f"{left}…{right}" if len(value) else f"{left}{right}"
        try:
            items = list(value.items() if kind is dict else value) if len(value) < 1000 else None
        except RuntimeError:  # another thread changes it while we look
            items = None
        if items is None:
            return f"{left}…{len(value)} items{right}"
        if kind is dict:
            shown = [
                f"{self.show(k, depth + 1)}: {self._shown_as(k, v, depth + 1)}"
                for k, v in items[:_ITEMS]
            ]
        else:
            shown = self._shown_in_order(items[:_ITEMS], depth)
        if len(items) > _ITEMS:
            shown.append("…")
        comma = "," if kind is tuple and len(items) == 1 else ""
        if not items and (kind is set or kind is frozenset):
            return f"{kind.__name__}()"
        return f"{left}{', '.join(shown)}{comma}{right}"

    def _shown_in_order(self, items: list[Any], depth: int) -> list[str]:
        """Items as texts; what comes after the name of a secret may be that."""
        shown: list[str] = []
        hide = False
        for item in items:
            shown.append(self.hidden(item) if hide else self.show(item, depth + 1))
            hide = hide or self.names(item)
        return shown

    def _shown_as(self, key: object, value: object, depth: int) -> str:
        return self.hidden(value) if self.names(key) else self.show(value, depth)

    def hidden(self, value: object) -> str:
        """What stands for a secret, which is known again."""
        self.secrets.keep(value)
        return REDACTED

    def names(self, value: object) -> bool:
        """Whether a value is the name of a secret, and such are hidden."""
        if not self.hides:
            return False
        if type(value) is str:
            return is_only_a_name(value[:_TEXT])
        return type(value) is bytes and is_only_a_name(value[:_TEXT].decode("latin-1"))

    def message(self, error: BaseException) -> str:
        """An exception's message, see :func:`message_of`."""
        return self.secrets.redacted(message_of(error)) if self.hides else message_of(error)

    def _other(self, value: Any, kind: type, depth: int) -> str:
        if kind is types.MethodType:
            function = value.__func__
            name = function.__qualname__ if type(function) is types.FunctionType else "?"
            return f"<bound method {name} of {self.show(value.__self__, depth + 1)}>"
        if kind is functools.partial:
            return f"functools.partial({self.show(value.func, depth + 1)}, …)"
        for base in get_mro(kind):
            if base is type:
                return f"<class {class_name(value)}>"
            if base is _socket.socket:
                return self._socket(value)
            if base is BaseException:
                return f"{qualname_of(kind)}({self.message(value)})"
            simple = _SIMPLE.get(identity(base))
            if simple is not None:
                text = simple(value)
                return f"<{class_name(kind)} {self.secrets.redacted(text) if self.hides else text}>"
        return f"<{class_name(kind)} object>"

    def _socket(self, value: Any) -> str:
        number = _fileno(value)
        text = describe_socket(value, number)
        if len(self._sockets) > 256:
            self._sockets.clear()
        self._sockets[identity(value)] = (weakref.ref(value), number, encode(text))
        return text


def describe_socket(value: Any, number: int) -> str:
    """``<socket fd=7 127.0.0.1:8080 ← 127.0.0.1:53122>``."""
    if number < 0:
        return "<socket closed>"
    ends = []
    for ask in (_socket.socket.getsockname, _socket.socket.getpeername):
        try:
            ends.append(address_text(ask(value)))
        except OSError:
            ends.append("")
    here, there = ends
    return f"<socket fd={number}{' ' + here if here else ''}{' ← ' + there if there else ''}>"


def address_text(address: object) -> str:
    """``127.0.0.1:8080``, ``[::1]:80`` or a Unix path; empty for an unnamed end."""
    if type(address) is tuple and len(address) >= 2:
        host = f"[{address[0]}]" if ":" in str(address[0]) else address[0]
        return f"{host}:{address[1]}"
    if type(address) is bytes:
        return repr(address[:_TEXT])[2:-1]
    return repr(address[:_TEXT])[1:-1] if type(address) is str else ""


def message_of(error: BaseException) -> str:
    """What ``str(error)`` would mostly say, without calling a ``__str__`` of the program."""
    kind = type(error)
    arguments = _get_args(error)
    if not arguments:
        return ""
    plain = [_SIMPLE.get(identity(type(a)), _unshown)(a) for a in arguments[:3]]
    for base in get_mro(kind):
        if base is OSError and len(arguments) >= 2:
            errno, text = _get_errno(error), _get_strerror(error)
            if type(errno) is int and type(text) is str:
                return f"[Errno {errno}] {text[:_TEXT]}"
        if base is KeyError:
            return plain[0]
    if len(arguments) == 1:
        (only,) = arguments
        return plain_text(only) if type(only) is str else plain[0]
    return f"({', '.join(plain)})"


def _unshown(_: object) -> str:
    return "…"


def plain_text(value: str) -> str:
    """A string without its quotes, control characters as escapes, bounded."""
    cut = value[:_TEXT]
    text = cut if cut.isprintable() else repr(cut)[1:-1]
    return text if len(value) <= _TEXT else text + "…"


def _show_int(value: Any) -> str:
    bits = int.bit_length(value)
    return int.__repr__(value) if bits < 256 else f"<int of {bits} bits>"


def _show_str(value: Any) -> str:
    length = str.__len__(value)
    cut = str.__getitem__(value, slice(0, _TEXT))
    return str.__repr__(cut) if length <= _TEXT else f"{str.__repr__(cut)}… ({length} characters)"


def _show_bytes(value: Any) -> str:
    length = bytes.__len__(value)
    cut = bytes.__getitem__(value, slice(0, _TEXT))
    return bytes.__repr__(cut) if length <= _TEXT else f"{bytes.__repr__(cut)}… ({length} bytes)"


def _show_bytearray(value: Any) -> str:
    length = bytearray.__len__(value)
    cut = bytes(bytearray.__getitem__(value, slice(0, _TEXT)))
    return f"bytearray({_show_bytes(cut)}{'…' if length > _TEXT else ''})"


_SIMPLE: dict[int, Callable[[Any], str]] = by_identity(
    {
        type(None): lambda _: "None",
        bool: lambda value: "True" if value else "False",
        int: _show_int,
        float: float.__repr__,
        complex: complex.__repr__,
        str: _show_str,
        bytes: _show_bytes,
        bytearray: _show_bytearray,
        range: range.__repr__,
        type(...): lambda _: "...",
        type(NotImplemented): lambda _: "NotImplemented",
        types.FunctionType: lambda value: f"<function {value.__qualname__}>",
        types.BuiltinFunctionType: lambda value: f"<built-in function {value.__name__}>",
        types.ModuleType: lambda _: "<module>",
        types.CodeType: lambda value: f"<code {value.co_qualname}>",
        types.FrameType: lambda value: f"<frame of {value.f_code.co_qualname}>",
        types.GeneratorType: lambda _: "<generator>",
        types.CoroutineType: lambda _: "<coroutine>",
    }
)
_TEXTS = frozenset(map(identity, (str, bytes, bytearray)))
_CONTAINERS: dict[int, tuple[str, str]] = by_identity(
    {
        tuple: ("(", ")"),
        list: ("[", "]"),
        dict: ("{", "}"),
        set: ("{", "}"),
        frozenset: ("frozenset({", "})"),
    }
)


_get_type = _socket.socket.__dict__["type"].__get__


def listening_address(sock: Any) -> tuple[str, Any] | None:
    """Family and address of a bound socket, through the C methods of its base."""
    if sock is None or not any(base is _socket.socket for base in get_mro(type(sock))):
        return None
    try:
        address = _socket.socket.getsockname(sock)
    except OSError:
        return None
    stream = _get_type(sock) & 0xF == _socket.SOCK_STREAM
    if type(address) is tuple:
        return ("tcp" if stream else "udp"), list(address[:2])
    text = address.decode("utf-8", "surrogateescape") if type(address) is bytes else address
    return ("unix" if stream else "unix-datagram"), text
