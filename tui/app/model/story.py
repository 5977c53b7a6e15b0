"""A recording as the app reads it: steps, names for classes and lanes, sources, searches."""

from __future__ import annotations

from collections import Counter
from copy import copy
from functools import cached_property, lru_cache
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING

from lessons.explain.steps import Steps
from tui.app.model.call_tree import CallTree
from tui.app.model.source_text import LexedSource
from tui.lane_letters import lane_letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lessons.explain.step import Step
    from tracer.model import Code, Hop, Lane, Stop
    from tracer.recording import Recording, Skeleton
    from tui.app.rows.glyphs import Glyphs


class Story:
    """Everything that the widgets ask of one recording. Raises HopscopeError where it is damaged."""

    def __init__(self, recording: Recording, glyphs: Glyphs) -> None:
        self.recording = recording
        self.glyphs = glyphs
        self.tree = CallTree(recording.skeleton(to_climb=True), recording.nesting())
        self.steps = Steps(recording)
        self.target = " ".join(PurePath(word).name or word for word in recording.meta.target)
        self.source = lru_cache(maxsize=64)(self._read_source)

    def grow(self) -> None:
        """Take in what was recorded since."""
        self.steps.refresh()
        self.tree = CallTree(self.recording.skeleton(to_climb=True), self.recording.nesting())
        for name in ("_class_names", "lanes", "lane_ids", "stop"):
            self.__dict__.pop(name, None)

    told_names: Mapping[int, str] = MappingProxyType({})
    """What the code of a hop that is asked about is called: searches must not tell its class."""

    def only(self, skeleton: Skeleton, told_names: Mapping[int, str]) -> Story:
        """The same story, told of some of its hops alone; ``told_names``: by id of the code."""
        told = copy(self)
        told.told_names = told_names
        told.tree = CallTree(skeleton)
        lanes = set(skeleton.lanes)
        told.lanes = {key: lane for key, lane in self.lanes.items() if key in lanes}
        told.lane_ids = sorted(lanes)
        return told

    def step(self, hop: int) -> Step:
        """A hop, explained."""
        return self.steps.step(hop)

    def hop(self, hop: int) -> Hop:
        """A hop as it was recorded."""
        return self.recording.hop(hop)

    def code(self, hop: int) -> Code:
        """The code that a hop ran."""
        return self.recording.code(self.tree.code(hop))

    @cached_property
    def _class_names(self) -> dict[int, str]:
        classes = self.recording.classes()
        count = Counter(facts.qualname for facts in classes)
        return {
            c.id: c.qualname if count[c.qualname] == 1 else f"{c.module}.{c.qualname}"
            for c in classes
        }

    def class_name(self, id: int) -> str:
        """Name of a class: with its module where another has the same."""
        return self._class_names[id]

    @cached_property
    def stop(self) -> Stop | None:
        """How the run was interrupted from outside, where it was."""
        return self.recording.meta.stop

    @cached_property
    def lane_ids(self) -> Sequence[int]:
        """Ids of all lanes, ascending."""
        return self.recording.lane_ids()

    @cached_property
    def lanes(self) -> dict[int, Lane]:
        """All lanes by id: for runs of which there are not yet many."""
        return {lane.id: lane for lane in self.recording.lanes()}

    def lane(self, lane_id: int) -> Lane | None:
        """The lane of that id; None where there is none."""
        return self.recording.lane(lane_id)

    def lane_title(self, lane_id: int) -> str:
        """``B Thread-2 (process_request_thread)``."""
        lane = self.lane(lane_id)
        return f"{lane_letter(lane_id)} {lane.name if lane else '?'}"

    def _read_source(self, file: str) -> LexedSource | None:
        source = self.recording.source(file)
        return None if source is None else LexedSource(source.text)

    def class_line(self, file: str, line: int) -> int | None:
        """The line of the class statement around a line of a file, where there is one."""
        syntax = self.steps.facts.syntax(file)
        return None if syntax is None else syntax.class_line(line)

    def codes_matching(self, text: str) -> list[int]:
        """Codes whose qualified name has the text in it; case counts when it has capitals."""
        names = {c.id: self.told_names.get(c.id, c.qualname) for c in self.recording.codes()}
        if text != text.lower():
            return [code for code, name in names.items() if text in name]
        return [code for code, name in names.items() if text in name.lower()]

    def codes_around(self, file: str, line: int) -> list[int]:
        """Codes of the innermost recorded function that holds a line of a file.

        The file is named by its end (``server.py``, ``app/server.py``).
        """
        wanted = PurePath(file).parts
        near: list[Code] = []
        for code in self.recording.codes():
            if code.id in self.told_names or code.first_line > line:
                continue
            if PurePath(code.file).parts[-len(wanted) :] != wanted:
                continue
            if near and code.first_line < near[0].first_line:
                continue
            if near and code.first_line > near[0].first_line:
                near.clear()
            near.append(code)
        return [code.id for code in near]
