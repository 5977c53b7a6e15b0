"""One plain sentence for each hop: what was asked, where it was found, and what that hides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.step import Dispatch, Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracer.model import Strike

_WIDTH = 60
_NAMED = 4

_STRIKES: dict[Strike, str] = {
    "signal": "a signal arrived and its handler ran",
    "finalizer": "the object was being finalised",
    "weakref": "a weak reference's callback ran",
}


@dataclass(frozen=True, slots=True)
class Telling:
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


def tell(telling: Telling, name_of: Callable[[int], str]) -> str:
    """The sentence for one hop; ``name_of`` gives a class's name."""
    match telling.dispatch:
        case Dispatch.UNKNOWN:
            reason = telling.reason or "nothing is known of the call"
            return f"How {telling.function} was found cannot be told: {reason}."
        case Dispatch.INTERRUPT:
            struck = (
                f" Its site, `{_short(telling.call)}`, is where it struck, not a call."
                if telling.call
                else ""
            )
            what = _STRIKES[telling.strike] if telling.strike else "it interrupted the program"
            return f"Nothing in the program calls {telling.function} here: {what}.{struck}"
        case Dispatch.THREAD_ENTRY:
            by = f" {telling.starter} started it." if telling.starter else ""
            return f"A new thread begins here, with {telling.function}: no search.{by}"
        case Dispatch.STORED | Dispatch.CALLBACK if telling.lookup and telling.lookup.reason:
            called = "calls" if telling.dispatch is Dispatch.STORED else "is C code that called"
            return (
                f"`{_short(telling.call)}` {called} {telling.function}, which was fetched before: "
                f"{telling.lookup.reason}."
            )
        case Dispatch.FUNCTION:
            return f"{telling.function} is a plain function: no class is searched."
        case _:
            return _lead(telling, name_of) + _found(telling, name_of) + "."


def _lead(telling: Telling, name_of: Callable[[int], str]) -> str:
    written, lookup = f"`{_short(telling.written)}`", telling.lookup
    on = f" on {_article(telling.receiver_class)}" if telling.receiver_class else ""
    name = lookup.name if lookup else telling.function
    match telling.dispatch:
        case Dispatch.SUPER:
            inside = (
                f" written in {name_of(lookup.written_in)}"
                if lookup is not None and lookup.written_in is not None
                else ""
            )
            return f"{written}{inside},{on or ' on a class'}: the search starts after that class, "
        case Dispatch.CLASS:
            return f"{written} names the class itself, so {_ignored(telling)}: "
        case Dispatch.CONSTRUCTOR:
            via = f" ({telling.via})" if telling.via else ""
            made = _article(telling.receiver_class) if telling.receiver_class else "an object"
            return (
                f"`{_short(telling.written)}(...)` makes {made}{via}; type.__call__ runs {name}: "
            )
        case Dispatch.SPECIAL:
            return (
                f"`{_short(telling.call)}` runs {name}{on}; the interpreter asks the type, "
                "never the object's own __dict__: "
            )
        case Dispatch.PROPERTY if telling.by_descriptor:
            return (
                f"`{_short(telling.call)}` is how the descriptor {name}{on} runs the function that "
                f"it holds; {name} "
            )
        case Dispatch.PROPERTY:
            return (
                f"{written}{on} runs code: a data descriptor of the class comes before the "
                f"object's own __dict__; {name} "
            )
        case Dispatch.GETATTR:
            return f"{written}{on}: "
        case Dispatch.STORED:
            return f"`{_short(telling.call)}` calls a method fetched earlier{_fetched(telling)}; {name}{on}: "
        case Dispatch.CALLBACK:
            return f"`{_short(telling.call)}` is C code that called {name} back{_fetched(telling)}; {name}{on}: "
        case _:
            return f"{written}{on}: "


def _ignored(telling: Telling) -> str:
    if telling.receiver_class is None:
        return "that class's own order is searched"
    return f"the order of {telling.receiver_class} plays no part"


def _fetched(telling: Telling) -> str:
    if telling.fetched is None:
        return ""
    return f", as {telling.fetched}"


def _found(telling: Telling, name_of: Callable[[int], str]) -> str:
    lookup = telling.lookup
    if lookup is None:
        return f"{telling.function} ran"
    if lookup.reason is not None:
        return f"the search cannot be told: {lookup.reason}"
    missed = [name_of(c.class_id) for c in lookup.candidates if c.asked and not c.has]
    hidden = [name_of(each) for each in lookup.shadowed]
    match lookup.found_in:
        case "instance":
            text = "found in the object's own __dict__, for no data descriptor of the class comes first"
        case "getattr":
            text = f"no class and not the object itself has {lookup.name}, so {telling.function} answered"
        case _ if lookup.chosen is not None:
            chosen = name_of(lookup.chosen)
            where = "the metaclass " if lookup.found_in == "metaclass" else ""
            text = (
                f"not in {_listed(missed, 'or')}, " if missed else ""
            ) + f"found in {where}{chosen}"
            if not missed and telling.dispatch is not Dispatch.CLASS:
                text += " at once"
        case _:
            text = f"{telling.function} ran"
    if hidden:
        text += f"; {_owned(hidden)} shadowed"
    return text


def _owned(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{names[0]}'s version is"
    return f"the versions of {_listed(names, 'and')} are"


def _listed(names: Sequence[str], word: str) -> str:
    """``A, B or C``; a long list is cut to its first ones and a count."""
    if len(names) > _NAMED:
        return f"{', '.join(names[: _NAMED - 1])} {word} {len(names) - _NAMED + 1} more"
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _article(name: str) -> str:
    # By spelling, save for words like "UDPServer" and "UnixStreamServer", said "you".
    vowel = name[:1] in "AEIOaeio" or (name[:1] in "Uu" and name[:3].lower() not in ("udp", "uni"))
    return f"{'an' if vowel else 'a'} {name}"


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _WIDTH else folded[: _WIDTH - 1] + "…"
