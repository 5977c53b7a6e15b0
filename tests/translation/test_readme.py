"""The Chinese README says what the English one says, and each leads to the other."""

from __future__ import annotations

import re

import pytest

from tests.translation.catalogues import PROJECT

ENGLISH = (PROJECT / "README.md").read_text(encoding="utf-8")
CHINESE = (PROJECT / "README.zh-CN.md").read_text(encoding="utf-8")


def fenced(text: str) -> list[str]:
    """The blocks between fences, as they are."""
    return re.findall(r"^```.*?^```$", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """The lines of indented blocks, without the words beside a command."""
    lines = re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    return [re.split(r"  +", line)[0] for line in lines]


def test_both_have_the_same_code() -> None:
    assert len(fenced(ENGLISH)) == 2
    assert fenced(CHINESE) == fenced(ENGLISH)
    assert len(commands(ENGLISH)) > 20
    assert commands(CHINESE) == commands(ENGLISH)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(#+) ",  # headings, by their level
        r"^\| (`[^|]*`) \|",  # options
        r"\]\((?!README)([^)]*)\)",  # links
        r"^(- )",  # limits
    ],
)
def test_both_have_the_same_parts(pattern: str) -> None:
    found = re.findall(pattern, ENGLISH, re.MULTILINE)
    assert len(found) > 5
    assert re.findall(pattern, CHINESE, re.MULTILINE) == found


def test_each_leads_to_the_other() -> None:
    assert "(README.zh-CN.md)" in ENGLISH[:200]
    assert "(README.md)" in CHINESE[:200]
