"""Classes of many sources as one: each base followed to its class statement or to what is installed.

No source is run. Modules beside the sources are read likewise; what is
installed is asked for once, all names together. Where a base cannot be told,
the class has no MRO and a reason, and so has all that is made of it.
"""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from lessons.mro.c3 import linearize
from lessons.reading.meanings import ClassAt, Imported, Meaning, Unclear
from lessons.reading.module import SourceModule, last_name
from tracer.classes.sources import UnreadableError
from tracer.language import _
from tracer.model import ClassFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tracer.classes.sources import SourceText

Key: TypeAlias = tuple[str, str, int]
"""A class statement: file, qualified name and line."""

_DEEPEST = 20
_MOST_FOLLOWED = 200
_OLD_NAMES = {
    # What Python 3 renamed; sources that run on both try one name after the other.
    "SocketServer": "socketserver",
    "BaseHTTPServer": "http.server",
    "SimpleHTTPServer": "http.server",
    "SimpleXMLRPCServer": "xmlrpc.server",
    "six.moves.socketserver": "socketserver",
    "six.moves.BaseHTTPServer": "http.server",
    "six.moves.SimpleHTTPServer": "http.server",
    "six.moves.xmlrpc_server": "xmlrpc.server",
}
_TYPE = "builtins.type"
_FAITHFUL = frozenset({
    _TYPE, "builtins.object", "abc.ABCMeta", "_py_abc.ABCMeta", "enum.EnumType",
    "typing._ProtocolMeta",
})  # fmt: skip
"""Metaclasses that make a class of the bases that are written."""
_REPLACING = frozenset({
    f"{module}.{name}"
    for module in ("typing", "typing_extensions")
    for name in ("_TypedDictMeta", "_NamedTupleMeta", "NamedTupleMeta")
})  # fmt: skip
"""Metaclasses that make it of others: ``dict`` or ``tuple``."""
_SERVER_MODULES = ("socketserver", "http.server", "xmlrpc.server", "wsgiref.simple_server")


@dataclass(frozen=True, slots=True)
class Installed:
    """What is installed under the names that sources mention."""

    classes: Mapping[int, ClassFacts]
    found: Mapping[str, int | str]
    """By dotted name: the class's id, or why there is none."""
    known: Mapping[Key, int]
    """The classes that were imported from the sources themselves, where they were."""


@dataclass(frozen=True, slots=True)
class _Statement:
    module: SourceModule
    node: ast.ClassDef

    @property
    def key(self) -> Key:
        return self.module.file, self.module.qualname(self.node), self.node.lineno


_Followed: TypeAlias = _Statement | Imported | Unclear


