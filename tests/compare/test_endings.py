"""A call is said to have ended as it was recorded to, and only that; chance comes last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lessons.compare.comparison import Comparison
from tests.build import RecordingBuilder
from tests.compare.test_partings import held
from tracer.model import Note
from tui.reports.compare.rows import cell, verdict

ENDS = {
    "returned": ("returned", "returned"),
    "yielded": ("yielded", "yielded"),
    "OSError": ("raised OSError", "raised OSError"),
    "": ("raised an exception", "raised an exception"),
    "KeyboardInterrupt": ("was interrupted (KeyboardInterrupt)", "raised KeyboardInterrupt"),
    "unfinished": ("was still running when the program ended", "not finished"),
}


def served(
    folder: Path, end: str, *, daemon: bool = False, refused: bool = False, complete: bool = True,
    note: str = "", child: bool = False,
) -> Path:  # fmt: skip
    """A run that starts a lane in which ``handle`` ends so, after which the program asks ``verify``."""
    build = RecordingBuilder(folder, name=f"{len(list(folder.iterdir()))}.hops")
    main = build.lane()
    codes = {each: build.code(each) for each in ("serve", "start", "handle", "verify", "refuse")}
    cls = build.cls("Server", members=codes)
    found: dict[str, Any] = {"receiver": build.object("server", cls), "owner": cls}
    serve = build.hop(codes["serve"], lane=main, attribute="serve", **found)
    start = build.call(codes["start"], lane=main, attribute="start", **found)
    build.call(codes["verify"], lane=main, attribute="verify", **found)
    if refused:
        build.call(codes["refuse"], lane=main, attribute="refuse", **found)
    lane = build.lane(
        "fork" if child else "thread", "other", parent_hop=start, daemon=daemon,
        pid=101 if child else 100,
    )  # fmt: skip
    handle = build.hop(codes["handle"], lane=lane, attribute="handle", **found)
    if end in ("returned", "yielded"):
        build.end(handle, end)  # type: ignore[arg-type]
    elif end != "unfinished":
        build.end(handle, exception=(end, ""))
    build.end(serve)
    if note:
        build.writer.note(Note(note))
    build.finish(complete=complete).close()
    return build.path


def summaries(comparison: Comparison) -> list[str]:
    return [parting.summary for parting in comparison.partings]


@pytest.mark.parametrize("one", ENDS)
@pytest.mark.parametrize("other", ENDS)
def test_each_call_is_said_to_have_ended_as_it_did(tmp_path: Path, one: str, other: str) -> None:
    with held(served(tmp_path, one), served(tmp_path, other)) as found:
        # Where an interrupt strikes says nothing of the program.
        alike = {"returned", "KeyboardInterrupt"}
        if one == other or {one, other} == alike:
            assert found.verdict == "identical"
            return
        assert summaries(found) == [f"handle: in A it {ENDS[one][0]}, in B it {ENDS[other][0]}"]
        assert verdict(found) == f"They part at {summaries(found)[0]}."
        row = found.rows[found.partings[0].row]
        cells = [
            cell(node, 0, run, row.kind, whole=row.whole, count="{count}").details
            for node, run in ((row.left, found.left), (row.right, found.right))
        ]
        assert cells == [ENDS[one][1], ENDS[other][1]]


def test_what_a_recording_that_was_cut_off_lacks_is_not_said(tmp_path: Path) -> None:
    whole = served(tmp_path, "returned")
    for lacking in (
        served(tmp_path, "unfinished", complete=False),
        served(tmp_path, "unfinished", note="The program called sys.settrace"),
    ):
        with held(whole, lacking) as found:
            assert summaries(found) == ["handle: in A it returned, in B it has no recorded end"]


def test_a_process_of_the_program_may_end_before_it(tmp_path: Path) -> None:
    with held(served(tmp_path, "returned"), served(tmp_path, "unfinished", child=True)) as found:
        assert summaries(found)[0].startswith("a lane of its own (thread) that start starts")
    with held(
        served(tmp_path, "returned", child=True), served(tmp_path, "unfinished", child=True)
    ) as found:
        assert summaries(found) == [
            "handle: in A it returned, in B it was still running when its process ended"
        ]


def test_how_far_a_daemon_thread_comes_is_told_last(tmp_path: Path) -> None:
    ended = served(tmp_path, "returned", daemon=True)
    left = served(tmp_path, "unfinished", daemon=True)
    with held(ended, left) as found:
        assert found.partings[0].name == "handle"
        (reason,) = found.partings[0].reasons
        assert reason.startswith("In B it ran in a daemon thread, which ends with the program:")
    with held(ended, served(tmp_path, "unfinished", daemon=True, refused=True)) as found:
        assert summaries(found) == ["serve calls refuse in B only"]
    with held(ended, served(tmp_path, "unfinished", refused=True)) as found:
        assert found.partings[0].name == "handle", "a thread that is awaited is no chance"
