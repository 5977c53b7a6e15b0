"""Runs the app on a recording."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _
from tracer.recording import Recording, suspecting
from tui.app.app import CRASHED, HopscopeApp
from tui.app.garbage import IdleCollector
from tui.app.model.story import Story
from tui.app.rows.glyphs import choose
from tui.app.sessions.recorded import RecordedSession
from tui.app.walks.recorded import RecordedWalk
from tui.text import advise, complain, visible

if TYPE_CHECKING:
    from tracer.running.live import LiveRun
    from tracer.running.options import Options
    from tracer.running.target import Target
    from tui.app.model.state import ViewState


_PAUSE = 0.01
"""Seconds between two looks for a program's first hop."""


def run(recording_path: Path, *, start_hop: int | None = None) -> int:
    """Step through a recording on this terminal; the exit code.

    That stdin and stderr are a terminal has been checked by the caller.
    Raises HopscopeError where the recording cannot be read or holds no hop.
    """
    recording = Recording(recording_path)
    gc.disable()
    try:
        with suspecting(recording):
            story = Story(recording, choose())
        if not len(story.tree):
            raise HopscopeError(
                _("{path} holds no hops").format(path=recording_path),
                _("Record a program that makes an object of a socketserver class."),
            )
        if start_hop is not None and not 1 <= start_hop <= len(story.tree):
            raise HopscopeError(
                _("there is no hop {number} in {path}").format(
                    number=start_hop, path=recording_path
                ),
                _("Its hops are numbered 1 to {count}.").format(count=len(story.tree)),
            )
        app = HopscopeApp(RecordedWalk(story), start_hop)
        app.session = RecordedSession(app)
        app.collector = IdleCollector()
        return run_app(app)
    finally:
        gc.enable()
        gc.unfreeze()
        recording.close()


def run_live(target: Target, options: Options) -> int:
    """Step a target live on this terminal, again for each restart; the exit code.

    Raises HopscopeError where it cannot be run, or ends before its first hop.
    """
    kept: tuple[ViewState, int] | None = None
    while True:
        with TemporaryDirectory(prefix="hopscope-") as folder:
            code, kept = _run_once(target, options, Path(folder) / "run.hops", kept)
        if kept is None:
            return code


def _run_once(
    target: Target, options: Options, path: Path, kept: tuple[ViewState, int] | None
) -> tuple[int, tuple[ViewState, int] | None]:
    # A tenth of the start, which a recording that is opened does not wait for.
    from tracer.running.live import LiveRun
    from tui.app.sessions.live import LiveSession
    from tui.app.walks.live import LiveWalk

    sessions: list[LiveSession] = []
    live = LiveRun(
        target, options, path, lambda: sessions[0].told() if sessions else None, scratch=path.parent
    )
    try:
        if kept is not None:
            live.stop_at(tuple(sorted(kept[0].breaks)))
        live.start()
        _await_first_hop(live, target)
        recording = Recording(path)
        try:
            walk = LiveWalk(Story(recording, choose()), live)
            app = HopscopeApp(walk)
            app.session = session = LiveSession(app, walk)
            app.collector = IdleCollector()
            app.collector.begin()  # the first screen waits for no collection
            if kept is not None:
                session.take_over(*kept)
            sessions.append(session)
            code = run_app(app)
            session.clients.hang_up()
        finally:
            recording.close()
        if session.ending != "restart":
            return code, None
        return code, (app.view, app.story.tree.lane(app.view.hop))
    finally:
        live.close()


def _await_first_hop(live: LiveRun, target: Target) -> None:
    """Raises HopscopeError where the program ends before it."""
    began, told = monotonic(), False
    while not live.state.hops:
        if live.state.ended:
            raise live.state.error or _nothing_called(live, target)
        if not told and monotonic() - began > 1:
            told = True
            complain(_("hopscope: waiting for the program's first call (Ctrl-C gives up)"))
        sleep(_PAUSE)


def _nothing_called(live: LiveRun, target: Target) -> HopscopeError:
    printed = live.output.read_text("utf-8", "replace").strip().splitlines()
    what = _("{name} ended with exit code {code} and called nothing of socketserver").format(
        name=target.name, code=live.state.exit_code
    )
    if printed:
        what = _("{what}: {error}").format(what=what, error=visible(printed[-1][:200]))
    return HopscopeError(
        what,
        _("See that it starts a server when it runs by itself: {command}").format(
            command=f"python {'-m ' if target.kind == 'module' else ''}{target.name}"
        ),
    )


def run_app(app: HopscopeApp) -> int:
    """Run an app on this terminal; the exit code. Raises HopscopeError where it met one."""
    # With these set Textual takes them for the terminal's size, and never sees a resize.
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    app.run()
    if isinstance(app.failure, HopscopeError):
        raise app.failure
    if app.failure is not None:
        if app.walk is not None:
            app.story.recording.verify()
        what = f"{type(app.failure).__name__}: {app.failure}"
        complain(_("hopscope: the app failed: {what}").format(what=what))
        advise(_("run it again with HOPSCOPE_DEBUG=1 to see where, and report it"))
        return CRASHED
    return CRASHED if app.return_code == 1 else app.return_code or 0
