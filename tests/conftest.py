"""What holds for every test: it leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.leftovers import Census, await_none


@pytest.fixture(autouse=True)
def leaves_nothing_behind() -> Iterator[None]:
    """Fail the test that leaves a trace function, thread, child process or open socket."""
    before = Census.take()
    yield
    left = await_none(before)
    if left:
        pytest.fail("the test leaves behind " + "; ".join(left), pytrace=False)
