"""Forms of a call that are one expression: a table, each with its weight."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from lessons.source.call_site import Dispatch
from tests.property.choices import Choices
from tests.property.plan import (
    CLASS_METHODS,
    METHODS,
    OWN_NAMES,
    PROPERTIES,
    STATIC_METHODS,
    Plan,
)
from tests.property.written import Context, Written

Maker: TypeAlias = Callable[[Choices, Plan, Context], Written | None]

CONSTRUCTORS = frozenset({"__new__", "__init__"})
_ARGUMENTS = ("", "1", "1, 2", "*(1, 2)")

# The class at hand decides: text, the names that may run, what the guard asks for.
SPECIAL_FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("len({me})", ("__len__",)),
    ("bool({me})", ("__bool__", "__len__")),
    ("not {me}", ("__bool__", "__len__")),
    ("(1 if {me} else 2)", ("__bool__", "__len__")),
    ("str({me})", ("__str__", "__repr__")),
    ("repr({me})", ("__repr__",)),
    ("format({me})", ("__format__", "__str__", "__repr__")),
    ("f'{{{me}}}'", ("__format__", "__str__", "__repr__")),
    ("f'{{{me}!r}}'", ("__repr__",)),
    ("'%s' % {me}", ("__str__", "__repr__")),
    ("hash({me})", ("__hash__",)),
    ("({me} == 1)", ("__eq__",)),
    ("(1 != {me})", ("__eq__",)),
    ("({me} < 1)", ("__lt__",)),
    ("(1 < {me})", ("__gt__",)),
    ("sorted([{me}, {me}])", ("__lt__",)),
    ("({me} + 1)", ("__add__",)),
    ("(1 + {me})", ("__radd__",)),
    ("(-{me})", ("__neg__",)),
    ("(~{me})", ("__invert__",)),
    ("abs({me})", ("__abs__",)),
    ("int({me})", ("__int__",)),
    ("({me} @ 1)", ("__matmul__",)),
    ("({me} * 2)", ("__mul__",)),
    ("(1 in {me})", ("__contains__",)),
    ("(1 not in {me})", ("__contains__",)),
    ("{me}[1]", ("__getitem__",)),
    ("{me}[1:2]", ("__getitem__",)),
    ("iter({me})", ("__iter__",)),
    ("list({me})", ("__iter__", "__next__", "__len__")),
    ("[*{me}]", ("__iter__", "__next__", "__len__")),
    ("[each for each in {me}]", ("__iter__", "__next__")),
    ("reversed({me})", ("__reversed__",)),
    ("{me}()", ("__call__",)),
)


def make_expression(choices: Choices, plan: Plan, here: Context) -> Written:
    """One of the forms that can be written here."""
    forms = ON_CLASSES if here.on_class else ON_OBJECTS
    while True:
        made = choices.weighted(forms)(choices, plan, here)
        if made is not None:
            return made


def spread_call(text: str) -> str | None:
    """``obj.name(x)`` on lines of its own."""
    head, dot, rest = text.rpartition(".")
    name, parenthesis, arguments = rest.partition("(")
    if not dot or not parenthesis or "(" in head.replace("super()", ""):
        return None
    return f"(\n    {head}\n    .{name}(\n        {arguments.removesuffix(')')}\n    )\n)"


def _call(choices: Choices, base: str, name: str, first: str = "") -> str:
    more = choices.pick(_ARGUMENTS)
    return f"{base}.{name}({', '.join(filter(None, (first, more)))})"


def _method_name(choices: Choices, plan: Plan, here: Context) -> str:
    names: tuple[str, ...] = CLASS_METHODS + STATIC_METHODS
    if not here.on_class:
        # Of a variable nobody knows whether it holds a class, unless the call is on an object.
        often = 2 if here.is_first else 6
        names = (*METHODS * often, *names, "__enter__", "__call__")
    return choices.pick(plan.known(names))


def _instance(choices: Choices, plan: Plan, here: Context) -> Written | None:
    name = _method_name(choices, plan, here)
    first = here.me if name in STATIC_METHODS and choices.chance(30) else ""
    text = f"{here.me}.{name}()" if name.startswith("__") else _call(choices, here.me, name, first)
    return Written(
        text, Dispatch.INSTANCE, plan.runs(name), name,
        guard=f"has({here.me}, {name!r})", spread=spread_call(text),
    )  # fmt: skip


def _dynamic(choices: Choices, plan: Plan, here: Context) -> Written | None:
    name = choices.pick(plan.known(METHODS))
    return Written(
        f"getattr({here.me}, {name!r})()", Dispatch.INSTANCE, plan.runs(name), name,
        guard=f"has({here.me}, {name!r})",
    )  # fmt: skip


def _private(choices: Choices, plan: Plan, here: Context) -> Written | None:
    if here.written_in is None or here.own == "__own" or not here.is_first:
        return None
    mangled = f"_{here.written_in}__own"
    return Written(
        f"{here.me}.__own()", Dispatch.INSTANCE, frozenset({"__own"}), mangled,
        guard=f"has({here.me}, {mangled!r})",
    )  # fmt: skip


def _hook(choices: Choices, plan: Plan, here: Context) -> Written | None:
    name = "handle_timeout" if plan.root == "server" else "handle"
    text = f"{here.me}.{name}()"
    return Written(text, Dispatch.INSTANCE, frozenset({name}), name)


def _own(choices: Choices, plan: Plan, here: Context) -> Written | None:
    name = choices.pick(OWN_NAMES)
    text = _call(choices, here.me, name)
    return Written(
        text, Dispatch.INSTANCE_DICT, frozenset({name}), name,
        guard=f"holds({here.me}, {name!r})", spread=spread_call(text),
    )  # fmt: skip


def _super_name(choices: Choices, plan: Plan, here: Context) -> str:
    """Mostly the method's own name; else another of its kind."""
    own = here.own or ""
    fits = own in CLASS_METHODS if here.on_class else own in METHODS + CLASS_METHODS
    if fits and choices.chance(70):
        return own
    return choices.pick(plan.known(CLASS_METHODS if here.on_class else METHODS + CLASS_METHODS))


