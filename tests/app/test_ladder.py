"""The lookup shows the receiver's whole MRO, whichever part of it a call searched."""

from __future__ import annotations

import textwrap
from pathlib import Path

from tests.app.places import Driven, driving
from tests.build import RecordingBuilder
from tracer.recording import Recording

PROGRAM = textwrap.dedent(
    """\
    class Base:
        def go(self):
            pass

    class Left(Base):
        def go(self):
            super().go()

    class Right(Base):
        pass

    class Both(Left, Right):
        pass

    def run(both):
        both.go()
        Left.go(both)
    """
)


def program(folder: Path) -> Recording:
    """``both.go()``, the ``super().go()`` in it, and ``Left.go(both)``."""
    file = folder / "both.py"
    file.write_text(PROGRAM)
    names: dict[str, type] = {}
    exec(compile(PROGRAM, str(file), "exec"), {"__name__": "both"}, names)
    build = RecordingBuilder(folder, target=("both.py",))
    build.lane()
    both = build.object("server", build.real_class(names["Both"]))
    run = build.hop(build.real_code(names["run"]))
    for caller, text, owner in (
        ("run", "both.go()", "Left"),
        ("Left", "super().go()", "Base"),
        ("run", "Left.go(both)", "Left"),
    ):
        made_in = names["run"] if caller == "run" else vars(names["Left"])["go"]
        build.call(
            build.real_code(vars(names[owner])["go"]), receiver=both, attribute="go",
            owner=build.real_class(names[owner]), site=build.real_site(made_in, text),
        )  # fmt: skip
    build.end(run)
    return build.finish()


def told(app: Driven) -> dict[str, str]:
    """What the lookup says of each class, in its order."""
    rows = [line.strip("► ").split(maxsplit=1) for line in app.pane("lookup").text().splitlines()]
    return {row[0]: row[1].strip() for row in rows if row[0] in {*ORDER}}


ORDER = ("Both", "Left", "Right", "Base", "object")


async def test_a_class_keeps_its_place_and_the_light_moves(tmp_path: Path) -> None:
    async with driving(program(tmp_path), (120, 50), start_hop=2) as app:
        plain = told(app)
        assert [*plain] == [*ORDER]
        assert plain["Left"].startswith("◄ found")
        assert plain["Base"] == "○ shadowed: has it too, not asked"
        await app.press("s")
        by_super = told(app)
        assert [*by_super] == [*ORDER]
        assert by_super["Both"] == "│ skipped"
        assert by_super["Left"] == "│ super() starts after it"
        assert by_super["Right"] == "– not here"
        assert by_super["Base"].startswith("◄ found")
        await app.press("s")
        by_class = told(app)
        assert [*by_class] == [*ORDER]
        assert by_class["Both"] == "│ skipped"
        assert by_class["Left"].startswith("◄ found")
        assert by_class["Right"] == "│ plays no part"  # no base of Left: it is not in Left's MRO
        assert by_class["Base"] == "○ shadowed: has it too, not asked"


async def test_a_class_stands_on_the_same_row_at_every_hop(chain: Path) -> None:
    async with driving(chain, (200, 55)) as app:
        places = []
        for function in ("process_request", "finish_request", "server_close"):
            await app.go_to(function)
            if function == "server_close":
                await app.press("s")
                assert "super().server_close()" in app.title("lookup")
            lines = app.pane("lookup").text().splitlines()
            places.append([i for i, line in enumerate(lines) if "TCPServer  " in line])
        assert places[0] == places[1] == places[2]
        assert len(places[0]) == 2
