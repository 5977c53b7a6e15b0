"""A live run whose recording is full: nobody is held any more, and that is told."""

from __future__ import annotations

from pathlib import Path

from tests.live.stage import stage
from tracer.model import Note
from tracer.running.gatekeeper import Ticket
from tracer.running.options import Options


def test_a_full_recording_holds_nobody(tmp_path: Path) -> None:
    with stage(tmp_path, "serve(socketserver.TCPServer)", options=Options(max_hops=25)) as at:
        address = at.address()
        assert not at.state.is_full
        clients = [at.client(address, b"one\n")]
        (held,) = at.lead("handle")
        at.let(held, Ticket())
        clients += [at.client(address, word) for word in (b"two\n", b"three\n")]
        at.until(lambda state: state.is_full and state.is_free, "full recording")
        at.run.hold()
        at.run.stop_at(((at.recording.meta.target[0], "Echo.answer"),))
        clients.append(at.client(address, b"four\n"))
        assert [each.answer() for each in clients] == [b"ONE\n", b"TWO\n", b"THREE\n", b"FOUR\n"]
        assert (at.state.hops, at.state.held, at.state.places) == (25, (), {})
        at.recording.refresh()
        assert len(at.recording) == 25
        (note,) = at.recording.meta.notes
        assert note == Note("full", {"most": 25})
