"""A random program as text: its classes, a main that uses them, and the calls it is made of."""

from __future__ import annotations

import socketserver
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from lessons.source.call_site import Dispatch
from tests.property.choices import Choices
from tests.property.expressions import CONSTRUCTORS
from tests.property.members import MemberWriter
from tests.property.plan import METHODS, OWN_NAMES, ClassPlan, Plan, make_plan
from tests.property.statements import write_calls
from tests.property.written import Context, Page, Placed, Written

_IMPORTS = """\
import re, signal, socketserver, sys, weakref
from collections import defaultdict
from contextlib import suppress
from functools import cached_property, partial, partialmethod, reduce
from itertools import starmap
from threading import Thread
from witness import *
"""
_ARGUMENTS = {
    "server": 'ARGS = (("127.0.0.1", 0), None)',
    "handler": 'ARGS = (None, ("127.0.0.1", 1), None)',
}
_ROOTS = {"server": "socketserver.BaseServer", "handler": "socketserver.BaseRequestHandler"}
_SHARED = "\n".join(
    f"def shared_{name}(self, *args):\n    return note('*.{name}', self)" for name in METHODS
)
PLAIN_FUNCTIONS = """

import witness


def announce(server=None):
    return witness.note("socketserver.announce")


def relay(server=None):
    witness.note("socketserver.relay")
    if server is not None and witness.fuel():
        announce(server)
    return "socketserver.relay"
"""
"""Put at the end of a program's own ``socketserver``: the library's has no plain function."""


