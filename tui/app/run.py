"""Runs the app on a recording."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.recording import Recording
from tui.app.app import CRASHED, HopscopeApp
from tui.app.glyphs import choose
from tui.app.story import Story
from tui.text import complain

if TYPE_CHECKING:
    from pathlib import Path


def run(recording_path: Path, *, start_hop: int | None = None) -> int:
    """Step through a recording on this terminal; the exit code.

    That stdin and stderr are a terminal has been checked by the caller.
    Raises HopscopeError where the recording cannot be read or holds no hop.
    """
    recording = Recording(recording_path)
    try:
        story = Story(recording, choose())
        if not len(story.tree):
            raise HopscopeError(
                f"{recording_path} holds no hops",
                "Record a program that makes an object of a socketserver class.",
            )
        if start_hop is not None and not 1 <= start_hop <= len(story.tree):
            raise HopscopeError(
                f"there is no hop {start_hop} in {recording_path}",
                f"Its hops are numbered 1 to {len(story.tree)}.",
            )
        return _run(HopscopeApp(story, start_hop))
    finally:
        recording.close()


def _run(app: HopscopeApp) -> int:
    # With these set Textual takes them for the terminal's size, and never sees a resize.
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    app.run()
    if isinstance(app.failure, HopscopeError):
        raise app.failure
    if app.failure is not None:
        what = f"{type(app.failure).__name__}: {app.failure}"
        complain(f"hopscope: the app failed: {what}")
        complain("hint: run it again with HOPSCOPE_DEBUG=1 to see where, and report it")
        return CRASHED
    return CRASHED if app.return_code else 0
