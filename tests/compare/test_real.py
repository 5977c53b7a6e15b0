"""Real servers held against each other: the hop at which they part, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from lessons.compare.comparison import Comparison, compare
from tests.compare.conftest import Recorded
from tracer.recording import Recording
from tracer.running.options import Options

LATE, EARLY = "TCPServer, ThreadingMixIn", "ThreadingMixIn, TCPServer"
THREADING = f"ThreadingTCPServer({EARLY})"
BOTH = "BaseServer comes before ThreadingMixIn"
THREE = Options(requests=3, stdout="null")


@contextmanager
def compared(one: Path, other: Path) -> Iterator[Comparison]:
    with ExitStack() as stack:
        left, right = (stack.enter_context(closing(Recording(path))) for path in (one, other))
        yield compare(left, right)


def told(comparison: Comparison) -> list[tuple[str, str | None]]:
    return [(one.summary, one.caller) for one in comparison.partings]


def test_two_runs_of_one_threading_server_are_identical(recorded: Recorded) -> None:
    first = recorded("ThreadingTCPServer", options=THREE)
    with compared(first, recorded("ThreadingTCPServer", run=2, options=THREE)) as found:
        assert (found.verdict, found.partings, found.counts) == ("identical", (), ())
        assert {row.kind for row in found.rows} == {"same"}


def test_more_requests_of_one_kind_are_alike(recorded: Recorded) -> None:
    one = recorded("ThreadingTCPServer", run=4)
    with compared(one, recorded("ThreadingTCPServer", options=THREE)) as found:
        assert (found.verdict, found.partings) == ("alike", ())
        (count,) = found.counts
        assert (count.name, count.left, count.right) == ("_handle_request_noblock", 1, 3)


def test_threads_come_in_by_a_mixin(recorded: Recorded) -> None:
    with compared(recorded("TCPServer"), recorded("ThreadingTCPServer", run=4)) as found:
        noblock = "BaseServer._handle_request_noblock"
        assert told(found) == [
            ("process_request: BaseServer in A, ThreadingMixIn in B", noblock),
            ("server_close: TCPServer in A, ThreadingMixIn in B", "BaseServer.__exit__"),
        ]
        assert found.partings[0].reasons == (
            "ThreadingMixIn is not in the MRO of TCPServer (A).",
            "In B ThreadingMixIn comes before BaseServer in the MRO of ThreadingTCPServer.",
            f"The object is a TCPServer(BaseServer) in A, a {THREADING} in B.",
        )
        before = found.rows[: found.partings[0].row]
        assert {row.kind for row in before} == {"same"}
        # What both do in the end stands in one row, in the thread or not.
        (build,) = (r for r in found.rows if r.left and r.left.face.name == "finish_request")
        assert build.kind == "same"
        assert build.whole
        assert build.left_level < build.right_level


def test_threads_and_forks(recorded: Recorded) -> None:
    with compared(recorded("ThreadingTCPServer", run=4), recorded("ForkingTCPServer")) as found:
        assert [one.summary for one in found.partings] == [
            "process_request: ThreadingMixIn in A, ForkingMixIn in B",
            "service_actions: BaseServer in A, ForkingMixIn in B",
            "server_close: ThreadingMixIn in A, ForkingMixIn in B",
        ]
        assert found.partings[0].reasons[:2] == (
            "ForkingMixIn is not in the MRO of ThreadingTCPServer (A).",
            "ThreadingMixIn is not in the MRO of ForkingTCPServer (B).",
        )
        lanes = {
            (row.kind, (row.left or row.right).face.lane)  # type: ignore[union-attr]
            for row in found.rows
            if not (row.left or row.right).face.name  # type: ignore[union-attr]
        }
        assert lanes >= {("left", "thread"), ("right", "fork")}


def test_datagrams(recorded: Recorded) -> None:
    with compared(recorded("TCPServer"), recorded("UDPServer")) as found:
        names = [one.name for one in found.partings]
        assert names == [
            "server_activate", "get_request", "setup", "handle", "finish", "shutdown_request",
            "close_request",
        ]  # fmt: skip
        get = found.partings[1]
        assert get.summary == "get_request: TCPServer in A, UDPServer in B"
        assert (
            "In B UDPServer is a subclass of TCPServer and overrides its get_request."
            in get.reasons
        )


def test_a_script_before_and_after_its_bases_are_swapped(
    recorded: Recorded, scripts: tuple[Path, Path]
) -> None:
    one = Options(requests=1, send=("hello",), stdout="null")
    before, after = (recorded(str(script), options=one) for script in scripts)
    with compared(before, after) as found:
        first = found.partings[0]
        assert first.summary == "process_request: BaseServer in A, ThreadingMixIn in B"
        assert first.reasons == (
            f"Both MROs have both classes: {BOTH} in A, and after it in B.",
            f"class Server has the bases ({LATE}) in A, ({EARLY}) in B.",
        )


def test_a_server_may_be_made_of_bases(recorded: Recorded) -> None:
    swapped = recorded("TCPServer,ThreadingMixIn")
    with compared(recorded("ThreadingTCPServer", run=4), swapped) as found:
        assert found.partings[0].summary == "process_request: ThreadingMixIn in A, BaseServer in B"
    with compared(recorded("TCPServer"), swapped) as found:
        assert found.verdict == "identical", "the mixin comes too late to change anything"


@pytest.mark.parametrize("name", ["ThreadingTCPServer", "ForkingTCPServer", "UDPServer"])
def test_a_run_is_identical_to_itself(recorded: Recorded, name: str) -> None:
    path = recorded(name, run=4) if name == "ThreadingTCPServer" else recorded(name)
    with compared(path, path) as found:
        assert found.verdict == "identical"
