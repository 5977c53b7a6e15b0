"""What is read out of a hop."""

from __future__ import annotations

from tests.lessons.course.small import scene
from tui.plain.hops import hop_lines


def test_values_are_read_out_where_a_step_is_about_them() -> None:
    given = scene("threads", "whose")
    assert [name for name, _ in given.arguments] == ["request", "client_address"]
    plain, told = hop_lines(given), hop_lines(given, values=True)
    (line,) = (line for line in told if line not in plain)
    assert line.startswith("It was given request = <socket ")
    assert "client_address = ('127.0.0.1', " in line
    assert not [line for line in told if line.startswith("It returned")]
