"""The command line: picks the command, and turns what happened into an exit code.

0 done, 1 the answer is "no", 2 the call was wrong, 3 hopscope failed; 130 after
Ctrl-C and 141 when the reader of stdout went away, as shells have it. ``record``
alone passes the traced program's own exit code through.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _, choose, use
from tui import commands
from tui.streams import forget_stdout
from tui.text import advise, complain

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130
_READER_GONE = 141
_FAILED = 3
_SIGNALLED = 128


def main(argv: Sequence[str] | None = None) -> int:  # noqa: C901 - the edge of the process: every way to end, once
    """Run one command and return its exit code; never raises for what a person typed."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored
                signal.signal(number, _end_on)
    try:
        use(choose(os.environ))
        _need_the_gil()
        code = _run(_heard(list(sys.argv[1:] if argv is None else argv)))
        if sys.stdout is not None:
            sys.stdout.flush()
    except HopscopeError as error:
        _explain(error.message, error.hint)
        return error.exit_code
    except SystemExit as done:  # argparse after --help, or a signal
        return int(done.code or 0)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        forget_stdout()
        return _READER_GONE
    # A bug of ours must not greet a learner with forty lines of our internals; who wants
    # them asks for them. This is the edge of the process: nothing runs on after it.
    except Exception as error:
        if os.environ.get("HOPSCOPE_DEBUG"):
            raise
        _explain(
            _("internal error: {error}").format(error=f"{type(error).__name__}: {error}"),
            _("run it again with HOPSCOPE_DEBUG=1 to see where, and report it"),
        )
        return _FAILED
    return code


def _need_the_gil() -> None:
    """Raise :class:`HopscopeError` on a free-threaded build.

    The spool takes what one thread writes for whole, and numbers for given out once.
    """
    if "t" in sys.abiflags:
        version = sys.version.split()[0]
        raise HopscopeError(
            _("it does not run on a free-threaded Python ({version})").format(version=version),
            _("Install it for a CPython 3.11 or later that has the GIL."),
        )


def _heard(words: list[str]) -> list[str]:
    """Take the language that is asked for before a command; what else is asked."""
    match words:
        case ["--lang", asked, *rest]:
            use(choose(os.environ, asked))
            return rest
        case [first, *rest] if first.startswith("--lang="):
            use(choose(os.environ, first.removeprefix("--lang=")))
            return rest
        case _:
            return words


def _run(words: list[str]) -> int:
    match words:
        case ["-h" | "--help", *rest]:
            _heard(rest)
            print(commands.overview(), end="")
            return 0
        case ["--version", *_]:
            print(f"hopscope {commands.version()}")
            return 0
        case ["help", name] if name in commands.NAMES:
            return commands.load(name).run(["--help"])
        case [name, *rest] if name in commands.NAMES:
            return commands.load(name).run(rest)
        case [name, *_] if not name.startswith("-"):
            raise HopscopeError(
                _("there is no command {name!r}").format(name=name), commands.suggest(name)
            )
        case _:
            return commands.load("step").run(words)


def _explain(message: str, hint: str) -> None:
    complain(f"hopscope: {message}")
    if hint:
        advise(hint)


def _end_on(number: int, _frame: object) -> None:
    """End as the signal would, but on the way out remove what is temporary."""
    raise SystemExit(_SIGNALLED + number)
