"""Facts of a person's own classes: imported in a child process, and never beside us."""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tracer.errors import HopscopeError
from tracer.language import _, either, listed
from tracer.model import ClassFacts, Member, MemberKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracer.recording import Recording

_SCRIPT = Path(__file__).parent / "child.py"
_MOST_BYTES = 64 * 1024 * 1024
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a class attribute's outermost function is defined; None for what has no code."""

    file: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class ImportedClasses:
    """Classes as they were right after their import."""

    roots: tuple[int, ...]
    """The classes that were asked for."""
    python: str
    """Version of the interpreter that imported them."""
    classes: dict[int, ClassFacts]
    """They, their MROs, and whatever classes those mention, by id."""
    definitions: dict[tuple[int, str], Definition]
    """By class id and attribute name."""

    @property
    def id(self) -> int:
        """The class that was asked for, where it was one."""
        return self.roots[0]


@dataclass(frozen=True, slots=True)
class ImportedModule:
    """The classes that a module defines; they are the roots."""

    name: str
    file: str | None
    """Its source, where it has one."""
    classes: ImportedClasses


@dataclass(frozen=True, slots=True)
class ImportedNames:
    """What a source mentions, looked up where it is installed."""

    found: dict[str, int | str]
    """By dotted name: the class, or why there is none."""
    classes: ImportedClasses


@dataclass(frozen=True, slots=True)
class Built:
    """What Python made of bases in one order."""

    bases: tuple[int, ...]
    # dataclasses would take type.mro, which every class answers to, for this field's default.
    mro: tuple[int, ...] | None = field()
    """The MRO after the new class itself; None where it refused."""
    error: str | None


@dataclass(frozen=True, slots=True)
class BuiltOrders:
    """What Python made of bases in the order given (the first), and in others."""

    built: tuple[Built, ...]
    classes: ImportedClasses


def import_class(spec: str, *, python: str | None = None, timeout: float = 10.0) -> ImportedClasses:
    """Import what ``spec`` names (``module:Class``) in a child process and read its facts.

    ``timeout`` is in seconds. Raises HopscopeError where it cannot be imported in
    that time, is no class, or ends the interpreter.
    """
    return imported_classes(_answer("class", [spec], python, timeout))


def import_module(spec: str, *, python: str | None = None, timeout: float = 10.0) -> ImportedModule:
    """Import a module or ``file.py`` likewise and read the facts of all classes it defines."""
    answer = _answer("module", [spec], python, timeout)
    return ImportedModule(answer["module"], answer["file"], imported_classes(answer))


def import_names(
    specs: Sequence[str], *, python: str | None = None, timeout: float = 10.0
) -> ImportedNames:
    """Look up classes (``module.Class``) likewise; a missing one is an answer, no error."""
    answer = _answer("names", list(specs), python, timeout)
    found = [one if isinstance(one, int) else _said(one) for one in answer["names"]]
    return ImportedNames(dict(zip(specs, found, strict=True)), imported_classes(answer))


def join_classes(
    first: ImportedClasses, second: ImportedClasses
) -> tuple[ImportedClasses, dict[int, int]]:
    """Join what two children of one interpreter said; the ids that the second's classes get.

    A class that both know by its module, name and place is one class.
    """
    known = {_identity(facts): cls for cls, facts in first.classes.items()}
    following = max(first.classes, default=0) + 1
    ids: dict[int, int] = {}
    for cls, facts in second.classes.items():
        ids[cls] = known.setdefault(_identity(facts), following)
        following = max(following, ids[cls] + 1)
    classes = dict(first.classes)
    definitions = dict(first.definitions)
    for cls, facts in second.classes.items():
        if ids[cls] in classes:
            continue
        classes[ids[cls]] = replace(
            facts,
            id=ids[cls],
            bases=tuple(ids[each] for each in facts.bases),
            mro=tuple(ids[each] for each in facts.mro),
            metaclass=None if facts.metaclass is None else ids[facts.metaclass],
        )
        for name in facts.members:
            definitions[ids[cls], name] = second.definitions[cls, name]
    roots = (*first.roots, *(ids[each] for each in second.roots))
    return ImportedClasses(roots, second.python, classes, definitions), ids


def _identity(facts: ClassFacts) -> tuple[str, str, str | None, int | None]:
    return facts.module, facts.qualname, facts.file, facts.line


def build_orders(
    specs: Sequence[str], *, python: str | None = None, timeout: float = 10.0
) -> BuiltOrders:
    """Import bases likewise, and build a class from them in the order given and in others."""
    answer = _answer("build", list(specs), python, timeout)
    built = tuple(
        Built(tuple(one["bases"]), one["mro"] and tuple(one["mro"]), one["error"])
        for one in answer["built"]
    )
    return BuiltOrders(built, imported_classes(answer))


