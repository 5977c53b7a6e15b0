"""Where traps are listed for people: each is there, and no other."""

from __future__ import annotations

import re
import textwrap

import pytest

from lessons.traps import traps
from tests.cli.running import PROJECT, hopscope_anew
from tests.traps.labelled_set import report

DOCUMENT = (PROJECT / "docs" / "check.md").read_text(encoding="utf-8")


def test_ids_and_names_are_one_trap_s_each() -> None:
    ids, names = {trap.ID for trap in traps()}, {trap.NAME for trap in traps()}
    assert len(ids) == len(names) == len(traps())


def test_the_document_lists_each_trap() -> None:
    part = DOCUMENT.split("\n## What it finds\n")[1].split("\n## ")[0]
    listed = re.findall(r"^\| (M\d+) \| `([\w-]+)` \|", part, re.MULTILINE)
    assert set(listed) == {(trap.ID, trap.NAME) for trap in traps()}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_help_names_each_trap(language: str) -> None:
    told = hopscope_anew("check", "--lang", language, "--help").out
    named = re.findall(r"[(（](M\d+)[)）]", told)
    assert set(named) == {trap.ID for trap in traps()}


def test_the_document_prints_what_the_labelled_set_gives() -> None:
    assert textwrap.indent(report(), "    ") in DOCUMENT, "python -m tests.traps.labelled_set"
