"""Explains one hop, given the facts around it; the answer is the same for every hop of its shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lessons.explain.call_facts import CallFacts, unknown
from lessons.explain.class_names import Names
from lessons.explain.constructor_words import describe_via
from lessons.explain.fetches import Load, find_load
from lessons.explain.lookup import next_after, untold
from lessons.explain.reason_words import reason_words
from lessons.explain.resolve import fetched, is_own_of_caller, resolve
from lessons.explain.sentences import SentenceParts, tell
from lessons.explain.step import Fetch, Lookup
from lessons.explain.unchanged import recorded_span
from lessons.source.call_site import CallSite, Dispatch
from lessons.source.expressions import Callee
from lessons.source.read_site import read_site
from tracer.language import _
from tracer.notes import owner_words

if TYPE_CHECKING:
    from lessons.explain.call_facts import Verdict
    from lessons.explain.facts import Facts
    from lessons.source.place import Place
    from tracer.model import Hop

_DESCRIPTORS = frozenset({"data_descriptor", "descriptor"})
_DESCRIPTOR_METHODS = frozenset({"__get__", "__set__", "__delete__"})
_FETCHED = (Dispatch.STORED, Dispatch.CALLBACK)


@dataclass(frozen=True, slots=True)
class Around:
    """The hops around the one to be explained."""

    caller: Hop | None
    """The hop whose code, or a function inside it, made the call."""
    fetcher: Hop | None
    """The hop that would have fetched a stored method: threads' own hops are climbed over."""
    starter: Hop | None
    """For a thread's first hop: the hop that started the thread."""
    is_partial: bool = False
    """Whether the class was reached through a ``functools.partial`` in an attribute."""
    is_first: bool = False
    """Whether the hop is the first of a thread."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is derived for a hop, apart from its subgoal."""

    dispatch: Dispatch
    place: Place | None
    fetch: Fetch | None
    via: str | None
    lookup: Lookup | None
    sentence: str
    holder: str | None = None
    """The object that the words name as the one whose attribute a class was taken from."""


def callee_of(facts: Facts, hop: Hop) -> Callee:
    """The function that ran, by all its names."""
    names: set[str] = set()
    scope = hop.receiver_class if hop.receiver_class is not None else hop.owner
    if scope is not None:
        names |= facts.names(hop.code, scope, hop.revision)
    names.update(hop.held_as)
    if hop.attribute is not None:
        names.add(hop.attribute)
    own = facts.code(hop.code).name
    if not names:
        names.add(own)
    name = hop.attribute or (own if own in names else min(names))
    kind = None
    if hop.owner is not None:
        member = facts.class_at(hop.owner, hop.revision).members.get(name)
        kind = member.kind if member else None
    # A descriptor written in Python, such as a cached property, calls the function itself.
    by_descriptor = kind in _DESCRIPTORS and _caller_name(facts, hop) in _DESCRIPTOR_METHODS
    is_property = kind == "property" or by_descriptor
    return Callee(name, frozenset(names), is_property, by_descriptor, facts.is_lazy(hop.code), own)


def _caller_name(facts: Facts, hop: Hop) -> str | None:
    return None if hop.site is None else facts.code(facts.site(hop.site).code).name


def annotate(facts: Facts, hop: Hop, around: Around) -> Annotation:
    """Explain one hop."""
    plain = _without_search(facts, hop, around)
    if plain is not None:
        return plain
    assert hop.site is not None
    site = facts.site(hop.site)
    caller_code = facts.code(site.code)
    callee = callee_of(facts, hop)
    written, reason = _read(facts, hop, callee)
    call = CallFacts(facts, hop, around.caller, caller_code)
    if hop.owner is None and hop.owner_reason and not is_own_of_caller(call, written):
        verdict = unknown(callee.name, owner_words(hop.owner_reason))
    else:
        verdict = resolve(call, written, reason)
    load: Load | str | None = None
    if verdict.dispatch in _FETCHED and written.name not in ("__init__", "__new__"):
        load = find_load(facts, hop, callee.names, around.fetcher, written.node)
        verdict = fetched(call, verdict.dispatch, callee.name, load)
    via = holder = None
    if verdict.dispatch is Dispatch.CONSTRUCTOR:
        via = describe_via(written, around.caller, is_partial=around.is_partial)
        if around.caller is not None and written.base is not None and written.base.of_self:
            holder = around.caller.receiver
    lookup = _with_super(facts, hop, verdict.lookup)
    fetch = Fetch(load.place, certain=True) if isinstance(load, Load) else None
    sentence = _sentence(
        facts, hop, verdict, written, via=via, load=load, by_descriptor=callee.by_descriptor
    )
    return Annotation(verdict.dispatch, written.place, fetch, via, lookup, sentence, holder)


