"""How a constructor's class was reached: ``self.RequestHandlerClass, an attribute of server#1``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.language import _

if TYPE_CHECKING:
    from lessons.source.call_site import CallSite
    from tracer.model import Hop


def describe_via(site: CallSite, caller: Hop | None, *, is_partial: bool) -> str | None:
    """The words for a constructor's call site; None for a call that is not written.

    ``is_partial``: the caller's server was given a partial as its handler class.
    """
    base = site.base
    if base is None:
        return None
    if is_partial and base.of_self and base.text.endswith(".RequestHandlerClass"):
        return _("{text}, a functools.partial").format(text=base.text)
    if base.of_self:
        return _("{text}, an attribute of {holder}").format(text=base.text, holder=_holder(caller))
    match base.kind:
        case "own class":
            return _("{text}, the class of the object itself").format(text=base.text)
        case "name":
            return _("{text}, a name").format(text=base.text)
        case "variable":
            return _("{text}, a variable").format(text=base.text)
        case "attribute" if base.text.endswith(".__call__"):
            return _("{text}, the metaclass's").format(text=base.text)
        case "attribute":
            return _("{text}, an attribute").format(text=base.text)
        case "call":
            return _("{text}, what a call returned").format(text=base.text)
        case _:
            return _("{text}, an expression").format(text=base.text)


def _holder(caller: Hop | None) -> str:
    """Servers by their label; handlers come and go, and equal calls on them are told alike."""
    receiver = None if caller is None else caller.receiver
    return (
        receiver
        if receiver is not None and receiver.startswith("server#")
        else _("the object itself")
    )
