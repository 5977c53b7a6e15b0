"""What servers of the wild are made of and do: recorded, and as if nobody watched."""

from __future__ import annotations

import py_compile
from pathlib import Path

from tests.tracer.running import compared, named, recorded, write
from tracer.recording import Recording
from tracer.running.options import Options


def qualnames(recording: Recording) -> set[str]:
    return {recording.code(hop.code).qualname for hop in recording.hops()}


def test_several_servers_in_threads_of_one_program(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        """
        class Datagram(socketserver.DatagramRequestHandler):
            def handle(self): self.wfile.write(self.rfile.read().upper())
        def main():
            with socketserver.UDPServer(("127.0.0.1", 0), Datagram) as udp:
                first, one = serving(socketserver.TCPServer)
                second, two = serving()
                pump = threading.Thread(target=udp.handle_request); pump.start()
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
                    link.sendto(b"dgram", udp.server_address)
                    print(ask(first), ask(second), ask(second), link.recv(9))
                pump.join(); stop(first, one); stop(second, two)
        thread = threading.Thread(target=main); thread.start(); thread.join()
        """,
    )
    assert len(recording.requests()) == 4
    assert len(named(recording, "handle")) == 4
    assert {hop.receiver for hop in named(recording, "serve_forever")} == {"server#2", "server#3"}
    assert recording.meta.notes == ()
    recording.close()


def test_many_threads_at_once(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        """
        class Crowd(socketserver.ThreadingTCPServer):
            request_queue_size = 64
        meeting = threading.Barrier(40)
        class Wait(Echo):
            def handle(self):
                meeting.wait(20)  # nobody is answered before all are there
                super().handle()
        server, thread = serving(Crowd, Wait)
        answers = []
        clients = [threading.Thread(target=lambda: answers.append(ask(server))) for _ in range(40)]
        for client in clients: client.start()
        for client in clients: client.join()
        print(len(answers), set(answers))
        stop(server, thread)
        """,
    )
    handles = [
        h for h in named(recording, "handle") if recording.code(h.code).qualname == "Wait.handle"
    ]
    assert len(handles) == len({hop.lane for hop in handles}) == 40
    assert {hop.outcome for hop in handles} == {"returned"}
    assert len({hop.request for hop in handles}) == 40
    recording.close()


def test_handlers_that_leave_in_every_way(tmp_path: Path) -> None:
    """In a forked process of their own each; in the server's main thread; in a thread."""
    recording = compared(
        tmp_path,
        """
        class Leave(Echo):
            def handle(self):
                how = self.rfile.readline().strip()
                if how == b"exit": sys.exit(3)
                if how == b"interrupt": raise KeyboardInterrupt
                if how == b"vanish": os._exit(4)
        class Quiet:
            def handle_error(self, request, client_address): print(sys.exc_info()[0].__name__, flush=True)
        class Forking(Quiet, socketserver.ForkingTCPServer): pass
        class Plain(Quiet, socketserver.TCPServer): pass
        for way in (b"exit", b"interrupt", b"vanish"):
            with Forking(("127.0.0.1", 0), Leave) as server:
                with socket.create_connection(server.server_address) as link:
                    link.sendall(way); link.shutdown(socket.SHUT_WR)
                    server.handle_request()
                    print(way, link.recv(9), flush=True)
        for way in (b"exit", b"interrupt"):
            with Plain(("127.0.0.1", 0), Leave) as server:
                with socket.create_connection(server.server_address) as link:
                    link.sendall(way); link.shutdown(socket.SHUT_WR)
                    try:
                        server.handle_request()
                    except BaseException as error:
                        print(repr(error))
        """,
    )
    left = [
        (hop.outcome, hop.exception and hop.exception.type) for hop in named(recording, "handle")
    ]
    raised = [("raised", "SystemExit"), ("raised", "KeyboardInterrupt")]
    assert left == [*raised, ("unfinished", None), *raised]
    assert recording.meta.complete
    recording.close()


