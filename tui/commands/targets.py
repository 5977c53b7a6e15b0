"""From a TARGET and the common options to a recording on disk, for every command alike."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tracer.errors import HopscopeError
from tracer.language import N_, _
from tui.commands.parsing import CommandParser, count, seconds
from tui.text import advise, complain, error_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from tracer.recording import Recording
    from tracer.running.options import Options, RunEnd
    from tracer.running.target import Target

_RECORDING_OPTIONS = (
    "requests", "send", "get", "timeout", "python", "lines", "no_values", "show_secrets", "root", "max_hops",
    "no_children", "keep_running",
)  # fmt: skip

TARGET_HELP = N_(
    """\
TARGET is nothing (a built-in ThreadingTCPServer and its client), the name of a
server class of socketserver or bases to make one of (TCPServer,ThreadingMixIn),
script.py [ARGS], -m module [ARGS], or a recording FILE.hops. What follows a script
or a module belongs to it, as with python: give hopscope's own options before it."""
)


def add_options(parser: CommandParser) -> None:
    """Offer the options that every recording command has."""
    add = partial(parser.add_argument, heading=N_("recording"))
    add("--requests", type=count, metavar="N", help=N_("stop after N requests served"))
    add(
        "--send",
        action="append",
        default=[],
        metavar="TEXT",
        help=N_("text that a built-in client sends once the server listens; repeatable"),
    )
    add(
        "--get",
        action="append",
        default=[],
        metavar="PATH",
        help=N_("a path that a built-in HTTP client asks for once the server listens; repeatable"),
    )
    add("--timeout", type=seconds, metavar="S", help=N_("stop after S seconds"))
    add(
        "--max-hops",
        type=count,
        metavar="N",
        help=N_("stop recording when it holds N hops; the program goes on"),
    )
    add("--python", metavar="EXE", help=N_("run the program with this interpreter (3.11 or newer)"))
    add("--no-children", action="store_true", help=N_("record no Python process that it starts"))
    add(
        "--keep-running",
        action="store_true",
        help=N_("let the program go on, unrecorded, when hopscope is killed"),
    )
    add("--lines", action="store_true", help=N_("record the lines run inside hops, too"))
    add(
        "--no-values",
        action="store_true",
        help=N_("record no values, nor the program's arguments on the command line"),
    )
    add(
        "--show-secrets",
        action="store_true",
        help=N_("record what is named password, token, cookie ... too; <redacted> else"),
    )
    add(
        "--root",
        action="append",
        default=[],
        metavar="MODULE.CLASS",
        help=N_("a further class whose calls are hops; repeatable"),
    )
    add(
        "--handler",
        metavar="NAME",
        help=N_("the built-in program's handler: stream, base, datagram or ftp"),
    )


def parse_target(words: Sequence[str], options: argparse.Namespace) -> Target | Path:
    """Find what the words name; say so where an option can have no effect on it."""
    from tracer.running.target import parse

    found = parse(list(words), options.handler)
    if isinstance(found, Path):
        for name in _RECORDING_OPTIONS:
            if getattr(options, name):
                option = "--" + name.replace("_", "-")
                narrate(
                    _("{option} changes nothing: {recording} is already recorded").format(
                        option=option, recording=found
                    )
                )
    return found


def session_options(
    options: argparse.Namespace, stdout: Literal["inherit", "stderr", "null"]
) -> Options:
    """Make the session's options from the command line's."""
    from tracer.running.options import Options

    return Options(
        requests=options.requests,
        send=tuple(options.send),
        get=tuple(options.get),
        timeout=options.timeout,
        max_hops=options.max_hops,
        python=options.python,
        children=not options.no_children,
        lines=options.lines,
        values=not options.no_values,
        secrets=options.show_secrets,
        roots=tuple(options.root),
        handler=options.handler,
        stdout=stdout,
        keep_running=options.keep_running,
    )


def add_output(parser: CommandParser) -> None:
    """Offer ``-o`` for a report."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help=N_("write it to FILE, whole or not at all; - is stdout, as without -o"),
    )


def inputs_of(target: Target | Path) -> list[Path]:
    """The files that a target stands for, as far as they are known before it runs.

    They are not to be written: a recording and the sources in it, a script, a module's file,
    and what the program is given as its arguments.
    """
    if isinstance(target, Path):
        from tracer.recording import Recording

        with contextlib.closing(Recording(target)) as recording:
            return [target, *map(Path, recording.source_files())]
    found = [Path(word) for word in target.args]
    if target.kind == "script":
        found += [Path(target.name), Path(target.name, "__main__.py")]
    elif target.kind == "module":
        folders = [Path(), *map(Path, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        within = Path(*target.name.split("."))
        for end in (within.with_name(f"{within.name}.py"), within / "__main__.py"):
            found += [folder / end for folder in folders]
    return found


@contextlib.contextmanager
def recorded(target: Target | Path, options: argparse.Namespace) -> Iterator[Path]:
    """Give a recording of the target: its own file, or a private one that is removed afterwards.

    Raises HopscopeError where the program ended before it made a single hop.
    """
    if isinstance(target, Path):
        yield target
        return
    from tracer.running.run import record

    folder = Path(tempfile.mkdtemp(prefix="hopscope-"))
    try:
        path = folder / "run.hops"
        _tell_ending(
            path, target, record(target, session_options(options, "stderr"), path, narrate)
        )
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def narrate(line: str) -> None:
    """Tell on stderr what goes on."""
    complain(f"hopscope: {line}")


def _tell_ending(path: Path, target: Target, end: RunEnd) -> None:
    """Say how the program ended where that was not as it should; see :func:`recorded`."""
    from lessons.explain.endings import stop_words
    from tracer.recording import Recording

    code = end.code

    recording = Recording(path)
    try:
        if not len(recording):
            raise HopscopeError(
                _("{name} ended with exit code {code} and called nothing of socketserver").format(
                    name=target.name, code=code
                ),
                _("see that it starts a server when it runs by itself: {command}").format(
                    command=f"python {'-m ' if target.kind == 'module' else ''}{target.name}"
                ),
            )
        if code and end.stop is not None:
            narrate(stop_words(end.stop))
        elif code:
            error = _escaped(recording)
            ended = _("{name} ended with exit code {code}").format(name=target.name, code=code)
            narrate(_("{what}: {error}").format(what=ended, error=error) if error else ended)
            if "Address already in use" in error:
                advise(_("another program has that port: end it, or let the server use 0"))
    finally:
        recording.close()


def _escaped(recording: Recording) -> str:
    """The last exception that left an outermost hop of the main thread; empty where none did."""
    found = recording.last_escaped()
    return "" if found is None else error_text(found.type, found.message)
