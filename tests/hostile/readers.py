"""Every reader of recordings on one file: what came of each, in a word or in a complaint."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from lessons.explain.steps import Steps
from tests.app.places import driving
from tests.wellformed import complaints
from tracer.errors import HopscopeError
from tracer.recording import Recording, suspecting
from tui import cli
from tui.app.app import HopscopeApp
from tui.reports import FORMATS

Outcome: TypeAlias = str
Reader: TypeAlias = Callable[[Path, Path], Outcome]
READ, REFUSED = "read", "refused"
"""What a reader may say; anything else is a complaint."""
ACTIONS = (
    "walk('into')", "walk('over')", "walk('finish')", "explain", "pop_screen", "walk('caller')",
    "show_tab('lanes')", "show_tab('classes')", "show_tab('values')", "walk('call')",
    "walk('lane')", "walk('last')",
)  # fmt: skip


def read_all(path: Path, folder: Path) -> dict[str, Outcome]:
    """What each reader made of the file; ``folder`` takes what they write."""
    return {name: _guarded(read, path, folder) for name, read in READERS.items()}


def _guarded(read: Reader, path: Path, folder: Path) -> Outcome:
    try:
        return read(path, folder)
    except HopscopeError as error:
        return _clear(error.message, error.hint)
    except BaseException as error:  # what no reader may let through is what we look for
        if isinstance(error, KeyboardInterrupt):
            raise
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else ""
        return f"{type(error).__name__} at {place}: {str(error)[:200]}"


def _clear(message: str, hint: str) -> Outcome:
    if not message or not hint or len(message) > 2000:
        return f"an error that is not clear: {message[:200]!r}, {hint[:200]!r}"
    return REFUSED


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Recording]:
    recording = Recording(path)
    try:
        with suspecting(recording):
            yield recording
    finally:
        recording.close()


def _recording(path: Path, _: Path) -> Outcome:
    with _opened(path) as recording:
        said = complaints(recording, times=False)
        for hop in range(1, len(recording) + 1):
            with contextlib.suppress(KeyError):
                recording.lines(hop)
        recording.listening()
        return f"unsound: {said[0]}" if said else READ


def _steps(path: Path, _: Path) -> Outcome:
    with _opened(path) as recording:
        steps = Steps(recording)
        count = sum(bool(step.sentence) for step in steps.all())
        for request in recording.requests():
            steps.request_lanes(request.id)
            steps.request_ended(request.id)
        return READ if count == len(steps.skeleton) else "a hop without a sentence"


def _report(form: str) -> Reader:
    def read(path: Path, folder: Path) -> Outcome:
        outcome, out = _command(folder, "report", "--format", form, str(path))
        if outcome == READ and form == "json" and json.loads(out)["hops"] == []:
            return "a document without hops"
        return outcome

    return read


def _compare(form: str) -> Reader:
    return lambda path, folder: _command(folder, "compare", "--format", form, *[str(path)] * 2)[0]


def _mro(form: str) -> Reader:
    def read(path: Path, folder: Path) -> Outcome:
        try:
            with _opened(path) as recording:
                names = [facts.qualname for facts in recording.classes()][:3]
        except HopscopeError:
            names = ["BaseServer"]
        name = names[-1] if names else "BaseServer"
        words = ([str(path), name], [str(path), name, "__init__"])
        outcomes = [_command(folder, "mro", "--format", form, *each)[0] for each in words]
        odd = [outcome for outcome in outcomes if outcome not in (READ, REFUSED)]
        return odd[0] if odd else READ if READ in outcomes else REFUSED

    return read


def _command(folder: Path, *words: str) -> tuple[Outcome, str]:
    """Run the command in this process: its exit code and words, as a person meets them."""
    out, err = folder / "out.txt", io.StringIO()
    with out.open("w+", encoding="utf-8") as stdout:
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(err):
            code = cli.main(words)
        stdout.seek(0)
        text = stdout.read()
    told = err.getvalue()
    acting = [c for c in text + told if c != "\n" and not c.isprintable()]
    if acting:
        return f"{acting[0]!r} reached the terminal", text
    if code == 0:
        return (READ if not told else f"said {told[:200]!r}"), text
    lines = told.splitlines()
    if code == 2 and [line.partition(":")[0] for line in lines] == ["hopscope", "hint"]:
        return REFUSED, text
    return f"exit code {code}: {told[:300]!r}", text


def _app(path: Path, _: Path) -> Outcome:
    return asyncio.run(_walk(path))


async def _walk(path: Path) -> Outcome:
    app: HopscopeApp | None = None
    try:
        async with driving(path, (120, 40)) as driven:
            app = driven.app
            for action in ACTIONS:
                if app.failure is not None:
                    break
                if action == "pop_screen":
                    if len(app.screen_stack) > 1:
                        app.pop_screen()
                else:
                    await app.run_action(action)
                await driven.pilot.pause()
                acting = [c for c in driven.screen_text() if c != "\n" and not c.isprintable()]
                if acting:
                    return f"{acting[0]!r} on the screen after {action}"
    except Exception:
        _verify(path)  # as the command does, whatever the app fails of
        if app is None and not _has_hops(path):
            return REFUSED
        if app is None or app.failure is None:
            raise
    if app is not None and app.failure is not None:
        if not isinstance(app.failure, HopscopeError):
            _verify(path)  # as the command does
        raise app.failure
    return READ


def _verify(path: Path) -> None:
    with _opened(path) as recording:
        recording.verify()


def _has_hops(path: Path) -> bool:
    """Whether there is a hop to begin at; the command asks before it makes the app."""
    with _opened(path) as recording:
        return len(recording.skeleton()) > 0


READERS: dict[str, Reader] = {
    "recording": _recording,
    "steps": _steps,
    **{f"report {form}": _report(form) for form in FORMATS["report"]},
    **{f"compare {form}": _compare(form) for form in FORMATS["compare"]},
    **{f"mro {form}": _mro(form) for form in FORMATS["mro"]},
    "app": _app,
}
"""All that read a recording: each format of each command among them."""

_ACTS = frozenset({
    "os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen", "socket.connect",
    "sqlite3.enable_load_extension", "sqlite3.load_extension", "os.remove", "os.rename", "os.rmdir",
})  # fmt: skip


def watch(ran: list[str]) -> None:
    """From now on note in ``ran`` what no reader does: running recorded code, starting programs."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _ACTS:
            ran.append(f"{event} {arguments!r}"[:300])
        elif event == "exec":
            name = getattr(arguments[0], "co_filename", "")
            if name.startswith("<") and not name.startswith(("<string>", "<frozen", "<__array")):
                ran.append(f"exec {arguments[0]!r}"[:300])

    sys.addaudithook(hook)


def serve() -> None:
    """Read the files named on stdin, one a line, and answer with a line of JSON each."""
    ran: list[str] = []
    folder = Path(os.environ["HOSTILE_OUT"])
    memory = int(os.environ["HOSTILE_MEMORY"])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    watch(ran)
    for line in sys.stdin:
        ran.clear()
        found = read_all(Path(line.rstrip("\n")), folder)
        if ran:
            found["ran"] = ran[0]
        sys.__stdout__.write(json.dumps(found) + "\n")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    serve()
