"""What two searches are said to differ in; where one cannot be told, nothing but that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lessons.compare.callers import HopCaller
from lessons.compare.searches import Search, names_of, tell_difference
from lessons.explain.step import FoundIn
from lessons.source.call_site import Dispatch

MRO = ("m:Server", "m:Mixin", "m:Base", "builtins:object")
BASES = {
    "m:Server": ("m:Mixin", "m:Base"), "m:Mixin": ("builtins:object",),
    "m:Base": ("builtins:object",), "builtins:object": (),
}  # fmt: skip
HERE = Search(
    hop=1, function="Mixin.go", name="go", dispatch=Dispatch.INSTANCE, place=None,
    receiver_class="m:Server", mro=MRO, bases=BASES, order=MRO,
    has=frozenset({"m:Mixin", "m:Base"}), owner="m:Mixin", found_in="class", written_in=None,
    reason=None, sentence="", parent=None, caller=HopCaller(None, None, "", is_direct=False),
)  # fmt: skip
BASE_WON = replace(HERE, owner="m:Base", has=frozenset({"m:Base"}))


def test_a_name_that_was_taken_away() -> None:
    assert tell_difference(HERE, BASE_WON) == [
        "In A Mixin comes before Base in the MRO of Server.",
        "In B Mixin has no go.",
    ]


def test_a_search_by_super_that_begins_behind_a_class() -> None:
    behind = replace(
        BASE_WON, dispatch=Dispatch.SUPER, order=MRO[2:], has=frozenset({"m:Base"}),
        written_in="m:Mixin",
    )  # fmt: skip
    assert tell_difference(HERE, behind) == [
        "The call is written otherwise: `go` (instance) in A, `go` (super) in B.",
        "In A Mixin comes before Base in the MRO of Server.",
        "In B the search of super() begins after Mixin: Mixin comes before that.",
    ]


def test_a_call_that_names_the_class() -> None:
    named = replace(BASE_WON, dispatch=Dispatch.CLASS, order=("m:Base", "builtins:object"))
    assert tell_difference(HERE, named)[-1] == "Mixin is not in the MRO of Base (B)."


@pytest.mark.parametrize(
    ("found_in", "said"),
    [
        ("instance", "In B the object has go in its own __dict__, and no data descriptor"),
        ("getattr", "In B no class and no object had go, so Base.__getattr__ answered."),
        ("metaclass", "In B no class of the MRO had go: the metaclass Base has it."),
    ],
)
def test_what_did_not_end_in_a_class_of_the_mro(found_in: FoundIn, said: str) -> None:
    other = replace(BASE_WON, found_in=found_in)
    (reason,) = tell_difference(HERE, other)
    assert reason.startswith(said)


def test_what_cannot_be_told_is_not() -> None:
    unknown = replace(BASE_WON, reason="two candidates", function="Base.go")
    assert tell_difference(HERE, unknown) == [
        "How Base.go was found in B cannot be told: two candidates."
    ]


def test_classes_of_one_name_are_told_apart_by_their_modules() -> None:
    assert names_of("one:Server", "two:Server") == ("one.Server", "two.Server")
    assert names_of("one:Server", "two:Base") == ("Server", "Base")
