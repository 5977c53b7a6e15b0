"""Packages that had one of the mistakes, before and after their fix: ``python -m tests.traps.packages``.

They are downloaded by pip, unpacked and read; nothing of them is run or installed.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lessons.source.syntax import parse
from tracer.classes.sources import text_of
from tui.checking import check


@dataclass(frozen=True)
class Release:
    """A release, and what check must say of it: id and class of each finding."""

    name: str
    version: str
    expected: tuple[str, ...]


RELEASES = (
    Release("dnslib", "0.9.16", ("M1 UDPServer", "M1 TCPServer")),
    Release("dnslib", "0.9.19", ()),
    Release("pygnssutils", "1.1.12", ("M13 SocketServer",)),
    Release("pygnssutils", "1.1.15", ()),
    # The order was changed in 0.4.3.2; the class overrides all that the mixin loses, so that
    # it had no effect before and has none after: silence is right for both.
    Release("jsonrpclib-pelix", "0.4.3", ()),
    Release("jsonrpclib-pelix", "0.4.3.2", ()),
)


def main() -> int:
    """Say of each release what was found, and whether that is what was expected."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for release in RELEASES:
            found = sorted(findings(unpacked(release, Path(folder))))
            right = found == sorted(release.expected)
            wrong += not right
            said = ", ".join(found) or "silent"
            verdict = "as expected" if right else f"EXPECTED {release.expected}"
            print(f"{release.name} {release.version}: {said} ({verdict})", flush=True)
    return 1 if wrong else 0


def unpacked(release: Release, folder: Path) -> Path:
    """Download a release and unpack it into a folder of its own."""
    place = folder / f"{release.name}-{release.version}"
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(place),
         f"{release.name}=={release.version}"],
        check=True, timeout=300, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    (archive,) = place.iterdir()
    inside = place / "inside"
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(inside)
    else:
        with tarfile.open(archive) as sdist:
            sdist.extractall(inside, filter="data")
    return inside


def findings(folder: Path) -> list[str]:
    """What check says of every source of a folder that this Python can parse."""
    paths = [str(path) for path in sorted(folder.rglob("*.py")) if parse(text_of(str(path)) or "(")]
    return [f"{one.id} {one.subject}" for found in check(paths).sources for one in found.findings]


if __name__ == "__main__":
    raise SystemExit(main())
