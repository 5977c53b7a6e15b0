"""Joins how a call was written with the facts of classes: dispatch, lookup, and how a class was reached."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.explain.lookup import (
    Ran,
    is_data_descriptor,
    look_up,
    look_up_class,
    look_up_getattr,
    look_up_own,
    look_up_super,
    untold,
)
from lessons.source.call_site import Dispatch
from lessons.source.syntax import can_take
from tracer.language import _, either
from tracer.notes import owner_words

if TYPE_CHECKING:
    from lessons.explain.facts import Facts
    from lessons.explain.fetches import Load
    from lessons.explain.step import Lookup
    from lessons.source.call_site import Arguments, CallSite
    from lessons.source.expressions import Expression, Method
    from tracer.model import ClassFacts, Code, Hop


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a hop was dispatched, and the search that found its function."""

    dispatch: Dispatch
    lookup: Lookup | None
    reason: str | None = None
    """Why the dispatch is unknown, where it is."""


class Resolver:
    """Decides for one hop. ``caller`` is the hop whose code (or an inner one) made the call."""

    def __init__(self, facts: Facts, hop: Hop, caller: Hop | None, caller_code: Code) -> None:
        self.facts = facts
        self.hop = hop
        self.caller = caller
        self.caller_code = caller_code
        self.classes = facts.table(hop.revision)
        self.ran = Ran(hop.code, hop.owner, hop.attribute, hop.receiver_class)

    def resolve(self, site: CallSite, reason: str | None) -> Verdict:
        """The verdict on a call written in this way; ``reason`` is why it is unknown."""
        name = site.name or self.hop.attribute or self.facts.code(self.hop.code).name
        match site.dispatch:
            case Dispatch.UNKNOWN:
                verdict = self._unknown(name, reason or _("nothing is known of the call"))
            case Dispatch.INSTANCE if site.base is not None:
                verdict = self._attribute(name, site.base, site.arguments)
            case Dispatch.SUPER if site.base is not None:
                verdict = self._super(name, site.base)
            case Dispatch.GETATTR:
                verdict = self._getattr(site.name)
            case Dispatch.PROPERTY:
                verdict = self._property(name, site.base)
            case _:
                verdict = self._on_type(name, site.dispatch)
        lookup = verdict.lookup
        told_anyway = (Dispatch.STORED, Dispatch.CALLBACK, Dispatch.CLASS)
        if lookup and lookup.reason and verdict.dispatch not in told_anyway:
            return Verdict(Dispatch.UNKNOWN, lookup, lookup.reason)
        return verdict

    def is_own_of_caller(self, site: CallSite) -> bool:
        """Whether ``self.name()`` runs a function of the caller's own object.

        Then it does not matter which other objects have the same function.
        """
        if not self.hop.held_as or site.base is None or not site.base.is_self:
            return False
        holder = self._caller_receiver(site.base)
        return holder is not None and holder.receiver == self.hop.receiver is not None

    def fetched(self, dispatch: Dispatch, name: str, load: Load | str) -> Verdict:
        """The verdict on a stored method: the search took place where it was loaded."""
        if isinstance(load, str):
            return Verdict(
                dispatch,
                untold(name, _("where it was fetched cannot be told: {load}").format(load=load)),
            )
        if load.base.is_super:
            return Verdict(dispatch, self._super(load.name, load.base).lookup)
        if self.hop.receiver_class is None and not self.hop.held_as:
            start = load.fetcher.receiver_class
            return Verdict(dispatch, self._class(load.name, start).lookup)
        return self._on_type(load.name, dispatch)

    def _unknown(self, name: str, reason: str) -> Verdict:
        return Verdict(Dispatch.UNKNOWN, untold(name, reason), reason)

    # The forms of a call

    def _on_type(self, name: str, dispatch: Dispatch) -> Verdict:
        """A search in the receiver's class: constructors, special methods, stored methods."""
        stored = dispatch in (Dispatch.STORED, Dispatch.CALLBACK)
        if stored and self._is_own(name):
            return Verdict(dispatch, self._own(name))
        start = self.hop.receiver_class
        if start is None:
            reason = owner_words(self.hop.owner_reason) or _(
                "the class that was asked is not known"
            )
            return Verdict(dispatch, untold(name, reason))
        if name == "__init_subclass__":
            # The new class itself is not asked: type.__new__ calls super().__init_subclass__.
            return Verdict(dispatch, look_up(self.classes, name, self._mro(start)[1:], self.ran))
        return Verdict(dispatch, look_up_class(self.classes, name, start, self.ran))

    def _is_own(self, name: str) -> bool:
        """Whether the object's own ``__dict__`` answered, where a class may have the function too."""
        return name in self.hop.held_as

    def _is_holder(self, base: Expression, arguments: Arguments | None) -> bool:
        """Whether an expression is the very object whose own ``__dict__`` has the function.

        The function alone does not tell: it may be a module's, or another object's too. Nor does
        what it was handed: that is the same object where both are written alike.
        """
        hop = self.hop
        if hop.receiver is None:
            return False
        holder = self._caller_receiver(base) if base.is_self else None
        if holder is not None:
            return holder.receiver == hop.receiver
        first = arguments.first if arguments is not None else None
        parameters = self.facts.code(hop.code).parameters
        is_handed = parameters and hop.arguments.get(parameters[0]) == hop.receiver
        if is_handed and first is not None and first.text == base.text:
            return base.kind in ("name", "variable", "attribute")
        if is_handed:  # where it is not written there, the method is bound to it
            return not self._passes_receiver(arguments)
        return bool(base.made_of) and self._made_class_fits(base)

    def _own(self, name: str) -> Lookup:
        if self.hop.receiver_class is None:
            return untold(name, _("the object's class is not known"))
        return look_up_own(self.classes, name, self._mro(self.hop.receiver_class))

    def _property(self, name: str, base: Expression | None) -> Verdict:
        if base is not None and base.is_own_class:
            return self._class(name, self.hop.receiver_class)
        return self._on_type(name, Dispatch.PROPERTY)

    def _getattr(self, name: str | None) -> Verdict:
        name = name or self._asked_name()
        if name is None or self.hop.receiver_class is None:
            return self._unknown("__getattr__", _("the attribute asked for is not recorded"))
        mro = self._mro(self.hop.receiver_class)
        return Verdict(Dispatch.GETATTR, look_up_getattr(self.classes, name, mro, self.ran))

    def _asked_name(self) -> str | None:
        """The argument of ``__getattr__``, from its recorded repr."""
        parameters = self.facts.code(self.hop.code).parameters
        if len(parameters) < 2:
            return None
        try:
            found = ast.literal_eval(self.hop.arguments.get(parameters[1], ""))
        except (ValueError, SyntaxError):
            return None
        return found if isinstance(found, str) else None

    def _super(self, name: str, base: Expression) -> Verdict:
        start = self.hop.receiver_class or self._caller_class(base)
        if start is None:
            return self._unknown(name, _("the class that super() serves is not known"))
        found = self._written_in(base, self._mro(start), start)
        if isinstance(found, str):
            return self._unknown(name, found)
        lookup = look_up_super(self.classes, name, self._mro(start), found, self.ran)
        return Verdict(Dispatch.SUPER, lookup)

    def _written_in(self, base: Expression, mro: tuple[int, ...], start: int) -> int | str:
        """The class after which ``super`` searches, or why it cannot be told."""
        if base.super_names is not None:
            if base.is_own_class:
                return start
            found = [each for each in mro if self._is_named(self.classes(each), base.super_names)]
        elif base.method is None:
            return _("super() is written outside of a class")
        else:
            found = self._classes_of(base.method, mro)
        if len(found) > 1 and self.caller is not None:
            same_code = self.caller.code == self.caller_code.id
            found = [each for each in found if same_code and each == self.caller.owner] or found
        if len(found) == 1:
            return found[0]
        words = (
            _("two classes `{text}` is written in")
            if found
            else _("the class that `{text}` is written in is not in the MRO")
        )
        return words.format(text=base.text)

    def _classes_of(self, method: Method, mro: tuple[int, ...]) -> list[int]:
        """The classes of an MRO whose class statement holds a method.

        That statement made the ``__class__`` that ``super()`` uses, whichever
        class's ``__dict__`` the function was put into later.
        """
        code = self.caller_code
        named = [
            each
            for each in mro
            if self.classes(each).qualname == method.class_qualname
            and self.classes(each).module == code.module
        ]
        if named:
            lines = [each for each in named if self.classes(each).line == method.class_line]
            return lines or named
        codes = {
            each.id
            for each in self.facts.recording.codes()
            if (each.file, each.name, each.first_line)
            == (code.file, method.name, method.first_line)
        }
        return [
            each
            for each in mro
            if any(codes & set(member.codes) for member in self.classes(each).members.values())
        ]

    def _attribute(self, name: str, base: Expression, arguments: Arguments | None) -> Verdict:
        """``base.name(...)``: base is an object or a class."""
        if base.is_self:
            return self._on_self(name, base, arguments)
        if base.is_own_class:
            return self._class(name, self._own_class(base))
        if base.is_class:
            return self._of_other_class(name, base)
        named = self._named_classes(name, base.names)
        if len(named) == 1:
            return self._class(name, named[0])
        if self._is_own(name) or self._is_object(base, arguments):
            return self._instance(name, base, arguments)
        if self.hop.receiver is None:
            reason = _("`{text}` may be a class or an object of it").format(text=base.text)
            return self._unknown(name, reason)
        return self._through_variable(name, base)

    def _on_self(self, name: str, base: Expression, arguments: Arguments | None) -> Verdict:
        caller = self.caller
        if caller is not None and self.facts.is_code_of(self.facts.code(caller.code), base.method):
            other = (
                caller.receiver != self.hop.receiver
                if self.hop.receiver is not None
                else caller.receiver_class != self.hop.receiver_class
                and self.hop.receiver_class is not None
            )
            if other and caller.receiver is not None and not self.hop.held_as:
                # The attribute holds a bound method of another object.
                return self._on_type(self.hop.attribute or name, Dispatch.STORED)
        return self._instance(name, base, arguments)

    def _instance(self, name: str, base: Expression, arguments: Arguments | None) -> Verdict:
        if self._is_own(name):
            if not self._is_holder(base, arguments):
                reason = _(
                    "`{text}` may be another object than the one whose own __dict__ has it"
                ).format(text=base.text)
                return self._unknown(name, reason)
            return Verdict(Dispatch.INSTANCE_DICT, self._own(name))
        start = self.hop.receiver_class or self._caller_class(base) or self._made_class(name, base)
        if start is None:
            return self._unknown(
                name, _("the class of `{text}` is not known").format(text=base.text)
            )
        mro = self._mro(start)
        own = name in self.hop.instance_names
        if own and not is_data_descriptor(self.classes, name, mro):
            # Its own __dict__ holds a bound method, which was fetched before.
            return self._on_type(self.hop.attribute or name, Dispatch.STORED)
        return Verdict(Dispatch.INSTANCE, look_up_class(self.classes, name, start, self.ran))

    def _class(self, name: str, start: int | None) -> Verdict:
        if start is None:
            return self._unknown(name, _("the class that was asked is not known"))
        lookup = look_up_class(self.classes, name, start, self.ran)
        if lookup.reason:
            return self._unknown(name, lookup.reason)
        return Verdict(Dispatch.CLASS, lookup)

    def _of_other_class(self, name: str, base: Expression) -> Verdict:
        """``type(x).name(...)``: a class method is handed that class."""
        if self.hop.receiver is not None:
            return self._through_variable(name, base)
        if self.hop.receiver_class is not None:
            return self._class(name, self.hop.receiver_class)
        return Verdict(
            Dispatch.CLASS,
            untold(name, _("which class `{text}` is is not known").format(text=base.text)),
        )

    def _through_variable(self, name: str, base: Expression) -> Verdict:
        """The receiver is passed explicitly, to a class that only a variable names."""
        assert self.hop.receiver_class is not None
        fitting = [
            each
            for each in self._mro(self.hop.receiver_class)
            if not look_up_class(self.classes, name, each, self.ran).reason
        ]
        if len(fitting) == 1:
            return self._class(name, fitting[0])
        names = either(self.classes(each).qualname for each in fitting)
        reason = (
            _("`{text}` may be {names}").format(text=base.text, names=names)
            if fitting
            else _("`{text}` is not known").format(text=base.text)
        )
        return Verdict(Dispatch.CLASS, untold(name, reason))

    # What expressions stand for

    def _mro(self, class_id: int) -> tuple[int, ...]:
        return self.classes(class_id).mro

    def _is_named(self, facts: ClassFacts, names: tuple[str, ...]) -> bool:
        """Whether a dotted name may mean a class. Modules re-export, so its last part decides."""
        return bool(names) and facts.qualname.rpartition(".")[2] == names[-1]

    def _named_classes(self, name: str, names: tuple[str, ...]) -> list[int]:
        """The classes a dotted name may mean in which ``name`` is what ran."""
        fitting = [
            each
            for each in self.facts.classes()
            if self._is_named(each, names)
            and not look_up_class(self.classes, name, each.id, self.ran).reason
        ]
        if self._is_handed_class():
            fitting = [each for each in fitting if each.id == self.hop.receiver_class]
        if len(fitting) > 1:
            home = names[-2] if len(names) > 1 else self.caller_code.module.rpartition(".")[2]
            near = [each for each in fitting if each.module.rpartition(".")[2] == home]
            fitting = near or fitting
        return [each.id for each in fitting]

    def _is_handed_class(self) -> bool:
        """Whether a class method ran: it is handed the very class that was asked."""
        owner, attribute = self.hop.owner, self.hop.attribute
        if owner is None or attribute is None or self.hop.receiver is not None:
            return False
        member = self.classes(owner).members.get(attribute)
        return member is not None and member.kind == "classmethod"

    def _caller_receiver(self, base: Expression) -> Hop | None:
        """The hop of the method that an expression like ``self`` belongs to."""
        caller = self.caller
        if caller is None:
            return None
        matches = self.facts.is_code_of(self.facts.code(caller.code), base.method)
        return caller if matches else None

    def _caller_class(self, base: Expression) -> int | None:
        if not (base.is_self or base.is_own_class or base.is_super):
            return None
        found = self._caller_receiver(base)
        return None if found is None else found.receiver_class

    def _own_class(self, base: Expression) -> int | None:
        """The class that ``cls``, ``type(self)`` or ``self.__class__`` is."""
        if self.hop.receiver is None and self.hop.receiver_class is not None:
            return self.hop.receiver_class
        return self._caller_class(base) or self.hop.receiver_class

    def _made_class(self, name: str, base: Expression) -> int | None:
        found = self._named_classes(name, base.made_of)
        return found[0] if len(found) == 1 else None

    def _is_object(self, base: Expression, arguments: Arguments | None) -> bool:
        """Whether the expression before the dot is surely no class."""
        if base.made_of and not self.hop.held_as and self._made_class_fits(base):
            return True
        if self.hop.held_as and self.hop.owner is None:
            return True
        holder = self._caller_receiver(base) if base.of_self else None
        if holder is not None and self.hop.receiver is None:
            # A class is callable, a server or a handler is not.
            return base.text.rpartition(".")[2] not in holder.instance_names
        if self.hop.receiver is None:
            return False
        return not self._passes_receiver(arguments)

    def _made_class_fits(self, base: Expression) -> bool:
        """Whether a variable holds what a class, or a class method of it, has made."""
        mro = () if self.hop.receiver_class is None else self._mro(self.hop.receiver_class)
        if not mro:
            return True
        makers = (base.made_of, base.made_of[:-1])
        return any(self._is_named(self.classes(each), names) for each in mro for names in makers)

    def _passes_receiver(self, arguments: Arguments | None) -> bool:
        """Whether the call hands over the receiver itself, as ``Class.name(obj)`` does."""
        if arguments is None or arguments.positional == 0:
            return False
        first = arguments.first
        if first is not None and first.is_self:
            holder = self._caller_receiver(first)
            if holder is not None and holder.receiver == self.hop.receiver:
                return True
        found = self.facts.definition(self.hop.code)
        if found is None or arguments.starred:
            return False
        return not can_take(found[1], arguments.positional + 1)
