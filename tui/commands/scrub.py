"""``hopscope scrub``: a copy of a recording that can be given away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import N_, _
from tui.commands.parsing import CommandParser
from tui.commands.targets import inputs_of, narrate
from tui.output import STDOUT

if TYPE_CHECKING:
    from collections.abc import Sequence

SUMMARY = N_("take values and sources out of a recording, to give it away")

_DESCRIPTION = N_(
    """\
Write a copy of a recording without what is nobody else's business: the values of
arguments, results and variables, the messages of exceptions, the clients' addresses,
the program's arguments on the command line, and the names of home folders. What was
called, where it was found and how it ended stays. With --no-sources the texts of the
source files go, too: how a call was written cannot be told any more then."""
)

_EXAMPLES = N_(
    """\
  hopscope scrub run.hops -o public.hops
  hopscope scrub --no-sources run.hops -o public.hops
"""
)


def run(words: Sequence[str]) -> int:
    """Scrub a copy of a recording."""
    parser = CommandParser(
        "scrub", usage="[OPTIONS] FILE.hops -o FILE", description=_DESCRIPTION, examples=_EXAMPLES
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=N_("the file to write"))
    parser.add_argument(
        "--no-sources", action="store_true", help=N_("take out the texts of the sources, too")
    )
    parser.add_argument(
        "--force", action="store_true", help=N_("replace FILE even where it is no recording")
    )
    parser.add_argument(
        "recording", type=Path, nargs="?", metavar="FILE.hops", help=N_("see above")
    )
    options = parser.read(words)
    if options.recording is None or options.output in (None, STDOUT):
        raise HopscopeError(
            _("scrub needs a recording and -o FILE"),
            _("for example: hopscope scrub run.hops -o public.hops"),
        )
    from tracer.recording.scrubbing import scrub
    from tui.keeping import keep_copy

    def scrubbed(copy: Path) -> None:
        scrub(copy, sources=not options.no_sources)

    keep_copy(
        options.recording, options.output, inputs_of(options.recording), force=options.force,
        change=scrubbed,
    )  # fmt: skip
    narrate(_("wrote {output}").format(output=options.output))
    return 0
