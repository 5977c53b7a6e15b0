"""How a constructor's class was reached: ``self.RequestHandlerClass, an attribute of server#1``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.callsite import CallSite
    from tracer.model import Hop


def describe_via(site: CallSite, caller: Hop | None, *, is_partial: bool) -> str | None:
    """The words for a constructor's call site; None for a call that is not written."""
    base = site.base
    if base is None:
        return None
    if is_partial:
        return f"{base.text}, a functools.partial"
    if base.of_self:
        return f"{base.text}, an attribute of {_holder(caller)}"
    match base.kind:
        case "own class":
            return f"{base.text}, the class of the object itself"
        case "name":
            return f"{base.text}, a name"
        case "variable":
            return f"{base.text}, a variable"
        case "attribute" if base.text.endswith(".__call__"):
            return f"{base.text}, the metaclass's"
        case "attribute":
            return f"{base.text}, an attribute"
        case "call":
            return f"{base.text}, what a call returned"
        case _:
            return f"{base.text}, an expression"


def _holder(caller: Hop | None) -> str:
    """Servers by their label; handlers come and go, and equal calls on them are told alike."""
    receiver = None if caller is None else caller.receiver
    return (
        receiver if receiver is not None and receiver.startswith("server#") else "the object itself"
    )
