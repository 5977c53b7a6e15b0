"""The owner of a call: the class whose ``__dict__`` holds the function that ran."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from ..facts.identity import identity
from ..facts.values import get_class_dict
from ..facts.wrapping import closes_over, functions_of, wraps
from .entries import Resolved

if TYPE_CHECKING:
    from ..facts.classes import Classes, ClassInfo, Home
    from .entries import Entry, Found

_SHARED = "the same function stands in more than one class of the MRO"


class Owners:
    """Decides owners, and has class facts written again where a class was changed."""

    def __init__(self, classes: Classes) -> None:
        self._classes = classes

    def decide(
        self, found: Found, entry: Entry, info: ClassInfo, code: types.CodeType, values: Any
    ) -> None:
        """Fill in owner, attribute and reason for a call on an object of that class."""
        key = identity(info)
        kept = entry.cache.get(key)
        if kept is None or kept.cls is not info or not kept.is_fresh(code):
            self._classes.revise(info)
            kept = entry.cache[key] = self._resolve(info, code)
        if kept.closes or (len(kept.homes) > 1 and kept.owner is None):
            kept = _by_closure(kept, code, values)
        found.owner, found.attribute, found.reason = kept.owner, kept.attribute, kept.reason

    def remember_role(self, entry: Entry, info: ClassInfo, role: str) -> None:
        """A call on such an object is a hop, and so will be the next."""
        kept = entry.cache.get(identity(info))
        if kept is not None and not kept.closes:
            kept.role = role

    def decide_static(self, found: Found, entry: Entry, code: types.CodeType) -> None:
        """A static method's frame names no receiver: the class that holds it must be the only one."""
        homes = [
            home
            for home in self._classes.homes.get(identity(code), ())
            if (cls := home[0].ref()) is not None and wraps(get_class_dict(cls).get(home[1]), code)
        ]
        if len({identity(home) for home, _ in homes}) == 1:
            found.owner, found.attribute = homes[0]
            self._look_for(entry, homes[0][1])
        elif homes:
            found.reason = _SHARED

    def _look_for(self, entry: Entry, name: str) -> None:
        """Nothing tells on what a static method was called: any class may have got the name."""
        known = [(info, info.ref()) for info in self._classes.all()]
        have = [(info.id, name in get_class_dict(cls)) for info, cls in known if cls is not None]
        if have != entry.have:
            entry.have = have
            self._classes.revise_all()

    def _resolve(self, info: ClassInfo, code: types.CodeType) -> Resolved:
        kept = Resolved(info)
        kept.homes = self._classes.homes_of(code, info)
        kept.closes = bool(kept.homes) and any(each != "__class__" for each in code.co_freevars)
        owners = {identity(home) for home, _ in kept.homes}
        if len(owners) == 1:
            kept.owner = kept.homes[0][0]
            names = [name for _, name in kept.homes]
            kept.attribute = code.co_name if code.co_name in names else names[0]
            kept.note_presence(kept.attribute)
        elif owners:
            kept.reason = _SHARED
        return kept


def is_static(owner: ClassInfo, name: str | None) -> bool:
    """Whether a class holds a static method of that name; ``__new__`` is one that gets the class."""
    cls = owner.ref()
    if cls is None or name is None or name == "__new__":
        return False
    return type(get_class_dict(cls).get(name)) is staticmethod


def _by_closure(kept: Resolved, code: types.CodeType, values: Any) -> Resolved:
    """Tell functions apart that share one code object: by what their free variables hold."""
    fitting: list[Home] = []
    for home, name in kept.homes:
        cls = home.ref()
        if cls is None:
            continue
        fitting += [
            (home, name)
            for function in functions_of(get_class_dict(cls).get(name))
            if function.__code__ is code and closes_over(function, code, values)
        ]
    decided = Resolved(kept.cls)
    if len({identity(home) for home, _ in fitting}) == 1:
        decided.owner, decided.attribute = fitting[0]
    elif fitting:
        decided.reason = kept.reason
    return decided
