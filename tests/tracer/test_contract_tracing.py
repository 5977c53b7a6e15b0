"""Programs that trace, profile or measure themselves, that recurse too deep, that bring errors to light."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.tracer.running import compared, events, named, plain, recorded, same, traced, write
from tracer.notes import note_words
from tracer.running.options import Options

SETTLED = """
    class Server(socketserver.BaseServer):
        def before(self): return 1
        def amid(self): return 2
        def after(self): return 3
    server = Server(("", 0), None)
    server.before()
"""


def test_a_trace_function_that_is_taken_away_is_noted(tmp_path: Path) -> None:
    recording = compared(
        tmp_path, SETTLED + "    sys.settrace(None)\n    print(server.after(), sys.gettrace())\n"
    )
    assert len(named(recording, "before")) == 1
    assert named(recording, "after") == []
    (note,) = map(note_words, recording.meta.notes)
    assert "called sys.settrace in the thread MainThread" in note
    assert recording.meta.complete
    recording.close()


def test_a_tracer_of_its_own_that_ends_gives_the_recorder_back(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        SETTLED
        + """
    seen, mine = [], sys.gettrace()
    sys.settrace(lambda frame, event, arg: seen.append(frame.f_code.co_name))
    server.amid()
    sys.settrace(mine)
    print(seen, server.after())
    """,
    )
    assert [len(named(recording, name)) for name in ("before", "amid", "after")] == [1, 0, 1]
    assert len(recording.meta.notes) == 1
    recording.close()


def test_a_breakpoint_takes_the_trace_function_away_up_to_3_13_alone(tmp_path: Path) -> None:
    """From 3.14 on pdb follows by ``sys.monitoring``, and recording goes on."""
    recording = compared(
        tmp_path,
        SETTLED
        + """
    import io
    sys.stdin = io.StringIO("continue\\n")
    breakpoint()
    print(server.after())
    """,
    )
    goes_on = sys.version_info >= (3, 14)
    assert len(named(recording, "after")) == goes_on
    assert [note.key.startswith("settrace") for note in recording.meta.notes] == [True] * (
        not goes_on
    )
    recording.close()


def test_a_trace_function_for_threads_is_noted(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        SETTLED
        + """
    seen = []
    threading.settrace(lambda frame, event, arg: seen.append(frame.f_code.co_name))
    thread = threading.Thread(target=server.amid)
    thread.start(); thread.join()
    print("amid" in seen, server.after())
    """,
    )
    assert [len(named(recording, name)) for name in ("before", "amid", "after")] == [1, 0, 1]
    (note,) = map(note_words, recording.meta.notes)
    assert "threading.settrace" in note
    recording.close()


def test_a_program_s_own_audit_hook_hears_of_none_of_ours(tmp_path: Path) -> None:
    """What is listened to closely begins before the program listens itself."""
    recording = compared(
        tmp_path,
        SETTLED
        + """
    import subprocess
    heard = []
    sys.addaudithook(lambda event, args: heard.append(event) if event[:13] == "sys.addaudith" else None)
    subprocess.run(["true"])
    import _thread
    turn = _thread.allocate_lock()
    turn.acquire()
    _thread.start_new_thread(turn.release, ())
    turn.acquire()
    sys.addaudithook(lambda event, args: None)
    print(heard)
    server.after()
""",
    )
    assert len(named(recording, "after")) == 1
    (note,) = map(note_words, recording.meta.notes)
    assert "_thread.start_new_thread" in note
    recording.close()


def test_audit_events_of_any_name_reach_the_program_s_own_hook_and_leave_nothing(
    tmp_path: Path,
) -> None:
    recording = compared(
        tmp_path,
        SETTLED
        + """
    import weakref
    heard = []
    sys.addaudithook(lambda event, args: heard.append((event, args)) if args[:1] == (server,) else None)
    for name in ("mine", "", "__class__", "__dict__", "__weakref__", "__doc__", "sys.settrace.x"):
        sys.audit(name, server)
    print([event for event, _ in heard])
    def hook(event, args):
        if event == "mine.refused": raise PermissionError("by the program")
    sys.addaudithook(hook)
    try: sys.audit("mine.refused", server)
    except PermissionError as error: print(error)
    class Held: pass
    held = Held()
    def freed(reference): print("freed at once")
    watching = weakref.ref(held, freed)
    sys.audit("mine.last", held)
    del held
    print("after")
    server.after()
