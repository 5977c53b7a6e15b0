"""What ``compare`` says, as text and as JSON, held against the reports of the two runs.

In go the documents alone, out come the claims that they do not bear out: nothing of hopscope
is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.compare.claims import Claim
from tests.compare.reported import Json, Report


class Oracle:
    """The three documents, and the comparison as text."""

    def __init__(self, compared: Json, left: Json, right: Json, text: str) -> None:
        self.compared = compared
        self.text = " ".join(text.split())
        self.rows: list[Json] = compared["rows"]
        self.runs = {"a": Report(left), "b": Report(right)}

    def false_claims(self) -> list[str]:
        """What the comparison says and the reports do not bear out."""
        found = [*self._false_rows(), *self._false_trees(), *self._false_text()]
        for parting in self.compared["partings"]:
            found += self._false_searches(parting)
            claim = Claim(parting, self.rows, self.runs)
            sentences = (parting["summary"], *parting["reasons"])
            found += [each for each in sentences if not claim.is_true(each)]
            if parting["caller"] not in (None, claim.caller()):
                found.append(f"{parting['summary']}: the caller is said to be {parting['caller']}")
        return found

    def _false_text(self) -> Iterator[str]:
        """Sentences that only one of the two forms has, and calls that were made elsewhere."""
        calls = set()
        for parting in self.compared["partings"]:
            for sentence in (parting["summary"], *parting["reasons"]):
                if sentence not in self.text:
                    yield f"the text lacks: {sentence}"
            for side, run in self.runs.items():
                search = parting[side]
                if search is not None and search["site"] is not None:
                    site, function = search["site"], run.written_in(search["hop"])
                    where = f"{Path(site['file']).name}:{site['line']}"
                    calls.add((" ".join(site["text"].split()), function, where))
        for text, said, where in re.findall(
            r"called as (.+?) in (\S+|the module), (\S+:\d+)", self.text
        ):
            function = "<module>" if said == "the module" else said
            if (text, function, where) not in calls:
                yield f"the text says: called as {text} in {function}, {where}"

    # Rows

    def _false_rows(self) -> Iterator[str]:
        for number, row in enumerate(self.rows):
            ends, faces = [], []
            for side, run in self.runs.items():
                call = row[side]
                if call is None or call["hop"] is None:
                    continue
                hop = run.hops[call["hop"]]
                raised = (hop["exception"] and hop["exception"]["type"]) or None
                if (call["outcome"], call["raised"]) != (hop["outcome"], raised):
                    yield f"row {number}: {side} ended by {call['outcome']}, {call['raised']}"
                if call["owner"] != run.owner(call["hop"]):
                    yield f"row {number}: {side} found in {call['owner']}"
                is_plain = hop["outcome"] == "returned" or raised == "KeyboardInterrupt"
                ends.append("" if is_plain else (hop["outcome"], raised))
                faces.append((call["name"], call["owner"] or hop["function"]["qualname"]))
            if len(ends) == 2 and not self._fits(row["kind"], faces, ends):
                yield f"row {number}: {row['kind']}: {faces}, {ends}"

    def _fits(self, kind: str, faces: list[Any], ends: list[Any]) -> bool:
        if faces[0] != faces[1]:
            return kind == "lookup"
        return kind == ("same" if ends[0] == ends[1] else "outcome")

    def _false_trees(self) -> Iterator[str]:
        """Rows that stand below another hop than their own parent."""
        for side, run in self.runs.items():
            way: list[Json] = []
            for number, row in enumerate(self.rows):
                call = row[side]
                if call is None:
                    continue
                del way[call["level"] :]
                outer = next((each["hop"] for each in reversed(way) if each["hop"]), None)
                struck = call["hop"] and run.hops[call["hop"]]["dispatch"] == "interrupt"
                is_inside = call["hop"] and not struck and way
                above = (
                    run.queued.get(call["hop"], run.hops[call["hop"]]["parent"])
                    if is_inside
                    else None
                )
                if is_inside and above != outer:
                    yield f"row {number}: {side} stands below hop {outer}"
                way.append(call)

    def _false_searches(self, parting: Json) -> Iterator[str]:
        for side, run in self.runs.items():
            search = parting[side]
            if search is None:
                continue
            hop = run.hops[search["hop"]]
            expected = {
                "parent": hop["parent"],
                "caller": run.written_in(search["hop"]),
                "function": hop["function"]["qualname"],
                "owner": run.owner(search["hop"]) or run.chosen(search["hop"]),
                "receiver_class": run.classes.get(hop["receiver_class"]),
                "dispatch": hop["dispatch"],
                "site": hop["site"],
                "sentence": hop["sentence"],
            }
            for name, value in expected.items():
                if search[name] != value:
                    yield f"{parting['summary']}: {side}.{name} is {search[name]!r}, not {value!r}"