def _super(choices: Choices, plan: Plan, here: Context) -> Written | None:
    if here.written_in is None or not here.is_first:
        return None
    name = _super_name(choices, plan, here)
    base = choices.weighted(
        ((4, "super()"), (1, f"super({dict(here.visible)[here.written_in]}, {here.me})"))
    )
    text = _call(choices, base, name)
    return Written(
        text, Dispatch.SUPER, plan.runs(name), name, "super", here.written_in,
        guard=f"follows({dict(here.visible)[here.written_in]}, {here.me}, {name!r})",
        zero_super=base == "super()", spread=spread_call(text),
    )  # fmt: skip


def _super_further(choices: Choices, plan: Plan, here: Context) -> Written | None:
    """``super(Other, self)``: written in one class, searched after another."""
    if here.written_in is None or not here.is_first or here.on_class:
        return None
    cls, named = choices.pick(here.visible)
    name = choices.pick(plan.known(METHODS))
    text = f"super({named}, {here.me}).{name}()"
    return Written(
        text, Dispatch.SUPER, plan.runs(name), name, "super", cls,
        guard=f"above({named}, {here.me}) and follows({named}, {here.me}, {name!r})",
    )  # fmt: skip


def _super_property(choices: Choices, plan: Plan, here: Context) -> Written | None:
    if here.written_in is None or not here.is_first or here.on_class:
        return None
    name = choices.pick(plan.known(PROPERTIES))
    return Written(
        f"super().{name}", Dispatch.SUPER, frozenset({name}), name, "super", here.written_in,
        guard=f"follows({dict(here.visible)[here.written_in]}, {here.me}, {name!r})",
        zero_super=True,
    )  # fmt: skip


def _class_explicit(choices: Choices, plan: Plan, here: Context) -> Written | None:
    """``Base.name(self)``."""
    cls, named = choices.pick(here.visible)
    name = choices.pick(plan.known(METHODS))
    text = _call(choices, named, name, here.me)
    return Written(
        text, Dispatch.CLASS, plan.runs(name), name, "class", cls,
        guard=f"above({named}, {here.me}) and has({named}, {name!r})", spread=spread_call(text),
    )  # fmt: skip


