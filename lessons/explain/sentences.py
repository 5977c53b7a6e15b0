"""One plain sentence for each hop: where it was found, what was asked, and what that hides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.source.call_site import Dispatch
from tracer.language import N_, _, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lessons.explain.step import Lookup
    from tracer.model import Strike

_WIDTH = 60
_NAMED = 4

_STRIKES: dict[Strike, str] = {
    "signal": N_("a signal arrived and its handler ran"),
    "finalizer": N_("the object was being finalised"),
    "weakref": N_("a weak reference's callback ran"),
}


@dataclass(frozen=True, slots=True)
class SentenceParts:
    """What a sentence is made of."""

    dispatch: Dispatch
    function: str
    """Qualified name of the function that ran."""
    written: str
    """What was called or accessed, as written, on one line; empty where nothing was."""
    call: str
    """The whole expression as written, on one line."""
    lookup: Lookup | None
    receiver_class: str | None
    via: str | None = None
    fetched: str | None = None
    """Where a stored method was fetched, if that is certain."""
    by_descriptor: bool = False
    """For a property: a descriptor's own ``__get__`` made the call, not the interpreter."""
    strike: Strike | None = None
    starter: str | None = None
    """For a thread's first hop: the function that started the thread."""
    reason: str | None = None


def tell(telling: SentenceParts, name_of: Callable[[int], str]) -> str:
    """The sentence for one hop; ``name_of`` gives a class's name."""
    function, call = telling.function, f"`{_short(telling.call)}`"
    match telling.dispatch:
        case Dispatch.UNKNOWN:
            reason = telling.reason or _("nothing is known of the call")
            words = _("How {function} was found cannot be told: {reason}.")
            return words.format(function=function, reason=reason)
        case Dispatch.INTERRUPT:
            return _interrupted(telling, call)
        case Dispatch.THREAD_ENTRY if telling.starter:
            words = _("A new thread begins here, with {function}: no search. {starter} started it.")
            return words.format(function=function, starter=telling.starter)
        case Dispatch.THREAD_ENTRY:
            words = _("A new thread begins here, with {function}: no search.")
            return words.format(function=function)
        case Dispatch.STORED | Dispatch.CALLBACK if telling.lookup and telling.lookup.reason:
            words = (
                _("{call} calls {function}, which was fetched before: {reason}.")
                if telling.dispatch is Dispatch.STORED
                else _(
                    "{call} is C code that called {function}, which was fetched before: {reason}."
                )
            )
            return words.format(call=call, function=function, reason=telling.lookup.reason)
        case Dispatch.FUNCTION:
            words = _("{function} is a plain function: no class is searched.")
            return words.format(function=function)
        case _:
            return _searched(telling, name_of)


def _interrupted(telling: SentenceParts, call: str) -> str:
    what = _(_STRIKES[telling.strike]) if telling.strike else _("it interrupted the program")
    words = (
        _(
            "Nothing in the program calls {function} here: {what}. Its site, {call}, is where it "
            "struck, not a call."
        )
        if telling.call
        else _("Nothing in the program calls {function} here: {what}.")
    )
    return words.format(function=telling.function, what=what, call=call)


def _is_own(telling: SentenceParts, name_of: Callable[[int], str]) -> bool:
    """Whether a call that names a class has no other order to pass by: it is the receiver's own."""
    if telling.receiver_class is None:
        return True
    candidates = telling.lookup.candidates if telling.lookup else ()
    return bool(candidates) and name_of(candidates[0].class_id) == telling.receiver_class


def _searched(telling: SentenceParts, name_of: Callable[[int], str]) -> str:
    """Where the search ended, then what was asked: a line that is too long loses its end."""
    lookup = telling.lookup
    asked = _asked(telling, name_of)
    if lookup is None:
        words = _("{function} ran: {asked}.")
        return words.format(function=telling.function, asked=asked)
    if lookup.reason is not None:
        words = _("The search cannot be told ({reason}): {asked}.")
        return words.format(reason=lookup.reason, asked=asked)
    words = _("{found}: {asked}.")
    return words.format(
        found=_ending(telling, lookup, name_of),
        asked=_("; ").join((asked, *_passed(lookup, name_of))),
    )


def _asked(telling: SentenceParts, name_of: Callable[[int], str]) -> str:
    """The call, and where its search began."""
    written, call = f"`{_short(telling.written)}`", f"`{_short(telling.call)}`"
    name = telling.lookup.name if telling.lookup else telling.function
    match telling.dispatch:
        case Dispatch.SUPER:
            return _by_super(telling, written, name_of)
        case Dispatch.CLASS if _is_own(telling, name_of):
            words = _("{written} names the class itself, so that class's own order is searched")
        case Dispatch.CLASS:
            words = _("{written} names the class itself, so the order of {receiver} plays no part")
        case Dispatch.CONSTRUCTOR:
            return _by_constructor(telling, name)
        case Dispatch.SPECIAL:
            words = _(
                "{call} runs {what}; the interpreter asks the type, never the object's own __dict__"
            )
        case Dispatch.PROPERTY if telling.by_descriptor:
            words = _("{call} is how the descriptor {what} runs the function that it holds")
        case Dispatch.PROPERTY:
            words = _(
                "{asked} runs code; a data descriptor of the class comes before the object's own "
                "__dict__"
            )
        case Dispatch.STORED | Dispatch.CALLBACK:
            words = _by_fetch(telling)
        case _:
            words = "{asked}"
    return words.format(
        asked=_on(written, telling),
        what=_on(name, telling),
        call=call,
        written=written,
        name=name,
        receiver=telling.receiver_class,
        fetched=telling.fetched,
    )


