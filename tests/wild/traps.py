"""What is true of calls that are easily explained wrongly: read off each package's own source.

Written down before hopscope was asked. A trap names a function, and a piece of the call as it is
written; each hop of that function from such a call must be explained in just this way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Element = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trap:
    """How the calls of one function, from one kind of place, were made."""

    function: str
    """Qualified name of what ran."""
    call: str
    """What the call's text begins with; empty where there is no call."""
    dispatch: str
    owner: str | None
    """``module.Class`` whose ``__dict__`` holds it; None where no class does."""
    start: str | None = None
    """``module.Class`` at which the search begins."""
    via: str | None = None
    fetch: str | None = None
    """The text of the load that gave a stored method."""
    reason: str | None = None
    """A piece of the reason for which the search cannot be told."""
    receiver: str | None = None
    """``module.Class`` of the receiver."""


def violations(document: Element, trap: Trap) -> list[str]:
    """What the explained hops of a recording say otherwise than a trap."""
    classes = {each["id"]: f"{each['module']}.{each['qualname']}" for each in document["classes"]}
    hops = [hop for hop in document["hops"] if _is_meant(hop, trap)]
    if not hops:
        return [f"no hop of {trap.function} from `{trap.call}`"]
    found = []
    for hop in hops:
        lookup = hop["lookup"] or {}
        told: Element = {
            "dispatch": hop["dispatch"],
            "owner": classes.get(hop["owner"]),
            "start": classes.get(lookup.get("start")),
            "via": hop["via"],
            "fetch": hop["fetch"] and hop["fetch"]["site"]["text"],
            "reason": lookup.get("reason"),
            "receiver": classes.get(hop["receiver_class"]),
        }
        wanted: Element = {name: getattr(trap, name) for name in told}
        found += [
            f"{trap.function} from `{trap.call}`: {name} is {told[name]!r}, not {wanted[name]!r}"
            for name in told
            if not _agrees(name, wanted[name], told[name])
        ]
    return found


def _is_meant(hop: Element, trap: Trap) -> bool:
    text = hop["site"]["text"] if hop["site"] else ""
    return hop["function"]["qualname"] == trap.function and text.startswith(trap.call)


def _agrees(name: str, wanted: str | None, told: str | None) -> bool:
    if name in ("start", "via", "receiver") and wanted is None:
        return True  # not said, not asked
    if name == "reason" and wanted is not None:
        return told is not None and wanted in told
    return wanted == told


_BASE = "socketserver.BaseServer"
_TCP = "socketserver.TCPServer"
_THREADING = "socketserver.ThreadingMixIn"
_BIND = Trap(
    "TCPServer.server_bind", "socketserver.TCPServer.server_bind(self)", "class", _TCP, _TCP
)
_WSGI_BIND = Trap(
    "HTTPServer.server_bind", "HTTPServer.server_bind(self)", "class",
    "http.server.HTTPServer", "http.server.HTTPServer",
)  # fmt: skip
_TO_BASE = Trap("BaseServer.__init__", "BaseServer.__init__(self,", "class", _BASE, _BASE)
_IN_THREAD = Trap(
    "ThreadingMixIn.process_request_thread", "self._target(", "stored", _THREADING,
    fetch="self.process_request_thread",
)  # fmt: skip
_ENTRY = Trap("Thread.run", "self.run()", "thread_entry", "threading.Thread")


def _made(owner: str, via: str = "self.RequestHandlerClass, an attribute of server#1") -> Trap:
    function = f"{owner.rpartition('.')[2]}.__init__"
    return Trap(function, "self.RequestHandlerClass(", "constructor", owner, via=via)


def _method(name: str, owner: str) -> Trap:
    """``method()`` in BaseHTTPRequestHandler.handle_one_request."""
    function = f"{owner.rpartition('.')[2]}.{name}"
    return Trap(function, "method()", "stored", owner, fetch="getattr(self, mname)")


_HANDLER = "socketserver.BaseRequestHandler"
_SIMPLE = "http.server.SimpleHTTPRequestHandler"
_WERKZEUG = "werkzeug.serving"
_DJANGO = "django.core.servers.basehttp"
_WERKZEUG_TRAPS = (
    _BIND, _TO_BASE, _made(_HANDLER),
    # `super().__init__(server_address, handler, bind_and_activate=False)` skips HTTPServer.
    Trap("TCPServer.__init__", "super().__init__(", "super", _TCP, "http.server.HTTPServer"),
    Trap(
        "BaseServer.serve_forever", "super().serve_forever(", "super", _BASE,
        "http.server.HTTPServer",
    ),
    # `do_GET` is nowhere: `hasattr` and `getattr` are answered by `__getattr__`, with `run_wsgi`.
    Trap(
        "WSGIRequestHandler.__getattr__", "hasattr(self, mname)", "getattr",
        f"{_WERKZEUG}.WSGIRequestHandler", f"{_WERKZEUG}.WSGIRequestHandler",
    ),
    Trap(
        "WSGIRequestHandler.__getattr__", "getattr(self, mname)", "getattr",
        f"{_WERKZEUG}.WSGIRequestHandler", f"{_WERKZEUG}.WSGIRequestHandler",
    ),
    Trap(
        "WSGIRequestHandler.run_wsgi", "method()", "stored", f"{_WERKZEUG}.WSGIRequestHandler",
        reason="has no load of it",
    ),
    Trap(
        "WSGIRequestHandler.server_version", "self.server_version", "property",
        f"{_WERKZEUG}.WSGIRequestHandler",
    ),
    Trap(
        "BaseHTTPRequestHandler.handle", "super().handle()", "super",
        "http.server.BaseHTTPRequestHandler",
    ),
)  # fmt: skip
_IN_FORK = (
    Trap(
        "ForkingMixIn.process_request", "self.process_request(", "instance",
        "socketserver.ForkingMixIn",
    ),
    Trap("BaseServer.finish_request", "self.finish_request(", "instance", _BASE),
)  # fmt: skip

