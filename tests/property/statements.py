"""Calls put into statements: expressions in many surroundings, and forms of more than one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from lessons.source.call_site import Dispatch
from tests.property.choices import Choices
from tests.property.expressions import CONSTRUCTORS, make_expression
from tests.property.plan import CLASS_METHODS, GENERATORS, METHODS, Plan
from tests.property.written import Context, Page, Written

Writer: TypeAlias = Callable[[Choices, Plan, Context, Page, int], None]

_AROUND = (
    (30, "{call}"), (6, "value = {call}"), (4, "identity({call})"), (4, "(lambda: {call})()"),
    (4, "[{call} for _ in (1,)]"), (3, "value = f'<{{({call}, 1)[1]!r}}>'"), (3, "None or {call}"),
    (3, "value = {call} if 1 else None"), (3, "(value := {call})"), (2, "value = [{call}, 1]"),
    (2, "def inner(value={call}):\n    return value"), (2, "assert [{call}, 1]"),
    (2, "value = (  # in brackets\n    {call}\n)"), (2, "for _ in ({call},):\n    pass"),
    (3, "def inner():\n    return {call}\ninner()"), (2, "try:\n    {call}\nfinally:\n    value = 1"),
    (1, "list(map(lambda each: {call}, [1]))"), (1, "print({call}, end='')"),
    (1, "value = 'é', {call}"),
)  # fmt: skip
_OWN_BODY = ("lambda", " for _ in", "def inner():")


def write_calls(
    choices: Choices, plan: Plan, here: Context, page: Page, depth: int, count: int
) -> None:
    """Write that many statements, each with a call or more."""
    for _ in range(count):
        if not here.on_class and choices.chance(40):
            choices.weighted(_STATEMENTS)(choices, plan, here, page, depth)
        else:
            _write_expression(choices, plan, here, page, depth)


def _write_expression(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    call = make_expression(choices, plan, here)
    if choices.chance(12):
        other = make_expression(choices, plan, here)
        if not other.runs & call.runs or " ".join(other.text.split()) != call.text:
            _guarded(page, depth, f"value = {call.text}, {other.text}", call, other)
            return
    if call.spread and choices.chance(20):
        _guarded(page, depth, call.spread, call)
        return
    around = choices.weighted(_AROUND)
    if call.zero_super and any(each in around for each in _OWN_BODY):
        around = "{call}"
    if "f'" in around and ("'" in call.text or "{" in call.text):
        around = "value = {call}"
    if call.runs == CONSTRUCTORS and ("print" in around or "!r" in around):
        around = "value = {call}"  # what is made here is not to be shown: that calls it, too
    _guarded(page, depth, around.format(call=call.text), call)


def _guarded(page: Page, depth: int, text: str, *calls: Written) -> None:
    guards = [f"({call.guard})" for call in calls if call.guard != "True"]
    page.put(depth, f"if {' and '.join(['fuel()', *guards])}:")
    page.put(depth + 1, "try:")
    page.put(depth + 2, text, *calls)
    page.put(depth + 1, "except Boom:\n    pass")


def _loads(choices: Choices, plan: Plan, here: Context) -> Written:
    """A bound method, loaded and not yet called."""
    name = choices.pick(plan.known(METHODS + CLASS_METHODS))
    roll = choices.number(0, 9)
    if roll > 7 and here.written_in is not None and here.is_first:
        named = dict(here.visible)[here.written_in]
        return Written(
            f"super().{name}", Dispatch.STORED, plan.runs(name), name, "super", here.written_in,
            guard=f"follows({named}, {here.me}, {name!r})", fetch=f"super().{name}", zero_super=True,
        )  # fmt: skip
    load = f"getattr({here.me}, {name!r})" if roll == 7 else f"{here.me}.{name}"
    return Written(
        load, Dispatch.STORED, plan.runs(name), name, guard=f"has({here.me}, {name!r})", fetch=load
    )


def _variable(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    load = _loads(choices, plan, here)
    calls = choices.pick((
        "found = {load}\nfound()", "found = {load}\nvalue = [found() for _ in (1, 2)]",
        "table = {{'k': {load}}}\ntable['k']()", "for found in [{load}]:\n    found()",
        "found = partial({load}, 1)\nfound()", "found, other = {load}, 1\nfound(other)",
        "tasks = []\ntasks.append({load})\ntasks[0]()", "if (found := {load}):\n    found()",
        "(lambda found: found())({load})", "[found() for found in ({load},)]",
        "found = lambda given={load}: given()\nfound()", "{me}.kept = {load}\n{me}.kept()",
    ))  # fmt: skip
    if ".kept" in calls:
        load = replace(load, kept="kept")
    _guarded(page, depth, calls.format(load=load.text, me=here.me), load)


def _applied(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    """Handed to code of other files, which calls it: a plain function, a thread."""
    load = _loads(choices, plan, here)
    start = Written("thread.start()", Dispatch.INSTANCE, frozenset({"start"}), "start")
    if choices.chance(60):
        text = f"thread = Thread(target={load.text}, name=fresh())\nthread.start()\nthread.join()"
        _guarded(page, depth, text, replace(start, guard=load.guard))
    else:
        page.put(depth, f"if fuel() and {load.guard}:")
        page.put(depth + 1, f"try:\n    apply({load.text})\nexcept Boom:\n    pass")


def _worker(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    start = Written("worker.start()", Dispatch.INSTANCE, frozenset({"start"}), "start")
    text = f"worker = Worker({here.me})\nworker.start()\nworker.join()"
    _guarded(page, depth, text, start)


def _slot(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    """Kept in a slot, called from there."""
    slots = [each.slot for each in plan.classes if each.slot]
    if slots:
        slot, load = choices.pick(slots), _loads(choices, plan, here)
        load = replace(load, guard=f"{load.guard} and has({here.me}, {slot!r})")
        _guarded(page, depth, f"{here.me}.{slot} = {load.text}\n{here.me}.{slot}()", load)


def _lent(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    """A class's function put into an object's own dictionary."""
    name, (_, named) = choices.pick(plan.known(METHODS)), choices.pick(here.visible)
    call = Written(
        f"{here.me}.lent({here.me})", Dispatch.INSTANCE_DICT, plan.runs(name), "lent",
        guard=f"above({named}, {here.me}) and is_plain({named}, {name!r})",
    )  # fmt: skip
    _guarded(page, depth, f"{here.me}.lent = {named}.{name}\n{call.text}", call)


def _with(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    call = Written(
        f"with {here.me}", Dispatch.SPECIAL, frozenset({"__enter__", "__exit__"}),
        guard=f"has({here.me}, '__enter__')",
    )  # fmt: skip
    inner = make_expression(choices, plan, here)
    heads = (f"with {here.me}:", f"with {here.me} as found:", f"with suppress(Boom), {here.me}:")
    page.put(depth, f"if fuel() and {call.guard}:")
    page.put(depth + 1, "try:")
    page.put(depth + 2, choices.pick(heads), call)
    if choices.chance(30):
        page.put(depth + 3, "raise Boom")
    else:
        _guarded(page, depth + 3, inner.text, inner)
    page.put(depth + 1, "except Boom:\n    pass")


def _with_new(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    """``with Class() as found``: three calls at one position."""
    rooted = [named for cls, named in here.visible if cls in here.makeable]
    if not rooted:
        return
    named = choices.pick(rooted)
    made = Written(f"{named}(*ARGS)", Dispatch.CONSTRUCTOR, frozenset({"__new__", "__init__"}))
    call = Written("with", Dispatch.SPECIAL, frozenset({"__enter__", "__exit__"}))
    page.put(depth, f"if fuel() and has({named}, '__enter__'):")
    page.put(depth + 1, f"with {named}(*ARGS) as found:\n    identity(found)", made, call)


def _for(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    call = Written(
        here.me, Dispatch.SPECIAL, frozenset({"__iter__", "__next__", "__len__"}),
        guard=f"has({here.me}, '__iter__')",
    )  # fmt: skip
    text = choices.pick((
        "for each in {me}:\n    pass", "for place, each in enumerate({me}):\n    identity(each)",
        "first, *rest = {me}", "each = 1 in {me}", "for each in iter({me}):\n    pass",
    ))  # fmt: skip
    if " in {me}" in text and text.startswith("each"):
        call = replace(call, runs=call.runs | {"__contains__"})
    _guarded(page, depth, text.format(me=here.me), call)


def _generator(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    name = choices.pick(plan.known(GENERATORS))
    call = Written(
        f"{here.me}.{name}()", Dispatch.INSTANCE, frozenset({name}), name,
        guard=f"has({here.me}, {name!r})",
    )  # fmt: skip
    if here.written_in and here.is_first and choices.chance(30):
        named = dict(here.visible)[here.written_in]
        guard = f"follows({named}, {here.me}, {name!r})"
        call = Written(
            f"super().{name}()", Dispatch.SUPER, frozenset({name}), name, "super", here.written_in,
            guard=guard, zero_super=True,
        )  # fmt: skip
    forms = [
        "for each in {call}:\n    pass", "value = [each for each in {call}]",
        "first, *rest = {call}", "value = [*{call}]", "value = 1 in {call}",
    ]  # fmt: skip
    text = choices.pick(forms)
    if choices.chance(20):
        text = "made = {call}\nfor each in made:\n    pass"
        call = replace(call, dispatch=Dispatch.STORED, fetch=None)
    _guarded(page, depth, text.format(call=call.text), call)


def _change(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    """Statements that run special methods or properties."""
    me = here.me
    name = choices.pick(("p0", "p1"))
    text, runs = choices.pick((
        (f"{me}[1] = 2", "__setitem__"), (f"del {me}[1]", "__delitem__"), (f"{me}.{name} = 1", name),
        (f"del {me}.{name}", name), (f"setattr({me}, {name!r}, 1)", name),
        (f"other = {me}\nother += 1", "__iadd__"), (f"while {me}:\n    break", "__bool__"),
        (f"print({me}, end='')", "__str__"),
    ))  # fmt: skip
    kind = Dispatch.PROPERTY if runs == name else Dispatch.SPECIAL
    call = Written(text, kind, frozenset({runs}), runs, guard=f"has({me}, {runs!r})")
    _guarded(page, depth, text, call)


def _iadd(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    call = Written(
        "other += 1", Dispatch.SPECIAL, frozenset({"__iadd__", "__add__"}),
        guard=f"has({here.me}, '__add__')",
    )  # fmt: skip
    _guarded(page, depth, f"other = {here.me}\nother += 1", call)


def _signal(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    page.put(depth, f"if fuel() and on_main() and has({here.me}, 'struck0'):")
    page.put(
        depth + 1,
        f"signal.signal(signal.SIGUSR1, {here.me}.struck0)\n"
        "signal.raise_signal(signal.SIGUSR1)\n"
        "signal.signal(signal.SIGUSR1, signal.SIG_DFL)",
    )


def _weakref(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    page.put(depth, f"if fuel() and has({here.me}, 'gone0'):")
    page.put(
        depth + 1,
        f"thing = Thing()\nwatch = weakref.ref(thing, {here.me}.gone0)\n"
        + choices.pick(("del thing", "thing = None"))
        + "\ndel watch",
    )


def _finalizer(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    rooted = [named for cls, named in here.visible if cls in here.makeable]
    if rooted:
        named = choices.pick(rooted)
        made = Written(f"{named}(*ARGS)", Dispatch.CONSTRUCTOR, frozenset({"__new__", "__init__"}))
        page.put(depth, f"if fuel() and has({named}, '__del__'):")
        page.put(depth + 1, f"thing = {named}(*ARGS)", made)
        page.put(depth + 1, choices.pick(("del thing", "thing = None")))


def _coroutine(choices: Choices, plan: Plan, here: Context, page: Page, depth: int) -> None:
    call = Written(
        f"{here.me}.a0()", Dispatch.INSTANCE, frozenset({"a0"}), "a0",
        guard=f"has({here.me}, 'a0')",
    )  # fmt: skip
    page.put(depth, f"if fuel() and {call.guard}:")
    page.put(depth + 1, "async def waiting():")
    page.put(depth + 2, f"return await {call.text}", call)
    page.put(depth + 1, "drive(waiting())")


_STATEMENTS: tuple[tuple[int, Writer], ...] = (
    (12, _variable), (8, _applied), (3, _worker), (3, _slot), (2, _lent), (6, _with), (3, _with_new), (5, _for),
    (8, _generator), (6, _change), (1, _iadd), (5, _signal), (3, _weakref), (4, _finalizer),
    (2, _coroutine),
)  # fmt: skip
