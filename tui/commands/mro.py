"""``hopscope mro``: a class's MRO, and where each of its methods is found."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tui.commands.parsing import CommandParser, seconds

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tracer.class_import import ImportedClasses

SUMMARY = "an MRO, and where each method is found"

_DESCRIPTION = """\
Print the MRO of a class, and for each method the class that it is found in, the
definitions that this one shadows, and what super() would reach from there. With
NAME: that one attribute, step by step.

CLASS is module:Class, module.Class, file.py:Class, or the bare name of a class of
socketserver. It is imported in a process of its own. A recording and a class of
it, FILE.hops CLASS, shows the class as it was in that run."""

_EXAMPLES = """\
  hopscope mro ThreadingTCPServer
  hopscope mro ThreadingTCPServer process_request
  hopscope mro http.server:ThreadingHTTPServer server_bind
  hopscope mro server.py:MyHandler handle
  hopscope mro --format json wsgiref.simple_server:WSGIServer
  hopscope mro run.hops ThreadingTCPServer
"""


def run(words: Sequence[str]) -> int:
    """Print the MRO of a class."""
    parser = CommandParser(
        "mro",
        usage="[OPTIONS] CLASS [NAME]",
        description=_DESCRIPTION,
        examples=_EXAMPLES,
    )
    parser.add_argument(
        "--format", choices=["text", "json"], default="text", help="text (the default) or json"
    )
    parser.add_argument("--python", metavar="EXE", help="import it with this interpreter")
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=10.0,
        metavar="S",
        help="give up on the import after S seconds (10)",
    )
    parser.add_argument("words", nargs="*", metavar="CLASS [NAME]", help="see above")
    options = parser.parse_intermixed_args(list(words))
    imported, name = _class(options)
    _write(imported, name, options.format)
    return 0


def _class(options: argparse.Namespace) -> tuple[ImportedClasses, str | None]:
    match options.words:
        case [file, cls] if file.endswith(".hops"):
            return _recorded(file, cls), None
        case [file, cls, name] if file.endswith(".hops"):
            return _recorded(file, cls), name
        case [cls] if not cls.endswith(".hops"):
            return _imported(cls, options), None
        case [cls, name]:
            return _imported(cls, options), name
        case _:
            raise HopscopeError(
                "mro takes a class, and the name of an attribute if you like",
                "for example: hopscope mro ThreadingTCPServer process_request",
            )


def _imported(spec: str, options: argparse.Namespace) -> ImportedClasses:
    from tracer.class_import import import_class

    return import_class(spec, python=options.python, timeout=options.timeout)


def _recorded(file: str, name: str) -> ImportedClasses:
    from pathlib import Path

    from tracer.class_import import recorded_class
    from tracer.recording import Recording

    recording = Recording(Path(file))
    try:
        return recorded_class(recording, name)
    finally:
        recording.close()


def _write(imported: ImportedClasses, name: str | None, form: str) -> None:
    from lessons.inheritance import resolve_methods, resolve_name

    if name is None:
        found = resolve_methods(imported.classes, imported.id)
    else:
        one = resolve_name(imported.classes, imported.id, name)
        if one is None:
            raise _unknown(imported, name)
        found = [one]
    if form == "json":
        from tui.reports.mro_json import write
    elif name is None:
        from tui.reports.mro_text import write
    else:
        from tui.reports.mro_text import write_one as write
    write(imported, found, sys.stdout)


def _unknown(imported: ImportedClasses, name: str) -> HopscopeError:
    import difflib

    facts = imported.classes[imported.id]
    names = {n for each in facts.mro for n in imported.classes[each].members}
    near = difflib.get_close_matches(name, sorted(names), n=3)
    return HopscopeError(
        f"no class of {facts.qualname}'s MRO has {name!r}",
        f"did you mean {' or '.join(near)}?"
        if near
        else "instances may have it in their own __dict__, which a class does not tell",
    )
