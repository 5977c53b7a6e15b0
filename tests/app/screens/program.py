"""The program of the kept screens, and its life as recordings: alike on every Python and machine.

The program is a server in small, since ``socketserver`` itself differs from Python to Python.
It never runs: its text and positions are used.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from tests.build import RecordingBuilder
from tracer.recording import Recording

NAME = "small.py"
PROGRAM = textwrap.dedent(
    '''\
    class BaseServer:
        """Takes requests in, and leaves the rest to others."""

        def __init__(self, address, handler):
            self.address = address
            self.handler = handler

        def serve_forever(self):
            self.service_actions()
            self.handle_request()

        def service_actions(self):
            pass

        def handle_request(self):
            request = self.get_request()
            self.process_request(request)

        def process_request(self, request):
            self.finish_request(request)
            self.shutdown_request(request)

        def finish_request(self, request):
            self.handler(request, self)

        def shutdown_request(self, request):
            request.close()

        def server_close(self):
            pass


    class TCPServer(BaseServer):
        def __init__(self, address, handler):
            BaseServer.__init__(self, address, handler)

        def get_request(self):
            return self.socket.accept()

        def server_close(self):
            self.socket.close()


    class ThreadingMixIn:
        def process_request(self, request):
            thread = Thread(self.process_request_thread, request)
            thread.start()

        def process_request_thread(self, request):
            self.finish_request(request)
            self.shutdown_request(request)

        def server_close(self):
            super().server_close()


    class Server(ThreadingMixIn, TCPServer):
        pass


    class Plain(TCPServer):
        pass


    class Thread:
        def __init__(self, target, argument):
            self.target = target
            self.argument = argument

        def start(self):
            begin(self.run)

        def run(self):
            self.target(self.argument)


    class Echo:
        def __init__(self, request, server):
            self.request = request
            self.handle()

        def handle(self):
            self.request.send(self.request.recv())


    def main(kind):
        server = kind(("127.0.0.1", 8000), Echo)
        server.serve_forever()
        server.server_close()
    '''
)
FAILED = ("ConnectionResetError", "the client has gone")


class _Life:
    """Builds the life of one server, call by call."""

    def __init__(self, folder: Path, kind: str) -> None:
        folder.mkdir(exist_ok=True)
        file = folder / NAME
        file.write_text(PROGRAM)
        self.names: dict[str, Any] = {"__name__": "small"}
        exec(compile(PROGRAM, str(file), "exec"), self.names)
        self.build = RecordingBuilder(
            folder, name=f"{kind}.hops", target=(NAME, kind), python="3.12.0"
        )
        self.main_lane = self.build.lane()
        self.server = self.object("server", kind)
        self.request: int | None = None

    def object(self, role: Any, cls: str) -> str:
        return self.build.object(role, self.build.real_class(self.names[cls]))

    def enter(self, receiver: str, ran: str, caller: str, text: str, **fields: Any) -> int:
        """Enter ``Class.name``, called in a function as written in ``text``."""
        owner, name = ran.split(".")
        fields.setdefault("request", self.request)
        return self.build.hop(
            self.build.real_code(vars(self.names[owner])[name]), receiver=receiver,
            owner=self.build.real_class(self.names[owner]), attribute=name,
            site=self.build.real_site(self._function(caller), text), **fields,
        )  # fmt: skip

    def call(self, *where: str, **fields: Any) -> None:
        """Enter and end a hop that calls nothing."""
        self.build.end(self.enter(*where, **fields))

    def _function(self, name: str) -> Any:
        owner, _, method = name.rpartition(".")
        return vars(self.names[owner])[method] if owner else self.names[method]

    def begin(self) -> int:
        server, end = self.server, self.build.end
        main = self.build.hop(self.build.real_code(self.names["main"]), arguments={"kind": "..."})
        made = self.enter(
            server, "TCPServer.__init__", "main", 'kind(("127.0.0.1", 8000), Echo)',
            arguments={"address": "('127.0.0.1', 8000)", "handler": "<class Echo>"},
        )  # fmt: skip
        self.call(
            server,
            "BaseServer.__init__",
            "TCPServer.__init__",
            "BaseServer.__init__(self, address, handler)",
        )
        end(made)
        return main

    def serve(self, dispatch: str, failing: int) -> None:
        server, end = self.server, self.build.end
        serving = self.enter(server, "BaseServer.serve_forever", "main", "server.serve_forever()")
        for number in (1, 2):
            self.request = None
            self.call(
                server,
                "BaseServer.service_actions",
                "BaseServer.serve_forever",
                "self.service_actions()",
                polls=3,
            )
            handling = self.enter(
                server,
                "BaseServer.handle_request",
                "BaseServer.serve_forever",
                "self.handle_request()",
            )
            got = self.enter(
                server, "TCPServer.get_request", "BaseServer.handle_request", "self.get_request()"
            )
            self.request = self.build.request(got, f"('127.0.0.1', {50_000 + number})")
            self.build.set_request(handling, self.request)
            self.build.set_request(got, self.request)
            end(got, value="<socket>")
            processing = self.enter(
                server, f"{dispatch}.process_request", "BaseServer.handle_request",
                "self.process_request(request)", arguments={"request": "<socket>"},
            )  # fmt: skip
            if dispatch == "ThreadingMixIn":
                self._in_thread(processing, fails=number == failing)
            else:
                self._finish("BaseServer.process_request", fails=number == failing)
                end(processing)
            end(handling)
        self.request = None
        end(serving)

    def _in_thread(self, processing: int, *, fails: bool) -> None:
        end, thread = self.build.end, self.object("thread", "Thread")
        start = self.enter(
            thread, "Thread.start", "ThreadingMixIn.process_request", "thread.start()"
        )
        end(start)
        end(processing)
        lane = self.build.lane("thread", f"Thread-{self.request}", parent_hop=start)
        run = self.build.hop(
            self.build.real_code(self.names["Thread"].run), receiver=thread, lane=lane,
            owner=self.build.real_class(self.names["Thread"]), attribute="run",
            request=self.request,
        )  # fmt: skip
        self.build.hand_off(start, run)
        given = self.enter(
            self.server, "ThreadingMixIn.process_request_thread", "Thread.run",
            "self.target(self.argument)", lane=lane,
        )  # fmt: skip
        self._finish("ThreadingMixIn.process_request_thread", fails=fails, lane=lane)
        end(given)
        end(run)
        self.build.end_lane(lane)

    def _finish(self, caller: str, *, fails: bool, lane: int | None = None) -> None:
        server, end = self.server, self.build.end
        finishing = self.enter(
            server, "BaseServer.finish_request", caller, "self.finish_request(request)", lane=lane
        )
        echo = self.object("handler", "Echo")
        made = self.enter(
            echo,
            "Echo.__init__",
            "BaseServer.finish_request",
            "self.handler(request, self)",
            lane=lane,
        )
        handling = self.enter(echo, "Echo.handle", "Echo.__init__", "self.handle()", lane=lane)
        end(handling, exception=FAILED if fails else None)
        end(made)
        end(finishing)
        self.call(
            server,
            "BaseServer.shutdown_request",
            caller,
            "self.shutdown_request(request)",
            lane=lane,
        )

    def close(self, main: int, *owners: str) -> Recording:
        closing = []
        caller, text = "main", "server.server_close()"
        for owner in owners:
            closing.append(self.enter(self.server, f"{owner}.server_close", caller, text))
            caller, text = f"{owner}.server_close", "super().server_close()"
        for hop in (*reversed(closing), main):
            self.build.end(hop)
        self.build.end_lane(self.main_lane)
        return self.build.finish()


def threading_life(folder: Path) -> Recording:
    """A server with a thread for each of two requests; the handler of the second fails."""
    life = _Life(folder, "Server")
    main = life.begin()
    life.serve("ThreadingMixIn", failing=2)
    return life.close(main, "ThreadingMixIn", "TCPServer")


def plain_life(folder: Path) -> Recording:
    """A server that answers its two requests one after the other."""
    life = _Life(folder, "Plain")
    main = life.begin()
    life.serve("BaseServer", failing=0)
    return life.close(main, "TCPServer")