@dataclass(frozen=True)
class Program:
    """Files by name, of which ``program.py`` is the one to run, and the calls written in them."""

    files: dict[str, str]
    calls: tuple[Placed, ...]

    def write(self, folder: Path) -> Path:
        """Write the files; returns the one to run."""
        for name, text in self.files.items():
            (folder / name).write_text(text, "utf-8")
        witness = Path(__file__).with_name("witness.py").read_text("utf-8")
        (folder / "witness.py").write_text(witness, "utf-8")
        return folder / "program.py"

    def __repr__(self) -> str:
        shown = {name: text for name, text in self.files.items() if name != "socketserver.py"}
        return "\n".join(f"# --- {name}\n{text}" for name, text in shown.items())

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Random programs."""
    choices = Choices(draw(st.randoms(use_true_random=False)))
    return _Assembly(choices, make_plan(choices)).program()


class _Assembly:
    def __init__(self, choices: Choices, plan: Plan) -> None:
        self.choices = choices
        self.plan = plan
        self.main = Page("program.py")
        self.aside = Page("aside.py")
        self.makeable = frozenset(plan.makeable())
        self.by_module = choices.chance(40)
        self.aliased = frozenset(each.name for each in plan.classes if choices.chance(12))

    def program(self) -> Program:
        plan = self.plan
        has_aside = any(cls.aside for cls in plan.classes)
        for page in (self.aside, self.main) if has_aside else (self.main,):
            page.put(0, _IMPORTS + _ARGUMENTS[plan.root])
            page.put(0, _SHARED)
            self._write_worker(page)
        self._write_metaclass()
        for cls in plan.classes:
            if cls.aside:
                self._write_class(self.aside, cls)
        self._import_aside()
        for cls in plan.classes:
            if not cls.aside:
                self._write_class(self.main, cls)
        self.main.put(
            0, f"snapshot({', '.join(self._name(cls.name) for cls in plan.classes)}, Worker)"
        )
        self._write_help()
        self._write_main()
        files = {"program.py": self.main.text}
        if has_aside:
            files["aside.py"] = self.aside.text
        if plan.plain_functions:
            library = Path(socketserver.__file__).read_text("utf-8")
            own = Page("socketserver.py", library.split("\n"))
            _place_announce(own)
            files["socketserver.py"] = own.text
            self.main.calls += own.calls
        return Program(files, (*self.main.calls, *self.aside.calls))

    # Names

    def _name(self, cls: str, page: Page | None = None) -> str:
        """The expression for a class."""
        found = next(each for each in self.plan.classes if each.name == cls)
        return f"aside.{cls}" if found.aside and self.by_module and page is not self.aside else cls

    def _visible(self, page: Page) -> tuple[tuple[str, str], ...]:
        return tuple(
            (each.name, self._alias(each.name, page))
            for each in self.plan.classes
            if each.aside or page is self.main
        )

    def _alias(self, cls: str, page: Page) -> str:
        is_aliased = page is self.main and cls in self.aliased
        return f"K{cls[1:]}" if is_aliased else self._name(cls, page)

    # Parts

    def _write_metaclass(self) -> None:
        if self.plan.classes[0].metaclass:
            page = self.aside if self.plan.classes[0].aside else self.main
            call = Written("super().__call__(*args)", Dispatch.CONSTRUCTOR, CONSTRUCTORS)
            page.put(0, "class Meta(type):\n    def __call__(cls, *args):")
            page.put(2, f"return {call.text}", call)

    def _import_aside(self) -> None:
        names = [cls.name for cls in self.plan.classes if cls.aside]
        if names:
            line = "import aside" if self.by_module else f"from aside import {', '.join(names)}"
            self.main.put(0, line)
        for name in (each for each in names if each in self.aliased):
            self.main.put(0, f"from aside import {name} as {self._alias(name, self.main)}")

    def _write_class(self, page: Page, cls: ClassPlan) -> None:
        depth = 0
        if cls.local:
            page.put(0, f"def make_{cls.name}():")
            depth = 1
        bases = [self._name(base, page) for base in cls.bases]
        if cls.name == "C0":
            bases = [_ROOTS[self.plan.root]]
        if cls.metaclass:
            bases.append("metaclass=Meta")
        made = Written(
            "class", Dispatch.SPECIAL, frozenset({"__init_subclass__"}), "__init_subclass__"
        )
        page.put(depth, f"class {cls.name}({', '.join(bases)}):", made)
        page.put(depth + 1, f"__slots__ = ({cls.slot!r},)" if cls.slot else "pass")
        here = Context("", visible=self._visible(page), makeable=self.makeable)
        writer = MemberWriter(self.choices, self.plan, cls, here, page, depth + 1)
        for member in cls.members:
            writer.write(member)
        if cls.local:
            page.put(1, f"return {cls.name}")
            page.put(0, f"{cls.name} = make_{cls.name}()", made)
        if page is self.main and cls.name in self.aliased:
            page.put(0, f"{self._alias(cls.name, page)} = {cls.name}")

    def _context(self, me: str) -> Context:
        return Context(me, is_first=False, visible=self._visible(self.main), makeable=self.makeable)

    def _write_worker(self, page: Page) -> None:
        page.put(0, "class Worker(Thread):\n    def __init__(self, server):")
        page.put(2, "super().__init__(name=fresh())\nself.server = server")
        page.put(1, "def run(self):\n    note('Worker.run', self)\n    server = self.server")
        here = replace(self._context("server"), visible=self._visible(page))
        write_calls(self.choices, self.plan, here, page, 2, 1)

    def _write_help(self) -> None:
        """A plain function: no hop itself, but what it calls is."""
        self.main.put(0, "def help_out(given):")
        write_calls(self.choices, self.plan, self._context("given"), self.main, 1, 2)

    def _write_main(self) -> None:
        inside = self.choices.chance(70)
        depth = 1 if inside else 0
        if inside:
            self.main.put(0, "def main():")
        names = []
        for number in range(self.choices.number(1, 3)):
            names.append(f"o{number}")
            self._write_object(f"o{number}", depth)
        if inside:
            self.main.put(0, "main()")
        else:
            self.main.put(0, f"del {', '.join(names)}\nthing = made = found = other = value = None")
            self.main.put(
                0,
                "worker = thread = watch = table = tasks = waiting = None\ninner = _ = each = rest = first = place = None",
            )
        self.main.put(0, "finish()")

    def _write_object(self, me: str, depth: int) -> None:
        page, choices = self.main, self.choices
        cls = choices.pick(self.plan.makeable()[::-1])
        page.put(depth, f"refuel({choices.number(4, 12)})")
        made = Written(f"{self._name(cls)}(*ARGS)", Dispatch.CONSTRUCTOR, CONSTRUCTORS)
        page.put(depth, f"{me} = {made.text}", made)
        for name in choices.some(METHODS + OWN_NAMES, 25):
            tag = f"@.{name}"
            text = f"{me}.{name} = stand_in({tag!r}, {me})"
            if depth and choices.chance(50):  # a module's name would go before the object
                text = f"{me}.{name} = lambda *args: note({tag!r}, {me})"
            page.put(depth, text)
        here = self._context(me)
        if self.plan.plain_functions:
            call = Written(
                f"socketserver.announce({me})",
                Dispatch.FUNCTION,
                frozenset({"announce"}),
                "announce",
            )
            page.put(depth, call.text, call)
        for _ in range(choices.number(3, 7)):
            page.put(depth, f"refuel({choices.number(4, 14)})")
            if choices.chance(15):
                page.put(depth, f"help_out({me})")
            elif choices.chance(8):
                self._write_patch(cls, depth)
            else:
                write_calls(choices, self.plan, here, page, depth, 1)

    def _write_patch(self, cls: str, depth: int) -> None:
        """Change a class in mid-run."""
        patched = self.choices.pick((cls, *self.plan.order[cls]))
        name = self.choices.pick(METHODS)
        named, everything = self._name(patched), ", ".join(v for _, v in self._visible(self.main))
        if self.choices.chance(30):
            self.main.put(depth, f"if {name!r} in vars({named}):\n    del {named}.{name}")
        else:
            tag = f"{patched}.{name}"
            text = f"def patched(self, *args):\n    return note({tag!r}, self)\n{named}.{name} = patched"
            self.main.put(depth, text)
        self.main.put(depth, f"snapshot({everything}, Worker)")


def _place_announce(own: Page) -> None:
    calls = Written("announce(server)", Dispatch.FUNCTION, frozenset({"announce"}), "announce")
    own.put(0, PLAIN_FUNCTIONS, calls)
