"""A controller to be killed: ``driver.py SCRIPT KIND SEED end|keep RECORDING`` plays a restless person.

It says the server's port on stdout. ``free`` on its stdin lets everything run, its end stops all.
"""

from __future__ import annotations

import random
import select
import sys
import tempfile
import threading
from pathlib import Path

from tracer.running.gatekeeper import ANY_DEPTH, Ticket
from tracer.running.live import LiveRun
from tracer.running.options import Options
from tracer.running.target import Target

_TICKETS = (
    Ticket(depth=ANY_DEPTH), Ticket(depth=2), Ticket(), Ticket(names=("handle",)),
    Ticket(new_request=True),
)  # fmt: skip


class Person:
    """Lets lanes go, holds them, changes its mind."""

    def __init__(self, run: LiveRun, script: str, seed: int) -> None:
        self._run = run
        self._chance = random.Random(seed)
        self._stops = ((script, "Polite.handle"), (script, "Louder.reply"))
        self._said = False

    def act(self) -> None:
        """Do one thing."""
        state, run, chance = self._run.state, self._run, self._chance
        if state.listening and not self._said:
            self._said = True
            print(state.listening[0].address[1], flush=True)
        if not self._said:
            for each in state.held:
                run.step(each.lane)
            return
        what = chance.random()
        if what < 0.03:
            run.free()
        elif what < 0.1 or (state.is_free and what < 0.3):
            run.hold()
        elif what < 0.13:
            run.stop_at(chance.choice([self._stops, ()]))
        elif state.held:
            each = chance.choice(state.held)
            run.go(each.lane, chance.choice(_TICKETS))


def main() -> int:
    """Play until stdin ends, or the program."""
    script, kind, seed, orphan, recording = sys.argv[1:]
    changed = threading.Event()
    options = Options(keep_running=orphan == "keep")
    scratch = tempfile.TemporaryDirectory(prefix="hopscope-scratch-")
    (Path(scratch.name) / "a copy").touch()
    target = Target("script", script, (kind,))
    run = LiveRun(target, options, Path(recording), changed.set, Path(scratch.name))
    run.start()
    person = Person(run, script, int(seed))
    restless = True
    while not run.state.ended:
        changed.wait(0.01)
        changed.clear()
        if select.select([sys.stdin], [], [], 0)[0]:
            if not sys.stdin.readline():
                break
            restless = False
            run.stop_at(())
            run.free()
        if restless:
            person.act()
    run.close()
    scratch.cleanup()
    error = run.state.error
    print(f"ended {run.state.exit_code} {error.message if error else ''}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
