"""``hopscope mro``: a class's MRO, and where each of its methods is found."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import N_, _, either
from tui.commands.parsing import CommandParser, seconds

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tracer.classes.importing import ImportedClasses

SUMMARY = N_("an MRO, and where each method is found")

_DESCRIPTION = N_(
    """\
Print the MRO of a class, and for each method the class that it is found in, the
definitions that this one shadows, and what super() would reach from there. With
NAME: that one attribute, step by step.

CLASS is module:Class, module.Class, file.py:Class, or the bare name of a class of
socketserver. It is imported in a process of its own. A recording and a class of
it, FILE.hops CLASS, shows the class as it was in that run.

What if: A,B[,...] builds an empty class from those bases in that order, or shows why
Python refuses it, and which lookups end elsewhere in other orders. With --c3 the
merge of the bases' MROs is shown step by step, of a class or of A,B."""
)

_EXAMPLES = N_(
    """\
  hopscope mro ThreadingTCPServer
  hopscope mro ThreadingTCPServer process_request
  hopscope mro http.server:ThreadingHTTPServer server_bind
  hopscope mro server.py:MyHandler handle
  hopscope mro --format json wsgiref.simple_server:WSGIServer
  hopscope mro run.hops ThreadingTCPServer
  hopscope mro TCPServer,ThreadingMixIn          what if the mixin came last
  hopscope mro BaseServer,TCPServer --c3         why there is no such order
  hopscope mro ThreadingTCPServer --c3
"""
)


def run(words: Sequence[str]) -> int:
    """Print the MRO of a class."""
    parser = CommandParser(
        "mro",
        usage="[OPTIONS] CLASS|A,B... [NAME]",
        description=_DESCRIPTION,
        examples=_EXAMPLES,
    )
    parser.add_format()
    parser.add_argument("--python", metavar="EXE", help=N_("import it with this interpreter"))
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=10.0,
        metavar="S",
        help=N_("give up on the import after S seconds (10)"),
    )
    parser.add_argument(
        "--c3", action="store_true", help=N_("show the merge of the bases' MROs, step by step")
    )
    parser.add_argument("words", nargs="*", metavar="CLASS [NAME]", help=N_("see above"))
    options = parser.read(words)
    match options.words:
        case [bases] if "," in bases:
            _write_what_if(bases.split(","), options)
        case [bases, name] if "," in bases:
            _write_what_if(bases.split(","), options, name)
        case _ if options.c3:
            _write_merge(*_class(options), options.format)
        case _:
            _write(*_class(options), options.format)
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
                _("mro takes a class, and the name of an attribute if you like"),
                _("for example: hopscope mro ThreadingTCPServer process_request"),
            )


def _imported(spec: str, options: argparse.Namespace) -> ImportedClasses:
    from tracer.classes.importing import import_class

    return import_class(spec, python=options.python, timeout=options.timeout)


def _recorded(file: str, name: str) -> ImportedClasses:
    from pathlib import Path

    from tracer.classes.importing import recorded_class
    from tracer.recording import Recording

    recording = Recording(Path(file))
    try:
        return recorded_class(recording, name)
    finally:
        recording.close()


def _write(imported: ImportedClasses, name: str | None, form: str) -> None:
    from lessons.mro.inherited import resolve_methods, resolve_name

    if name is None:
        found = resolve_methods(imported.classes, imported.id)
    else:
        one = resolve_name(imported.classes, imported.id, name)
        if one is None:
            raise _unknown(imported, name)
        found = [one]
    if form == "json":
        from tui.reports.mro.json import write
    elif name is None:
        from tui.reports.mro.text import write
    else:
        from tui.reports.mro.text import write_one as write
    write(imported, found, sys.stdout)


def _write_what_if(specs: list[str], options: argparse.Namespace, name: str = "") -> None:
    """Build a class from bases and say where its lookups end; or show the merge of their MROs."""
    from lessons.mro.other_bases import predict
    from tracer.classes.importing import build_orders

    if not all(specs):
        raise HopscopeError(
            _("a base has no name"), _("for example: hopscope mro TCPServer,ThreadingMixIn")
        )
    answer = build_orders(specs, python=options.python, timeout=options.timeout)
    classes = answer.classes.classes
    orders = [
        predict(classes, built.bases, built.mro, refused=built.error is not None)
        for built in answer.built
    ]
    if options.c3:
        from tui.reports.mro.c3_text import write_merge

        if options.format == "json":
            raise HopscopeError(_("--c3 has no JSON form"), _("leave out --format json"))
        write_merge(classes, orders[0].bases, orders[0].merge, sys.stdout)
        return
    if name and not any(name in order.found for order in orders):
        raise HopscopeError(
            _("no class of these bases' MROs has a method {name!r}").format(name=name),
            _("leave the name out to see them all"),
        )
    if options.format == "json":
        from tui.reports.mro.what_if_json import write
    else:
        from tui.reports.mro.what_if_text import write
    write(answer, orders, sys.stdout, name)


def _write_merge(imported: ImportedClasses, name: str | None, form: str) -> None:
    from lessons.mro.c3 import merge
    from tui.reports.mro.c3_text import write_merge

    if form == "json" or name is not None:
        raise HopscopeError(
            _("--c3 takes a class alone, and has no JSON form"), _("leave out the rest")
        )
    bases = imported.classes[imported.id].bases
    mros = {base: imported.classes[base].mro for base in bases}
    write_merge(imported.classes, bases, merge(bases, mros), sys.stdout)


def _unknown(imported: ImportedClasses, name: str) -> HopscopeError:
    import difflib

    facts = imported.classes[imported.id]
    names = {n for each in facts.mro for n in imported.classes[each].members}
    near = difflib.get_close_matches(name, sorted(names), n=3)
    return HopscopeError(
        _("no class of {qualname}'s MRO has {name!r}").format(qualname=facts.qualname, name=name),
        _("did you mean {names}?").format(names=either(near))
        if near
        else _("instances may have it in their own __dict__, which a class does not tell"),
    )
