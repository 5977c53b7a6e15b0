"""``hopscope record``: record a run and keep the ``.hops`` file."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import N_, _
from tui.commands.parsing import CommandParser
from tui.commands.targets import (
    TARGET_HELP,
    add_options,
    inputs_of,
    narrate,
    parse_target,
    session_options,
)
from tui.output import STDOUT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tracer.running.options import Options
    from tracer.running.target import Target
    from tui.keeping import Keeper

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


_HOLDS_VALUES = N_(
    "it holds the program's sources, its command line and the values that its calls handled "
    "(<redacted> only where a name says password, token and the like); to give it away: "
    "hopscope scrub {output} -o FILE"
)
_HOLDS = N_(
    "it holds the program's sources, and no values; to give it away: hopscope scrub {output} -o FILE"
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
    parser.add_argument(
        "--force", action="store_true", help=N_("replace FILE even where it is no recording")
    )
    add_options(parser)
    own, target_words = parser.split(words)
    options = parser.read(own)
    output = _output(options.output, target_words)
    target = parse_target(target_words, options)
    if isinstance(target, Path):
        from tui.keeping import keep_copy

        keep_copy(target, output, inputs_of(target), force=options.force)
        narrate(
            _("{source} is a recording already; copied it to {output}").format(
                source=target, output=output
            )
        )
        return 0
    code = _record(target, options, output)
    # A shell tells a death by signal this way; a process can only exit with 0 to 255.
    return code if code >= 0 else 128 - code


def _output(output: Path | None, target_words: list[str]) -> Path:
    if output == STDOUT:
        raise HopscopeError(
            _("a recording cannot go to stdout"), _("name a file: hopscope record -o run.hops ...")
        )
    if output is not None:
        return output
    misplaced = "-o" in target_words or "--output" in target_words
    raise HopscopeError(
        _("record needs -o FILE before the script") if misplaced else _("record needs -o FILE"),
        _("what follows a script is its own: {example}").format(
            example=" ".join(("hopscope record -o run.hops", *(target_words[:1] or ["script.py"])))
        ),
    )


def _record(target: Target, options: argparse.Namespace, output: Path) -> int:
    """Record into a file beside the output, which takes its place at the end; the exit code."""
    from tracer.running.interpreter import check_interpreter
    from tracer.running.run import record
    from tui.keeping import Keeper

    chosen = session_options(options, "inherit")
    if chosen.python is not None:
        check_interpreter(chosen.python)
    keeper = Keeper(output, inputs_of(target), force=options.force)
    try:
        narrate(
            _("recording into {path}, which becomes {output} at the end").format(
                path=keeper.path, output=output
            )
        )
        ended = record(target, chosen, keeper.path, narrate)
        _keep(keeper, output, chosen, is_whole=ended.failure is None)
    except BaseException:
        _leave(keeper)
        raise
    finally:
        keeper.close()
    return ended.code


def _keep(keeper: Keeper, output: Path, options: Options, *, is_whole: bool) -> None:
    """Put the recording into its place; a cut or an empty one replaces none that is there."""
    from tracer.recording import Recording

    with closing(Recording(keeper.path)) as recording:
        sources = recording.source_files()
        is_whole = is_whole and len(recording) > 0
    if not is_whole and output.exists():
        narrate(_("{output} stays as it was").format(output=output))
        _leave(keeper)
        return
    keeper.keep(map(Path, sources))
    narrate(_("wrote {output}; see it with: hopscope step {output}").format(output=output))
    narrate(_(_HOLDS_VALUES if options.values else _HOLDS).format(output=output))


def _leave(keeper: Keeper) -> None:
    """Take away what holds no hop; say where the rest is."""
    from tracer.recording import Recording

    hops = 0
    with suppress(HopscopeError), closing(Recording(keeper.path)) as recording:
        hops = len(recording)
    if hops:
        narrate(_("what was recorded is in {path}").format(path=keeper.path))
    else:
        keeper.remove()
