"""``hopscope record``: record a run and keep the ``.hops`` file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import N_, _
from tui.commands.parsing import CommandParser
from tui.commands.targets import TARGET_HELP, add_options, narrate, parse_target, session_options

if TYPE_CHECKING:
    from collections.abc import Sequence

SUMMARY = N_("record a run, and keep the .hops file")

_EXAMPLES = N_(
    """\
  hopscope record -o run.hops server.py --port 0       --port goes to server.py
  hopscope record -o run.hops --requests 3 -m http.server 8000
  hopscope record UDPServer -o udp.hops
  hopscope record -o udp.hops --send hello UDPServer
  hopscope report run.hops                             look at what was recorded

The program's output stays its own, and so does its exit code: record ends with it.
"""
)


def run(words: Sequence[str]) -> int:
    """Record, and return the program's exit code."""
    parser = CommandParser(
        "record",
        usage="-o FILE [OPTIONS] TARGET",
        description=N_("Record a run, and keep the .hops file."),
        target=TARGET_HELP,
        examples=_EXAMPLES,
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=N_("the file to write"))
    add_options(parser)
    own, target_words = parser.split(words)
    options = parser.parse_args(own)
    output = _output(options.output, target_words)
    target = parse_target(target_words, options)
    if isinstance(target, Path):
        return _copy(target, output)
    from tracer.session import record

    code = record(target, session_options(options, "inherit"), output, narrate).code
    narrate(_("wrote {output}; see it with: hopscope step {output}").format(output=output))
    # A shell tells a death by signal this way; a process can only exit with 0 to 255.
    return code if code >= 0 else 128 - code


def _output(output: Path | None, target_words: list[str]) -> Path:
    if output is not None:
        return output
    misplaced = "-o" in target_words or "--output" in target_words
    raise HopscopeError(
        _("record needs -o FILE before the script") if misplaced else _("record needs -o FILE"),
        _("what follows a script is its own: {example}").format(
            example=" ".join(("hopscope record -o run.hops", *(target_words[:1] or ["script.py"])))
        ),
    )


def _copy(source: Path, output: Path) -> int:
    from tracer.recording import Recording

    Recording(source).close()  # refuses what is no recording
    try:
        shutil.copyfile(source, output)
    except (OSError, shutil.SameFileError) as error:
        raise HopscopeError(
            _("cannot write {output}: {error}").format(output=output, error=error),
            _("choose another file"),
        ) from error
    narrate(
        _("{source} is a recording already; copied it to {output}").format(
            source=source, output=output
        )
    )
    return 0
