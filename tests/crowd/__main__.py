"""``python -m tests.crowd --clients 500 --times 5``: many clients at once on one server."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from pathlib import Path

from tests.crowd.crowd import REQUEST, losses, recorded, untraced
from tracer.recording import Recording

MOST_MEMORY = 1.5


def main() -> int:
    """Print a line for each time; exit code 1 when something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.crowd", description=__doc__)
    parser.add_argument("--clients", type=int, default=500, metavar="N")
    parser.add_argument("--times", type=int, default=5, metavar="N")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {options.clients} clients at once")
    print("time  answered  hops   of requests  lost  peak MB  untraced  times")
    wrong: list[str] = []
    for time in range(1, options.times + 1):
        with tempfile.TemporaryDirectory(prefix="hopscope-crowd-") as name:
            wrong += _once(time, options.clients, Path(name))
    print(*wrong[:20], sep="\n")
    print("nothing lost" if not wrong else f"{len(wrong)} complaints")
    return 1 if wrong else 0


def _once(time: int, clients: int, folder: Path) -> list[str]:
    output = folder / "crowd.hops"
    plain = untraced(clients, folder)
    traced = recorded(clients, folder, output)
    lost = losses(output, clients)
    recording = Recording(output)
    hops = len(recording)
    of_requests = sum(1 for hop in recording.hops() if hop.request is not None)
    recording.close()
    ratio = traced.peak_kb / plain.peak_kb
    print(
        f"{time:4}  {traced.answered:8}  {hops:5}  {of_requests:5}/{clients * sum(REQUEST.values()):5}"
        f"  {len(lost):4}  {traced.peak_kb / 1024:7.1f}  {plain.peak_kb / 1024:8.1f}  {ratio:.2f}",
        flush=True,
    )
    if traced.answered != clients:
        lost.append(f"time {time}: {traced.answered} of {clients} were answered")
    if traced.code != plain.code:
        lost.append(f"time {time}: exit code {traced.code} instead of {plain.code}")
    if ratio > MOST_MEMORY:
        lost.append(f"time {time}: {ratio:.2f} times the memory of the untraced program")
    return lost


if __name__ == "__main__":
    sys.exit(main())