def test_classes_made_at_run_time(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        """
        import functools
        class Registry(type):
            made = []
            def __new__(meta, name, bases, names):
                Registry.made.append(name)
                return super().__new__(meta, name, bases, names)
        def shout(self): self.wfile.write(self.say(self.rfile.readline()).upper())
        Shouter = type("Shouter", (socketserver.StreamRequestHandler,), {"handle": shout})
        class Slim(Shouter, metaclass=Registry):
            __slots__ = ("extra",)
            def __init__(self, suffix, *args): self.extra = suffix; super().__init__(*args)
            def say(self, line): return line.strip() + self.extra
        def make(suffix):
            return functools.partial(Slim, suffix)
        server, thread = serving(type("Made", (socketserver.ThreadingMixIn, socketserver.TCPServer), {}), make(b"!"))
        print(ask(server), Registry.made)
        stop(server, thread)
        """,
    )
    assert {"shout", "Slim.say", "Slim.__init__", "ThreadingMixIn.process_request"} <= qualnames(
        recording
    )
    (say,) = named(recording, "say")
    assert say.receiver_class is not None
    assert recording.class_facts(say.receiver_class).qualname == "Slim"
    (shout,) = named(recording, "shout")
    assert shout.owner is not None
    assert recording.class_facts(shout.owner).qualname == "Shouter"
    recording.close()


def test_event_loops_generators_and_changes_of_folder_in_a_handler(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    recording = compared(
        tmp_path,
        """
        import asyncio
        class Async(socketserver.StreamRequestHandler):
            def handle(self):
                os.chdir("elsewhere")
                self.wfile.write(b" ".join(self.words()))
                asyncio.run(self.answer())
                os.chdir("..")
            def words(self):
                for word in self.rfile.readline().split(): yield self.one(word)
            def one(self, word): return word.upper()
            async def answer(self):
                await asyncio.sleep(0)
                self.late()
            def late(self): self.wfile.write(b"!")
        server, thread = serving(socketserver.TCPServer, Async)
        print(ask(server, b"a b\\n"), os.path.basename(os.getcwd()) == "elsewhere")
        stop(server, thread)
        """,
    )
    assert [hop.outcome for hop in named(recording, "words")] == ["yielded"]
    assert [hop.outcome for hop in named(recording, "answer")] == ["yielded"]
    assert len(named(recording, "one")) == 2
    (late,) = named(recording, "late")
    assert late.resumed == named(recording, "answer")[0].id
    recording.close()


def test_code_without_source(tmp_path: Path) -> None:
    hidden = write(
        tmp_path,
        """
        import socketserver
        class Hidden(socketserver.StreamRequestHandler):
            def handle(self): self.wfile.write(self.rfile.readline().upper())
        """,
        "hidden.py",
    )
    py_compile.compile(str(hidden), str(tmp_path / "hidden.pyc"), doraise=True)
    hidden.unlink()
    recording = compared(
        tmp_path,
        """
        import hidden
        names = {"Base": hidden.Hidden}
        exec("class Made(Base):\\n    def finish(self): super().finish(); print('finished', flush=True)", names)
        server, thread = serving(socketserver.TCPServer, names["Made"])
        print(ask(server)); stop(server, thread)
        """,
    )
    assert {"Hidden.handle", "Made.finish"} <= qualnames(recording)
    (handle,) = named(recording, "handle")
    assert recording.source(recording.code(handle.code).file) is None
    recording.close()


def test_a_program_with_modules_named_like_ours_under_the_whole_session(tmp_path: Path) -> None:
    for name in ("tracer", "tui", "lessons", "rich", "supervise", "sitecustomize"):
        write(tmp_path, f"me = 'own {name}'", f"{name}.py")
    script = write(
        tmp_path,
        """
        import os, socketserver, sys
        import tracer, tui, lessons, rich, supervise, sitecustomize
        print(tracer.me, tui.me, lessons.me, rich.me, supervise.me, sitecustomize.me, os.getcwd() == sys.path[0])
        socketserver.BaseServer(("", 0), None)
        sys.exit(0 if sitecustomize.me == "own sitecustomize" else 1)
        """,
    )
    code, recording = recorded(script, options=Options(stdout="null"))
    assert code == 0
    assert len(named(recording, "__init__")) == 1
    recording.close()