def _answer(what: str, specs: list[str], python: str | None, timeout: float) -> dict[str, Any]:
    exe = python or sys.executable
    if shutil.which(exe) is None:
        raise HopscopeError(
            _("there is no interpreter {exe}").format(exe=exe),
            _("give --python the path of a Python from 3.11 on"),
        )
    answer = _ask([exe, "-P", str(_SCRIPT)], what, specs, timeout)
    if "error" in answer:
        raise HopscopeError(
            _said(answer["error"]), _hint(specs[0], list(map(str, answer["names"])))
        )
    return answer


def _said(refusal: tuple[str, dict[str, str]]) -> str:
    """What the child refused, in words."""
    message, fields = refusal
    return _(message).format(**fields)


def _ask(command: list[str], what: str, specs: list[str], timeout: float) -> dict[str, Any]:
    spec = (
        " ".join(specs)
        if len(specs) < _MOST_NAMED
        else _("{name} and others").format(name=specs[0])
    )
    ours, theirs = os.pipe()
    with os.fdopen(ours, "rb", buffering=0) as pipe:
        try:
            child = subprocess.Popen(
                [*command, str(theirs), what, *specs],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs],
                start_new_session=True,
                env=_environment(),
            )
        finally:
            os.close(theirs)
        try:
            line = _read_line(pipe.fileno(), time.monotonic() + timeout)
        finally:
            code = _end(child)
    if line is None:
        raise HopscopeError(
            _("importing {spec} took more than {timeout:g} s").format(spec=spec, timeout=timeout),
            _(
                "does it start a server when it is imported? put that below: if __name__ == "
                '"__main__"; or allow more with --timeout'
            ),
        )
    if not line.endswith(b"\n"):
        raise HopscopeError(
            _("importing {spec} ended the interpreter (exit code {code})").format(
                spec=spec, code=code
            ),
            _("see what it does on import: python -c 'import ...'"),
        )
    return cast("dict[str, Any]", json.loads(line))


def _environment() -> dict[str, str]:
    """The environment without ``PYTHONPATH``, which the child is told apart.

    What it imports for itself must not come from there.
    """
    environment = dict(os.environ)
    path = environment.pop("PYTHONPATH", None)
    return environment if path is None else {**environment, "HOPSCOPE_PYTHONPATH": path}


def _read_line(descriptor: int, deadline: float) -> bytes | None:
    """Read up to a newline or the end; None where the time is up before."""
    found = bytearray()
    # Grandchildren may hold the pipe open: the newline is the end, whatever comes after.
    while not found.endswith(b"\n") and len(found) < _MOST_BYTES:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            return None
        data = os.read(descriptor, 1 << 16)
        if not data:
            break
        found += data
    return bytes(found)


def _end(child: subprocess.Popen[bytes]) -> int:
    """End the child and what it started: it has answered, or it never will."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(0.2)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    return child.wait()


def _hint(spec: str, names: list[str]) -> str:
    near = difflib.get_close_matches(spec.rpartition(":")[2].rpartition(".")[2], names, n=3)
    if near:
        return _("did you mean {names}?").format(names=either(near))
    if names:
        some = listed(names[:8]) + (" ..." if len(names) > 8 else "")
        return _("its classes are {names}").format(names=some)
    return _(
        "name a class as module:Class or file.py:Class (imports begin in this folder); a bare "
        "name is one of socketserver's"
    )


def imported_classes(answer: dict[str, Any]) -> ImportedClasses:
    """Make classes of what a child process said of them."""
    classes: dict[int, ClassFacts] = {}
    definitions: dict[tuple[int, str], Definition] = {}
    for one in answer["classes"]:
        members = {n: Member(cast("MemberKind", m["kind"])) for n, m in one["members"].items()}
        for name, member in one["members"].items():
            definitions[one["id"], name] = Definition(member["file"], member["line"])
        classes[one["id"]] = ClassFacts(
            id=one["id"],
            revision=1,
            module=one["module"],
            qualname=one["qualname"],
            file=one["file"],
            line=one["line"],
            bases=tuple(one["bases"]),
            mro=tuple(one["mro"]),
            metaclass=one["metaclass"],
            members=members,
        )
    return ImportedClasses(tuple(answer["roots"]), answer["python"], classes, definitions)


def recorded_class(recording: Recording, name: str) -> ImportedClasses:
    """Take the facts of a class, by its name or module and name, from a recording.

    Raises HopscopeError where the recording holds none of that name.
    """
    classes = {facts.id: facts for facts in recording.classes()}
    wanted = {name, name.replace(":", ".")}
    found = [
        facts.id
        for facts in classes.values()
        if wanted & {facts.qualname, f"{facts.module}.{facts.qualname}"}
    ]
    if not found:
        names = sorted(facts.qualname for facts in classes.values())
        raise HopscopeError(
            _("{path} holds no class {name}").format(path=recording.path, name=name),
            _hint(name, names),
        )
    definitions = {
        (facts.id, attribute): _definition(recording, member)
        for facts in classes.values()
        for attribute, member in facts.members.items()
    }
    return ImportedClasses((found[0],), recording.meta.python, classes, definitions)


def _definition(recording: Recording, member: Member) -> Definition:
    if not member.codes:
        return Definition(None, None)
    code = recording.code(member.codes[0])
    return Definition(code.file, code.first_line)
