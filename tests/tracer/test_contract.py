"""The agent changes nothing about the program: each program runs plainly and traced."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.tracer.running import SERVE, events, plain, same, traced, write


def test_results_output_and_arguments(tmp_path: Path) -> None:
    said = same(
        tmp_path,
        """
        server, thread = serving()
        print(ask(server), sys.argv[1:], __name__, __file__, __spec__, __package__)
        print(sorted(k for k in globals() if k.startswith("__")), sys.path[0])
        stop(server, thread)
        """,
        "a",
        "-m",
        "b c",
    )
    assert '"finish_request"' in said
    assert said.rstrip().endswith("]")


def test_nothing_of_ours_is_in_the_program(tmp_path: Path) -> None:
    for name in ("tracer", "tui", "lessons", "rich"):
        write(tmp_path, f"me = 'own {name}'", f"{name}.py")
    same(
        tmp_path,
        """
        import tracer, tui, lessons, rich
        print(tracer.me, tui.me, lessons.me, rich.me)
        server, thread = serving()
        ask(server); stop(server, thread)
        print(threading.active_count(), threading.current_thread().name)
        print([n for n in sys.modules if "hopscope" in n and n.partition(".")[0] != "_hopscope_agent"])
        print([e for e in os.environ if "HOPSCOPE" in e])
        """,
    )


def test_descriptors_below_200_are_the_program_s(tmp_path: Path) -> None:
    same(
        tmp_path,
        """
        server, thread = serving()
        ask(server)
        stop(server, thread)
        print(sorted(int(n) for n in os.listdir("/proc/self/fd") if int(n) < 200))
        print(os.open("/dev/null", os.O_RDONLY))
        """,
    )


def test_a_program_that_closes_every_descriptor_is_recorded_still(tmp_path: Path) -> None:
    said = same(
        tmp_path,
        """
        os.closerange(3, 4096)
        mine = [os.open(f"mine{n}", os.O_RDWR | os.O_CREAT) for n in range(210)]
        server, thread = serving()
        print(ask(server)); stop(server, thread)
        print([os.fstat(fd).st_size for fd in mine if os.fstat(fd).st_size])
        for fd in mine: os.close(fd)
        """,
    )
    assert '"Echo.handle"' in said
    assert '["q",' in said


def test_an_uncaught_exception_shows_the_same_traceback(tmp_path: Path) -> None:
    same(
        tmp_path,
        """
        def deep(n):
            if n == 0:
                raise LookupError("of my own")
            deep(n - 1)
        deep(3)
        """,
    )


@pytest.mark.parametrize(
    "end",
    [
        "sys.exit(7)",
        "sys.exit('in words')",
        "raise SystemExit",
        "os._exit(5)",
        "raise KeyboardInterrupt",
        "os.kill(os.getpid(), 15)",
        "import signal; signal.raise_signal(signal.SIGINT)",
    ],
)
def test_every_way_to_end(tmp_path: Path, end: str) -> None:
    same(tmp_path, f"server, thread = serving()\nask(server)\nstop(server, thread)\n{end}\n")


def test_a_syntax_error_is_told_as_python_tells_it(tmp_path: Path) -> None:
    script = write(tmp_path, "def broken(:\n    pass\n")
    before, (under, _) = plain(script), traced(script)
    assert (under.code, under.err) == (before.code, before.err)


def test_signals_atexit_and_threads_that_outlive_main(tmp_path: Path) -> None:
    same(
        tmp_path,
        """
        import atexit, signal, time
        atexit.register(print, "at exit")
        server, thread = serving(socketserver.TCPServer)  # 3.12 starts no thread at shutdown
        class Enough(Exception): pass
        def alarm(*_): raise Enough
        signal.signal(signal.SIGALRM, alarm)
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        try:
            while True: time.sleep(0.01)
        except Enough:
            print("alarm")
        print(ask(server))
        def later():
            time.sleep(0.1); print(ask(server)); stop(server, thread); print("later")
        threading.Thread(target=later).start()
        """,
    )


def test_an_interrupt_in_the_middle_leaves_recording_on(tmp_path: Path) -> None:
    """Ctrl-C often arrives inside the trace function; the shutdown's hops are there still."""
    said = same(
        tmp_path,
        """
        import signal, time
        class Busy(socketserver.TCPServer):
            def step(self, number): return number
            def closing(self): self.server_close()
        server = Busy(("127.0.0.1", 0), Echo)
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        caught = 0
        for _ in range(30):
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.004)
                while True: server.step(1)
            except KeyboardInterrupt:
                caught += 1
        print(caught)
        server.closing()
        """,
    )
    assert '"Busy.closing"' in said
    assert '"closing"' in said.rpartition('"Busy.closing"')[2] or '"server_close"' in said
    assert '["q",' in said
    assert "sys.settrace" not in said, "it was the interpreter that took the function away"


