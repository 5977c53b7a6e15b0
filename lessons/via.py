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
        holder = caller.receiver if caller is not None and caller.receiver else "the object"
        return f"{base.text}, an attribute of {holder}"
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
