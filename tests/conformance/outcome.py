"""What a recording says of a program, in the words of its expectation."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from tests.conformance.expectation import Call, LaneCalls
from tracer.recording import Recording
from tui.reports.run import json as json_report

Element = dict[str, Any]


def read_outcome(path: Path) -> tuple[LaneCalls, ...]:
    """The lanes of a recording, main first, the others in order of their first hops."""
    recording = Recording(path)
    try:
        text = io.StringIO()
        json_report.write(recording, text)
    finally:
        recording.close()
    return _Report(json.loads(text.getvalue())).lanes()


class _Report:
    """One ``report --format json``."""

    def __init__(self, document: Element) -> None:
        self._lanes = {lane["id"]: lane for lane in document["lanes"]}
        self._classes = {each["id"]: each["qualname"] for each in document["classes"]}
        self._hops = {hop["id"]: hop for hop in document["hops"]}
        self._into = {edge["to_hop"]: edge for edge in document["hand_offs"]}

    def lanes(self) -> tuple[LaneCalls, ...]:
        by_lane: dict[int, list[Element]] = {}
        for hop in self._hops:
            by_lane.setdefault(self._hops[hop]["lane"], []).append(self._hops[hop])
        found = [
            LaneCalls(self._head(self._lanes[lane], hops[0]), tuple(map(self._call, hops)))
            for lane, hops in by_lane.items()
        ]
        return tuple(sorted(found, key=lambda lane: lane.head != "lane main"))

    def _head(self, lane: Element, first: Element) -> str:
        text = f"lane {lane['kind']}"
        edge = self._into.get(first["id"])
        if first["parent"] is not None:
            text += f" from {self._function(first['parent'])}"
            expected = (first["parent"], first["id"], lane["kind"])
            if not edge or (edge["from_hop"], edge["to_hop"], edge["kind"]) != expected:
                text += f" (but its hand-off is {edge})"
        elif edge:
            text += f" (but it has a hand-off {edge})"
        return text

    def _call(self, hop: Element) -> Call:
        request = f" #{hop['request']}" if hop["request"] is not None else ""
        raised = f" {hop['exception']['type']}" if hop["exception"] else ""
        lookup = ", ".join([self._lookup(hop["lookup"]), *self._more(hop)])
        return Call(
            hop["depth"], self._function(hop["id"]) + request, self._class(hop["owner"]),
            hop["dispatch"], hop["outcome"] + raised, lookup,
        )  # fmt: skip

    def _lookup(self, lookup: Element | None) -> str:
        if lookup is None:
            return "-"
        if lookup["found_in"] is None:
            return "reason" if lookup["reason"] else "neither a search nor a reason"
        chosen = [self._class(c["class"]) for c in lookup["candidates"] if c["chosen"]]
        words = {
            "class": f"{lookup['name']} in {' '.join(chosen)}",
            "instance": " ".join([lookup["name"], "in", "instance", *chosen]),
            "metaclass": " ".join([lookup["name"], "in", "metaclass", *chosen]),
            "getattr": " ".join([lookup["name"], "by", "getattr", *chosen]),
        }
        parts = [words[lookup["found_in"]]]
        if lookup["shadowed"]:
            parts.append("shadows " + " ".join(map(self._class, lookup["shadowed"])))
        if lookup["super"] is not None:
            parts.append("super " + self._class(lookup["super"]))
        if lookup["written_in"] is not None:
            parts.append("written in " + self._class(lookup["written_in"]))
        return ", ".join(parts)

    def _more(self, hop: Element) -> list[str]:
        parts = []
        if hop["fetch"] and hop["fetch"]["certain"]:
            parts.append("fetched")
        if hop["via"]:
            parts.append("via")
        if hop["resumed"] is not None:
            parts.append("resumed " + self._function(hop["resumed"]))
        if hop["polls"] is not None:
            parts.append(f"polls {hop['polls']}")
        edge = self._into.get(hop["id"])
        if edge and edge["kind"] == "queue":
            parts.append("queue from " + self._function(edge["from_hop"]))
        return parts

    def _function(self, hop: int) -> str:
        return str(self._hops[hop]["function"]["qualname"])

    def _class(self, id: int | None) -> str:
        return "-" if id is None else str(self._classes[id])
