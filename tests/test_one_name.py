"""hopscope is one name: a wheel installs one package, and nobody's ``tracer`` is taken for ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PATIENCE = 60
LEARNERS = {
    "tracer.py": "raise SystemExit('a learner\\'s tracer was imported')\n",
    "lessons/__init__.py": "raise SystemExit('a learner\\'s lessons were imported')\n",
    "tui/__init__.py": "raise SystemExit('a learner\\'s tui was imported')\n",
    "token.py": "raise SystemExit('a learner\\'s token was imported')\n",
    "select.py": "raise SystemExit('a learner\\'s select was imported')\n",
    "rich/__init__.py": "raise SystemExit('a learner\\'s rich was imported')\n",
}
OWN = """\
import socketserver
import helper
class Handler(socketserver.BaseRequestHandler): pass
if __name__ == "__main__":
    print("helper:", helper.NAME, flush=True)
    with socketserver.TCPServer(("127.0.0.1", 0), Handler): pass
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel was put, beside another distribution's ``tracer``."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True, timeout=PATIENCE)
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    (site / "tracer.py").write_text("raise SystemExit('another tracer was imported')\n")
    return site


def test_a_wheel_installs_this_one_name(installed: Path) -> None:
    names = {path.name for path in installed.iterdir()} - {"tracer.py"}
    assert {name for name in names if not name.endswith(".dist-info")} == {"hopscope"}
    package = installed / "hopscope"
    for room in ("tracer", "lessons", "tui"):
        ours = {
            path.relative_to(PROJECT)
            for path in (PROJECT / room).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        theirs = {
            path.relative_to(package) for path in (package / room).rglob("*") if path.is_file()
        }
        assert theirs == ours


@pytest.fixture(params=["checkout", "wheel"])
def place(request: pytest.FixtureRequest) -> Path:
    """The folder that hopscope is imported from."""
    if request.param == "checkout":
        return PROJECT
    found = request.getfixturevalue("installed")
    assert isinstance(found, Path)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A learner's folder, with files of many names."""
    for name, text in LEARNERS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "helper.py").write_text("NAME = 'the learner\\'s own'\n")
    (tmp_path / "own.py").write_text(OWN)
    shutil.copy(PROJECT / "lessons/catalog/01-tour/solution.py", tmp_path / "solution.py")
    return tmp_path


COMMANDS = [
    ("--version",),
    ("--help",),
    ("report", "TCPServer"),
    ("report", "--format", "json", "TCPServer"),
    ("record", "-o", "run.hops", "TCPServer"),
    ("step", "TCPServer"),
    ("mro", "socketserver:ThreadingTCPServer"),
    ("check", "solution.py"),
    ("compare", "TCPServer", "TCPServer"),
    ("learn", "--plain"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_learner_s_files_are_not_taken_for_ours(
    place: Path, folder: Path, words: tuple[str, ...]
) -> None:
    if words[0] in ("mro", "check"):  # what they are asked about is imported as the learner would
        (folder / "select.py").unlink()
    ended = run(place, folder, *words)
    assert "was imported" not in ended.stdout + ended.stderr
    assert "internal error" not in ended.stderr
    assert ended.returncode == 0, ended.stderr


def test_the_program_s_own_path_is_untouched(place: Path, folder: Path) -> None:
    for name in LEARNERS:
        (folder / name).unlink()
    ended = run(place, folder, "report", "own.py")
    assert (ended.returncode, "helper: the learner's own" in ended.stderr) == (0, True), (
        ended.stderr
    )
    ended = run(place, folder, "mro", "own:Handler")
    assert (ended.returncode, "BaseRequestHandler" in ended.stdout) == (0, True), ended.stderr


def run(place: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """``python -m hopscope`` as it starts in that folder, with ``PYTHONPATH=.`` before all else."""
    (folder / "home").mkdir(exist_ok=True)
    path = os.pathsep.join([".", str(place)])
    return subprocess.run(
        [sys.executable, "-m", "hopscope", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "HOPSCOPE_HOME": str(folder / "home")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
