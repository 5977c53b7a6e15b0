"""What hops mention: codes, sites, classes, objects, each with its final number.

Raw numbers are unique over all processes but have gaps; here each kind of thing
gets its final number in order of arrival. Equal codes, sites and classes of
several processes become one. A server that forks for each request writes its
codes anew in every child: raw numbers are kept out of memory, and merged facts once.
"""

from __future__ import annotations

import hashlib
import io
import re
import tokenize
from json.encoder import encode_basestring_ascii as encode
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from tracer.model import ClassFacts, Code, Member, ObjectFacts, Role, Site, Source
from tracer.recording import Numbers

if TYPE_CHECKING:
    from tracer.assembling.tailing import Event
    from tracer.recording import RecordingWriter

_LABEL = re.compile("\0(\\d+)\0")
_MOST_RECENT = 512
_LARGEST_SOURCE = 8 << 20
_WEB = {("http.server", "HTTPServer"), ("xmlrpc.server", "SimpleXMLRPCServer")}
_ROLES: tuple[Role, ...] = get_args(Role)


class Shape(NamedTuple):
    """What a call shares with all its like, in final numbers."""

    code: int
    site: int | None
    receiver_class: int | None
    owner: int | None
    attribute: str | None
    owner_reason: str | None
    held_as: tuple[str, ...]
    instance_names: tuple[str, ...]
    strike: Any


