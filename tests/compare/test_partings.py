"""Why two runs part, on small programs whose every line is known; and what makes no difference."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from lessons.compare import align
from lessons.compare.comparison import Comparison, compare
from lessons.compare.run import ComparedRun
from lessons.compare.shapes import ShapeTable
from tests.build import RecordingBuilder
from tests.lessons.harness import record
from tracer.recording import Recording

BASE = """
    class Root:
        def serve(self):
            if self.verify():
                self.process()
            self.close()
        def verify(self):
            return True
        def process(self):
            self.handle()
        def handle(self):
            pass
        def close(self):
            pass
    class Loud:
        def process(self):
            self.handle()
            self.handle()
    class Server(Root):
        pass
    def main():
        Server().serve()
"""


@contextmanager
def compared(folder: Path, one: str, other: str) -> Iterator[Comparison]:
    """Two programs of which each is run, its text given by replacements in BASE."""
    paths = []
    for name, text in (("one", one), ("other", other)):
        (folder / name).mkdir()
        with closing(record(folder / name, textwrap.dedent(text))) as made:
            paths.append(made.path)
    left, right = map(Recording, paths)
    with closing(left), closing(right):
        yield compare(left, right)


def changed(*pairs: tuple[str, str]) -> str:
    text = BASE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


MIXED = ("class Server(Root):", "class Server(Loud, Root):")
CASES = {
    "a mixin": (
        BASE, changed(MIXED),
        "process: Root in A, Loud in B", "Root.serve",
        ["Loud is not in the MRO of Server (A).",
         "In B Loud comes before Root in the MRO of Server.",
         "class Server has the bases (Root) in A, (Loud, Root) in B."],
    ),
    "a mixin listed late": (
        changed(("class Server(Root):", "class Server(Root, Loud):")), changed(MIXED),
        "process: Root in A, Loud in B", "Root.serve",
        ["Both MROs have both classes: Root comes before Loud in A, and after it in B.",
         "class Server has the bases (Root, Loud) in A, (Loud, Root) in B."],
    ),
    "an override": (
        BASE, changed(("class Server(Root):\n        pass",
                       "class Server(Root):\n        def close(self):\n            super().close()")),
        "close: Root in A, Server in B", "Root.serve",
        ["In A Server has no close.", "In B Server is a subclass of Root and overrides its close."],
    ),
    "another value": (
        BASE, changed(("return True", "return not self")),
        "Root.serve calls process in A only", "Root.serve",
        ["Root.serve is the same code in both: values decide here.",
         "Root.verify is written otherwise in A and in B."],
    ),
    "other code": (
        BASE, changed(("    self.close()", "    self.handle()\n            self.close()")),
        "Root.serve calls handle in B only", "Root.serve",
        ["Root.serve is written otherwise in A and in B."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_parting_and_its_reasons(tmp_path: Path, name: str) -> None:
    one, other, summary, caller, reasons = CASES[name]
    with compared(tmp_path, one, other) as found:
        first = found.partings[0]
        assert (first.summary, first.caller) == (summary, caller)
        assert list(first.reasons) == reasons
        assert found.verdict == "parted"


def server(
    folder: Path,
    name: str,
    *,
    order: str = "1122",
    raises: str = "",
    refuses: str = "",
    polls: int = 0,
    struck: str = "",
) -> Path:
    """A server that hands its two requests to threads, which take turns as ``order`` says.

    Each has two calls to make, ``setup`` and ``handle``; ``raises`` names requests of which
    the second raises, ``refuses`` those that are turned away, ``struck`` those in which a
    signal arrives.
    """
    build = RecordingBuilder(folder, name=name)
    main = build.lane()
    codes = {
        each: build.code(each)
        for each in ("serve_forever", "service_actions", "_handle_request_noblock",
                     "verify_request", "process_request", "setup", "handle", "on_signal")
    }  # fmt: skip
    cls = build.cls("Server", members=codes)
    thing = build.object("server", cls)

    def enter(called: str, lane: int, **fields: object) -> int:
        return build.hop(
            codes[called],
            lane=lane,
            receiver=thing,
            owner=cls,
            attribute=called,
            **fields,  # type: ignore[arg-type]
        )

    def leaf(called: str, lane: int, value: str = "None", **fields: object) -> int:
        hop = enter(called, lane, **fields)
        build.end(hop, value=value)
        return hop

    serving = enter("serve_forever", main)
    if polls:
        leaf("service_actions", main, polls=polls)
    lanes: dict[str, tuple[int, int]] = {}
    for number in "12":
        outer = enter("_handle_request_noblock", main)
        request = build.request(outer)
        build.set_request(outer, request)
        leaf("verify_request", main, value=str(number not in refuses), request=request)
        if number not in refuses:
            process = leaf("process_request", main, request=request)
            lanes[number] = build.lane("thread", f"Thread-{number}", parent_hop=process), request
        build.end(outer)
        leaf("service_actions", main)
    calls = {number: ["handle", "setup"] for number in lanes}
    for number in order:
        if number in lanes:
            lane, request = lanes[number]
            called = calls[number].pop()
            hop = enter(called, lane, request=request)
            if number in struck and called == "handle":
                leaf("on_signal", lane, strike="signal")
            failed = ("OSError", "gone") if number in raises and called == "handle" else None
            build.end(hop, exception=failed)
    build.end(serving)
    build.finish().close()
    return build.path


@contextmanager
def held(one: Path, other: Path) -> Iterator[Comparison]:
    left, right = Recording(one), Recording(other)
    with closing(left), closing(right):
        yield compare(left, right)


@pytest.mark.parametrize(
    "other",
    [{"order": "1212"}, {"order": "2211"}, {"order": "2112"}, {"polls": 7}],
    ids=str,
)
def test_turns_of_threads_and_idle_polls_make_no_difference(
    tmp_path: Path, other: dict[str, str]
) -> None:
    one, another = server(tmp_path, "one"), server(tmp_path, "other", **other)  # type: ignore[arg-type]
    with held(one, another) as found:
        assert (found.verdict, found.counts) == ("identical", ())


def test_in_which_request_a_signal_strikes_makes_no_difference(tmp_path: Path) -> None:
    one, other = server(tmp_path, "one", struck="1"), server(tmp_path, "other", struck="2")
    with held(one, other) as found:
        assert found.verdict == "identical"
    with held(one, server(tmp_path, "none")) as found:
        assert found.verdict == "parted"


def test_which_request_goes_wrong_makes_no_difference(tmp_path: Path) -> None:
    one, other = server(tmp_path, "one", raises="1"), server(tmp_path, "other", raises="2")
    with held(one, other) as found:
        assert found.verdict == "identical"


def test_an_exception_parts_where_it_was_raised(tmp_path: Path) -> None:
    one, other = server(tmp_path, "one"), server(tmp_path, "other", raises="2")
    with held(one, other) as found:
        (parting,) = found.partings
        assert (parting.kind, parting.summary) == (
            "outcome", "handle: in A it returned, in B it raised OSError",
        )  # fmt: skip
        row = found.rows[parting.row]
        assert row.right is not None
        assert other_request(found.right, row.right.hop) == 2


def other_request(run: ComparedRun, hop: int) -> int | None:
    return run.recording.hop(hop).request


def test_a_value_that_decides_is_told(tmp_path: Path) -> None:
    one, other = server(tmp_path, "one"), server(tmp_path, "other", refuses="12")
    with held(one, other) as found:
        (parting,) = found.partings
        assert (parting.kind, parting.summary) == (
            "calls", "_handle_request_noblock calls process_request in A only",
        )  # fmt: skip
        assert parting.reasons[-1] == (
            "verify_request, called before, returned True in A and False in B."
        )


def test_the_order_of_clients_makes_no_difference(tmp_path: Path) -> None:
    one, other = server(tmp_path, "one", refuses="1"), server(tmp_path, "other", refuses="2")
    with held(one, other) as found:
        assert found.verdict == "identical"


def chain_of(folder: Path, name: str, levels: int, *, last: str = "deeper") -> Path:
    build = RecordingBuilder(folder, name=name)
    lane = build.lane()
    deeper, end = build.code("deeper"), build.code(last)
    hops = [build.hop(deeper, lane=lane) for _ in range(levels)]
    build.call(end, lane=lane)
    for hop in reversed(hops):
        build.end(hop)
    build.finish().close()
    return build.path


def test_a_call_thousands_deep_is_found(tmp_path: Path) -> None:
    one, other = (chain_of(tmp_path, each, 1_200, last=each) for each in ("one", "other"))
    with held(one, other) as found:
        (parting,) = found.partings
        assert parting.summary == "deeper goes on with one in A, with other in B"
        assert found.rows[parting.row].left_level == 1_200


def test_what_is_too_much_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(align, "_MOST_TOKENS", 20)
    one, other = (RecordingBuilder(tmp_path, name=name) for name in ("one", "other"))
    for build, word in ((one, "a"), (other, "b")):
        lane = build.lane()
        outer = build.hop(build.code("f"), lane=lane, owner=build.cls(word), attribute="f")
        for number in range(30):
            build.call(build.code(f"{word}{number}"), lane=lane)
        build.end(outer)
        build.finish().close()
    with held(one.path, other.path) as found:
        assert found.is_cut
        assert found.rows[0].kind == "lookup"
        assert len(found.rows) == 41


def test_shapes_forget_how_often_and_remember_what(tmp_path: Path) -> None:
    table = ShapeTable()
    paths = [server(tmp_path, "one"), server(tmp_path, "other", refuses="2")]
    plain = []
    for path in paths:
        with closing(Recording(path)) as recording:
            run = ComparedRun(recording, table)
            plain.append({node.shape for node in run.children(run.children(run.root)[0])})
    assert plain[0] < plain[1]
