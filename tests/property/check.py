"""Compares each step of a recorded program with what the generator and the program know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from lessons.explain.step import Step
from lessons.source.call_site import Dispatch
from tests.property.run import Run, Said
from tests.property.searches import check_search
from tests.property.written import Placed, Written

_ANYWHERE = {
    "__del__": Dispatch.INTERRUPT, "struck0": Dispatch.INTERRUPT, "gone0": Dispatch.INTERRUPT,
    "__setattr__": Dispatch.SPECIAL,
}  # fmt: skip
"""What the interpreter runs at places where nothing of it is written."""
_ELSEWHERE = {
    "witness.py": Dispatch.STORED, "threading.py": Dispatch.STORED,
    "functools.py": Dispatch.STORED,
    "socketserver.py": Dispatch.INSTANCE, "enum.py": Dispatch.SPECIAL, "<string>": Dispatch.UNKNOWN,
}  # fmt: skip
"""What code outside of the program's own files does with the program's methods."""
_TAGLESS = frozenset({
    "__init__", "__new__", "__len__", "__bool__", "__hash__", "__int__", "__reversed__", "__iter__",
    "__next__", "__setitem__", "__delitem__", "__setattr__", "__init_subclass__", "run",
})  # fmt: skip
"""Functions that cannot return the name of their class."""


@dataclass
class Findings:
    """What the comparison of one program, or of many, found."""

    kinds: Counter[Dispatch] = field(default_factory=Counter)
    untold: Counter[Dispatch] = field(default_factory=Counter)
    """Calls whose dispatch is told but whose search is not, by dispatch."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Why calls are unknown."""
    unknown: list[str] = field(default_factory=list)
    """Calls that are unknown although the generator knows."""
    wrong: list[str] = field(default_factory=list)
    deadlocks: int = 0
    """Programs that never end, recorded or not."""

    def add(self, other: Findings) -> None:
        self.kinds += other.kinds
        self.untold += other.untold
        self.reasons += other.reasons
        self.unknown += other.unknown
        self.wrong += other.wrong
        self.deadlocks += other.deadlocks

    @property
    def calls(self) -> int:
        return sum(self.kinds.values())


def check(run: Run) -> Findings:
    """Compare every step of a run."""
    findings = Findings()
    checker = _Checker(run, findings)
    for lane in run.steps.keys() | run.said.keys():
        checker.check_lane(lane, run.steps.get(lane, []), list(run.said.get(lane, [])))
    checker.check_receivers()
    return findings


