"""A small life of a server, built from a program with real sources and positions."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from tests.build import RecordingBuilder
from tracer.model import Note
from tracer.recording import Recording

PROGRAM = textwrap.dedent(
    """\
    class Base:
        def handle(self, word):
            return word

        def finish(self):
            raise ValueError("no more")


    class Loud:
        def handle(self, word):
            return super().handle(word).upper()


    class Talk(Loud, Base):
        pass


    def serve(talk):
        talk.handle("hello")
        talk.finish()
    """
)


def made_program(folder: Path) -> dict[str, Any]:
    """The program's names; its file is real, so that positions and sources are."""
    file = folder / "made.py"
    file.write_text(PROGRAM)
    names: dict[str, Any] = {"__name__": "made"}
    exec(compile(PROGRAM, str(file), "exec"), names)
    return names


def made_recording(folder: Path) -> Recording:
    """One request in two lanes: a call, a super() call, and one that raises."""
    names = made_program(folder)
    build = RecordingBuilder(
        folder, name="made.hops", target=("made.py", "--fast"), python="3.12.0"
    )
    base, loud = build.real_class(names["Base"]), build.real_class(names["Loud"])
    talk = build.object("handler", build.real_class(names["Talk"]))
    main = build.lane()
    code = build.real_code(names["serve"])
    start = build.hop(code, lane=main, arguments={"talk": "<handler#1>"})
    request = build.request(start, client="('127.0.0.1', 5\x1b[31m)")
    thread = build.lane("thread", "Thread-1", parent_hop=start, daemon=True)
    found = build.hop(
        build.real_code(names["Loud"].handle),
        lane=thread, receiver=talk, owner=loud, attribute="handle", request=request,
        site=build.real_site(names["serve"], 'talk.handle("hello")'),
        arguments={"word": "'hello'"},
    )  # fmt: skip
    inner = build.hop(
        build.real_code(names["Base"].handle),
        receiver=talk, lane=thread, owner=base, attribute="handle", request=request,
        site=build.real_site(names["Loud"].handle, "super().handle(word)"),
        arguments={"word": "'hello'"},
    )  # fmt: skip
    build.end(inner, value="'hello'")
    build.end(found, value="'HELLO'")
    failing = build.hop(
        build.real_code(names["Base"].finish),
        receiver=talk, lane=thread, owner=base, attribute="finish", request=request,
        site=build.real_site(names["serve"], "talk.finish()"),
    )  # fmt: skip
    build.end(failing, exception=("ValueError", "no more"))
    build.hand_off(start, found)
    build.end_lane(thread)
    build.end(start)
    build.end_lane(main)
    build.writer.note(Note("made by hand"))
    return build.finish()