class Mentioned:
    """Writes each thing that it has not met before to the recording."""

    def __init__(self, writer: RecordingWriter) -> None:
        self._writer = writer
        self._codes, self._sites, self._classes = Numbers(), Numbers(), Numbers()
        self._objects = Numbers()
        """Raw object to its raw class and role, in one number."""
        self._labels = Numbers()
        self._recent_labels: dict[int, str] = {}
        """Those used lately, as texts."""
        self._counts: dict[str, int] = {}
        self._same: dict[object, list[int]] = {}
        self._claimed: dict[int, set[tuple[str, int]]] = {}
        """By process: which things it has named."""
        self._shapes = Numbers()
        self._known_shapes: list[Shape] = []
        self._shape_numbers: dict[Shape, int] = {}
        self._names = Numbers()
        self._known_names: list[tuple[str, ...]] = [()]
        self._name_numbers: dict[tuple[str, ...], int] = {(): 0}
        self._names.add(0, 0)
        self._sources: set[str] = set()
        self._web_classes: set[int] = set()
        self.revision = 0
        """How many class facts there are."""

    def forget(self, token: int) -> None:
        """A process is gone for good: it will name nothing more."""
        self._claimed.pop(token, None)

    def take_number(self, kind: str) -> int:
        """The next number for something of that kind."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._counts[kind]

    def count(self, kind: str) -> int:
        """How many of that kind there are."""
        return self._counts.get(kind, 0)

    def _merge(self, kind: str, token: int, facts: object) -> tuple[int, bool]:
        """The number for a thing of those facts: another process's equal one, or a new one.

        Two equal things of one process stay two: a class may be made twice.
        """
        claimed = self._claimed.setdefault(token, set())
        for number in self._same.setdefault((kind, facts), []):
            if (kind, number) not in claimed:
                claimed.add((kind, number))
                return number, False
        number = self.take_number(kind)
        self._same[kind, facts].append(number)
        claimed.add((kind, number))
        return number, True

    def take_code(self, token: int, event: Event) -> None:
        """Take a code object."""
        _, raw, module, qualname, name, file, first_line, parameters, digest = event
        if self._codes.get(raw) is not None:
            return  # two threads told of it
        facts = (module, qualname, name, file, first_line, tuple(parameters), digest)
        number, new = self._merge("code", token, facts)
        self._codes.add(raw, number)
        if new:
            self._writer.add(Code(number, *facts))
            self._keep_source(file)

    def _keep_source(self, file: str) -> None:
        if file in self._sources or not file.startswith("/"):
            return
        self._sources.add(file)
        try:
            data = Path(file).read_bytes()[:_LARGEST_SOURCE]
            text = _decode(data)
        except (OSError, SyntaxError, UnicodeDecodeError, LookupError):
            return  # no source: the explanations say so
        self._writer.add(Source(file, hashlib.sha256(data).hexdigest(), text))

    def take_site(self, token: int, event: Event) -> None:
        """Take a call site."""
        _, raw, code, offset, opcode, *place = event
        facts = (self._codes[code], offset, opcode, *place)
        number, new = self._merge("site", token, facts)
        self._sites.add(raw, number)
        if new:
            self._writer.add(Site(number, *facts))

    def take_class(self, token: int, event: Event) -> None:
        """Take a class, or a new revision of one."""
        _, raw, _, module, qualname, file, line, bases, mro, metaclass, members = event
        own = self._classes.get(raw)
        held = {
            name: Member(member[0], tuple(self._codes[code] for code in member[1:]))
            for name, member in members.items()
        }
        others = tuple(self._classes.get(base) or -1 for base in mro if base != raw)
        facts = (module, qualname, file, line, others, tuple(sorted(held.items(), key=_first)))
        new = True
        if own is None:
            own, new = self._merge("class", token, facts)
            self._classes.add(raw, own)
        if (module, qualname) in _WEB or any(base in self._web_classes for base in others):
            self._web_classes.add(own)
        if new:
            self.revision += 1
            self._writer.add(
                ClassFacts(
                    own,
                    self.revision,
                    module,
                    qualname,
                    file,
                    line,
                    tuple(self._classes[base] for base in bases),
                    tuple(self._classes[base] for base in mro),
                    None if metaclass is None else self._classes[metaclass],
                    held,
                )
            )

    def take_object(self, token: int, event: Event) -> None:
        """Take an object that was met."""
        self._objects.add(event[1], event[3] * len(_ROLES) + _ROLES.index(event[2]))

    def object_class(self, raw: int) -> int:
        """Final number of an object's class."""
        return self._classes[self._objects[raw] // len(_ROLES)]

    def give_label(self, raw: int) -> str:
        """The label of an object, numbered at first use: not every object that was met is named."""
        found = self._recent_labels.get(raw)
        if found is not None:
            return found
        role = _ROLES[self._objects[raw] % len(_ROLES)]
        number = self._labels.get(raw)
        if number is None:
            number = self.take_number(role)
            self._labels.add(raw, number)
            self._writer.add(ObjectFacts(f"{role}#{number}", self.object_class(raw), role))
        if len(self._recent_labels) >= _MOST_RECENT:
            self._recent_labels.clear()
        label = self._recent_labels[raw] = f"{role}#{number}"
        return label

    def texts(self, shown: dict[str, str]) -> str:
        """Shown values by name, as JSON, with the labels of objects put in."""
        return (
            "{"
            + ", ".join(
                [f"{encode(name)}: {encode(self.text(text))}" for name, text in shown.items()]
            )
            + "}"
        )

    def text(self, text: str) -> str:
        """A shown value, with the labels of objects put in."""
        if "\0" not in text:
            return text
        whole = _LABEL.sub(lambda found: self.give_label(int(found[1])), text)
        return whole.replace("\0", "")  # a label that was cut off

    def take_shape(self, token: int, event: Event) -> None:
        """Take what calls of one kind share."""
        _, raw, code, site, cls, owner, attribute, reason, held_as, names, strike = event
        found = Shape(
            self._codes[code],
            None if site is None else self._sites[site],
            None if cls is None else self._classes[cls],
            None if owner is None else self._classes[owner],
            attribute, reason, tuple(held_as), self._known_names[self._names[names]], strike,
        )  # fmt: skip
        number = self._shape_numbers.setdefault(found, len(self._known_shapes))
        if number == len(self._known_shapes):
            self._known_shapes.append(found)
            self._writer.add_shape(number + 1, found)
        self._shapes.add(raw, number + 1)

    def shape_number(self, raw: int) -> int:
        """The recording's number of what a hop shares with its like, by that of its process."""
        return self._shapes[raw]

    def shape(self, number: int) -> Shape:
        """What hops share that have this number of the recording."""
        return self._known_shapes[number - 1]

    def take_names(self, token: int, event: Event) -> None:
        """Take the callable names in an object's own ``__dict__``."""
        names = tuple(event[2])
        number = self._name_numbers.setdefault(names, len(self._known_names))
        if number == len(self._known_names):
            self._known_names.append(names)
        self._names.add(event[1], number)

    def is_web(self, cls: int) -> bool:
        """Whether a class is a server that speaks HTTP."""
        return cls in self._web_classes


def _first(item: tuple[str, Any]) -> str:
    return item[0]


def _decode(data: bytes) -> str:
    """Source text by its coding cookie, line ends as they are."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding)
