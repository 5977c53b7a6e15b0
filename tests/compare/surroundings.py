"""A parting of ``compare --format json`` among its rows, beside the reports of both runs."""

from __future__ import annotations

from collections.abc import Iterator

from tests.compare.reported import Json, Report

SIDE = {"A": "a", "B": "b"}


class Surroundings:
    """What stands around one parting."""

    def __init__(self, parting: Json, rows: list[Json], runs: dict[str, Report]) -> None:
        self.parting = parting
        self.rows = rows
        self.runs = runs

    def _own(self) -> str:
        """The run that alone has the parting's row."""
        row = self.rows[self.parting["row"]]
        return "a" if row["a"] is not None else "b"

    def _around(self) -> dict[str, int | None]:
        """The hops of both runs around the row: found by the parent of what stands in it."""
        own = self._own()
        call, run = self.rows[self.parting["row"]][own], self.runs[own]
        if call["hop"] is None:
            level = call["level"]
            rows = [
                r for r in self.rows[: self.parting["row"]] if r[own] and r[own]["level"] < level
            ]
            return {side: rows[-1][side]["hop"] if rows else None for side in "ab"}
        parent = run.caller(call["hop"])
        for row in self.rows[: self.parting["row"]]:
            if (
                parent is not None
                and row[own]
                and row[own]["hop"] == parent
                and row["a"]
                and row["b"]
            ):
                return {side: row[side]["hop"] for side in "ab"}
        return {"a": None, "b": None}

    def caller(self) -> str | None:
        """The call of both runs that made the calls of the row, by its function in A."""
        row = self.rows[self.parting["row"]]
        if row["a"] is None or row["b"] is None:
            around = self._around()["a"]
            return None if around is None else self.runs["a"].function(around)
        hops = [self.runs[side].caller(row[side]["hop"]) for side in "ab"]
        if None in hops:
            return None
        for outer in self.rows[: self.parting["row"]]:
            if [outer[side] and outer[side]["hop"] for side in "ab"] == hops:
                return self.runs["a"].function(outer["a"]["hop"])
        return None

    def _names(self, side: str, hops: list[int]) -> set[str]:
        """What hops may be called: by what was asked for, by what ran, and as their row has it."""
        found = {row[side]["name"] for row in self.rows if row[side] and row[side]["hop"] in hops}
        for hop in hops:
            facts = self.runs[side].hops[hop]
            found.add(facts["function"]["name"])
            found.update([facts["lookup"]["name"]] if facts["lookup"] else [])
        return found

    def _is_outer(self, caller: str, around: int | None, side: str) -> bool:
        if around is None:
            return caller == "the program"
        return caller == self.runs[side].function(around)

    def _pairs(self) -> Iterator[tuple[int, int]]:
        """The hops of both runs of which a sentence may speak: the row's, and those before it."""
        for row in self.rows[: self.parting["row"] + 1]:
            if row["a"] and row["b"] and row["a"]["hop"]:
                yield row["a"]["hop"], row["b"]["hop"]
