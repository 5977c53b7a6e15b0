"""Help is at hand, quickly, and offers only what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.running import PATIENCE, PROJECT, hopscope, hopscope_anew
from tests.reports.made import made_recording
from tui import commands


def test_the_overview_names_each_command_and_no_other() -> None:
    ended = hopscope_anew("--help")
    assert ended.code == 0
    assert ended.err == ""
    listed = re.findall(
        r"^  (\w+) +\w", ended.out.split("commands:")[1].split("\n\n")[0], re.MULTILINE
    )
    assert listed == list(commands.NAMES)


@pytest.mark.parametrize("name", commands.NAMES)
def test_each_command_has_help_with_examples(name: str) -> None:
    ended = hopscope(name, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert f"usage: hopscope {name}" in ended.out
    examples = ended.out.split("examples:")[1]
    assert f"hopscope {name}" in examples
    assert hopscope("help", name).out == ended.out


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("name", commands.NAMES)
def test_help_is_plain_text_that_fits(name: str, language: str) -> None:
    """Whatever the Python: newer ones colour what argparse lays out by itself."""
    help_of = hopscope(name, "--lang", language, "--help", FORCE_COLOR="1", COLUMNS="50").out
    assert "\x1b" not in help_of
    options = help_of.split("\n\n", 2)[2].split("--lang en|zh-CN")[1].split("\n\n")[0]
    assert max(map(cell_len, options.splitlines())) <= 48


def test_the_version_is_the_installed_one() -> None:
    assert re.fullmatch(r"hopscope \d+\.\d+\.\d+\n", hopscope_anew("--version").out)


@pytest.mark.parametrize(
    "words",
    [["--help"], ["mro", "--help"], ["mro", "TCPServer", "--format", "json"], ["record", "x.py"]],
)
def test_what_is_not_needed_is_not_loaded(words: list[str]) -> None:
    loaded = loaded_by(*words)
    assert "tui.cli" in loaded
    assert not loaded & {"textual", "rich", "pygments", "tracer.agent", "tui.app"}


def loaded_by(*words: str) -> set[str]:
    """The modules that a command has imported when it ends."""
    probe = (
        "import sys; from tui.cli import main; main(sys.argv[1:]);"
        "print(); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, *words],
        cwd=PROJECT, capture_output=True, text=True, timeout=PATIENCE, check=True,
    )  # fmt: skip
    return set(done.stderr.splitlines()[-1].split())


def test_json_needs_no_rich(tmp_path: Path) -> None:
    recording = made_recording(tmp_path)
    recording.close()
    loaded = loaded_by("report", "--format", "json", str(recording.path))
    assert "tracer.recording" in loaded
    assert not loaded & {
        "textual",
        "rich",
        "pygments",
        "tracer.running.run",
        "tracer.agent.recorder",
    }
