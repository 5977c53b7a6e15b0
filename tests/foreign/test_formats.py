"""In no format that a command writes does foreign text act: whoever adds one finds it tried here.

A format is looked at as markup, in which ``<b>`` and ``[x](y)`` act, unless it is known to be
plain text or data: what is new is judged strictly.
"""

from __future__ import annotations

import importlib
import io
import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from lessons.traps import traps
from lessons.traps.checked import Checked
from tests.app.terminal import terminal
from tests.cli.running import Ended, hopscope
from tests.foreign.payload import MARK, PAYLOAD, acting, sequences
from tests.foreign.record import record, write_program
from tests.foreign.test_foreign import COLOURS, NAME, RUN
from tests.traps.labelled_set import FOLDER as LABELLED
from tui import commands
from tui.checking import check
from tui.reports import FORMATS

PLAIN = {"text", "github"}
DATA = {"json", "sarif"}
"""These are told by a parser of JSON."""
WORDS: dict[str, Callable[[Path, Path, Path], list[str | Path]]] = {
    # By command: what it is called with, of two recordings and a folder of sources.
    "report": lambda one, _other, _sources: [one],
    "compare": lambda one, other, _sources: [one, other],
    "check": lambda _one, _other, sources: [*sorted(sources.glob("*.py"))],
    "mro": lambda one, _other, _sources: [one, f"H{NAME}"],
}
EVERY = [(command, form) for command, forms in FORMATS.items() for form in forms]
HARMLESS = {"id", "trap", "outcome", "kind"}
"""Fields that hold words of our own."""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Two recordings of programs whose names act, and a folder with such a name of labelled traps."""
    made: list[Path] = []
    for name in "ab":
        script = write_program(tmp_path_factory.mktemp(name))
        if made:
            texts = script.parent / "texts.json"
            told = json.loads(texts.read_text())
            texts.write_text(json.dumps(told | {"payload": told["payload"] + "other"}))
        made.append(script.parent / "evil\x1b[2J[b].hops")
        assert made[-1].exists() or record(script, made[-1]).code == 1
    sources = tmp_path_factory.mktemp("sources") / f"{MARK} \x1b[9931m\u202e<b>[red]x"
    sources.mkdir()
    for path in LABELLED.glob("*.py"):
        (sources / path.name).write_text(path.read_text())
    return made[0], made[1], sources


def is_inert(text: str, form: str) -> None:
    """Nothing in what was written acts, whether a terminal, a browser or a parser reads it."""
    assert sequences(text) == set()
    assert acting(text) == []
    if form in DATA:
        json.loads(text)
    elif form in PLAIN:
        assert not text or "[red]" in text, "the markup of rich was acted on"
    else:
        fenced = re.compile(r"^(`{3,})[a-z]*\n.*?^\1$", re.MULTILINE | re.DOTALL)
        outside = re.sub(r"(`+)[^`].*?\1", "", fenced.sub("", text))
        acts = f"in markup this acts; where {form} is no markup, add it to PLAIN or DATA"
        assert not re.search(r"(?<!\\)<(?:b|script)>", outside), acts
        assert not re.search(r"(?<!\\)\[(?:red|link|x)[^\]\\]*\]", outside), acts


def written(command: str, form: str, inputs: tuple[Path, Path, Path]) -> Ended:
    return hopscope(command, "--format", form, *WORDS[command](*inputs))


@pytest.mark.parametrize(("command", "form"), EVERY)
def test_a_format_is_inert(command: str, form: str, inputs: tuple[Path, Path, Path]) -> None:
    done = written(command, form, inputs)
    assert done.code in (0, 1), done.err
    assert MARK in done.out
    is_inert(done.out, form)
    assert sequences(done.err) == set()
    assert acting(done.err) == []


@pytest.mark.parametrize("command", FORMATS)
def test_on_a_terminal_there_are_colours_and_nothing_else(
    command: str, inputs: tuple[Path, Path, Path]
) -> None:
    words = map(str, WORDS[command](*inputs))
    with terminal(RUN, command, *words, size=(160, 40)) as screen:
        assert screen.wait() in (0, 1)
        text = screen.painted.decode()
    assert MARK in text
    assert sequences(text) <= COLOURS
    assert acting(text, "\r\n") == []


def spoilt(value: Any) -> Any:
    """The same with text that acts in every text of it."""
    if isinstance(value, str):
        return PAYLOAD + value
    if isinstance(value, tuple):
        return tuple(map(spoilt, value))
    if isinstance(value, dict):
        return {key: spoilt(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in fields(value) if one.name not in HARMLESS]
        return replace(value, **{name: spoilt(getattr(value, name)) for name in names})
    return value


@pytest.fixture(scope="module")
def found() -> Checked:
    """What check says of sources that hold every trap."""
    said = check([*map(str, sorted(LABELLED.glob("*.py"))), "no_such_module"])
    told = {one.id for source in said.sources for one in source.findings}
    assert told == {trap.ID for trap in traps()}, "a trap without a labelled source"
    return said


@pytest.mark.parametrize("form", FORMATS["check"])
def test_whatever_a_trap_says_is_inert(form: str, found: Checked) -> None:
    write: Callable[[Checked, io.StringIO], None]
    write = importlib.import_module(f"tui.reports.check.{form}").write
    out = io.StringIO()
    write(spoilt(found), out)
    assert MARK in out.getvalue()
    is_inert(out.getvalue(), form)
    if form == "github":
        assert {line[:9] for line in out.getvalue().splitlines()} <= {"::warning", "::error t"}


def test_every_command_that_writes_formats_is_here() -> None:
    choosing = [name for name in commands.NAMES if "--format" in hopscope(name, "--help").out]
    assert sorted(choosing) == sorted(FORMATS) == sorted(WORDS)
    for command, form in EVERY:
        refused = hopscope(command, "--format", "other", "x")
        assert form in refused.err
