"""The shape of a random program: its classes, in a consistent order, and what each defines."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.property.choices import Choices

METHODS = ("m0", "m1", "m2", "m3")
CLASS_METHODS = ("c0", "c1")
STATIC_METHODS = ("s0", "s1")
PROPERTIES = ("p0", "p1")
GENERATORS = ("g0", "g1")
OWN_NAMES = ("f0", "f1")
"""Names that only objects' own dictionaries have."""
HOOKS = {
    "server": ("service_actions", "handle_timeout", "server_close"),
    "handler": ("setup", "handle", "finish"),
}
SPECIALS = (
    "__len__", "__bool__", "__str__", "__repr__", "__format__", "__hash__", "__eq__", "__lt__",
    "__add__", "__radd__", "__iadd__", "__neg__", "__invert__", "__abs__", "__int__", "__matmul__",
    "__contains__", "__getitem__", "__setitem__", "__delitem__", "__iter__", "__reversed__",
    "__call__", "__enter__", "__gt__", "__mul__",
)  # fmt: skip
FORMS = (
    (40, "function"), (8, "lambda"), (8, "watched"), (6, "hidden"), (6, "alias"), (6, "partial"),
    (6, "classmethod"), (6, "staticmethod"), (3, "raising"), (1, "shared"), (1, "sourceless"),
)  # fmt: skip
"""How a class may come by a method, with weights."""


@dataclass(frozen=True)
class MemberPlan:
    name: str
    form: str


@dataclass(frozen=True)
class ClassPlan:
    """One class. ``rooted``: objects of it make hops; the others are mixins."""

    name: str
    bases: tuple[str, ...]
    rooted: bool
    members: tuple[MemberPlan, ...]
    slot: str | None = None
    aside: bool = False
    """It is defined in another module."""
    local: bool = False
    """It is defined inside a function."""
    metaclass: bool = False

    def has(self, name: str) -> bool:
        return any(member.name == name for member in self.members)


@dataclass(frozen=True)
class Plan:
    root: str
    """``server`` or ``handler``."""
    classes: tuple[ClassPlan, ...]
    order: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The MRO of each class, without the classes of the library."""
    plain_functions: bool = False
    """Whether the program has a ``socketserver`` of its own with plain functions in it."""

    def known(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of these names that some class defines; all where none does."""
        return tuple(filter(self.defines, names)) or names

    def defines(self, name: str) -> bool:
        """Whether some class defines it."""
        return any(each.has(name) for each in self.classes)

    def makeable(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.classes if each.rooted)

    def runs(self, name: str) -> frozenset[str]:
        """The names of the functions that a call of that name may run, aliases considered."""
        found = {name}
        for each in self.classes:
            for member in each.members:
                if member.name == name and member.form.startswith("alias "):
                    found |= self.runs(member.form.partition(" ")[2])
        return frozenset(found)


def make_plan(choices: Choices) -> Plan:
    root = choices.weighted(((3, "server"), (1, "handler")))
    shadows: dict[str, type] = {}
    classes: list[ClassPlan] = []
    aside = choices.number(0, 3) if choices.chance(30) else 0
    for number in range(choices.number(3, 7)):
        name = f"C{number}"
        bases = _choose_bases(choices, classes, shadows)
        slot = f"slot{number}" if choices.chance(15) else None
        try:
            shadows[name] = _shadow(name, bases, slot, shadows)
        except TypeError:
            bases, slot = bases[:1], None
            shadows[name] = _shadow(name, bases, slot, shadows)
        rooted = not classes or issubclass(shadows[name], shadows["C0"])
        classes.append(
            ClassPlan(
                name,
                bases,
                rooted,
                _members(choices, root, first=not classes, rooted=rooted),
                slot,
                aside=number < aside,
                local=number >= aside and choices.chance(12),
                metaclass=not classes and choices.chance(10),
            )
        )
    order = {
        name: tuple(each.__name__ for each in cls.__mro__ if each.__name__ in shadows)
        for name, cls in shadows.items()
    }
    return Plan(root, tuple(classes), order, choices.chance(20))


def _choose_bases(
    choices: Choices, classes: list[ClassPlan], shadows: dict[str, type]
) -> tuple[str, ...]:
    """Bases that Python can put in a line; none for a mixin. The first class is the root's own."""
    if not classes or choices.chance(20):
        return ()
    names = choices.shuffled([each.name for each in classes])[: choices.number(1, 3)]
    while len(names) > 1:
        try:
            _shadow("Trial", tuple(names), None, shadows)
        except TypeError:
            names.pop()
        else:
            break
    return tuple(names)


class _Root:
    """Stands for the library's root class."""


def _shadow(name: str, bases: tuple[str, ...], slot: str | None, shadows: dict[str, type]) -> type:
    """The class without its methods: Python itself says whether it can be."""
    found = tuple(shadows[base] for base in bases) or ((object,) if shadows else (_Root,))
    return type(name, found, {"__slots__": (slot,)} if slot else {})


def _members(choices: Choices, root: str, *, first: bool, rooted: bool) -> tuple[MemberPlan, ...]:
    more = 25 if first else 0
    found: list[MemberPlan] = []
    for name in choices.some(METHODS, 45 + more):
        form = choices.weighted(FORMS)
        if form == "classmethod" and not rooted:
            form = "function"  # called on a mixin itself it would make no hop
        before = [each.name for each in found if each.form in ("function", "lambda")]
        if form == "alias":
            form = f"alias {choices.pick(before)}" if before else "function"
        found.append(MemberPlan(name, form))
    found += [MemberPlan(name, "classmethod") for name in choices.some(CLASS_METHODS, 25 + more)]
    found += [MemberPlan(name, "staticmethod") for name in choices.some(STATIC_METHODS, 25 + more)]
    found += [MemberPlan(name, "property") for name in choices.some(PROPERTIES, 25 + more)]
    found += [MemberPlan(name, "generator") for name in choices.some(GENERATORS, 20 + more)]
    found += [MemberPlan(name, "special") for name in choices.some(SPECIALS, 10 + more // 5)]
    found += [MemberPlan(name, "hook") for name in choices.some(HOOKS[root], 20 + more)]
    for percent, name, form in (
        (35, "__init__", "init"), (18, "__new__", "new"), (18 + more, "__getattr__", "getattr"),
        (12, "__del__", "finalizer"), (3, "__setattr__", "setattr"), (12 + more, "struck0", "struck"),
        (12 + more, "gone0", "gone"), (5, "__init_subclass__", "init_subclass"),
        (6, "__class_getitem__", "class_getitem"), (15, "__own", "private"),
        (12, "q0", "cached"), (10, "a0", "coroutine"), (8, "maker", "maker"),
    ):  # fmt: skip
        # Of a mixin's subclass, which is no root's, it would make no hop.
        if choices.chance(percent) and (rooted or form != "init_subclass"):
            found.append(MemberPlan(name, form))
    return tuple(found)
