# mypy: ignore-errors
"""Run a program under the oracle: ``python launch.py OUT SCRIPT [ARGUMENTS]``, or ``-m MODULE``.

``python launch.py --forks`` runs many, see :func:`fork_each`.

Each process writes OUT.PID: [rows of its hops, hand-offs as (from, to, kind)]. A row is
[id, parent's id, lane, function, module, outcome, request, receiver class, owner]; ids are such
that no two processes share one. Imports nothing of hopscope.
"""

import atexit
import json
import os
import pkgutil  # noqa: F401 - runpy imports it as it runs: thousands of calls that would be looked at
import runpy
import sys
import threading
from pathlib import Path

import oracle

FORKED = []
"""The lane (its stack) in which this process was forked, if it was."""
MAIN = ["main"]
"""The kind of this process's first lane: ``process`` where another interpreter started it."""


def kind_of(first):
    """How the lane of this first hop was started."""
    if FORKED and first.lane is FORKED[0]:
        return "fork"
    return "thread" if first.parent else MAIN[0]


def write(out):
    """Write what this process saw, once; and OUT.PID.lost where it did not see all of it.

    An interrupt that strikes in a profile function makes the interpreter take that away.
    """
    if sys.getprofile() is None:
        Path(f"{out}.{os.getpid()}.lost").touch()
    sys.setprofile(None)
    # A child's list begins with its parent's, so a hop keeps its number where it is inherited.
    ids = {id(hop): f"{hop.pid}.{number}" for number, hop in enumerate(oracle.hops)}
    mine = [hop for hop in oracle.hops if hop.serves and hop.pid == os.getpid()]
    edges = [edge for edge in oracle.edges if edge[1].pid == os.getpid()]
    firsts, rows = {}, []
    for hop in mine:
        first = firsts.setdefault(id(hop.lane), hop)
        if first is hop and hop.parent is not None:
            edges.append((hop.parent, hop, kind_of(hop)))
        code, (receiver_class, owner, _) = hop.code, hop.found
        rows.append([
            ids[id(hop)], hop.parent and ids[id(hop.parent)], [kind_of(first), ids[id(first)]],
            code.co_qualname, hop.module, hop.outcome, hop.request,
            receiver_class and receiver_class.__qualname__, owner and owner.__qualname__,
        ])  # fmt: skip
    handed = [[ids[id(a)], ids[id(b)], kind] for a, b, kind in edges]
    Path(f"{out}.{os.getpid()}").write_text(json.dumps([rows, handed]), "utf-8")


def forked():
    """In a forked child: what goes on here is another lane."""
    FORKED[:] = [oracle.here.stack]
    # "The parent of a lane's first hop is the hop that started the lane", even after it has
    # returned in the child.
    if oracle.here.stack:
        oracle.starts[id(threading.current_thread())] = oracle.here.stack[-1][1]


def begin(out, kind="main"):
    """Watch this process from now on; ``kind`` is that of its first lane."""

    def watch(frame, event, value):
        # ForkingMixIn's child leaves through os._exit: nothing at exit runs.
        if event == "c_call" and value is os._exit:
            write(out)
        oracle.profile(frame, event, value)

    MAIN[:] = [kind]
    os.register_at_fork(after_in_child=forked)
    atexit.register(write, out)
    threading.setprofile(watch)
    sys.setprofile(watch)


def run(out, script, *arguments):
    """Run the script, or the module after ``-m``, as ``__main__`` under the oracle."""
    is_module = script == "-m"
    sys.argv[:] = arguments if is_module else [script, *arguments]
    sys.path[0] = str(Path.cwd()) if is_module else str(Path(script).resolve().parent)
    begin(out)
    if is_module:
        runpy._run_module_as_main(arguments[0])  # what the interpreter itself calls
    else:
        runpy.run_path(script, run_name="__main__")


def fork_each():
    """Fork for each line of stdin, the words of a run as JSON; say how each child ended.

    Gives the words in the child, which is as good as launched anew, and None at the end.
    """
    # What some programs import; each call of an import would be looked at.
    import asyncio  # noqa: F401
    import concurrent.futures.thread  # noqa: F401

    for line in sys.stdin:
        child = os.fork()
        if not child:
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, 0)
            os.dup2(nowhere, 1)
            os.close(nowhere)
            return json.loads(line)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    return None


if __name__ == "__main__":
    words = fork_each() if sys.argv[1:] == ["--forks"] else sys.argv[1:]
    if words:
        run(*words)
