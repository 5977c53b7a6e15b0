"""``hopscope report``: the whole story of a run, printed once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracer.language import N_
from tui import reports
from tui.commands.parsing import CommandParser
from tui.commands.targets import (
    TARGET_HELP,
    add_options,
    add_output,
    inputs_of,
    parse_target,
    recorded,
)
from tui.output import judged_report, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    parser.add_format()
    add_output(parser)
    add_options(parser)
    own, target_words = parser.split(words)
    options = parser.read(own)
    target = parse_target(target_words, options)
    output = judged_report(options.output, inputs_of(target))
    with recorded(target, options) as path:
        write_report(path, options.format, output)
    return 0


def write_report(path: Path, name: str, output: Path | None = None) -> None:
    """Write the report ``name`` of a recording to a file that was judged, or to stdout.

    Raises HopscopeError where the recording is damaged, or the report cannot be written: because
    its file is one of the sources, say.
    """
    from tracer.recording import Recording, suspecting

    recording = Recording(path)
    try:
        judged_report(output, map(Path, recording.source_files()))
        with writing(output) as out, suspecting(recording):
            reports.load(name).write(recording, out)
    finally:
        recording.close()
