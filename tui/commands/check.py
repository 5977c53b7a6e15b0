"""``hopscope check``: bases that cannot take effect, and other traps that raise no error."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, TextIO, cast

from tracer.errors import HopscopeError
from tracer.language import ENGLISH, N_, _, chosen, ngettext, speaking
from tui.commands.parsing import CommandParser, seconds
from tui.text import complain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lessons.traps.checked import Checked

SUMMARY = N_("bases that cannot take effect, and other traps")

_DESCRIPTION = N_(
    """\
Find mistakes with classes that raise no error: a mixin listed after the class that
it should override (M1), an __init__ that never runs (M4), attributes that a handler
sets too late (M5), setup() without super().setup() (M9), shutdown() on the serving
thread (M10), options set on a server that is bound already (M13), bases without a
consistent order (M20). For each class with several bases it says what each base
gives, and what it loses to an earlier one."""
)

_TARGET = N_(
    """\
TARGET is file.py, file.py:Class, module or module:Class. A file is read and not
run, and so are the modules of its project and of installed packages that its classes
are made of; the standard library, and what has no source, is imported in a process
of its own. A module is imported there. What the source does not tell is said, and
not guessed.

A comment on its line silences a finding that is meant so:  # hopscope: ok M1"""
)

_EXAMPLES = N_(
    """\
  hopscope check server.py
  hopscope check src/*.py --quiet
  hopscope check mypackage.server:Server
  hopscope check --import server.py              as it is after its import
  hopscope check --format sarif server.py > check.sarif
  hopscope check --format github src/*.py        annotations in a workflow

It exits with 1 when something is found, whatever else; else with 2 when a target could
not be checked (each has a line that says why), and with 0 when all were and nothing is
found. When the call itself is wrong it exits with 2 and checks nothing.
"""
)


def run(words: Sequence[str]) -> int:
    """Check the targets and return 1 where anything is found."""
    parser = CommandParser(
        "check",
        usage="[OPTIONS] TARGET...",
        description=_DESCRIPTION,
        target=_TARGET,
        examples=_EXAMPLES,
    )
    add = parser.add_argument
    parser.add_format()
    add("--import", action="store_true", dest="imported", help=N_("import files, too, in a process "
        "of their own"))  # fmt: skip
    add("--quiet", action="store_true", help=N_("text: only what is found, or not checked"))
    add(
        "--python",
        metavar="EXE",
        help=N_("the interpreter whose standard library and packages count"),
    )
    add("--timeout", type=seconds, default=30.0, metavar="S", help=N_("give up on imports after S "
        "seconds (30)"))  # fmt: skip
    add("targets", nargs="*", metavar="TARGET", help=N_("see above"))
    options = parser.read(words)
    if not options.targets:
        raise HopscopeError(_("check needs a target"), _("for example: hopscope check server.py"))
    from tui.check_targets import CheckOptions
    from tui.checking import check

    how = CheckOptions(options.imported, options.python, options.timeout)
    # What programs read is the same in every language; findings are worded as they are found.
    with speaking(chosen() if options.format == "text" else ENGLISH):
        found = check(options.targets, how)
        _write(options.format, found, quiet=options.quiet)
    if found.unchecked and options.format in ("json", "sarif"):
        _narrate(len(found.unchecked))
    if any(one.findings for one in found.sources):
        return 1
    return 2 if found.unchecked else 0


def _narrate(unchecked: int) -> None:
    """Say on stderr why it may exit with 2: what programs read stands in a file, often unseen."""
    words = ngettext(
        "{count} target was not checked; the report says why",
        "{count} targets were not checked; the report says why",
        unchecked,
    )
    complain(f"hopscope: {words.format(count=unchecked)}")


def _write(form: str, found: Checked, *, quiet: bool) -> None:
    name = "findings" if quiet and form == "text" else form
    module = importlib.import_module(f"tui.reports.check.{name}")
    write = cast("Callable[[Checked, TextIO], None]", module.write)
    write(found, sys.stdout)
