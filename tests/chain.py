"""Builds the life of a ThreadingTCPServer that talks to its clients, as it is recorded."""

from __future__ import annotations

import selectors
import sys
import threading
from dataclasses import dataclass
from socketserver import (  # type: ignore[attr-defined]
    BaseRequestHandler,
    BaseServer,
    StreamRequestHandler,
    TCPServer,
    ThreadingMixIn,
    ThreadingTCPServer,
    _Threads,
)
from types import FunctionType
from typing import Any

from tests.build import RecordingBuilder
from tests.chain_program import Talk, main, stop

MAKE = 'socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)'
# Up to 3.12 the calls of __enter__ and __exit__ have the whole statement as their position.
WITH = (
    MAKE
    if sys.version_info >= (3, 13)
    else f"with {MAKE} as server:\n        server.serve_forever()"
)
# From 3.14 on LOAD_SPECIAL fetches both methods, and a CALL each runs them.
ENTER, LEAVE = (
    (("CALL", 1), ("CALL", 2))
    if sys.version_info >= (3, 14)
    else (("BEFORE_WITH", 0), ("CALL", int(WITH == MAKE)))
)
RUN = "self._context.run(self.run)" if sys.version_info >= (3, 14) else "self.run()"
HOPS_A_REQUEST = 19
HOPS_AROUND = 17


