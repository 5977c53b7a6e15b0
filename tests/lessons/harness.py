"""Runs a small program under a trace function of a few lines, into a recording.

It stands for the agent where a test needs true opcodes and positions of the
running interpreter. Objects of the program's class ``Root`` are its receivers,
and the hop's owner is told by identity, as the agent does it.
"""

from __future__ import annotations

import dis
import functools
import linecache
import sys
import types
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

from lessons.explain.step import Step
from lessons.explain.steps import Steps
from tests.build import RecordingBuilder
from tracer.recording import Recording


def explain(folder: Path, text: str) -> list[Step]:
    """The steps of a program that defines a class ``Root`` and a function ``main``."""
    with closing(record(folder, text)) as recording:
        return list(Steps(recording).all())


def record(folder: Path, text: str) -> Recording:
    """Run a program's ``main`` and record the calls on objects of ``Root``."""
    file = str(folder / "program.py")
    Path(file).write_text(text, encoding="utf-8")
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    module = types.ModuleType("program")
    sys.modules["program"] = module
    try:
        return _run(folder, file, text, module)
    finally:
        del sys.modules["program"]


def _run(folder: Path, file: str, text: str, module: types.ModuleType) -> Recording:
    builder = RecordingBuilder(folder)
    builder.lane()
    exec(compile(text, file, "exec", dont_inherit=True), module.__dict__)
    tracer = _Tracer(builder, module.Root)
    sys.settrace(tracer.trace)
    try:
        module.main()
    finally:
        sys.settrace(None)
    return builder.finish()


class _Tracer:
    def __init__(self, builder: RecordingBuilder, root: type) -> None:
        self.build = builder
        self.root = root
        self.open: dict[int, int] = {}
        self.frames: list[FrameType] = []
        self.objects: list[tuple[object, str]] = []
        self.sites: dict[tuple[int, int], int] = {}

    def trace(self, frame: FrameType, event: str, arg: Any) -> Any:
        if event == "call" and not any(each is frame for each in self.frames):
            hop = self.enter(frame)
            if hop is None:
                return None
            self.frames.append(frame)
            self.open[id(frame)] = hop
            return self.trace
        if event == "return" and id(frame) in self.open:
            self.build.end(self.open.pop(id(frame)), value=None)
        return self.trace

    def enter(self, frame: FrameType) -> int | None:
        code, caller = frame.f_code, frame.f_back
        if caller is None:
            return None
        first = frame.f_locals.get(code.co_varnames[0]) if code.co_argcount else None
        receiver, cls = self.receiver(first)
        held = [
            name for name, value in getattr(first, "__dict__", {}).items() if _wraps(value, code)
        ]
        owners = [
            (each, name)
            for each in (cls.__mro__ if cls else _subclasses(self.root))
            for name, value in vars(each).items()
            if _wraps(value, code) and _closes_over(value, frame)
        ]
        if receiver is not None and held:
            owners = []
        elif not owners:
            return None
        owners.sort(key=lambda each: each[1] != code.co_name)
        if (
            isinstance(vars(owners[0][0])[owners[0][1]], staticmethod) and owners[0][1] != "__new__"
            if owners
            else False
        ):
            receiver, cls = None, None
        owner, attribute = owners[0] if owners else (None, held[0])
        number = self.build.real_class(cls) if cls is not None else None
        return self.build.hop(
            self.build.real_code(code),
            receiver=receiver,
            receiver_class=number,
            owner=None if owner is None else self.build.real_class(owner),
            attribute=attribute,
            held_as=tuple(held) if owner is None else (),
            instance_names=tuple(
                name for name, value in getattr(first, "__dict__", {}).items() if callable(value)
            )
            if receiver
            else (),
            site=self.site(caller),
            arguments={
                name: repr(frame.f_locals[name])
                for name in code.co_varnames[1 : code.co_argcount]
                if isinstance(frame.f_locals.get(name), str)
            },
        )

    def receiver(self, first: object) -> tuple[str | None, type | None]:
        if isinstance(first, type) and issubclass(first, self.root):
            return None, first
        if not isinstance(first, self.root):
            return None, None
        for each, name in self.objects:
            if each is first:
                return name, type(first)
        name = self.build.object("other", self.build.real_class(type(first)))
        self.objects.append((first, name))
        return name, type(first)

    def site(self, caller: FrameType) -> int:
        code, offset = caller.f_code, caller.f_lasti
        raw = code.co_code
        while dis.opname[raw[offset]] == "CACHE":
            offset -= 2
        key = (id(code), offset)
        if key not in self.sites:
            line, end_line, column, end_column = list(code.co_positions())[offset // 2]
            self.sites[key] = self.build.site(
                self.build.real_code(types.SimpleNamespace(__code__=code, __module__="program")),
                line, column, end_column, dis.opname[raw[offset]],
                end_line=end_line, offset=offset,
            )  # fmt: skip
        return self.sites[key]


def _subclasses(root: type) -> Iterator[type]:
    yield root
    each: type
    for each in root.__subclasses__():
        yield from _subclasses(each)


def _closes_over(value: object, frame: FrameType) -> bool:
    """Whether the function, if it is a plain one, has the frame's own free variables."""
    if not isinstance(value, FunctionType) or value.__code__ is not frame.f_code:
        return True
    names, cells = frame.f_code.co_freevars, value.__closure__ or ()
    found = frame.f_locals
    return all(
        found.get(name) is cell.cell_contents for name, cell in zip(names, cells, strict=True)
    )


def _wraps(value: object, code: CodeType) -> bool:
    match value:
        case staticmethod() | classmethod():
            inner: list[Any] = [value.__func__]
        case property():
            inner = [value.fget, value.fset, value.fdel]
        case functools.partialmethod():
            inner = [value.func]
        case _:
            inner = [value]
    waiting: list[Any] = list(inner)
    for each in waiting:
        function = each
        while function is not None:
            if isinstance(function, FunctionType) and function.__code__ is code:
                return True
            function = getattr(function, "__wrapped__", None)
    return False
