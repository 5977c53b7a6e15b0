"""check against classes that were labelled by hand before it was first run on them."""

from __future__ import annotations

from lessons.traps import traps
from tests.traps.labelled_set import labels, score

OUT_OF_REACH = ("other_orders.py OnDynamic M1",)
"""Its first base is what a function returns: a source that is not run does not tell."""


def test_the_set_is_large_and_holds_every_trap() -> None:
    said = labels()
    classes = [name for names in said.values() for name in names if name[0].isupper()]
    assert len(classes) >= 60
    wrong = [one for names in said.values() for ids in names.values() for one in ids]
    assert set(wrong) == {trap.ID for trap in traps()}
    assert len([1 for names in said.values() for ids in names.values() if not ids]) > 60


def test_no_alarm_is_false_and_none_is_missed_that_a_source_tells() -> None:
    result = score()
    assert result.false_alarms == ()
    assert result.missed == OUT_OF_REACH
    assert result.precision == 1.0
    assert result.recall > 0.97