def _by_super(telling: SentenceParts, written: str, name_of: Callable[[int], str]) -> str:
    lookup, of = telling.lookup, telling.receiver_class
    object_ = _object(of) if of else _("a class")
    if lookup is None or lookup.written_in is None:
        words = _("{written}, on {object}; the search starts after that class")
        return words.format(written=written, object=object_)
    if "super(" in telling.written and "super()" not in telling.written:
        # super(C, self): where it is written plays no part.
        words = _("{written}, on {object}; the search starts after {owner}")
    else:
        words = _("{written} written in {owner}, on {object}; the search starts after that class")
    return words.format(written=written, owner=name_of(lookup.written_in), object=object_)


def _by_constructor(telling: SentenceParts, name: str) -> str:
    of = telling.receiver_class
    words = (
        _("`{written}(...)` makes {object} ({via}); type.__call__ runs {name}")
        if telling.via
        else _("`{written}(...)` makes {object}; type.__call__ runs {name}")
    )
    return words.format(
        written=_short(telling.written),
        object=_object(of) if of else _("an object"),
        via=telling.via,
        name=name,
    )


def _by_fetch(telling: SentenceParts) -> str:
    if telling.dispatch is Dispatch.STORED:
        if telling.fetched is None:
            return _("{call} calls {what}, fetched earlier")
        return _("{call} calls {what}, fetched earlier as {fetched}")
    if telling.fetched is None:
        return _("{call} is C code that called back {what}")
    return _("{call} is C code that called back {what}, fetched earlier as {fetched}")


def _on(what: str, telling: SentenceParts) -> str:
    """``self.go on a ThreadingTCPServer``; without the object where it is not known."""
    of = telling.receiver_class
    return _("{what} on {object}").format(what=what, object=_object(of)) if of else what


def _passed(lookup: Lookup, name_of: Callable[[int], str]) -> list[str]:
    """The classes that were asked in vain, and those that have the name and were not asked."""
    passed = []
    missed = [name_of(c.class_id) for c in lookup.candidates if c.asked and not c.has]
    if missed and lookup.found_in in ("class", "metaclass"):
        passed.append(_("not in {missed}").format(missed=_any_of(missed)))
    hidden = [name_of(each) for each in lookup.shadowed]
    if len(hidden) == 1:
        passed.append(_("{name}'s version is shadowed").format(name=hidden[0]))
    elif hidden:
        passed.append(_("the versions of {names} are shadowed").format(names=_all_of(hidden)))
    return passed


def _ending(telling: SentenceParts, lookup: Lookup, name_of: Callable[[int], str]) -> str:
    """Where the search ended."""
    if lookup.found_in == "instance":
        return _(
            "Found in the object's own __dict__, for no data descriptor of the class comes first"
        )
    if lookup.found_in == "getattr":
        words = _("No class and not the object itself has {name}, so {function} answered")
        return words.format(name=lookup.name, function=telling.function)
    if lookup.chosen is None:
        return _("{function} ran").format(function=telling.function)
    chosen = name_of(lookup.chosen)
    if lookup.found_in == "metaclass":
        chosen = _("the metaclass {name}").format(name=chosen)
    is_first = not any(c.asked and not c.has for c in lookup.candidates)
    if is_first and telling.dispatch is not Dispatch.CLASS:
        return _("Found in {chosen} at once").format(chosen=chosen)
    return _("Found in {chosen}").format(chosen=chosen)


def _any_of(names: Sequence[str]) -> str:
    """``A, B or C``; a long list is cut to its first ones and a count."""
    if len(names) == 1:
        return names[0]
    if len(names) > _NAMED:
        words, count = _("{names} or {count} more"), len(names) - _NAMED + 1
        return words.format(names=listed(names[: _NAMED - 1]), count=count)
    return _("{names} or {last}").format(names=listed(names[:-1]), last=names[-1])


def _all_of(names: Sequence[str]) -> str:
    """``A, B and C``; a long list is cut to its first ones and a count."""
    if len(names) > _NAMED:
        words, count = _("{names} and {count} more"), len(names) - _NAMED + 1
        return words.format(names=listed(names[: _NAMED - 1]), count=count)
    return _("{names} and {last}").format(names=listed(names[:-1]), last=names[-1])


def _object(name: str) -> str:
    """``an Echo``."""
    # By spelling, save for words like "UDPServer" and "UnixStreamServer", said "you".
    vowel = name[:1] in "AEIOaeio" or (name[:1] in "Uu" and name[:3].lower() not in ("udp", "uni"))
    return _("an {name}").format(name=name) if vowel else _("a {name}").format(name=name)


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _WIDTH else folded[: _WIDTH - 1] + "…"
