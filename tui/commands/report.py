"""``hopscope report``: the whole story of a run, printed once."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import N_, _
from tui import reports
from tui.commands.parsing import CommandParser
from tui.commands.targets import TARGET_HELP, add_options, recorded
from tui.streams import forget_stdout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

SUMMARY = N_("print the MRO and call-tree report")

_EXAMPLES = N_(
    """\
  hopscope report                                  the built-in program
  hopscope report ForkingTCPServer                 a process for each request
  hopscope report --handler ftp                    the handler whose handle only passes
  hopscope report --send GET --requests 1 server.py --port 0
  hopscope report --format json -o run.json run.hops
  hopscope report --format json | python -m json.tool

stdout is the report and nothing else; what the program prints goes to stderr.
"""
)


def run(words: Sequence[str]) -> int:
    """Print the report of a recording."""
    parser = CommandParser(
        "report",
        usage="[OPTIONS] [TARGET]",
        description=N_("Print the MRO and call-tree report."),
        target=TARGET_HELP,
        examples=_EXAMPLES,
    )
    parser.add_argument(
        "--format",
        choices=list(reports.NAMES),
        default="text",
        help=N_("text (the default) or json"),
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=N_("write the report here, not to stdout")
    )
    add_options(parser)
    own, target = parser.split(words)
    options = parser.parse_args(own)
    with recorded(target, options) as path:
        write_report(path, options.format, options.output)
    return 0


def write_report(path: Path, name: str, output: Path | None = None) -> None:
    """Write the report ``name`` of a recording to a file, or to stdout.

    Raises HopscopeError where the recording is damaged or the report cannot be written.
    """
    from tracer.recording import Recording, suspecting

    recording = Recording(path)
    try:
        with opened(output) as out, suspecting(recording):
            reports.load(name).write(recording, out)
    finally:
        recording.close()


@contextlib.contextmanager
def opened(output: Path | None) -> Iterator[TextIO]:
    """Give the stream to write to; what it cannot take becomes a HopscopeError."""
    if sys.stdout is None and output is None:
        raise HopscopeError(_("there is no stdout to print the report to"), _("give -o FILE"))
    try:
        if output is None:
            yield sys.stdout
            sys.stdout.flush()
        else:
            with output.open("w", encoding="utf-8", newline="\n") as file:
                yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        if output is None:
            forget_stdout()
        raise HopscopeError(
            _("cannot write {output}: {error}").format(
                output=output or _("the report"), error=error.strerror
            ),
            _("choose a file in a folder that you may write to, on a disk with room"),
        ) from error
