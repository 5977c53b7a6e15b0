"""The sentences that a comparison may say of a parting, each derived again from two reports.

Nothing of hopscope is used. A sentence that is not known here counts as false.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.compare.calling import Calling
from tests.compare.surroundings import SIDE

_PLAIN = ("True", "False", "None")


class Claim(Calling):
    """One parting of ``compare --format json`` beside the reports of both runs."""

    def is_true(self, sentence: str) -> bool:
        """Whether the reports bear a sentence out."""
        for pattern, judge in _SENTENCES:
            found = re.fullmatch(pattern, sentence)
            if found and judge(self, **found.groupdict()):
                return True
        return False

    def _outcome(self, name: str, here: str, there: str) -> bool:
        row = self.rows[self.parting["row"]]
        ends = [self.runs[side].ended(row[side]["hop"]) for side in "ab"]
        return (here, there) == tuple(ends) and row["a"]["name"] == row["b"]["name"] == name

    def _lookup(self, name: str, here: str, there: str) -> bool:
        row = self.rows[self.parting["row"]]
        for side, said in (("a", here), ("b", there)):
            hop, run = row[side]["hop"], self.runs[side]
            found = row[side]["owner"] or run.chosen(hop) or run.function(hop)
            if found != said and not found.endswith(f".{said}"):
                return False
        return row["a"]["name"] == name and here != there

    def _ran_as_daemon(self, run: str) -> bool:
        report = self.runs[SIDE[run]]
        hop = report.hops[self.rows[self.parting["row"]][SIDE[run]]["hop"]]
        return hop["outcome"] == "unfinished" and bool(report.lanes[hop["lane"]]["daemon"])

    def _ended_before(self, run: str, function: str, ended: str) -> bool:
        side, report = SIDE[run], self.runs[SIDE[run]]
        around = self._around()[side]
        return (
            around is not None
            and side != self._own()
            and (function, ended) == (report.function(around), report.ended(around))
            and ended != "returned"
        )

    def _is_other_function(self, here: str, there: str) -> bool:
        left, right = self.runs["a"], self.runs["b"]
        pairs = [(left.function(one), right.function(two)) for one, two in self._pairs()]
        return here != there and (here, there) in pairs

    def _is_other_code(self, function: str) -> bool:
        left, right = self.runs["a"], self.runs["b"]
        return any(
            left.function(one) == right.function(other) == function
            and left.text(one) != right.text(other)
            for one, other in self._pairs()
        )

    def _is_same_code(self, function: str) -> bool:
        around = self._around()
        one, other = around["a"], around["b"]
        if one is None or other is None:
            return False
        left, right = self.runs["a"], self.runs["b"]
        names = {left.function(one), right.function(other)}
        return names == {function} and left.text(one) == right.text(other) != ""

    def _values_decide(self, function: str) -> bool:
        """The same code, which itself makes the calls told of, and came to its end without them."""
        around = self._around()
        for side, run in self.runs.items():
            search, hop = self.parting[side], around[side]
            if search is not None and run.caller(search["hop"]) == hop:
                if run.written_in(search["hop"]) != function:
                    return False
            elif hop is None or run.hops[hop]["outcome"] != "returned" or not run.is_whole:
                return False
        return self._is_same_code(function)

    def _argument(self, name: str, function: str, here: str, there: str) -> bool:
        around = self._around()
        given = []
        for side, run in self.runs.items():
            hop = around[side]
            if hop is None or run.function(hop) != function:
                return False
            given.append(run.hops[hop]["arguments"].get(name))
        return (here, there) == tuple(given) and here != there

    def _value(self, name: str, here: str, there: str) -> bool:
        around, values = self._around(), (here, there)
        for one, other in self._pairs():
            hops = self.runs["a"].hops[one], self.runs["b"].hops[other]
            if (
                name in self._names("a", [one])
                and [hop["parent"] for hop in hops] == [around["a"], around["b"]]
                and all(hop["outcome"] == "returned" for hop in hops)
                and tuple(hop["value"] for hop in hops) == values
                and values[0] != values[1]
                and set(values) <= set(_PLAIN)
            ):
                return True
        return False

    def _is_not_in_mro(self, other: str, cls: str, run: str) -> bool:
        report = self.runs[SIDE[run]]
        return any(
            not any(report.classes[each].endswith(f".{other}") for each in mro)
            for name, mro in report.mros.items()
            if name.endswith(f".{cls}")
        )

    def _comes_before(self, run: str, owner: str, other: str, cls: str) -> bool:
        report = self.runs[SIDE[run]]
        for name, mro in report.mros.items():
            names = [report.classes[each].rpartition(".")[2] for each in mro]
            if name.endswith(f".{cls}") and {owner, other} <= set(names):
                return names.index(owner) < names.index(other)
        return False

    def _has_no(self, run: str, owner: str, name: str) -> bool:
        search = self.parting[SIDE[run]]
        names = {each.rpartition(".")[2] for each in search["searched"]}
        having = {each.rpartition(".")[2] for each in search["having"]}
        return owner in names and owner not in having and search["hop"] is not None

    def _overrides(self, run: str, owner: str, other: str, name: str) -> bool:
        search = self.parting[SIDE[run]]
        having = [each.rpartition(".")[2] for each in search["having"]]
        return having.index(owner) < having.index(other)

    def _cannot_be_told(self, run: str, function: str, reason: str) -> bool:
        search = self.parting[SIDE[run]]
        return (function, reason) == (search["function"], search["reason"])

    def _is_of_classes(self) -> bool:
        """Sentences on classes and texts alone: judged by the tests of the searches."""
        return self.parting["a"] is not None and self.parting["b"] is not None


_RUN, _OTHER = r"(?P<run>[AB])", r"(?P<other>[AB])"
_HERE, _THERE = r"(?P<here>\S+)", r"(?P<there>\S+)"
_CALLER, _NAME, _FUNCTION = r"(?P<caller>.+)", r"(?P<name>\S+)", r"(?P<function>\S+)"
_LANE = r"a lane of its own \((?P<kind>\w+)\)"
_NONE_SUCH = rf"is recorded in {_RUN}, and none such in {_OTHER}"
_CLASSES = r"(?P<owner>\w+) comes before (?P<other>\w+) in the MRO of (?P<cls>\S+)"
_SENTENCES: list[tuple[str, Callable[..., bool]]] = [
    (rf"{_CALLER} calls {_NAME} in {_RUN} only", Claim._calls_only),
    (rf"{_CALLER} goes on with {_HERE} in A, with {_THERE} in B", Claim._goes_on),
    (
        rf"{_CALLER} goes on with {_NAME} in {_RUN}, and calls nothing more in {_OTHER}",
        Claim._goes_on_alone,
    ),
    (
        rf"{_CALLER}: its call of {_NAME} in {_RUN} has no counterpart in {_OTHER}",
        Claim._has_no_counterpart,
    ),
    (rf"{_LANE} that {_CALLER} starts {_NONE_SUCH}", Claim._has_lane),
    (rf"{_LANE} {_NONE_SUCH}", Claim._has_lane),
    (rf"{_NAME}: in A it (?P<here>.+), in B it (?P<there>.+)", Claim._outcome),
    (rf"{_NAME}: {_HERE} in A, {_THERE} in B", Claim._lookup),
    (rf"In {_RUN} {_CALLER} calls {_NAME}\.", Claim._calls),
    (rf"In {_RUN} it ran in a daemon thread, which ends with .+\.", Claim._ran_as_daemon),
    (rf"In {_RUN} {_CLASSES}\.", Claim._comes_before),
    (rf"In {_RUN} (?P<owner>\w+) has no {_NAME}\.", Claim._has_no),
    (
        rf"In {_RUN} (?P<owner>\w+) is a subclass of (?P<other>\w+) and overrides its {_NAME}\.",
        Claim._overrides,
    ),
    (
        rf"How {_FUNCTION} was found in {_RUN} cannot be told: (?P<reason>.+)\.",
        Claim._cannot_be_told,
    ),
    (rf"In A {_HERE} runs, in B {_THERE}\.", Claim._is_other_function),
    (r"In [AB] the search of super\(\) begins after .+", Claim._is_of_classes),
    (rf"In {_RUN} {_FUNCTION} (?P<ended>.+)\.", Claim._ended_before),
    (rf"{_FUNCTION} is written otherwise in A and in B\.", Claim._is_other_code),
    (rf"{_FUNCTION} is the same code in both\.", Claim._is_same_code),
    (rf"{_FUNCTION} is the same code in both: values decide here\.", Claim._values_decide),
    (rf"{_NAME} of {_FUNCTION} is {_HERE} in A and {_THERE} in B\.", Claim._argument),
    (rf"{_NAME}, called before, returned {_HERE} in A and {_THERE} in B\.", Claim._value),
    (r"Nothing that was recorded calls it: that is up to the programs\.", Claim._nothing_calls),
    (r"(?P<other>\w+) is not in the MRO of (?P<cls>\S+) \((?P<run>[AB])\)\.", Claim._is_not_in_mro),
    (r"The call is written otherwise: .+", Claim._is_of_classes),
    (r"The object is a .+ in A, a .+ in B\.", Claim._is_of_classes),
    (r"class \w+ has the bases .+", Claim._is_of_classes),
    (r"Both MROs have both classes: .+", Claim._is_of_classes),
]
