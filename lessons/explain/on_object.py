"""Verdicts on ``obj.name(...)``, and on whatever else is searched for in an object's class."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.explain.call_facts import Verdict, unknown
from lessons.explain.lookup import (
    is_data_descriptor,
    look_up,
    look_up_class,
    look_up_getattr,
    look_up_own,
    untold,
)
from lessons.explain.on_class import named_classes, on_class
from lessons.source.call_site import Dispatch
from lessons.source.syntax import can_take
from tracer.language import _
from tracer.notes import owner_words

if TYPE_CHECKING:
    from lessons.explain.call_facts import CallFacts
    from lessons.explain.step import Lookup
    from lessons.source.call_site import Arguments
    from lessons.source.expressions import Expression


def on_type(call: CallFacts, name: str, dispatch: Dispatch) -> Verdict:
    """A search in the receiver's class: constructors, special methods, stored methods."""
    stored = dispatch in (Dispatch.STORED, Dispatch.CALLBACK)
    if stored and is_own(call, name):
        return Verdict(dispatch, _own(call, name))
    start = call.hop.receiver_class
    if start is None:
        reason = owner_words(call.hop.owner_reason) or _("the class that was asked is not known")
        return Verdict(dispatch, untold(name, reason))
    if name == "__init_subclass__":
        # The new class itself is not asked: type.__new__ calls super().__init_subclass__.
        return Verdict(dispatch, look_up(call.classes, name, call.mro(start)[1:], call.ran))
    return Verdict(dispatch, look_up_class(call.classes, name, start, call.ran))


def is_own(call: CallFacts, name: str) -> bool:
    """Whether the object's own ``__dict__`` answered, where a class may have the function too."""
    return name in call.hop.held_as


def _own(call: CallFacts, name: str) -> Lookup:
    if call.hop.receiver_class is None:
        return untold(name, _("the object's class is not known"))
    return look_up_own(call.classes, name, call.mro(call.hop.receiver_class))


def on_property(call: CallFacts, name: str, base: Expression | None) -> Verdict:
    """``obj.name`` that runs code: a property, or on ``cls`` one of the metaclass."""
    if base is not None and base.is_own_class:
        return on_class(call, name, call.hop.receiver_class)
    return on_type(call, name, Dispatch.PROPERTY)


def by_getattr(call: CallFacts, name: str | None) -> Verdict:
    """``__getattr__`` ran: no class has what was asked for."""
    name = name or _asked_name(call)
    if name is None or call.hop.receiver_class is None:
        return unknown("__getattr__", _("the attribute asked for is not recorded"))
    mro = call.mro(call.hop.receiver_class)
    return Verdict(Dispatch.GETATTR, look_up_getattr(call.classes, name, mro, call.ran))


def _asked_name(call: CallFacts) -> str | None:
    """The argument of ``__getattr__``, from its recorded repr."""
    parameters = call.facts.code(call.hop.code).parameters
    if len(parameters) < 2:
        return None
    try:
        found = ast.literal_eval(call.hop.arguments.get(parameters[1], ""))
    except (ValueError, SyntaxError):
        return None
    return found if isinstance(found, str) else None


def on_self(call: CallFacts, name: str, base: Expression, arguments: Arguments | None) -> Verdict:
    """``self.name(...)``: ``self`` is the caller's receiver, and what ran may serve another object."""
    caller = call.caller
    if caller is not None and call.facts.is_code_of(call.facts.code(caller.code), base.method):
        other = (
            caller.receiver != call.hop.receiver
            if call.hop.receiver is not None
            else caller.receiver_class != call.hop.receiver_class
            and call.hop.receiver_class is not None
        )
        if other and caller.receiver is not None and not call.hop.held_as:
            # The attribute holds a bound method of another object.
            return on_type(call, call.hop.attribute or name, Dispatch.STORED)
    return on_object(call, name, base, arguments)


def on_object(call: CallFacts, name: str, base: Expression, arguments: Arguments | None) -> Verdict:
    """``obj.name(...)``: the object's own ``__dict__`` or its class has it."""
    if is_own(call, name):
        if not _is_holder(call, base, arguments):
            reason = _(
                "`{text}` may be another object than the one whose own __dict__ has it"
            ).format(text=base.text)
            return unknown(name, reason)
        return Verdict(Dispatch.INSTANCE_DICT, _own(call, name))
    start = call.hop.receiver_class or call.caller_class(base) or _made_class(call, name, base)
    if start is None:
        return unknown(name, _("the class of `{text}` is not known").format(text=base.text))
    mro = call.mro(start)
    own = name in call.hop.instance_names
    if own and not is_data_descriptor(call.classes, name, mro):
        # Its own __dict__ holds a bound method, which was fetched before.
        return on_type(call, call.hop.attribute or name, Dispatch.STORED)
    return Verdict(Dispatch.INSTANCE, look_up_class(call.classes, name, start, call.ran))


def _is_holder(call: CallFacts, base: Expression, arguments: Arguments | None) -> bool:
    """Whether an expression is the very object whose own ``__dict__`` has the function.

    The function alone does not tell: it may be a module's, or another object's too. Nor does
    what it was handed: that is the same object where both are written alike.
    """
    hop = call.hop
    if hop.receiver is None:
        return False
    holder = call.caller_receiver(base) if base.is_self else None
    if holder is not None:
        return holder.receiver == hop.receiver
    first = arguments.first if arguments is not None else None
    parameters = call.facts.code(hop.code).parameters
    is_handed = parameters and hop.arguments.get(parameters[0]) == hop.receiver
    if is_handed and first is not None and first.text == base.text:
        return base.kind in ("name", "variable", "attribute")
    if is_handed:  # where it is not written there, the method is bound to it
        return not _passes_receiver(call, arguments)
    return bool(base.made_of) and _made_class_fits(call, base)


def is_object(call: CallFacts, base: Expression, arguments: Arguments | None) -> bool:
    """Whether the expression before the dot is surely no class."""
    if base.made_of and not call.hop.held_as and _made_class_fits(call, base):
        return True
    if call.hop.held_as and call.hop.owner is None:
        return True
    holder = call.caller_receiver(base) if base.of_self else None
    if holder is not None and call.hop.receiver is None:
        # A class is callable, a server or a handler is not.
        return base.text.rpartition(".")[2] not in holder.instance_names
    if call.hop.receiver is None:
        return False
    return not _passes_receiver(call, arguments)


def _made_class(call: CallFacts, name: str, base: Expression) -> int | None:
    found = named_classes(call, name, base.made_of)
    return found[0] if len(found) == 1 else None


def _made_class_fits(call: CallFacts, base: Expression) -> bool:
    """Whether a variable holds what a class, or a class method of it, has made."""
    mro = () if call.hop.receiver_class is None else call.mro(call.hop.receiver_class)
    if not mro:
        return True
    makers = (base.made_of, base.made_of[:-1])
    return any(call.is_named(call.classes(each), names) for each in mro for names in makers)


def _passes_receiver(call: CallFacts, arguments: Arguments | None) -> bool:
    """Whether the call hands over the receiver itself, as ``Class.name(obj)`` does."""
    if arguments is None or arguments.positional == 0:
        return False
    first = arguments.first
    if first is not None and first.is_self:
        holder = call.caller_receiver(first)
        if holder is not None and holder.receiver == call.hop.receiver:
            return True
    found = call.facts.definition(call.hop.code)
    if found is None or arguments.starred:
        return False
    return not can_take(found[1], arguments.positional + 1)