class _Checker:
    def __init__(self, run: Run, findings: Findings) -> None:
        self.run = run
        self.findings = findings
        self.facts = run.recording
        self.received: list[tuple[Step, str]] = []
        """Steps on objects, with the number that the program gave to the object."""
        self.here = {*run.program.files, "witness.py"} - {"socketserver.py"}
        self.by_line: dict[tuple[str, int], list[Placed]] = {}
        for placed in run.program.calls:
            for line in range(placed.line, placed.end_line + 1):
                self.by_line.setdefault((placed.file, line), []).append(placed)

    # Lanes

    def check_lane(self, lane: str, steps: list[Step], said: list[Said]) -> None:
        own = [step for step in steps if self._is_own(step)]
        if not steps and [each.name for each in said] == ["run"]:
            return  # a thread that serves nothing: its run() is no hop
        if len(own) != len(said):
            self._wrong(None, f"lane {lane}: {len(own)} hops for {len(said)} calls")
            return
        waiting = iter(said)
        for place, step in enumerate(steps):
            found = next(waiting) if self._is_own(step) else None
            self.findings.kinds[step.dispatch] += 1
            if place == 0 and lane != "MainThread":
                self._check_entry(step)
            else:
                self._check_step(step, found)
            if found is not None:
                self._check_facts(step, found)

    def check_receivers(self) -> None:
        """Each object has one number in the recording, and no other object has it."""
        numbers: dict[str, str] = {}
        for step, number in sorted(self.received, key=lambda each: each[0].hop.id):
            receiver, own = str(step.hop.receiver), number
            if step.hop.strike == "finalizer" and numbers.get(own, receiver) != receiver:
                own = f"{number}, dying"  # the collector cleared its weak references: it is new
            known = numbers.get(own)
            if known is None and receiver not in numbers.values():
                known = numbers[own] = receiver
            if known != receiver:
                self._wrong(step, f"receiver is {receiver}, not {known}")

    def _is_own(self, step: Step) -> bool:
        """Whether the function notes its calls."""
        code = self.facts.code(step.hop.code)
        file = Path(code.file).name
        return file in self.here or code.file == "<string>" or code.name in ("announce", "relay")

    # One step

    def _check_entry(self, step: Step) -> None:
        if step.dispatch is not Dispatch.THREAD_ENTRY or step.lookup is not None:
            self._wrong(step, "should be the entry of a thread")

    def _check_facts(self, step: Step, said: Said) -> None:
        """What the recorder said of the call: owner, receiver, and what it returned."""
        hop = step.hop
        owner = None if hop.owner is None else self._class(hop.owner, hop.revision)
        if owner is not None and said.cls not in ("*", owner):
            self._wrong(step, f"owner is {owner}, yet {said.tag} ran")
        if said.cls == "@" and not hop.held_as:
            self._wrong(step, f"{said.tag} is the object's own")
        if said.who is not None and said.who[0] == "object":
            self.received.append((step, said.who[2]))
        elif hop.receiver is not None:
            self._wrong(step, f"receiver is {hop.receiver}, yet it was called on {said.who}")
        if said.who is not None:
            cls = hop.receiver_class and self._class(hop.receiver_class, hop.revision)
            if cls != said.who_class:
                self._wrong(step, f"receiver's class is {cls}, not {said.who_class}")
        self._check_outcome(step, said)

    def _check_outcome(self, step: Step, said: Said) -> None:
        hop = step.hop
        if hop.exception is None and said.name not in _TAGLESS and hop.value != repr(said.tag):
            self._wrong(step, f"{hop.outcome} {hop.value}, yet {said.tag} ran")

    def _check_step(self, step: Step, said: Said | None) -> None:
        name = said.name if said else str(step.hop.attribute)
        written = self._written(step, name)
        if written is None:
            self._wrong(step, f"{name} is not called there")
            return
        if said is not None and said.cls == "@":
            if (
                written.kept is not None
            ):  # a plain function, which was not bound when it was fetched
                written = replace(
                    written, dispatch=Dispatch.INSTANCE_DICT, name=written.kept, fetch=None
                )
            elif written.dispatch is Dispatch.INSTANCE:
                written = replace(written, dispatch=Dispatch.INSTANCE_DICT)
        expected = written.dispatch
        if step.dispatch is Dispatch.UNKNOWN:
            self._check_unknown(step, expected)
        elif step.dispatch is not expected:
            self._wrong(step, f"should be {expected}: {written.text}")
        elif step.lookup is not None and step.lookup.reason is not None:
            self.findings.untold[step.dispatch] += 1
            if step.dispatch not in (Dispatch.STORED, Dispatch.CALLBACK, Dispatch.CLASS):
                self._wrong(step, f"its search should be told: {step.lookup.reason}")
        else:
            for each in check_search(self.run, step, said, written):
                self._wrong(step, each)

    def _check_unknown(self, step: Step, expected: Dispatch) -> None:
        reason = step.lookup.reason if step.lookup is not None else None
        if not reason:
            self._wrong(step, "unknown without a reason")
            return
        self.findings.reasons[reason] += 1
        if expected is not Dispatch.UNKNOWN:
            self.findings.unknown.append(self._shown(step, f"{expected}, but: {reason}"))

    def _written(self, step: Step, name: str) -> Written | None:
        """The call that ran it, as the generator wrote it."""
        site = None if step.hop.site is None else self.facts.site(step.hop.site)
        if site is None:
            return None
        caller = self.facts.code(site.code)
        file = Path(caller.file).name
        fitting = [
            placed.written
            for placed in self.by_line.get((file, site.line or 0), [])
            if name in placed.written.runs
        ]
        if len({each.dispatch for each in fitting}) > 1 or len(fitting) > 1:
            text = "" if step.place is None else " ".join(step.place.text.split())
            same = [each for each in fitting if " ".join(each.text.split()) == text]
            fitting = same or [each for each in fitting if text in each.text] or fitting
        if fitting:
            return fitting[0]
        kind = _ANYWHERE.get(name)
        if name == "q0":
            kind = Dispatch.PROPERTY  # functools' cached_property calls it
        if kind is None and "/re/" in caller.file:
            kind = Dispatch.CALLBACK
        kind = kind or _ELSEWHERE.get(file)
        return None if kind is None else Written("", kind, frozenset({name}))

    # Words

    def _class(self, id: int, revision: int) -> str:
        return self.run.class_name(id, revision)

    def _shown(self, step: Step, text: str) -> str:
        hop = step.hop
        code = self.facts.code(hop.code)
        site = None if hop.site is None else self.facts.site(hop.site)
        where = "nowhere"
        first = step.place.text.partition("\n")[0] if step.place else ""
        if site is not None:
            where = f"{Path(self.facts.code(site.code).file).name}:{site.line} {site.opcode}"
        return f"{where} `{first}` runs {code.qualname} on {hop.receiver}: {step.dispatch}; {text}"

    def _wrong(self, step: Step | None, text: str) -> None:
        self.findings.wrong.append(text if step is None else self._shown(step, text))