TRAPS: dict[str, tuple[Trap, ...]] = {
    "http.server": (
        _BIND, _TO_BASE, _IN_THREAD, _ENTRY,
        # Under `-m` its module is __main__. The server class is a DualStackServer written there.
        Trap(
            "HTTPServer.server_bind", "super().server_bind()", "super", "__main__.HTTPServer",
            "__main__.ThreadingHTTPServer",
        ),
        # Made in DualStackServer.finish_request, which hands `directory` on.
        _made("__main__.SimpleHTTPRequestHandler"),
        Trap(
            "BaseRequestHandler.__init__", "super().__init__(", "super", _HANDLER,
            "__main__.BaseHTTPRequestHandler", receiver="__main__.SimpleHTTPRequestHandler",
        ),
        _method("do_GET", "__main__.SimpleHTTPRequestHandler"),
        # shutil fetched `fdst.write`; no hop did.
        Trap(
            "_SocketWriter.write", "fdst_write(buf)", "stored", "socketserver._SocketWriter",
            reason="SimpleHTTPRequestHandler.copyfile has no load of it",
        ),
    ),
    "partial": (
        _BIND, _IN_THREAD, _ENTRY, _method("do_GET", _SIMPLE),
        _made(_SIMPLE, "self.RequestHandlerClass, a functools.partial"),
    ),
    "wsgiref": (
        _BIND, _WSGI_BIND, _TO_BASE, _made(_HANDLER),
        Trap(
            "WSGIServer.server_bind", "self.server_bind()", "instance",
            "wsgiref.simple_server.WSGIServer",
        ),
        # The application is a function in the server's own `__dict__`, called by what get_app gave.
        Trap(
            "demo_app", "application(", "stored", None,
            reason="WSGIRequestHandler.handle has no load of it",
            receiver="wsgiref.simple_server.WSGIServer",
        ),
    ),
    "xmlrpc": (
        _TO_BASE, _made(_HANDLER),
        _method("do_POST", "xmlrpc.server.SimpleXMLRPCRequestHandler"),
        Trap(
            "SimpleXMLRPCDispatcher.__init__", "SimpleXMLRPCDispatcher.__init__(self,", "class",
            "xmlrpc.server.SimpleXMLRPCDispatcher", "xmlrpc.server.SimpleXMLRPCDispatcher",
        ),
        Trap("TCPServer.__init__", "socketserver.TCPServer.__init__(self,", "class", _TCP, _TCP),
        Trap(
            "BaseHTTPRequestHandler.log_request", "BaseHTTPRequestHandler.log_request(self,",
            "class", "http.server.BaseHTTPRequestHandler", "http.server.BaseHTTPRequestHandler",
        ),
        # Put into a dict by register_introspection_functions, called out of it.
        Trap(
            "SimpleXMLRPCDispatcher.system_listMethods", "func(*params)", "stored",
            "xmlrpc.server.SimpleXMLRPCDispatcher",
            reason="SimpleXMLRPCDispatcher._dispatch has no load of it",
        ),
    ),
    "logging": (
        _IN_THREAD, _ENTRY, _made(_HANDLER),
        # It names ThreadingTCPServer, and lands in TCPServer.
        Trap(
            "TCPServer.__init__", "socketserver.ThreadingTCPServer.__init__(self,", "class", _TCP,
            "socketserver.ThreadingTCPServer",
        ),
        Trap("BaseServer.handle_request", "self.handle_request()", "instance", _BASE),
        Trap(
            "LogRecordStreamHandler.unPickle", "self.unPickle(chunk)", "instance",
            "__main__.LogRecordStreamHandler",
        ),
    ),
    "flask-threads": (*_WERKZEUG_TRAPS, _IN_THREAD, _ENTRY),
    "flask-processes": (*_WERKZEUG_TRAPS, *_IN_FORK),
    "werkzeug-threads": (*_WERKZEUG_TRAPS, _IN_THREAD, _ENTRY),
    "werkzeug-processes": (
        *_WERKZEUG_TRAPS, *_IN_FORK,
        Trap(
            "BaseWSGIServer.__init__", "super().__init__(", "super",
            f"{_WERKZEUG}.BaseWSGIServer", "socketserver.ForkingMixIn",
            receiver=f"{_WERKZEUG}.ForkingWSGIServer",
        ),
    ),
    "django": (
        _BIND, _WSGI_BIND, _TO_BASE, _IN_THREAD, _ENTRY, _made(_HANDLER),
        # `type("WSGIServer", (ThreadingMixIn, WSGIServer), {})`: two classes of one name and module.
        Trap(
            "WSGIServer.__init__", "httpd_cls(", "constructor", f"{_DJANGO}.WSGIServer",
            f"{_DJANGO}.WSGIServer", via="httpd_cls, a variable",
        ),
        Trap(
            "TCPServer.__init__", "super().__init__(", "super", _TCP,
            "wsgiref.simple_server.WSGIServer",
        ),
        Trap(
            "ThreadingMixIn.process_request", "self.process_request(", "instance", _THREADING,
            receiver=f"{_DJANGO}.WSGIServer",
        ),
        Trap(
            "WSGIRequestHandler.handle_one_request", "self.handle_one_request()", "instance",
            f"{_DJANGO}.WSGIRequestHandler",
        ),
        Trap(
            "WSGIRequestHandler.get_environ", "super().get_environ()", "super",
            "wsgiref.simple_server.WSGIRequestHandler", "wsgiref.simple_server.WSGIRequestHandler",
        ),
    ),
    "prometheus": (
        _BIND, _WSGI_BIND, _IN_THREAD, _ENTRY, _made(_HANDLER),
        # `Thread(target=httpd.serve_forever)`, in a function that is no hop.
        Trap(
            "BaseServer.serve_forever", "self._target(", "stored", _BASE,
            reason="no hop is known to have fetched it",
        ),
        Trap(
            "make_wsgi_app.<locals>.prometheus_app", "application(", "stored", None,
            reason="WSGIRequestHandler.handle has no load of it",
        ),
        Trap(
            "_SilentHandler.log_message", "self.log_message(", "instance",
            "prometheus_client.exposition._SilentHandler",
        ),
    ),
    "dns-udp": (
        _TO_BASE, _IN_THREAD, _ENTRY, _made(_HANDLER),
        # `super(UDPServer, self)` written in dnslib's UDPServer, which derives from socketserver's.
        Trap(
            "TCPServer.__init__", "super(UDPServer,self).__init__(", "super", _TCP, _THREADING,
            receiver="dnslib.server.UDPServer",
        ),
        Trap("DNSHandler.get_reply", "self.get_reply(data)", "instance", "dnslib.server.DNSHandler"),
    ),
    "dns-tcp": (
        _TO_BASE, _IN_THREAD, _ENTRY, _made(_HANDLER),
        Trap(
            "TCPServer.__init__", "super(TCPServer,self).__init__(", "super", _TCP, _THREADING,
            receiver="dnslib.server.TCPServer",
        ),
    ),
    "osc-threads": (
        _IN_THREAD, _ENTRY, _made("pythonosc.osc_server._UDPHandler"),
        Trap(
            "OSCUDPServer.verify_request", "self.verify_request(", "instance",
            "pythonosc.osc_server.OSCUDPServer",
        ),
        Trap(
            "OSCUDPServer.dispatcher", "server.dispatcher", "property",
            "pythonosc.osc_server.OSCUDPServer",
        ),
        Trap(
            "TCPServer.__init__", "super().__init__(", "super", _TCP, "socketserver.UDPServer"
        ),
    ),
    "osc-forks": (
        *_IN_FORK, _made("pythonosc.osc_server._UDPHandler"),
        Trap(
            "OSCUDPServer.verify_request", "self.verify_request(", "instance",
            "pythonosc.osc_server.OSCUDPServer",
        ),
    ),
    "pymodbus": (
        _IN_THREAD, _ENTRY, _made(_HANDLER),
        Trap(
            "TCPServer.__init__", "socketserver.ThreadingTCPServer.__init__(self,", "class", _TCP,
            "socketserver.ThreadingTCPServer",
        ),
        # ModbusTcpServer overrides it, and names a base that does not have it itself.
        Trap(
            "ThreadingMixIn.process_request", "socketserver.ThreadingTCPServer.process_request(",
            "class", _THREADING, "socketserver.ThreadingTCPServer",
        ),
        # handle() hands `self.execute` to a framer, which calls it as `callback`.
        Trap(
            "ModbusBaseRequestHandler.execute", "callback(result)", "stored",
            "pymodbus.server.sync.ModbusBaseRequestHandler", fetch="self.execute",
        ),
    ),
    "umodbus": (
        _TO_BASE, _made(_HANDLER),
        # `s.route = MethodType(route, s)`: a method of the one server only.
        Trap("route", "app.route(", "instance_dict", None, receiver=_TCP),
        Trap(
            "RequestHandler.get_meta_data", "self.get_meta_data(", "instance",
            "umodbus.server.tcp.RequestHandler",
        ),
    ),
}  # fmt: skip
TRAPS["django-reloader"] = TRAPS["django"]
