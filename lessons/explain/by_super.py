"""Verdicts on ``super().name(...)``: the search goes on after the class that it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.explain.call_facts import Verdict, unknown
from lessons.explain.lookup import look_up_super
from lessons.source.call_site import Dispatch
from tracer.language import _

if TYPE_CHECKING:
    from lessons.explain.call_facts import CallFacts
    from lessons.source.expressions import Expression, Method


def by_super(call: CallFacts, name: str, base: Expression) -> Verdict:
    """``super().name(...)``; for a class method ``super()`` serves the class."""
    start = call.hop.receiver_class or call.caller_class(base)
    if start is None:
        return unknown(name, _("the class that super() serves is not known"))
    found = _written_in(call, base, call.mro(start), start)
    if isinstance(found, str):
        return unknown(name, found)
    lookup = look_up_super(call.classes, name, call.mro(start), found, call.ran)
    return Verdict(Dispatch.SUPER, lookup)


def _written_in(call: CallFacts, base: Expression, mro: tuple[int, ...], start: int) -> int | str:
    """The class after which ``super`` searches, or why it cannot be told."""
    if base.super_names is not None:
        if base.is_own_class:
            return start
        found = [each for each in mro if call.is_named(call.classes(each), base.super_names)]
    elif base.method is None:
        return _("super() is written outside of a class")
    else:
        found = _classes_of(call, base.method, mro)
    if len(found) > 1 and call.caller is not None:
        same_code = call.caller.code == call.caller_code.id
        found = [each for each in found if same_code and each == call.caller.owner] or found
    if len(found) == 1:
        return found[0]
    words = (
        _("two classes `{text}` is written in")
        if found
        else _("the class that `{text}` is written in is not in the MRO")
    )
    return words.format(text=base.text)


def _classes_of(call: CallFacts, method: Method, mro: tuple[int, ...]) -> list[int]:
    """The classes of an MRO whose class statement holds a method.

    That statement made the ``__class__`` that ``super()`` uses, whichever
    class's ``__dict__`` the function was put into later.
    """
    code = call.caller_code
    named = [
        each
        for each in mro
        if call.classes(each).qualname == method.class_qualname
        and call.classes(each).module == code.module
    ]
    if named:
        lines = [each for each in named if call.classes(each).line == method.class_line]
        return lines or named
    codes = {
        each.id
        for each in call.facts.recording.codes()
        if (each.file, each.name, each.first_line) == (code.file, method.name, method.first_line)
    }
    return [
        each
        for each in mro
        if any(codes & set(member.codes) for member in call.classes(each).members.values())
    ]
