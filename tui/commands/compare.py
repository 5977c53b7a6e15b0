"""``hopscope compare``: two runs side by side, the place where they part, and the lookup there."""

from __future__ import annotations

import importlib
import shlex
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import ENGLISH, N_, _, chosen, speaking
from tui.commands.parsing import CommandParser
from tui.commands.targets import add_options, add_output, inputs_of, parse_target, recorded
from tui.output import judged_report, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracer.recording import Recording

SUMMARY = N_("where two runs part, and the lookup that parts them")
_PARTED = 1

_DESCRIPTION = N_(
    """\
Hold two runs against each other: what they share, the first place where they
part, the lookup that parts them, and what follows in each. How threads take turns,
idle polls, values and times make no difference; equal requests are counted.

A and B are each one word of the command line: the name of a server class of
socketserver, bases to make one of (TCPServer,ThreadingMixIn), a script, a recording
FILE.hops, or in quotes a program with its arguments: "server.py --port 0",
"-m mypackage.server 0". The options apply to both.

Exit code 0: the same calls in both, found in the same classes; 1: they part."""
)

_EXAMPLES = N_(
    """\
  hopscope compare TCPServer ThreadingTCPServer
  hopscope compare ThreadingTCPServer TCPServer,ThreadingMixIn    the bases swapped
  hopscope compare before.py after.py --send hello --requests 1
  hopscope compare "server.py --port 0" run.hops
  hopscope compare --app TCPServer ForkingTCPServer               two trees to walk through
  hopscope compare --format markdown -o parting.md old.hops new.hops
"""
)


def run(words: Sequence[str]) -> int:
    """Compare two targets; 1 where they part."""
    parser = CommandParser(
        "compare",
        usage="[OPTIONS] A B",
        description=_DESCRIPTION,
        examples=_EXAMPLES,
    )
    parser.add_format()
    add_output(parser)
    parser.add_argument(
        "--app",
        action="store_true",
        help=N_("two aligned trees in the terminal, instead of a report"),
    )
    add_options(parser)
    parser.add_argument("targets", nargs="*", metavar="A B", help=N_("see above"))
    options = parser.read(words)
    if len(options.targets) != 2:
        raise HopscopeError(
            _("compare takes two targets"),
            _("put a program and its arguments in quotes: {example}").format(
                example='hopscope compare TCPServer "server.py --port 0"'
            ),
        )
    targets = [parse_target(_split(target), options) for target in options.targets]
    output = None
    if options.app:
        _check_terminal()
    else:
        output = judged_report(
            options.output, [file for each in targets for file in inputs_of(each)]
        )
    with ExitStack() as stack:
        paths = [stack.enter_context(recorded(target, options)) for target in targets]
        left, right = (stack.enter_context(closing(_opened(path))) for path in paths)
        if options.app:
            from tui.app.compare import run as open_app

            return open_app(left, right)
        return _write(left, right, options.format, output)


def _split(target: str) -> list[str]:
    """The words of one target: a file's name is one word, whatever is in it."""
    if Path(target).exists():
        return [target]
    try:
        return shlex.split(target)
    except ValueError as error:
        raise HopscopeError(
            _("{target} cannot be split into words: {error}").format(
                target=target, error=str(error).lower()
            ),
            _("quote it as for a shell"),
        ) from error


def _check_terminal() -> None:
    from tui.commands.terminal import obstacle

    found = obstacle()
    if found:
        raise HopscopeError(found, _("leave out --app: the comparison is printed then"))


def _opened(path: Path) -> Recording:
    from tracer.recording import Recording

    return Recording(path)


def _write(left: Recording, right: Recording, form: str, output: Path | None) -> int:
    from lessons.compare.comparison import compare
    from tracer.recording import suspecting

    report = importlib.import_module(f"tui.reports.compare.{form}")
    # What programs read is English, whatever a person reads.
    with speaking(ENGLISH if form == "json" else chosen()), suspecting(left), suspecting(right):
        found = compare(left, right)
        sources = [*left.source_files(), *right.source_files()]
        judged_report(output, map(Path, sources))
        with writing(output) as out:
            report.write(found, out)
    return _PARTED if found.verdict == "parted" else 0