def build_chain(builder: RecordingBuilder, hops: int) -> None:
    """Build about ``hops`` hops: the server is made, serves requests, and is stopped."""
    chain = _Chain(builder)
    chain.create()
    for number in range(max(1, (hops - HOPS_AROUND) // HOPS_A_REQUEST)):
        chain.serve_one(50_000 + number % 10_000)
    chain.stop()


class _Chain:
    def __init__(self, builder: RecordingBuilder) -> None:
        self.build = builder
        self.main = builder.lane()
        self.cls = builder.real_class(ThreadingTCPServer)
        self.talk = builder.real_class(Talk)
        self.thread = builder.real_class(threading.Thread)
        builder.real_code(main)
        builder.real_code(stop)
        self.server = builder.object("server", self.cls)
        self.threads = builder.object("other", builder.real_class(_Threads))
        self.calls: dict[tuple[object, ...], dict[str, Any]] = {}
        self.serving = 0

    def on(
        self,
        receiver: str,
        owner: type,
        name: str,
        caller: Any,
        text: str,
        opcode: str = "CALL",
        nth: int = 0,
        **fields: Any,
    ) -> int:
        """Enter ``owner.name`` on the receiver, called by ``caller`` as written in ``text``."""
        key = (owner, name, caller, text, opcode, nth)
        if key not in self.calls:
            function = vars(owner)[name]
            assert isinstance(function, FunctionType)
            self.calls[key] = {
                "code": self.build.real_code(function),
                "site": self.build.real_site(caller, text, opcode, nth),
                "owner": self.build.real_class(owner),
                "attribute": name,
            }
        return self.build.hop(receiver=receiver, **self.calls[key], **fields)

    def leaf(self, *where: Any, value: str = "None", **fields: Any) -> int:
        """Enter and end a hop that calls nothing."""
        hop = self.on(*where, **fields)
        self.build.end(hop, value=value)
        return hop

    def create(self) -> None:
        server, end = self.server, self.build.end
        made = self.on(
            server,
            TCPServer,
            "__init__",
            main,
            MAKE,
            arguments={"server_address": "('127.0.0.1', 0)"},
        )
        self.leaf(
            server, BaseServer, "__init__", TCPServer.__init__,
            "BaseServer.__init__(self, server_address, RequestHandlerClass)",
        )  # fmt: skip
        self.leaf(server, TCPServer, "server_bind", TCPServer.__init__, "self.server_bind()")
        self.leaf(
            server, TCPServer, "server_activate", TCPServer.__init__, "self.server_activate()"
        )
        end(made)
        self.leaf(server, BaseServer, "__enter__", main, WITH, *ENTER, value="<server#1>")
        self.build.listening(server, "tcp", ("127.0.0.1", 40_000))
        self.serving = self.on(
            server, BaseServer, "serve_forever", main, "server.serve_forever()",
            arguments={"poll_interval": "0.5"},
        )  # fmt: skip
        self.leaf(
            server, TCPServer, "fileno", selectors._fileobj_to_fd,  # type: ignore[attr-defined]
            "fileobj.fileno()", value="5",
        )  # fmt: skip
        self.leaf(
            server, BaseServer, "service_actions", BaseServer.serve_forever,
            "self.service_actions()", polls=3,
        )  # fmt: skip

    def serve_one(self, port: int) -> None:
        server, end, noblock = self.server, self.build.end, BaseServer._handle_request_noblock  # type: ignore[attr-defined]
        client = f"('127.0.0.1', {port})"
        outer = self.on(
            server, BaseServer, "_handle_request_noblock", BaseServer.serve_forever,
            "self._handle_request_noblock()",
        )  # fmt: skip
        got = self.on(server, TCPServer, "get_request", noblock, "self.get_request()")
        request = self.build.request(got, client)
        self.build.set_request(outer, request)
        self.build.set_request(got, request)
        end(got, value=f"(<socket>, {client})")
        served = _Served(request, {"request": "<socket>", "client_address": client})
        self.leaf(
            server, BaseServer, "verify_request", noblock,
            "self.verify_request(request, client_address)", value="True", **served.fields,
        )  # fmt: skip
        dispatched = self.on(
            server, ThreadingMixIn, "process_request", noblock,
            "self.process_request(request, client_address)", **served.fields,
        )  # fmt: skip
        started = self.start_thread(served)
        end(dispatched)
        end(outer)
        self.leaf(
            server,
            BaseServer,
            "service_actions",
            BaseServer.serve_forever,
            "self.service_actions()",
        )
        self.serve_in_thread(served, started, port)

    def start_thread(self, served: _Served) -> int:
        dispatch, end = ThreadingMixIn.process_request, self.build.end
        kept = self.on(
            self.threads, _Threads, "append", dispatch, "self._threads.append(t)",
            request=served.request,
        )  # fmt: skip
        self.leaf(
            self.threads, _Threads, "reap", _Threads.append, "self.reap()", request=served.request
        )
        end(kept)
        served.thread = self.build.object("thread", self.thread)
        return self.leaf(
            served.thread, threading.Thread, "start", dispatch, "t.start()", request=served.request
        )

    def serve_in_thread(self, served: _Served, started: int, port: int) -> None:
        server, end, number = self.server, self.build.end, served.request
        lane = self.build.lane(
            "thread", f"Thread-{number} (process_request_thread)", parent_hop=started
        )
        run = self.on(
            served.thread, threading.Thread, "run",
            threading.Thread._bootstrap_inner,  # type: ignore[attr-defined]
            RUN, lane=lane, request=number,
        )  # fmt: skip
        self.build.hand_off(started, run)
        stored = self.on(
            server, ThreadingMixIn, "process_request_thread", threading.Thread.run,
            "self._target(*self._args, **self._kwargs)", lane=lane, **served.fields,
            opcode="CALL_FUNCTION_EX",
        )  # fmt: skip
        built = self.on(
            server, BaseServer, "finish_request", ThreadingMixIn.process_request_thread,
            "self.finish_request(request, client_address)", lane=lane, **served.fields,
        )  # fmt: skip
        self.handle(served, lane, port)
        end(built)
        cleaned = self.on(
            server, TCPServer, "shutdown_request", ThreadingMixIn.process_request_thread,
            "self.shutdown_request(request)", lane=lane, request=number,
        )  # fmt: skip
        self.leaf(
            server, TCPServer, "close_request", TCPServer.shutdown_request,
            "self.close_request(request)", lane=lane, request=number,
        )  # fmt: skip
        for hop in (cleaned, stored, run):
            end(hop)
        self.build.end_lane(lane)

    def handle(self, served: _Served, lane: int, port: int) -> None:
        handler, end = self.build.object("handler", self.talk), self.build.end
        init, request = BaseRequestHandler.__init__, served.request
        built = self.on(
            handler, BaseRequestHandler, "__init__", BaseServer.finish_request,
            "self.RequestHandlerClass(request, client_address, self)", lane=lane, **served.fields,
        )  # fmt: skip
        self.leaf(
            handler, StreamRequestHandler, "setup", init, "self.setup()", lane=lane, request=request
        )
        talking = self.on(
            handler, Talk, "handle", init, "self.handle()", lane=lane, request=request
        )
        for word in ("b'hello\\n'", f"b'{port}\\n'"):
            self.leaf(
                handler, Talk, "reply", Talk.handle, "self.reply(line)", lane=lane,
                request=request, arguments={"line": word},
            )  # fmt: skip
        end(talking)
        self.leaf(
            handler,
            StreamRequestHandler,
            "finish",
            init,
            "self.finish()",
            lane=lane,
            request=request,
        )
        end(built)

    def stop(self) -> None:
        server, end = self.server, self.build.end
        stopper = self.build.lane("thread", "stopper")
        ending = self.on(server, BaseServer, "shutdown", stop, "server.shutdown()", lane=stopper)
        end(self.serving)
        end(ending)
        self.build.end_lane(stopper)
        left = self.on(server, BaseServer, "__exit__", main, WITH, *LEAVE)
        closing = self.on(
            server, ThreadingMixIn, "server_close", BaseServer.__exit__, "self.server_close()"
        )
        self.leaf(
            server, TCPServer, "server_close", ThreadingMixIn.server_close, "super().server_close()"
        )
        joined = self.on(
            self.threads, _Threads, "join", ThreadingMixIn.server_close, "self._threads.join()"
        )
        self.leaf(self.threads, _Threads, "pop_all", _Threads.join, "self.pop_all()", value="[]")
        for hop in (joined, closing, left):
            end(hop)
        self.build.end_lane(self.main)


@dataclass
class _Served:
    """What is passed along with one request."""

    request: int
    arguments: dict[str, str]
    thread: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        return {"request": self.request, "arguments": self.arguments}
