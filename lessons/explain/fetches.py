"""Where a stored method was loaded before it was called: inferred, for a load gives no event."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.explain.computed_getattr import computed_loads, other_answer
from lessons.source.data_flow import flows_into, is_inside
from lessons.source.expressions import Expression, constant_getattr, read_expression
from tracer.language import _

if TYPE_CHECKING:
    from lessons.explain.facts import Facts
    from lessons.source.place import Place
    from lessons.source.syntax import Syntax
    from tracer.model import Hop


@dataclass(frozen=True, slots=True)
class Load:
    """The one load of a name in the hop that fetched it."""

    place: Place
    name: str
    base: Expression
    fetcher: Hop


def find_load(
    facts: Facts, hop: Hop, names: frozenset[str], fetcher: Hop | None, call: ast.AST | None
) -> Load | str:
    """The load in ``fetcher``'s source that gave the method which ``hop`` ran, or why not.

    Certain only where the source has exactly one load of the name that is not
    itself called, on the receiver; and where ``call`` stands in that very
    function, only if what is loaded reaches it.
    """
    if fetcher is None:
        return _("no hop is known to have fetched it")
    code = facts.code(fetcher.code)
    found = facts.definition(fetcher.code)
    if found is None:
        return _("the source of {qualname} cannot be read").format(qualname=code.qualname)
    syntax, node = found
    loads = _loads(syntax, node, names, runs_later=bool(facts.is_lazy(hop.code)))
    is_here = call is not None and is_inside(syntax, call, node)
    if not loads and is_here and len(names) == 1:
        name = next(iter(names))
        for each in computed_loads(syntax, node, name):
            other = other_answer(facts, syntax, each, name, hop=hop, fetcher=fetcher)
            if other is not None:
                return _("`{text}` in {qualname} may have given it as {other}").format(
                    text=syntax.text_of(each), qualname=code.qualname, other=other
                )
            loads.append((each, each.args[0], name))
    if len(loads) != 1:
        words = (
            _("{function} has {count} loads of it") if loads else _("{function} has no load of it")
        )
        return words.format(function=code.qualname, count=len(loads))
    ((load, value, name),) = loads
    base = read_expression(syntax, value)
    place = syntax.place_of(code.file, load)
    if place is None or not _is_receiver(facts, base, hop, fetcher):
        return _("`{text}` in {qualname} may be on another object").format(
            text=syntax.text_of(load), qualname=code.qualname
        )
    if call is not None and is_here and not flows_into(syntax, node, load, call):
        return _("`{text}` in {qualname} is not seen to reach this call").format(
            text=syntax.text_of(load), qualname=code.qualname
        )
    return Load(place, name, base, fetcher)


def _loads(
    syntax: Syntax, node: ast.AST, names: frozenset[str], *, runs_later: bool
) -> list[tuple[ast.expr, ast.expr, str]]:
    """The loads of these names: the whole expression, the object, the name."""
    found: list[tuple[ast.expr, ast.expr, str]] = []
    for each in ast.walk(node):
        load: tuple[ast.expr, ast.expr, str]
        if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Load):
            load = (each, each.value, syntax.mangled(each.attr, each))
        elif isinstance(each, ast.Call) and (got := constant_getattr(each)) is not None:
            load = (each, *got)
        else:
            continue
        outer = syntax.parents.get(load[0])
        is_called = isinstance(outer, ast.Call) and outer.func is load[0]
        if load[2] in names and (runs_later or not is_called):
            found.append(load)
    return found


def _is_receiver(facts: Facts, base: Expression, hop: Hop, fetcher: Hop) -> bool:
    if not facts.is_code_of(facts.code(fetcher.code), base.method):
        return False
    if not (base.is_self or base.is_super):
        return base.is_own_class and fetcher.receiver_class == hop.receiver_class
    if hop.receiver is not None:
        return fetcher.receiver == hop.receiver
    # Class methods are handed the class, static methods nothing.
    return hop.receiver_class in (None, fetcher.receiver_class)
