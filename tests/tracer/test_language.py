"""Which language is chosen, and what a message becomes in it."""

from __future__ import annotations

import pytest

from tracer.errors import HopscopeError
from tracer.language import CHINESE, ENGLISH, _, choose, chosen, either, listed, speaking, use
from tracer.model import Note
from tracer.notes import note_words


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, ENGLISH),
        ({"LANG": "zh_CN.UTF-8"}, CHINESE),
        ({"LANG": "zh_SG"}, CHINESE),
        ({"LANG": "zh"}, CHINESE),
        ({"LANG": "zh_Hans_HK"}, CHINESE),
        ({"LANG": "zh_CN.GBK@radical"}, CHINESE),
        ({"LANG": "zh_TW.UTF-8"}, ENGLISH),
        ({"LANG": "zh_Hant"}, ENGLISH),
        ({"LANG": "de_DE.UTF-8"}, ENGLISH),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, ENGLISH),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8", "LC_MESSAGES": "C"}, CHINESE),
        ({"LANGUAGE": "de:zh_CN:en"}, CHINESE),
        ({"LANGUAGE": "zh_CN", "LANG": "de_DE.UTF-8"}, CHINESE),
        ({"LANGUAGE": "zh_CN", "LANG": "C.UTF-8"}, ENGLISH),
        ({"LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, ENGLISH),
    ],
)
def test_the_locale_chooses(environ: dict[str, str], language: str) -> None:
    assert choose(environ) == language


@pytest.mark.parametrize(
    ("asked", "language"),
    [("zh-CN", CHINESE), ("zh_CN", CHINESE), ("zh", CHINESE), ("zh-Hans", CHINESE),
     ("ZH-cn", CHINESE), ("en", ENGLISH), ("en-GB", ENGLISH)],
)  # fmt: skip
def test_what_is_asked_for_counts_more(asked: str, language: str) -> None:
    assert choose({"LC_ALL": "zh_CN.UTF-8"}, asked) == language
    assert choose({"LC_ALL": "en_US.UTF-8"}, asked) == language


@pytest.mark.parametrize("asked", ["de", "zh-TW", "", "chinese"])
def test_a_language_that_there_is_not(asked: str) -> None:
    with pytest.raises(HopscopeError) as refused:
        choose({}, asked)
    assert repr(asked) in refused.value.message
    assert "en, zh-CN" in refused.value.hint


def test_a_message_is_said_in_the_language_in_use() -> None:
    assert _("hopscope speaks {languages}") == "hopscope speaks {languages}"
    use(CHINESE)
    assert chosen() == CHINESE
    assert _("hopscope speaks {languages}") == "hopscope 支持的语言：{languages}"
    assert _("never translated") == "never translated"
    assert _("") == ""
    with speaking(ENGLISH):
        assert (chosen(), _("hopscope speaks {languages}")) == (
            ENGLISH,
            "hopscope speaks {languages}",
        )
    assert _("hopscope speaks {languages}") == "hopscope 支持的语言：{languages}"


def test_a_note_gets_its_words_where_it_is_shown() -> None:
    full = Note("full-since", {"most": 1000, "requests": 12, "hops": 1042})
    one = Note("full-since", {"most": 1000, "requests": 1, "hops": 1})
    stopped = "At most 1,000 hops are kept: recording stopped when it was full."
    assert note_words(Note("full", {"most": 1000})) == stopped
    assert note_words(full) == f"{stopped} Missing since then: 1,042 hops, 12 requests."
    assert note_words(one) == f"{stopped} Missing since then: 1 hop, 1 request."
    use(CHINESE)
    assert note_words(full) == "最多保留 1,000 跳：已满，记录停止。此后缺少：1,042 跳，12 个请求。"
    assert note_words(Note("stopped-alone")) == (
        "记录提前停止：hopscope 已经不在，程序继续自己运行。"
    )
    assert note_words(Note("stopped-error", {"error": "{odd}"})) == (
        "记录提前停止：记录器出错（{odd}）。"
    )


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (Note("of a newer version", {"left": "{0}", "times": 3}), "of a newer version left={0} times=3"),
        (Note("option"), "option"),
        (Note("full", {"most": "many"}), "full most=many"),
    ],
)  # fmt: skip
def test_a_note_that_is_not_known_is_told_as_it_stands(note: Note, told: str) -> None:
    assert note_words(note) == told


def test_lists_are_written_as_each_language_does() -> None:
    assert (listed("ABC"), either("AB")) == ("A, B, C", "A or B")
    use(CHINESE)
    assert (listed("ABC"), either("AB")) == ("A、B、C", "A 或 B")