""",
    )
    assert len(named(recording, "after")) == 1
    assert not recording.meta.notes
    recording.close()


def test_a_thread_past_the_threading_module_is_noted(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        SETTLED
        + """
    import _thread
    def begin():
        done = _thread.allocate_lock(); done.acquire()
        def run():
            print(server.amid()); done.release()
        _thread.start_new_thread(run, ())
        done.acquire()
    begin()
    """,
    )
    assert named(recording, "amid") == []
    (note,) = map(note_words, recording.meta.notes)
    assert "_thread.start_new_thread" in note
    recording.close()


def test_a_profiler_sees_what_it_always_saw(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        SETTLED
        + """
    seen = []
    def mine(frame, event, arg):
        if frame.f_code.co_filename == __file__: seen.append((event, frame.f_code.co_name))
    sys.setprofile(mine); threading.setprofile(mine)
    server.amid()
    thread = threading.Thread(target=server.after); thread.start(); thread.join()
    sys.setprofile(None)
    print(seen)
    """,
    )
    assert [len(named(recording, name)) for name in ("before", "amid", "after")] == [1, 1, 1]
    assert recording.meta.notes == ()
    recording.close()


def test_coverage_measures_what_it_always_did(tmp_path: Path) -> None:
    said = same(
        tmp_path,
        """
        import coverage
        server, thread = serving()
        ask(server)
        cov = coverage.Coverage(data_file=None, include=[__file__])
        cov.start()
        def seldom(n):
            if n:
                return 1
            return 0
        print(seldom(1), ask(server))
        cov.stop()
        print(cov.analysis2(__file__)[3])
        stop(server, thread)
        """,
    )
    assert said.count('"Echo.handle"') == 1
    assert '["q",' in said


DEEP = """
    import sys, socketserver
    class Server(socketserver.BaseServer):
        def down(self, n):
            try:
                return self.down(n + 1)
            except RecursionError:
                return n
        def after(self): return 3
    server = Server(("", 0), None)
    print(server.down(0))
    sys.setrecursionlimit(700)
    print(server.down(0))
    print(server.after())
"""


def test_recursion_without_end_is_met_a_call_early_at_most_and_costs_no_recording(
    tmp_path: Path,
) -> None:
    script = write(tmp_path, DEEP)
    before, (under, spools) = plain(script), traced(script)
    assert (under.code, under.err) == (before.code, before.err)
    reached = [[int(line) for line in ran.out.split()] for ran in (before, under)]
    # The trace function itself needs one frame of the program's stack.
    assert [a - b for a, b in zip(*reached, strict=True)] == [1, 1, 0]
    assert '"Server.after"' in events(spools)


def test_runaway_recursion_in_a_handler_leaves_later_requests_recorded(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        """
        class Runaway(Echo):
            def handle(self):
                self.again() if self.rfile.readline() == b"deep\\n" else self.wfile.write(b"fine")
            def again(self): return self.again()
        class Server(socketserver.TCPServer):
            def handle_error(self, request, client_address): print(sys.exc_info()[0].__name__)
        server, thread = serving(Server, Runaway)
        print(ask(server, b"deep\\n"), ask(server, b"shallow\\n"))
        stop(server, thread)
        """,
    )
    assert [hop.outcome for hop in named(recording, "handle")] == ["raised", "returned"]
    assert len(named(recording, "again")) > 500
    assert recording.meta.complete
    recording.close()


VENDORED = """
    import importlib.util, os, sys, types
    package = types.ModuleType("vendored"); package.__path__ = []
    sys.modules["vendored"] = package
    spec = importlib.util.find_spec("socketserver")
    source = spec.loader.get_source("socketserver")
    copy = types.ModuleType("vendored.socketserver")
    sys.modules["vendored.socketserver"] = copy
    exec(compile(source, os.path.join("vendored", "socketserver.py"), "exec"), copy.__dict__)
    import socket, threading
    class Echo(copy.StreamRequestHandler):
        def handle(self): self.wfile.write(self.rfile.readline().upper())
    with copy.TCPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,)); thread.start()
        with socket.create_connection(server.server_address) as link:
            link.sendall(b"mine\\n")
            print(link.recv(9))
        server.shutdown(); thread.join()
"""


def test_a_copy_of_socketserver_is_told_from_it_and_recorded_on_request(tmp_path: Path) -> None:
    script = write(tmp_path, VENDORED)
    _, recording = recorded(script)
    (note,) = map(note_words, recording.meta.notes)
    roots = ("vendored.socketserver.BaseServer", "vendored.socketserver.BaseRequestHandler")
    for root in roots:
        assert f"--root {root}" in note
    assert named(recording, "handle") == []
    recording.close()
    _, recording = recorded(script, options=Options(roots=roots, stdout="null"))
    assert recording.meta.notes == ()
    assert len(named(recording, "handle")) == 1
    assert len(named(recording, "serve_forever")) == 1
    recording.close()


@pytest.mark.parametrize(
    ("module", "name"),
    [("hops", "assign"), ("hops", "accept"), ("settrace", "get_ident")],
)
def test_an_error_of_ours_ends_recording_and_never_reaches_the_program(
    tmp_path: Path, module: str, name: str
) -> None:
    """A part of the recorder is broken while the program runs."""
    recording = compared(
        tmp_path,
        f"""
        server, thread = serving()
        print(ask(server))
        part = sys.modules.get("_hopscope_agent.{module}")
        if part is not None:
            part.{name} = None
        print(ask(server))
        sys.settrace(sys.gettrace())
        stop(server, thread)
        print("done", threading.active_count())
        """,
    )
    assert len(named(recording, "handle")) >= 1
    (note,) = map(note_words, recording.meta.notes)
    assert note.startswith("Recording stopped early: an error of the recorder (TypeError")
    recording.close()
