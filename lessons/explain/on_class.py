"""Verdicts on ``Class.name(...)``: the search begins in a class that the call names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.explain.call_facts import Verdict, unknown
from lessons.explain.lookup import look_up_class, untold
from lessons.source.call_site import Dispatch
from tracer.language import _, either

if TYPE_CHECKING:
    from lessons.explain.call_facts import CallFacts
    from lessons.source.expressions import Expression


def on_class(call: CallFacts, name: str, start: int | None) -> Verdict:
    """``Class.name(...)`` where the class is known."""
    if start is None:
        return unknown(name, _("the class that was asked is not known"))
    lookup = look_up_class(call.classes, name, start, call.ran)
    if lookup.reason:
        return unknown(name, lookup.reason)
    return Verdict(Dispatch.CLASS, lookup)


def on_other_class(call: CallFacts, name: str, base: Expression) -> Verdict:
    """``type(x).name(...)``: a class method is handed that class."""
    if call.hop.receiver is not None:
        return through_variable(call, name, base)
    if call.hop.receiver_class is not None:
        return on_class(call, name, call.hop.receiver_class)
    return Verdict(
        Dispatch.CLASS,
        untold(name, _("which class `{text}` is is not known").format(text=base.text)),
    )


def through_variable(call: CallFacts, name: str, base: Expression) -> Verdict:
    """The receiver is passed explicitly, to a class that only a variable names."""
    assert call.hop.receiver_class is not None
    fitting = [
        each
        for each in call.mro(call.hop.receiver_class)
        if not look_up_class(call.classes, name, each, call.ran).reason
    ]
    if len(fitting) == 1:
        return on_class(call, name, fitting[0])
    names = either(call.classes(each).qualname for each in fitting)
    reason = (
        _("`{text}` may be {names}").format(text=base.text, names=names)
        if fitting
        else _("`{text}` is not known").format(text=base.text)
    )
    return Verdict(Dispatch.CLASS, untold(name, reason))


def named_classes(call: CallFacts, name: str, names: tuple[str, ...]) -> list[int]:
    """The classes a dotted name may mean in which ``name`` is what ran."""
    fitting = [
        each
        for each in call.facts.classes()
        if call.is_named(each, names)
        and not look_up_class(call.classes, name, each.id, call.ran).reason
    ]
    if _is_handed_class(call):
        fitting = [each for each in fitting if each.id == call.hop.receiver_class]
    if len(fitting) > 1:
        home = names[-2] if len(names) > 1 else call.caller_code.module.rpartition(".")[2]
        near = [each for each in fitting if each.module.rpartition(".")[2] == home]
        fitting = near or fitting
    return [each.id for each in fitting]


def _is_handed_class(call: CallFacts) -> bool:
    """Whether a class method ran: it is handed the very class that was asked."""
    owner, attribute = call.hop.owner, call.hop.attribute
    if owner is None or attribute is None or call.hop.receiver is not None:
        return False
    member = call.classes(owner).members.get(attribute)
    return member is not None and member.kind == "classmethod"


def own_class(call: CallFacts, base: Expression) -> int | None:
    """The class that ``cls``, ``type(self)`` or ``self.__class__`` is."""
    if call.hop.receiver is None and call.hop.receiver_class is not None:
        return call.hop.receiver_class
    return call.caller_class(base) or call.hop.receiver_class
