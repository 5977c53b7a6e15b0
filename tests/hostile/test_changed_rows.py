"""A finished recording of which a part was changed, though all else in it fits."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.build import chain_recording
from tracer.errors import HopscopeError
from tracer.recording import Recording


def test_hops_without_their_rows_are_told(tmp_path: Path) -> None:
    chain_recording(tmp_path, 80).close()
    (path,) = tmp_path.glob("*.hops")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM hops WHERE id % 2 = 0 AND id < 60")
    recording = Recording(path)
    try:
        with pytest.raises(HopscopeError, match="is damaged: hop 2 is missing"):
            list(recording.hops())
    finally:
        recording.close()


def test_lines_whose_variables_are_no_json_are_told(tmp_path: Path) -> None:
    chain_recording(tmp_path, 20).close()
    (path,) = tmp_path.glob("*.hops")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO lines (hop, line, changed, start_ns) VALUES (1, 3, '1 2', 4)")
    recording = Recording(path)
    try:
        with pytest.raises(HopscopeError, match="is damaged"):
            recording.lines(1)
    finally:
        recording.close()


def test_work_that_is_handed_back_in_time_is_told(tmp_path: Path) -> None:
    chain_recording(tmp_path, 60).close()
    (path,) = tmp_path.glob("*.hops")
    recording = Recording(path)
    before = recording.hand_offs()
    recording.close()
    assert before
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE hand_offs SET from_hop = to_hop + 1")
    recording = Recording(path)
    try:
        with pytest.raises(HopscopeError, match="is damaged: from_hop of hand_offs is"):
            recording.hand_offs()
    finally:
        recording.close()