def test_its_own_profiler_and_tracer_keep_working(tmp_path: Path) -> None:
    said = same(
        tmp_path,
        """
        seen = []
        sys.setprofile(lambda frame, event, arg: seen.append(frame.f_code.co_name))
        def mine(): pass
        mine()
        sys.setprofile(None)
        print("mine" in seen)
        traced = []
        sys.settrace(lambda frame, event, arg: traced.append(frame.f_code.co_name))
        mine()
        sys.settrace(None)
        print(traced)
        """,
    )
    assert '["H"' in said


def test_recursion_reaches_as_deep_as_ever(tmp_path: Path) -> None:
    same(
        tmp_path,
        """
        class Deep(socketserver.BaseServer):
            def down(self, n): return 0 if n == 0 else 1 + self.down(n - 1)
        sys.setrecursionlimit(4000)
        print(Deep(("", 0), None).down(3000))
        """,
    )


def test_values_are_shown_without_running_the_program_s_code(tmp_path: Path) -> None:
    said = same(
        tmp_path,
        """
        class Shy:
            def __repr__(self): print("repr ran"); return "x"
            __str__ = __repr__
            def __getattribute__(self, name): print("getattribute ran", name); return 1
            @property
            def __class__(self): print("class ran"); return int
            def __eq__(self, other): print("eq ran"); return True
            def __hash__(self): print("hash ran"); return 1
            def __len__(self): print("len ran"); return 1
            def __bool__(self): print("bool ran"); return True
        class Loud(type):
            def __eq__(cls, other): print("meta eq ran"); return True
            def __hash__(cls): print("meta hash ran"); return 1
            def __getattribute__(cls, name):
                if name not in ("__call__", "__new__"): print("meta getattribute ran", name)
                return type.__getattribute__(cls, name)
            def __instancecheck__(cls, other): print("instancecheck ran"); return True
        class Mute(type):
            def __eq__(cls, other): print("mute eq ran"); return True
        class Louder(Shy, metaclass=Loud): pass
        class Unhashable(metaclass=Mute): pass
        class Server(socketserver.BaseServer, metaclass=Loud):
            loud, mute = Louder(), Unhashable()
            def take(self, *args, **more): return args
        print("made")
        server = object.__new__(Server)
        Server.take(server, Shy(), [Shy()], {1: Shy()}, ValueError(Shy()), more=Shy())
        server.loud, server.mute, server.kinds = Louder(), Unhashable(), (Louder, Unhashable)
        for value in (Louder(), Unhashable()):
            Server.take(server, value, [value], {"a": value}, ValueError(value), type(value))
        print("done")
        """,
    )
    assert '"Server.take"' in said
    assert said.count('["e",') == 3, "each call was recorded to its end"


def test_a_killed_program_leaves_what_it_had_written(tmp_path: Path) -> None:
    script = write(tmp_path, SERVE)
    script.write_text(
        script.read_text()
        + "server, thread = serving()\nask(server)\n"
        + f"os.kill(os.getpid(), {signal.SIGKILL:d})\n"
    )
    under, spools = traced(script)
    assert under.code == -signal.SIGKILL
    said = events(spools)
    assert '"Echo.handle"' in said
    assert '["q",' not in said


def test_the_spool_is_private(tmp_path: Path) -> None:
    _, spools = traced(write(tmp_path, "print(1)"))
    (spool,) = spools.iterdir()
    assert spool.stat().st_mode & 0o777 == 0o600
