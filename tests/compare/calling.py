"""Sentences on who makes a call and on how the runs go on, derived again from two reports."""

from __future__ import annotations

from tests.compare.surroundings import SIDE, Surroundings

_STRUCK = {"signal": "a signal", "finalizer": "finalised", "weakref": "a weak reference"}


class Calling(Surroundings):
    """What may be said of callers."""

    def _calls_only(self, caller: str, name: str, run: str) -> bool:
        own, other = SIDE[run], SIDE["B" if run == "A" else "A"]
        hop, around = self.parting[own]["hop"], self._around()
        mine, theirs = self.runs[own], self.runs[other]
        return (
            own == self._own()
            and caller == mine.actor(hop)
            and name in self._names(own, [hop])
            and mine.caller(hop) == around[own]
            and name not in self._names(other, theirs.called_by(around[other]))
        )

    def _goes_on(self, caller: str, here: str, there: str) -> bool:
        around = self._around()
        names = []
        for side, run in self.runs.items():
            hop = self.parting[side]["hop"]
            if run.caller(hop) != around[side]:
                return False
            names.append({*self._names(side, [hop]), run.function(hop)})
        return here in names[0] and there in names[1] and self._is_outer(caller, around["a"], "a")

    def _goes_on_alone(self, caller: str, name: str, run: str, other: str) -> bool:
        own, without = SIDE[run], SIDE[other]
        around = self._around()
        called = self.runs[without].called_by(around[without])
        told = sum(
            row[without]["times"]
            for row in self.rows[: self.parting["row"]]
            if row[without] is not None and row[without]["hop"] in called
        )
        return (
            self._has_no_counterpart(caller, name, run, other)
            and own == self._own()
            and told == len(called)
        )

    def _has_no_counterpart(self, caller: str, name: str, run: str, other: str) -> bool:
        own, around = SIDE[run], self._around()
        row = self.rows[self.parting["row"]]
        return (
            row[SIDE[other]] is None
            and row[own]["name"] == name
            and self.runs[own].caller(row[own]["hop"]) == around[own]
            and self._is_outer(caller, around["a"], "a")
        )

    def _has_lane(self, kind: str, run: str, other: str, caller: str | None = None) -> bool:
        around = self._around()
        if caller is not None and not self._is_outer(caller, around[SIDE[run]], SIDE[run]):
            return False
        return bool(
            self._lanes(SIDE[run], kind, around) and not self._lanes(SIDE[other], kind, around)
        )

    def _lanes(self, side: str, kind: str, around: dict[str, int | None]) -> list[int]:
        run = self.runs[side]
        if kind in _STRUCK:
            return [
                number
                for number, hop in run.hops.items()
                if hop["dispatch"] == "interrupt" and _STRUCK[kind] in hop["sentence"]
            ]
        return [
            number
            for number, lane in run.lanes.items()
            if (lane["kind"], lane["parent_hop"]) == (kind, around[side])
        ]

    def _calls(self, run: str, caller: str, name: str) -> bool:
        hop, report = self.parting[SIDE[run]]["hop"], self.runs[SIDE[run]]
        return caller == report.actor(hop) and name in self._names(SIDE[run], [hop])

    def _nothing_calls(self) -> bool:
        own = self._own()
        return self.runs[own].caller(self.rows[self.parting["row"]][own]["hop"]) is None
