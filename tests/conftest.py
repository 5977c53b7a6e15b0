"""What holds for every test: it leaves nothing behind, and hopscope speaks English to it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.leftovers import Census, await_none
from tracer import language


def pytest_configure() -> None:
    """Let messages be English in every process, whatever the locale here; the rest of it stays."""
    for name in ("LC_ALL", "LANGUAGE"):
        os.environ.pop(name, None)
    os.environ["LC_MESSAGES"] = "C"


@pytest.fixture(autouse=True)
def speaks_english() -> Iterator[None]:
    """Speak English again, whatever a test has chosen."""
    yield
    language.use(language.ENGLISH)


@pytest.fixture(autouse=True)
def leaves_nothing_behind() -> Iterator[None]:
    """Fail the test that leaves a trace function, thread, child process or open socket."""
    before = Census.take()
    yield
    left = await_none(before)
    if left:
        pytest.fail("the test leaves behind " + "; ".join(left), pytrace=False)
