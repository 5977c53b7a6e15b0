"""What clients received: held against patterns, and told."""

from __future__ import annotations

import pytest

from lessons.course.received import Received, tell_received

ONE = Received(((b"ONE\r\nTWO \n",),))
THREE = ((b"visit 1\n",), (b"visit 2\n",), (b"visit 12\n",))


@pytest.mark.parametrize(
    ("received", "patterns", "fits"),
    [
        (ONE, [r"ONE\nTWO"], True),
        (ONE, [r"ONE"], False),
        (ONE, [r"ONE.*"], True),
        (ONE, [r"TWO\nONE"], False),
        (Received(((b"ONE", b"TWO\n"),)), [r"ONE\nTWO"], True),  # two datagrams
        (Received(((b"\xff\n",),)), [r"."], True),
        (Received(((b"",), ())), [r""], True),
        (Received(((b"hello\n",), ())), [r".+"], False),
        (Received(((b"\r\n",),)), [r".+"], False),
        (Received(), [r".*"], False),
        (Received(THREE), [r".* 1", r".* 2", r".* 12"], True),
        (Received(THREE), [r".* 2", r".* 1", r".* 12"], False),
        (Received(THREE, together=True), [r".* 2", r".* 1", r".* 12"], True),
        # The first pattern fits all of them; it is to take the one that no other fits.
        (Received(THREE, together=True), [r".*", r".* 1", r".* 12"], True),
        (Received(THREE, together=True), [r".*\d\d", r".* 12", r".*"], False),
        (Received(THREE), [r".*", r".*"], False),
    ],
)
def test_they_fit_or_not(received: Received, patterns: list[str], fits: bool) -> None:
    assert received.fits(patterns) is fits


@pytest.mark.parametrize(
    ("received", "lines"),
    [
        (Received(), []),
        (ONE, [r"The client received: b'ONE\r\nTWO \n'"]),
        (Received(((),)), ["The client received: nothing"]),
        (Received(((b"a\n", b"", b"b\n"),)), [r"The client received: b'a\n', b'b\n'"]),
        (Received(((b"a",), (b"a",))), ["Each of 2 clients received: b'a'"]),
        (
            Received(((b"\x1b[2J",), ())),
            [r"Client 1 received: b'\x1b[2J'", "Client 2 received: nothing"],
        ),
        (
            Received(tuple((b"%d" % number,) for number in range(1, 11))),
            [*(f"Client {n} received: b'{n}'" for n in range(1, 9)), "… and 2 clients more"],
        ),
        (Received(((bytes(1000),),)), ["The client received: b'" + r"\x00" * 200 + "' … 1000 bytes"]),
    ],
)  # fmt: skip
def test_they_are_told_in_a_few_lines(received: Received, lines: list[str]) -> None:
    assert list(tell_received(received)) == lines
