"""Source lines: split as Python splits them, lexed lazily, drawn character by character."""

from __future__ import annotations

import socketserver
from pathlib import Path

import pytest
from pygments.lexers.python import PythonLexer

from tui.app.model.source_text import LexedSource, _looks


def test_lines_are_those_of_the_interpreter() -> None:
    source = LexedSource("a = 1\r\nb = '\x0c'\rc = '\u2028'\n\nd = 2\n")
    assert source.lines == ["a = 1", "b = '\x0c'", "c = '\u2028'", "", "d = 2"]


@pytest.mark.parametrize("first", [1, 40, 317, 640, 852])
def test_a_window_lexes_as_the_whole_file_does(first: int) -> None:
    text = Path(socketserver.__file__).read_text()
    whole: list[list[tuple[str, str]]] = [[]]
    for value, look in _looks(text):
        head, *rest = value.split("\n")
        whole[-1].append((head, look))
        whole.extend([(piece, look)] for piece in rest)
    source = LexedSource(text)
    for number in range(first, min(first + 30, len(source) + 1)):
        expected = [look for piece, look in whole[number - 1] for _ in piece]
        assert [look for _, look in source.shown(number)] == expected, number


def test_only_what_is_asked_for_is_lexed(monkeypatch: pytest.MonkeyPatch) -> None:
    lexed: list[int] = []
    genuine = PythonLexer.get_tokens

    def counting(self: PythonLexer, text: str, unfiltered: bool = False) -> object:
        lexed.append(len(text))
        return genuine(self, text, unfiltered)

    monkeypatch.setattr(PythonLexer, "get_tokens", counting)
    source = LexedSource("x = 1\n" * 50_000)
    source.tokens(25_000)
    source.tokens(25_010)
    assert len(lexed) == 1
    assert lexed[0] < 1_000


def test_a_line_in_a_long_string_is_lexed_from_where_the_string_begins() -> None:
    source = LexedSource("x = 1\ntext = '''\n" + "def not_code(): pass\n" * 100 + "'''\ny = 2\n")
    assert source.statement_start(60) == 2
    assert {look for _, look in source.shown(60)} == {"string"}
    assert source.statement_start(104) == 104


def test_quotes_in_comments_and_strings_open_nothing() -> None:
    source = LexedSource('# it\'s """ not open\nx = "\'\'\'"\ny = 3\n')
    assert source.statement_start(3) == 3
    assert {look for _, look in source.shown(3)} == {"", "number"}


def test_tabs_take_the_room_to_the_next_stop_and_controls_are_written_out() -> None:
    source = LexedSource("\tx\ty = '\x1b[0m'")
    assert "".join(p for p, _ in source.shown(1)) == "    x   y = '\\x1b[0m'"


def test_a_line_of_a_megabyte_is_cut() -> None:
    source = LexedSource("x = '" + "y" * 1_000_000 + "'\nz = 1\n")
    assert len(source.shown(1)) <= 2_000
    assert "".join(p for p, _ in source.shown(2)) == "z = 1"