def _class_method(choices: Choices, plan: Plan, here: Context) -> Written | None:
    """``Class.name()`` of a class or static method."""
    rooted = [each for each in here.visible if each[0] in here.makeable]
    if not rooted:
        return None
    cls, named = choices.pick(rooted)
    name = choices.pick(plan.known(CLASS_METHODS + STATIC_METHODS))
    text = _call(choices, named, name)
    return Written(
        text, Dispatch.CLASS, plan.runs(name), name, "class", cls,
        guard=f"has({named}, {name!r})", spread=spread_call(text),
    )  # fmt: skip


def _class_special(choices: Choices, plan: Plan, here: Context) -> Written | None:
    cls, named = choices.pick(here.visible)
    name = choices.pick(("__len__", "__str__", "__enter__", "__call__"))
    return Written(
        f"{named}.{name}({here.me})", Dispatch.CLASS, frozenset({name}), name, "class", cls,
        guard=f"above({named}, {here.me}) and has({named}, {name!r})",
    )  # fmt: skip


def _own_class(choices: Choices, plan: Plan, here: Context) -> Written | None:
    """``cls.name()``, ``type(self).name()``: the class of the object itself."""
    base = here.me if here.on_class else choices.pick((f"type({here.me})", f"{here.me}.__class__"))
    name = choices.pick(plan.known(CLASS_METHODS + STATIC_METHODS))
    text = f"{base}.{name}()"
    return Written(
        text, Dispatch.CLASS, plan.runs(name), name, "class", guard=f"has({here.me}, {name!r})"
    )


def _constructor(choices: Choices, plan: Plan, here: Context) -> Written | None:
    rooted = [named for cls, named in here.visible if cls in here.makeable]
    own = here.me if here.on_class else f"type({here.me})"
    if not rooted:
        return Written(f"{own}(*ARGS)", Dispatch.CONSTRUCTOR, CONSTRUCTORS)
    named = choices.pick(rooted)
    maker = choices.pick(
        (
            named,
            own,
            f"partial({named})",
            f"identity({named})",
            f"[{named}][0]",
            f"{named}.__call__",
        )
    )
    guard = f"not has({named}, '__call__')" if maker.endswith("__call__") else "True"
    return Written(f"{maker}(*ARGS)", Dispatch.CONSTRUCTOR, CONSTRUCTORS, guard=guard)


def _maker(choices: Choices, plan: Plan, here: Context) -> Written | None:
    return Written(
        f"{here.me}.maker(*ARGS)", Dispatch.CONSTRUCTOR, CONSTRUCTORS,
        guard=f"has({here.me}, 'maker')",
    )  # fmt: skip


def _constructor_by_c(choices: Choices, plan: Plan, here: Context) -> Written | None:
    rooted = [named for cls, named in here.visible if cls in here.makeable]
    if not rooted:
        return None
    named = choices.pick(rooted)
    return Written(f"list(starmap({named}, [ARGS]))", Dispatch.CALLBACK, CONSTRUCTORS)


def _special(choices: Choices, plan: Plan, here: Context) -> Written | None:
    forms = [form for form in SPECIAL_FORMS if any(map(plan.defines, form[1]))]
    text, names = choices.pick(forms or SPECIAL_FORMS)
    guard = " or ".join(f"has({here.me}, {name!r})" for name in names[:2])
    if names[0] in ("__str__", "__format__"):
        guard = " or ".join(f"has({here.me}, {name!r})" for name in names)
    if names[0] in ("__iter__", "__hash__"):
        guard = f"has({here.me}, {names[0]!r}) and type({here.me}).{names[0]}"
    return Written(text.format(me=here.me), Dispatch.SPECIAL, frozenset(names), guard=guard)


