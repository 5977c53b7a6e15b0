"""Writes what a class defines: each function says first which it is, then may call others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from lessons.source.call_site import Dispatch
from tests.property.choices import Choices
from tests.property.plan import PROPERTIES, ClassPlan, MemberPlan, Plan
from tests.property.statements import write_calls
from tests.property.written import Context, Page, Written

_RESULTS = {
    "__len__": "1", "__bool__": "True", "__hash__": "1", "__int__": "1", "__reversed__": "iter(())",
    "__setitem__": "None", "__delitem__": "None",
}  # fmt: skip
_PARAMETERS = {"__format__": ", given", "__getitem__": ", key", "__call__": ", *args"}
_NO_ARGUMENTS = frozenset({
    "__len__", "__bool__", "__str__", "__repr__", "__hash__", "__neg__", "__invert__", "__abs__",
    "__int__", "__iter__", "__reversed__", "__enter__",
})  # fmt: skip


class MemberWriter:
    """Writes the members of one class onto a page."""

    def __init__(
        self, choices: Choices, plan: Plan, cls: ClassPlan, here: Context, page: Page, depth: int
    ) -> None:
        self.choices = choices
        self.plan = plan
        self.cls = cls
        self.here = here
        self.page = page
        self.depth = depth

    def write(self, member: MemberPlan) -> None:
        """Write one member."""
        form, _, other = member.form.partition(" ")
        if form == "alias":
            self._put(f"{member.name} = {other}")
        else:
            _WRITERS[form](self, member.name)

    def _put(self, text: str, *calls: Written) -> None:
        self.page.put(self.depth, text, *calls)

    def tag(self, name: str) -> str:
        return f"{self.cls.name}.{name}"

    def _named(self) -> str:
        return dict(self.here.visible)[self.cls.name]

    def _body(self, name: str, me: str, *, on_class: bool = False, most: int = 2) -> None:
        here = Context(
            me, on_class, True, self.cls.name, name, self.here.visible, self.here.makeable
        )
        count = self.choices.number(0, most)
        write_calls(self.choices, self.plan, here, self.page, self.depth + 1, count)

    def _define(
        self, name: str, parameters: str, *, me: str = "self", on_class: bool = False,
        result: str | None = None, calls: bool = True,
    ) -> None:  # fmt: skip
        self._put(f"def {name}({parameters}):\n    note({self.tag(name)!r}, {me or None})")
        if calls and me:
            self._body(name, me, on_class=on_class)
        self._put(f"    return {self.tag(name)!r}" if result is None else f"    return {result}")

    # Methods

    def function(self, name: str) -> None:
        me = self.choices.pick(("self", "self", "self", "this"))
        self._define(name, f"{me}, *args", me=me)

    def function_by_lambda(self, name: str) -> None:
        self._put(f"{name} = lambda self, *args: note({self.tag(name)!r}, self)")

    def watched(self, name: str) -> None:
        self._put(f"@watched({self.tag(name)!r})")
        self._define(name, "self, *args")

    def hidden(self, name: str) -> None:
        self._put(f"@hidden({self.tag(name)!r})")
        self._put(f"def {name}(self, *args):")
        self._body(name, "self")
        self._put("    return None")

    def partial(self, name: str) -> None:
        self._put(f"def _{name}(self, *args):\n    note({self.tag(name)!r}, self)")
        self._body(name, "self")
        self._put(f"    return {self.tag(name)!r}")
        self._put(f"{name} = partialmethod(_{name}, 1)")

    def raising(self, name: str) -> None:
        tag = self.tag(name)
        self._put(f"def {name}(self, *args):\n    note({tag!r}, self)\n    raise Boom({tag!r})")

    def shared(self, name: str) -> None:
        self._put(f"{name} = shared_{name}")

    def sourceless(self, name: str) -> None:
        code = f"def {name}(self, *args):\n    note({self.tag(name)!r}, self)\n    self.m3() if fuel() and has(self, 'm3') else 1\n    return {self.tag(name)!r}\n"
        self._put(f"exec({code!r})")

    def class_method(self, name: str) -> None:
        self._put("@classmethod")
        self._define(name, "cls, *args", me="cls", on_class=True)

    def static_method(self, name: str) -> None:
        parameters, me = self.choices.pick((("*args", ""), ("thing=None, *args", "")))
        self._put("@staticmethod")
        self._define(name, parameters, me=me)

    def generator(self, name: str) -> None:
        self._put(f"def {name}(self):\n    note({self.tag(name)!r}, self)")
        self._body(name, "self", most=1)
        self._put(f"    yield {self.tag(name)!r}")
        self._body(name, "self", most=1)
        self._put("    yield 2")

    def coroutine(self, name: str) -> None:
        self._put(f"async def {name}(self):\n    note({self.tag(name)!r}, self)")
        self._body(name, "self", most=1)
        self._put(f"    return {self.tag(name)!r}")

    def private(self, name: str) -> None:
        self._define(name, "self, *args")

    # Attributes that run code

    def property(self, name: str) -> None:
        tag = self.tag(name)
        self._put("@property")
        self._define(name, "self")
        self._put(
            f"@{name}.setter\ndef {name}(self, value):\n    note({tag!r}, self)\n    return {tag!r}"
        )
        self._put(
            f"@{name}.deleter\ndef {name}(self):\n    note({tag!r}, self)\n    return {tag!r}"
        )

    def cached(self, name: str) -> None:
        self._put("@cached_property")
        self._define(name, "self")

    def getattr(self, name: str) -> None:
        tag = self.tag(name)
        self._put(f"def {name}(self, name):\n    note({tag!r}, self)")
        self._put("    if not name.startswith('dyn'):\n        raise AttributeError(name)")
        if self.choices.chance(25):
            self._super_call(name, "name", guard=True)
        self._put(f"    return {tag!r}")

    # What the interpreter calls

    def special(self, name: str) -> None:
        if name == "__iter__":
            self._iterator()
            return
        parameters = _PARAMETERS.get(name, "" if name in _NO_ARGUMENTS else ", other")
        if name == "__setitem__":
            parameters = ", key, value"
        self._define(name, f"self{parameters}", result=_RESULTS.get(name))
        if name == "__enter__":
            self._define("__exit__", "self, *args")

    def _iterator(self) -> None:
        tag = self.tag("__iter__")
        self._put(f"def __iter__(self):\n    note({tag!r}, self)")
        if self.choices.chance(30):
            self._put(f"    yield {tag!r}")
            return
        self._put("    return self if has(self, '__next__') else iter([1])")
        if self.choices.chance(70):
            tag = self.tag("__next__")
            self._put(f"def __next__(self):\n    note({tag!r}, self)")
            self._put(f"    if step_of(self):\n        return {tag!r}\n    raise StopIteration")

    def _super_call(self, name: str, arguments: str, *, guard: bool) -> None:
        call = Written(
            f"super().{name}({arguments})", Dispatch.SUPER, frozenset({name}), name, "super",
            self.cls.name, zero_super=True,
        )  # fmt: skip
        me = "cls" if name in ("__new__", "__init_subclass__") else "self"
        if guard:
            self._put(
                f"    if follows({self._named()}, {me}, {name!r}):\n        {call.text}", call
            )
        else:
            self._put(f"    made = {call.text}", call)

    def init(self, name: str) -> None:
        self._put(f"def {name}(self, *args):\n    note({self.tag(name)!r}, self)")
        bases = dict(self.here.visible)
        rooted = [base for base in self.cls.bases if base in self.here.makeable]
        if rooted and self.choices.chance(25):
            base = self.choices.pick(rooted)
            call = Written(
                f"{bases[base]}.__init__(self, *args)", Dispatch.CLASS, frozenset({name}), name,
                "class", base,
            )  # fmt: skip
            self._put(f"    {call.text}", call)
        else:
            self._super_call(name, "*args", guard=not self.cls.rooted)
        self._body(name, "self", most=1)

    def new(self, name: str) -> None:
        self._put(f"def {name}(cls, *args):\n    note({self.tag(name)!r}, cls)")
        self._super_call(name, "cls", guard=False)
        self._put("    return made")

    def finalizer(self, name: str) -> None:
        self._define(name, "self")

    def setattr(self, name: str) -> None:
        self._put(f"def {name}(self, name, value):\n    note({self.tag(name)!r}, self)")
        self._super_call(name, "name, value", guard=False)
        last = self.page.calls[-1]
        given = Written(last.written.text, Dispatch.PROPERTY, frozenset(PROPERTIES))
        self.page.calls.append(replace(last, written=given))

    def struck(self, name: str) -> None:
        self._define(name, "self, number, frame")

    def gone(self, name: str) -> None:
        self._define(name, "self, reference")

    def init_subclass(self, name: str) -> None:
        self._put(f"def {name}(cls):\n    note({self.tag(name)!r}, cls)")
        self._super_call(name, "", guard=False)

    def class_getitem(self, name: str) -> None:
        self._define(name, "cls, item", me="cls", on_class=True)

    def maker(self, name: str) -> None:
        names = [each.name for each in self.plan.classes]
        before = [
            each for each in names[: names.index(self.cls.name)] if each in self.here.makeable
        ]
        if before:
            self._put(f"{name} = {dict(self.here.visible)[self.choices.pick(before)]}")


_Write: TypeAlias = Callable[[MemberWriter, str], None]
_WRITERS: dict[str, _Write] = {
    "function": MemberWriter.function, "lambda": MemberWriter.function_by_lambda,
    "watched": MemberWriter.watched, "hidden": MemberWriter.hidden, "partial": MemberWriter.partial,
    "raising": MemberWriter.raising, "shared": MemberWriter.shared,
    "sourceless": MemberWriter.sourceless, "classmethod": MemberWriter.class_method,
    "staticmethod": MemberWriter.static_method, "generator": MemberWriter.generator,
    "coroutine": MemberWriter.coroutine, "private": MemberWriter.private,
    "property": MemberWriter.property, "cached": MemberWriter.cached,
    "getattr": MemberWriter.getattr, "special": MemberWriter.special, "hook": MemberWriter.function,
    "init": MemberWriter.init, "new": MemberWriter.new, "finalizer": MemberWriter.finalizer,
    "setattr": MemberWriter.setattr, "struck": MemberWriter.struck, "gone": MemberWriter.gone,
    "init_subclass": MemberWriter.init_subclass, "class_getitem": MemberWriter.class_getitem,
    "maker": MemberWriter.maker,
}  # fmt: skip
