"""Joins how a call was written with the facts of classes: dispatch, lookup, and how a class was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.explain.by_super import by_super
from lessons.explain.call_facts import Verdict, unknown
from lessons.explain.lookup import untold
from lessons.explain.on_class import (
    named_classes,
    on_class,
    on_other_class,
    own_class,
    through_variable,
)
from lessons.explain.on_object import (
    by_getattr,
    is_object,
    is_own,
    on_object,
    on_property,
    on_self,
    on_type,
)
from lessons.source.call_site import Dispatch
from tracer.language import _

if TYPE_CHECKING:
    from lessons.explain.call_facts import CallFacts
    from lessons.explain.fetches import Load
    from lessons.source.call_site import Arguments, CallSite
    from lessons.source.expressions import Expression


def resolve(call: CallFacts, site: CallSite, reason: str | None) -> Verdict:
    """The verdict on a call written in this way; ``reason`` is why it is unknown."""
    name = site.name or call.hop.attribute or call.facts.code(call.hop.code).name
    match site.dispatch:
        case Dispatch.UNKNOWN:
            verdict = unknown(name, reason or _("nothing is known of the call"))
        case Dispatch.INSTANCE if site.base is not None:
            verdict = _attribute(call, name, site.base, site.arguments)
        case Dispatch.SUPER if site.base is not None:
            verdict = by_super(call, name, site.base)
        case Dispatch.GETATTR:
            verdict = by_getattr(call, site.name)
        case Dispatch.PROPERTY:
            verdict = on_property(call, name, site.base)
        case _:
            verdict = on_type(call, name, site.dispatch)
    lookup = verdict.lookup
    told_anyway = (Dispatch.STORED, Dispatch.CALLBACK, Dispatch.CLASS)
    if lookup and lookup.reason and verdict.dispatch not in told_anyway:
        return Verdict(Dispatch.UNKNOWN, lookup, lookup.reason)
    return verdict


def fetched(call: CallFacts, dispatch: Dispatch, name: str, load: Load | str) -> Verdict:
    """The verdict on a stored method: the search took place where it was loaded."""
    if isinstance(load, str):
        return Verdict(
            dispatch,
            untold(name, _("where it was fetched cannot be told: {load}").format(load=load)),
        )
    if load.base.is_super:
        return Verdict(dispatch, by_super(call, load.name, load.base).lookup)
    if call.hop.receiver_class is None and not call.hop.held_as:
        start = load.fetcher.receiver_class
        return Verdict(dispatch, on_class(call, load.name, start).lookup)
    return on_type(call, load.name, dispatch)


def is_own_of_caller(call: CallFacts, site: CallSite) -> bool:
    """Whether ``self.name()`` runs a function of the caller's own object.

    Then it does not matter which other objects have the same function.
    """
    if not call.hop.held_as or site.base is None or not site.base.is_self:
        return False
    holder = call.caller_receiver(site.base)
    return holder is not None and holder.receiver == call.hop.receiver is not None


def _attribute(
    call: CallFacts, name: str, base: Expression, arguments: Arguments | None
) -> Verdict:
    """``base.name(...)``: base is an object or a class."""
    if base.is_self:
        return on_self(call, name, base, arguments)
    if base.is_own_class:
        return on_class(call, name, own_class(call, base))
    if base.is_class:
        return on_other_class(call, name, base)
    named = named_classes(call, name, base.names)
    if len(named) == 1:
        return on_class(call, name, named[0])
    if is_own(call, name) or is_object(call, base, arguments):
        return on_object(call, name, base, arguments)
    if call.hop.receiver is None:
        reason = _("`{text}` may be a class or an object of it").format(text=base.text)
        return unknown(name, reason)
    return through_variable(call, name, base)