def _class_getitem(choices: Choices, plan: Plan, here: Context) -> Written | None:
    cls, named = choices.pick(here.visible)
    if cls not in here.makeable:
        return None
    return Written(
        f"{named}[int]", Dispatch.SPECIAL, frozenset({"__class_getitem__"}), "__class_getitem__",
        "class", cls, guard=f"has({named}, '__class_getitem__')",
    )  # fmt: skip


def _property(choices: Choices, plan: Plan, here: Context) -> Written | None:
    name = choices.pick(plan.known((*PROPERTIES, "q0")))
    text = choices.weighted(((4, f"{here.me}.{name}"), (1, f"getattr({here.me}, {name!r})")))
    return Written(
        text, Dispatch.PROPERTY, frozenset({name}), name, guard=f"has({here.me}, {name!r})"
    )


def _getattr(choices: Choices, plan: Plan, here: Context) -> Written | None:
    name = choices.pick(("dyn0", "dyn1"))
    texts = (
        (5, f"{here.me}.{name}"), (1, f"getattr({here.me}, {name!r})"),
        (1, f"hasattr({here.me}, {name!r})"), (1, f"getattr({here.me}, {name!r}, None)"),
        (1, f"getattr({here.me}, {name[:3]!r} + {name[3:]!r})"),
        (1, f"{here.me}.{name}.upper()"),
    )  # fmt: skip
    return Written(
        choices.weighted(texts), Dispatch.GETATTR, frozenset({"__getattr__"}), name,
        guard=f"has({here.me}, '__getattr__')",
    )  # fmt: skip


_CALLBACKS = (
    "sorted([1, 2], key={load})", "list(map({load}, [1]))", "max([1, 2], key={load})",
    "min(1, 2, key={load})", "list(filter({load}, [1]))", "reduce({load}, [1, 2])",
    "next(map({load}, [1]))", "any(map({load}, [1]))",
    "[each for each in map({load}, [1])]", "defaultdict({load})[1]", "sum(1 for each in map({load}, [1]))",
    "''.join(map({load}, 'a'))", "dict(map(lambda each: (each, 1), map({load}, 'a')))",
)  # fmt: skip


def _callback(choices: Choices, plan: Plan, here: Context) -> Written | None:
    text = "re.sub('a', {load}, 'a')" if choices.chance(1) else choices.pick(_CALLBACKS)
    name = choices.pick(plan.known(CLASS_METHODS if here.on_class else METHODS + CLASS_METHODS))
    load, search, cls, guard = f"{here.me}.{name}", "receiver", None, f"has({here.me}, {name!r})"
    zero_super = False
    if here.written_in is not None and here.is_first and choices.chance(25):
        load, search, cls, zero_super = f"super().{name}", "super", here.written_in, True
        guard = f"follows({dict(here.visible)[here.written_in]}, {here.me}, {name!r})"
    elif here.on_class:
        search = "class"
    return Written(
        text.format(load=load), Dispatch.CALLBACK, plan.runs(name), name,
        "super" if search == "super" else "class" if search == "class" else "receiver", cls,
        guard=guard, fetch=load, zero_super=zero_super,
    )  # fmt: skip


def _function(choices: Choices, plan: Plan, here: Context) -> Written | None:
    if not plan.plain_functions:
        return None
    name = choices.pick(("announce", "relay"))
    argument = choices.pick(("", here.me))
    text = f"socketserver.{name}({argument})"
    return Written(text, Dispatch.FUNCTION, frozenset({name}), name)


ON_OBJECTS: tuple[tuple[int, Maker], ...] = (
    (12, _instance), (2, _dynamic), (3, _private), (2, _hook), (4, _own), (12, _super),
    (2, _super_further), (3, _super_property), (8, _class_explicit), (3, _class_method),
    (2, _class_special), (2, _own_class), (4, _constructor), (1, _maker), (1, _constructor_by_c),
    (14, _special), (1, _class_getitem), (6, _property), (6, _getattr), (8, _callback),
    (6, _function),
)  # fmt: skip
ON_CLASSES: tuple[tuple[int, Maker], ...] = (
    (8, _own_class), (5, _super), (4, _class_method), (3, _constructor), (2, _callback),
)  # fmt: skip