class Program:
    """The classes of some sources, and of whatever they are made of."""

    def __init__(
        self,
        sources: Iterable[SourceModule],
        beside: Callable[[str, str], SourceText | None],
        ask: Callable[[list[str]], Installed],
    ) -> None:
        """``beside(module, file)`` gives the source of a module near a file, where it is not installed.

        UnreadableError, which it may raise, is told of the classes that need that source.
        ``ask`` looks names up in what is installed.
        """
        self._beside = beside
        self._modules: dict[str, SourceModule | None] = {}
        self._unread: dict[str, str] = {}
        """Why the source of a module cannot be read, by its name."""
        self.sources = list(sources)
        self._targets = {os.path.abspath(one.file): one for one in self.sources}  # noqa: PTH100
        self._statements: dict[Key, _Statement] = {}
        self._bases: dict[Key, list[tuple[str, tuple[_Followed, ...]]]] = {}
        self._metaclasses: dict[Key, tuple[_Followed, ...]] = {}
        self.own_ways: set[int] = set()
        """Classes whose metaclass may give them other bases than those that are written."""
        self.mentioned: set[str] = set()
        for source in self.sources:
            for node in source.classes:
                self._read(_Statement(source, node))
            self._mention_servers(source)
        installed = ask(sorted({"builtins.object", *map(_renamed, self.mentioned)}))
        self._found = installed.found
        self.classes: dict[int, ClassFacts] = dict(installed.classes)
        self.reasons: dict[int, str] = {}
        """Why the MRO of a class is not known, by id."""
        self.statements: dict[int, tuple[SourceModule, ast.ClassDef]] = {}
        self._ids: dict[Key, int] = {}
        self._number(installed.known)
        for key in self._bases_first():
            if self._ids[key] not in self.classes:
                self._describe(key)

    def class_id(self, source: SourceModule, node: ast.ClassDef) -> int:
        """The id of a class statement of a source."""
        return self._ids[_Statement(source, node).key]

    def resolve(self, source: SourceModule, expression: ast.expr, at: ast.AST) -> int | str:
        """The class that an expression stands for, or why that cannot be told."""
        meanings = source.meanings.of(expression, at)
        return self._pick(self._follow_all(source, meanings, load=False))

    def names(self, source: SourceModule, expression: ast.expr, at: ast.AST) -> set[str]:
        """The dotted names outside of this source that an expression may stand for."""
        return {one.name for one in source.meanings.of(expression, at) if isinstance(one, Imported)}

    def _read(self, statement: _Statement) -> None:
        waiting = [statement]
        while waiting:
            one = waiting.pop()
            if one.key in self._statements:
                continue
            self._statements[one.key] = one
            bases: list[tuple[str, tuple[_Followed, ...]]] = []
            for expression in one.module.bases(one.node):
                if isinstance(expression, ast.Starred):
                    text = one.module.syntax.text_of(expression)
                    bases.append(
                        (text, (Unclear(_("{text} is known only when it runs").format(text=text)),))
                    )
                    continue
                meanings = one.module.meanings.of(expression, one.node)
                followed = self._follow_all(one.module, meanings)
                bases.append((one.module.syntax.text_of(expression), followed))
                waiting += [each for each in followed if isinstance(each, _Statement)]
                self.mentioned |= {each.name for each in followed if isinstance(each, Imported)}
            self._bases[one.key] = bases
            metaclass = one.module.metaclass(one.node)
            if metaclass is not None:
                meanings = one.module.meanings.of(metaclass, one.node)
                self._metaclasses[one.key] = followed = self._follow_all(one.module, meanings)
                waiting += [each for each in followed if isinstance(each, _Statement)]
                self.mentioned |= {each.name for each in followed if isinstance(each, Imported)}

    def _mention_servers(self, source: SourceModule) -> None:
        """Read what is called and named a server, too: some traps are about how one is built."""
        for node in source.syntax.parents:
            if not isinstance(node, ast.Call) or not last_name(node.func).endswith("Server"):
                continue
            meanings = source.meanings.of(node.func, node)
            for one in self._follow_all(source, meanings):
                if isinstance(one, _Statement):
                    self._read(one)
                elif isinstance(one, Imported):
                    name = _renamed(one.name)
                    if name.rpartition(".")[0] in _SERVER_MODULES:
                        self.mentioned.add(name)

    def _follow_all(
        self,
        source: SourceModule,
        meanings: Iterable[Meaning],
        seen: set[Meaning] | None = None,
        *,
        load: bool = True,
    ) -> tuple[_Followed, ...]:
        """Follow each through the modules that import it; ``seen`` were followed already."""
        seen = set() if seen is None else seen
        found = [one for each in meanings for one in self._follow(source, each, seen, load)]
        return tuple(dict.fromkeys(found))

    def _follow(
        self, source: SourceModule, meaning: Meaning, seen: set[Meaning], load: bool
    ) -> tuple[_Followed, ...]:
        match meaning:
            case ClassAt(node):
                return (_Statement(source, node),)
            case Unclear():
                return (meaning,)
        if meaning in seen:
            return ()  # modules import each other: what it stands for is found on another way
        seen.add(meaning)
        parts = meaning.name.split(".")
        if len(seen) > _MOST_FOLLOWED or len(parts) > _DEEPEST:
            return (Unclear(_("{name} is imported in too many ways").format(name=parts[-1])),)
        if not load and ".".join(parts[:-1]) not in self._modules:
            return (meaning,)
        for end in range(len(parts) - 1, 0, -1):
            name = ".".join(parts[:end])
            module = self._module(name, source) if load else self._modules.get(name)
            if module is not None:
                found = module.meanings.exported(parts[end])
                for inner in parts[end + 1 :]:
                    found = tuple(
                        each for owner in found for each in module.meanings.attribute(owner, inner)
                    )
                return self._follow_all(module, found, seen, load=load)
        return (meaning,)

    def _module(self, name: str, near: SourceModule) -> SourceModule | None:
        if name not in self._modules:
            self._modules[name] = None
            try:
                text = self._beside(name, near.file)
                if text is not None:
                    target = self._targets.get(os.path.abspath(text.file))  # noqa: PTH100
                    self._modules[name] = target or SourceModule(text)
            except (SyntaxError, UnreadableError) as error:
                self._unread[name] = error.msg if isinstance(error, SyntaxError) else str(error)
        return self._modules[name]

    def _pick(self, followed: tuple[_Followed, ...]) -> int | str:
        """The one class that all alternatives which are there come to; else a reason."""
        found: set[int] = set()
        reasons: list[str] = []
        for one in followed:
            match one:
                case _Statement():
                    if one.key not in self._ids:
                        return _("{name} was not read").format(name=one.node.name)
                    found.add(self._ids[one.key])
                case Imported(name):
                    answer = self._found.get(
                        _renamed(name), _("{name} was not looked up").format(name=name)
                    )
                    if isinstance(answer, int):
                        found.add(answer)
                    else:
                        reasons.append(self._not_read(name) or answer)
                case Unclear(reason):
                    return reason
        if len(found) == 1:
            return found.pop()
        return (
            _("it may be one of several classes")
            if found
            else "; ".join(reasons) or _("nothing binds it")
        )

    def _not_read(self, name: str) -> str | None:
        """That the source of the module is there and unreadable, where that is so."""
        while name := name.rpartition(".")[0]:
            if name in self._unread:
                words = _("the source of {module} is not read: {reason}")
                return words.format(module=name, reason=self._unread[name])
        return None

    def _number(self, known: Mapping[Key, int]) -> None:
        following = max(self.classes, default=0) + 1
        for key, statement in self._statements.items():
            if key in known:
                self._ids[key] = known[key]
            else:
                self._ids[key] = following
                following += 1
            self.statements[self._ids[key]] = (statement.module, statement.node)

    def _bases_first(self) -> Iterator[Key]:
        """Every class statement after those that it is made of, as far as they are in no circle."""
        begun: set[Key] = set()
        done: set[Key] = set()
        waiting = list(reversed(self._statements))
        while waiting:
            key = waiting.pop()
            if key not in begun:
                begun.add(key)
                waiting += [key, *(each for each in self._made_of(key) if each not in begun)]
            elif key not in done:
                done.add(key)
                yield key

    def _made_of(self, key: Key) -> list[Key]:
        """The class statements among the bases and metaclasses of one, the last first."""
        followed = [*self._metaclasses.get(key, ())]
        for _text, each in reversed(self._bases[key]):
            followed += reversed(each)
        return [one.key for one in followed if isinstance(one, _Statement)]

    def _describe(self, key: Key) -> None:
        cls = self._ids[key]
        statement = self._statements[key]
        bases: list[tuple[int, str]] = []
        reason = None
        for text, followed in self._bases[key]:
            picked = self._pick(followed)
            if isinstance(picked, str):
                reason = reason or _("its base {base}: {reason}").format(base=text, reason=picked)
                continue
            bases.append((picked, text))
        facts = self._facts(statement, cls, self._standing(bases))
        metaclass = self._metaclass(statement, facts.bases)
        if isinstance(metaclass, int):
            facts = replace(facts, metaclass=metaclass)
        if metaclass is not None and self._has_own_ways(metaclass):
            self.own_ways.add(cls)
        if isinstance(metaclass, int) and self._dotted(metaclass) in _REPLACING:
            reason = reason or _("{name} gives it other bases").format(name=self._dotted(metaclass))
        if reason is None:
            facts, reason = self._order(facts)
            if reason is not None and cls in self.own_ways:
                reason = _("its metaclass may give it other bases")
        if reason is not None:
            self.reasons[cls] = reason
        self.classes[cls] = facts

    def _metaclass(self, statement: _Statement, bases: Iterable[int]) -> int | str | None:
        """Its id; a reason where that is not known; None where it is ``type``."""
        followed = self._metaclasses.get(statement.key)
        if followed is not None:
            picked = self._pick(followed)
            return None if isinstance(picked, int) and self._dotted(picked) == _TYPE else picked
        known = (self.classes[base].metaclass for base in bases if base in self.classes)
        return next((each for each in known if each is not None), None)

    def _has_own_ways(self, metaclass: int | str) -> bool:
        """Whether a metaclass may make a class of other bases, or put them in another order."""
        facts = self.classes.get(metaclass) if isinstance(metaclass, int) else None
        if facts is None or not facts.mro:
            return True
        return any(
            "__new__" in self.classes[each].members or "mro" in self.classes[each].members
            for each in facts.mro
            if each in self.classes and self._dotted(each) not in _FAITHFUL
        )

    def _standing(self, bases: list[tuple[int, str]]) -> list[int]:
        """The bases that Python goes by: ``Generic[T]`` gives way to a later ``A[T]`` or a Protocol."""
        names = [self._dotted(cls) for cls, _text in bases]
        found = []
        for at, (cls, text) in enumerate(bases):
            later = any(other.endswith("]") for _cls, other in bases[at + 1 :])
            gives_way = later or "typing.Protocol" in names
            if not (names[at] == "typing.Generic" and text.endswith("]") and gives_way):
                found.append(cls)
        return found

    def _dotted(self, cls: int) -> str:
        facts = self.classes.get(cls)
        return "" if facts is None else f"{facts.module}.{facts.qualname}"

    def _facts(self, statement: _Statement, id: int, bases: list[int]) -> ClassFacts:
        root = self._found["builtins.object"]
        if not bases and isinstance(root, int) and not statement.node.bases:
            bases = [root]
        return ClassFacts(
            id=id,
            revision=1,
            module=statement.module.name,
            qualname=statement.key[1],
            file=statement.module.file,
            line=statement.node.lineno,
            bases=tuple(bases),
            mro=(),
            metaclass=None,
            members=statement.module.members(statement.node),
        )

    def _order(self, facts: ClassFacts) -> tuple[ClassFacts, str | None]:
        for base in facts.bases:
            of = self.classes.get(base)
            if of is None:
                return facts, _("it is among its own bases")
            if not of.mro:
                return facts, _("its base {base} has no known MRO").format(base=of.qualname)
        if len(set(facts.bases)) != len(facts.bases):
            return facts, _("it has the same base twice")
        order = linearize(facts.bases, {base: self.classes[base].mro for base in facts.bases})
        if order is None:
            return facts, _("its bases have no consistent MRO")
        return replace(facts, mro=(facts.id, *order)), None


def _renamed(name: str) -> str:
    for old, new in _OLD_NAMES.items():
        if name.startswith(f"{old}."):
            return new + name[len(old) :]
    return name
