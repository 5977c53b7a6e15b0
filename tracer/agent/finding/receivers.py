"""On what a call was made, and in which class its function was found."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from ..facts.identity import identity
from ..facts.objects import held_as, shape_key
from ..facts.values import is_class, is_thread
from ..facts.wrapping import own_dict
from .entries import Found, Plan
from .owners import is_static

if TYPE_CHECKING:
    from ..facts.classes import Classes, ClassInfo
    from ..facts.objects import Objects
    from .admission import Admission
    from .entries import Entry, Resolved
    from .owners import Owners

_MOST_PLANS = 256
_FUNCTION = types.FunctionType
_HELD_TWICE = "more than one object has the same function in its own dictionary"


class Receivers:
    """Tells receiver and owner of each call that may be a hop."""

    def __init__(
        self, admission: Admission, classes: Classes, objects: Objects, owners: Owners
    ) -> None:
        self._admission = admission
        self._classes = classes
        self._objects = objects
        self._owners = owners

    def identify(
        self, entry: Entry, values: Any, code: types.CodeType, stack: list[Any]
    ) -> Found | None:
        """The receiver and owner of a call, or None when it is no hop."""
        if self._admission.dirty:
            self._admission.look_for_classes()
        first = entry.info.first(values)
        cls = type(first)
        info = self._classes.known(cls)
        if info is not None:
            kept = entry.cache.get(identity(info))
            if kept is not None and kept.cls is info and kept.is_fresh(code):
                found = self._again(kept, first, info)
                if found is not None:
                    return found
        elif (
            entry.watch
            and not entry.member
            and self._classes.is_foreign(first if is_class(first) else cls)
        ):
            return None  # its receiver, or the class that it was called on, is no root's
        return self._identify_anew(entry, first, cls, values, code, stack)

    def _identify_anew(
        self, entry: Entry, first: Any, cls: type, values: Any, code: types.CodeType,
        stack: list[Any],
    ) -> Found | None:  # fmt: skip
        info = self._root_class(cls)
        if info is not None:
            found = self._on_object(entry, first, info, values, code)
            if found is not None:
                return found
        elif is_class(first):
            found = self._on_class(entry, first, values, code)
            if found is not None:
                return found
        if entry.thread and is_thread(first):
            return self._on_thread(entry, first, code, values)
        return self._without_root(entry, first, values, code, stack)

    def _root_class(self, cls: type) -> ClassInfo | None:
        info = self._classes.known(cls)
        if info is None:
            if self._classes.is_foreign(cls) or self._classes.role_of(cls) is None:
                return None
            self._admission.look_for_classes()
            info = self._classes.info(cls)
            self._admission.admit_fresh()
        return info if info.role is not None else None

    def _again(self, kept: Resolved, first: Any, info: ClassInfo) -> Found | None:
        """The quick way for a call whose like was seen before: nothing relevant has changed."""
        role = kept.role
        if role is None:
            return None
        if role == "thread":
            found = Found(info, self._objects.info(first, info, role), kept.owner, kept.attribute)
            found.tentative = not self._surely_serves(first)
            return found
        if role == "other":
            receiver = self._objects.info(first, info, role)
            found = Found(info, receiver, kept.owner, kept.attribute)
        else:
            own = own_dict(first) if info.own is None else info.own(first)
            names, carriers = self._objects.shape(own) if own else (0, ())
            if carriers:
                return None
            receiver = self._objects.info(first, info, role)
            found = Found(info, receiver, kept.owner, kept.attribute, names)
            if info.own is None:
                return found
            found.own = shape_key(own or {})
        found.kept = kept
        return found

    def plan(self, entry: Entry, found: Found, like: tuple[int, int, int], shape: int) -> None:
        """Remember how a call turned out, for the next one from that place on such an object."""
        if (
            shape
            and found.kept is not None
            and found.receiver is not None
            and found.cls is not None
        ):
            if len(entry.plans) > _MOST_PLANS:
                entry.plans.clear()
            entry.plans[like] = Plan(found, found.cls, found.receiver.role, shape)

    def _on_object(
        self, entry: Entry, first: object, info: ClassInfo, values: Any, code: types.CodeType
    ) -> Found | None:
        found = Found(info)
        own = own_dict(first)
        held = held_as(own, code, values, first) if own else ()
        if entry.member:
            self._owners.decide(found, entry, info, code, values)
        if held and found.owner is not None and type((own or {}).get(held[0])) is not _FUNCTION:
            held = ()  # a bound method that was put there: its class holds the function
        if not held and not self._is_method(entry, found, code):
            return None
        found.receiver = self._objects.info(first, info, info.role or "other")
        self._owners.remember_role(entry, info, info.role or "other")
        if held:
            found.held_as = held
            found.attribute = held[0]
            self._classes.revise(info)  # no owner's entry tells that its classes were changed
        if own:
            found.names = self._objects.shape(own)[0]
        return found

    def _is_method(self, entry: Entry, found: Found, code: types.CodeType) -> bool:
        """Whether the first argument is what it was called on: a function may just be handed it."""
        if found.owner is None:
            return found.reason is not None or (entry.module and "." in code.co_qualname)
        return not entry.static or not is_static(found.owner, found.attribute)

    def _on_class(
        self, entry: Entry, first: Any, values: Any, code: types.CodeType
    ) -> Found | None:
        # The role is asked first: a class without one is known to be foreign from then on.
        if self._classes.role_of(first) is None or not entry.member:
            return None
        found = Found()
        found.cls = self._classes.info(first)
        self._admission.admit_fresh()
        self._owners.decide(found, entry, found.cls, code, values)
        if found.owner is None:
            return found if found.reason is not None else None
        if entry.static and is_static(found.owner, found.attribute):
            return None
        return found

    def _on_thread(
        self, entry: Entry, first: Any, code: types.CodeType, values: Any
    ) -> Found | None:
        found = Found()
        found.cls = self._classes.info(type(first))
        self._owners.decide(found, entry, found.cls, code, values)
        if found.owner is None:
            return None
        found.receiver = self._objects.info(first, found.cls, "thread")
        self._owners.remember_role(entry, found.cls, "thread")
        found.tentative = not self._surely_serves(first)
        return found

    def _surely_serves(self, thread: Any) -> bool:
        own = own_dict(thread)
        target = own.get("_target") if own else None
        if type(target) is types.MethodType:
            return self._root_class(type(target.__self__)) is not None
        return False

    def _without_root(
        self, entry: Entry, first: Any, values: Any, code: types.CodeType, stack: list[Any]
    ) -> Found | None:
        found = Found()
        if entry.static:
            self._owners.decide_static(found, entry, code)
            return found
        if entry.module:
            if first is not None and not is_class(first):
                info = self._classes.known(type(first))
                if info is not None:
                    found.cls = info
                    self._owners.decide(found, entry, info, code, values)
                    if found.owner is not None:
                        found.receiver = self._objects.info(first, info, "other")
                        self._owners.remember_role(entry, info, "other")
                    else:
                        found.cls = None
            return found
        if entry.instance:
            receivers = [hop.receiver for hop in reversed(stack) if hop.receiver is not None]
            held = self._objects.holder(code, receivers, values)
            if held is not None:
                holder, is_only = held
                own = own_dict(holder.ref()) or {}
                found.held_as = held_as(own, code, values, None)
                found.attribute = found.held_as[0] if found.held_as else None
                found.reason = None if is_only else _HELD_TWICE
                if not is_only and not (receivers and holder is receivers[0]):
                    return found
                self._classes.revise(holder.cls)
                found.receiver, found.cls = holder, holder.cls
                found.names = self._objects.shape(own)[0]
                return found
        return None