def _with_super(facts: Facts, hop: Hop, lookup: Lookup | None) -> Lookup | None:
    """What ``super()`` would reach does not depend on how the function was found."""
    if lookup is None or lookup.reason is None or hop.owner is None or hop.attribute is None:
        return lookup
    table = facts.table(hop.revision)
    return replace(lookup, super=next_after(table, hop.attribute, hop.owner, hop.receiver_class))


def _read(facts: Facts, hop: Hop, callee: Callee) -> tuple[CallSite, str | None]:
    """How the call was written, and why it is unknown: its source may not be at hand."""
    assert hop.site is not None
    site = facts.site(hop.site)
    code = facts.code(site.code)
    reason = facts.checked(site.code).site_reason(site)
    syntax = facts.syntax(code.file)
    if reason is not None or syntax is None:
        return CallSite(Dispatch.UNKNOWN), reason or _("its caller's source is not at hand")
    written = read_site(syntax, code.file, recorded_span(site), site.opcode, callee)
    return written, None if written.reason is None else reason_words(written.reason)


def _without_search(facts: Facts, hop: Hop, around: Around) -> Annotation | None:
    """Hops that no search of classes found; None for all others."""
    code = facts.code(hop.code)
    place = _place(facts, hop)
    dispatch: Dispatch | None = None
    reason: str | None = None
    if hop.strike is not None:
        dispatch = Dispatch.INTERRUPT
    elif around.is_first:
        dispatch = Dispatch.THREAD_ENTRY
    elif _is_plain_function(hop):
        dispatch = Dispatch.FUNCTION
    elif hop.site is None:
        dispatch, reason = Dispatch.UNKNOWN, _("no Python code called it")
    if dispatch is None:
        return None
    telling = SentenceParts(
        dispatch,
        code.qualname,
        written="",
        call=place.text if place else "",
        lookup=None,
        receiver_class=None,
        strike=hop.strike,
        starter=facts.code(around.starter.code).qualname if around.starter else None,
        reason=reason,
    )
    lookup = untold(code.name, reason) if reason else None
    return Annotation(dispatch, place, None, None, lookup, tell(telling, str))


def _is_plain_function(hop: Hop) -> bool:
    return (
        hop.owner is None
        and hop.owner_reason is None
        and hop.receiver is None
        and hop.receiver_class is None
        and not hop.held_as
    )


def _place(facts: Facts, hop: Hop) -> Place | None:
    """The bare place of a hop's site, whatever is written there."""
    if hop.site is None:
        return None
    site = facts.site(hop.site)
    code = facts.code(site.code)
    span = recorded_span(site)
    syntax = facts.syntax(code.file)
    if span is None or syntax is None or facts.checked(site.code).site_reason(site) is not None:
        return None
    return syntax.place(code.file, span)


def _sentence(
    facts: Facts,
    hop: Hop,
    verdict: Verdict,
    written: CallSite,
    *,
    via: str | None,
    load: Load | str | None,
    by_descriptor: bool,
) -> str:
    name_of = Names(facts.table(hop.revision), hop.receiver_class)
    fetched = None
    if isinstance(load, Load):
        fetched = _("`{text}` in {function}").format(
            text=load.place.text, function=facts.code(load.fetcher.code).qualname
        )
    call = written.place.text if written.place else written.text
    telling = SentenceParts(
        verdict.dispatch,
        facts.code(hop.code).qualname,
        written=written.text or call,
        call=call,
        lookup=verdict.lookup,
        receiver_class=name_of.receiver,
        via=via,
        fetched=fetched,
        by_descriptor=by_descriptor,
        reason=verdict.reason,
    )
    return tell(telling, name_of)
