"""Variables that a function shares with a thread keep what the thread writes (before PEP 667, too)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.stage import stage
from tests.tracer.running import compared, named, recorded, write
from tracer.agent.facts.copies import COPIES, shares
from tracer.running.gatekeeper import ANY_DEPTH, Ticket
from tracer.running.options import Options

COUNTER = """
    import socketserver, sys, threading
    sys.setswitchinterval(1e-5)  # the other threads come often
    lock = threading.Lock()
    def counting(times, n=0):
        def work():
            nonlocal n
            for _ in range(times):
                with lock: n += 1
        threads = [threading.Thread(target=work) for _ in range(2)]
        class Server(socketserver.BaseServer):
            def turn(self):
                return n
            def watch(self):
                while any(thread.is_alive() for thread in threads):
                    self.turn()
            def fails(self):
                raise ValueError(n)
        for thread in threads: thread.start()
        return Server(("", 0), None), lambda: n
"""


def result(tmp_path: Path, text: str, options: Options) -> str:
    """What a program writes into the file ``result`` under the recorder; it must end well."""
    script = write(tmp_path, COUNTER)
    body = write(tmp_path, text, "body.py").read_text()
    script.write_text(script.read_text() + body + "open(sys.argv[1], 'w').write(str(result))\n")
    code, recording = recorded(script, str(tmp_path / "result"), options=options)
    recording.close()
    assert code == 0
    return (tmp_path / "result").read_text()


def test_calls_while_threads_count(tmp_path: Path) -> None:
    text = """
    server, count = counting(10000)
    server.watch()
    result = count()
    """
    assert result(tmp_path, text, Options(stdout="null")) == "20000"


def test_lines_while_threads_count(tmp_path: Path) -> None:
    text = """
    class Server(socketserver.BaseServer):
        def count(self):
            n = 0
            def work():
                nonlocal n
                for _ in range(20000):
                    with lock: n += 1
            threads = [threading.Thread(target=work) for _ in range(2)]
            for thread in threads: thread.start()
            turns = 0
            while any(thread.is_alive() for thread in threads):
                turns += 1
            return n
    result = Server(("", 0), None).count()
    """
    assert result(tmp_path, text, Options(stdout="null", lines=True)) == "40000"


def test_exceptions_while_threads_count(tmp_path: Path) -> None:
    text = """
    server, count = counting(10000)
    while threading.active_count() > 1:
        try: server.fails()
        except ValueError: pass
    result = count()
    """
    assert result(tmp_path, text, Options(stdout="null")) == "20000"


def test_what_dies_while_variables_are_read_may_let_others_write(tmp_path: Path) -> None:
    """Each read of the copy lets go of a value whose end takes a while, and lets threads run."""
    text = """
    import time
    class Slow:
        def __del__(self): time.sleep(0.001)
    def replacing(times, n=0, box=None, more=0):
        def work():
            nonlocal n, box, more
            for _ in range(times):
                box = Slow()
                n += 1
                more += 1
        class Server(socketserver.BaseServer):
            def turn(self):
                return n, box, more
        thread = threading.Thread(target=work)
        thread.start()
        server = Server(("", 0), None)
        while thread.is_alive():
            server.turn()
        return n, more
    result = replacing(300)
    """
    assert result(tmp_path, text, Options(stdout="null")) == "(300, 300)"


def test_a_signal_that_strikes_in_the_recorder(tmp_path: Path) -> None:
    text = """
    import os, signal, time
    class Struck(Exception): pass
    armed, struck, done = False, 0, False
    def strike(*_):
        global armed
        if armed:
            armed = False
            raise Struck
    signal.signal(signal.SIGINT, strike)
    def counting(n=0):
        tallies = []
        def work():
            nonlocal n
            mine = 0
            while not done:
                with lock: n += 1
                mine += 1
            tallies.append(mine)
        def interrupt():
            while not done:
                time.sleep(0.0005)
                os.kill(os.getpid(), signal.SIGINT)
        class Server(socketserver.BaseServer):
            def turn(self):
                return n
        threads = [threading.Thread(target=each) for each in (work, work, interrupt)]
        return Server(("", 0), None), threads, lambda: n == sum(tallies)
    server, threads, agrees = counting()
    for thread in threads: thread.start()
    # A function: Python 3.13 leaves the jump back of a loop outside of the try that it ends.
    def turns():
        global armed
        armed = True
        while armed: server.turn()
    until = time.monotonic() + 20
    while struck < 30 and time.monotonic() < until:
        try:
            turns()
        except Struck:
            struck += 1
    done = True
    for thread in threads: thread.join()
    result = struck, agrees()
    """
    assert result(tmp_path, text, Options(stdout="null")) == "(30, True)"


@pytest.mark.parametrize("lines", [False, True])
def test_a_hop_that_is_held_while_a_thread_counts(tmp_path: Path, lines: bool) -> None:
    with stage(
        tmp_path,
        """
        def main():
            count, done = 0, threading.Event()
            def work():
                nonlocal count
                while not done.wait(0.001):
                    count += 1
                    if count == 300: print("counted", flush=True)
            class Server(socketserver.BaseServer):
                def look(self):
                    first = count
                    self.ready()
                    return first, count
                def ready(self): pass
            thread = threading.Thread(target=work)
            server = Server(("", 0), None)
            thread.start()
            first, second = server.look()
            done.set(); thread.join()
            print(first >= 300, second >= first, count >= second, flush=True)
        main()
        """,
        options=Options(lines=lines),
    ) as at:
        (held,) = at.lead("look")
        at.until(lambda _: "counted" in at.output, "count")
        at.next(held.lane, Ticket(depth=ANY_DEPTH))
        at.run.free()
        assert at.ended() == 0
        assert at.output == "counted\nTrue True True\n"


def test_which_functions_share_variables() -> None:
    class Outer:
        def plain(self) -> None:
            super().__init__()

        def makes(self) -> object:
            kept = 1
            return lambda: kept

        inner = makes(None)  # type: ignore[arg-type]

    assert not shares(Outer.plain.__code__)
    assert shares(Outer.makes.__code__) is COPIES
    assert shares(Outer.inner.__code__) is COPIES  # type: ignore[attr-defined]


def test_what_the_program_lets_go_of_dies_as_it_does_plainly(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        """
        class Resource:
            def __init__(self, name): self.name = name
            def __del__(self): print("  released", self.name)
        class Foreign:
            def __init__(self, thing):
                del thing
                print("after a foreign __init__")
        class Server(socketserver.BaseServer):
            def deletes(self, thing):
                del thing
                print("after del")
            def rebinds(self, thing):
                thing = None
                print("after rebinding")
            def closes(self, thing):
                def end():
                    nonlocal thing
                    thing = None
                end()
                print("after a closure's end")
            def goes_on(self, thing):
                yield 1
                del thing
                print("after a generator's del")
                yield 2
            def keeps_locals(self, thing):
                kept = locals()
                del thing
                print("with locals()", sorted(kept))
            def fails(self, thing):
                try: raise ValueError(thing)
                except ValueError: pass
                del thing
                print("after an exception")
            def reads_its_frame(self, thing):
                values = sys._getframe().f_locals
                print("its frame", sorted(values))
                del thing, values
                print("after its frame was read")
            def all_kinds(self, *things, **named):
                del things
                print("after *")
                del named
                print("after **")
        def run(thing):
            del thing
            print("after run")
        server = Server(("", 0), None)
        for name in ("deletes", "rebinds", "closes", "keeps_locals", "fails", "reads_its_frame"):
            getattr(server, name)(Resource(name))
        list(server.goes_on(Resource("goes_on")))
        server.all_kinds(Resource("*"), named=Resource("**"))
        run(Resource("run")); run(Resource("run again"))
        Foreign(Resource("foreign"))
        """.replace("\n    ", "\n"),
    )
    assert len(named(recording, "deletes")) == 1
    recording.close()
