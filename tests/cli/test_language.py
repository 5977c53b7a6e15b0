"""``--lang`` and the locale, on every command; what programs read is the same in each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.build import chain_recording
from tests.cli.running import hopscope
from tui.commands import NAMES

CHINESE_WORDS = re.compile("[\u4e00-\u9fff]")
LATE = """\
import socketserver
class Server(socketserver.TCPServer, socketserver.ThreadingMixIn):
    pass
"""


@pytest.fixture(scope="module")
def hops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of one request."""
    recording = chain_recording(tmp_path_factory.mktemp("language"))
    recording.close()
    return recording.path


@pytest.mark.parametrize("name", NAMES)
def test_every_command_tells_its_help_in_chinese(name: str) -> None:
    after = hopscope(name, "--lang", "zh-CN", "--help")
    assert (after.code, after.err) == (0, "")
    assert after.out == hopscope("--lang=zh-CN", name, "--help").out
    assert after.out == hopscope(name, "--help", LANG="zh_CN.UTF-8", LC_MESSAGES="").out
    assert "用法：hopscope" in after.out
    assert "--lang en|zh-CN" in after.out
    options = re.findall(r"^  (-.*?)(?:  +|\n +)(\S.*)$", after.out, re.MULTILINE)
    assert len(options) > 2
    assert [words for _, words in options if not CHINESE_WORDS.search(words)] == []


@pytest.mark.parametrize("words", [["--lang", "zh-CN", "--help"], ["--help", "--lang", "zh-CN"]])
def test_the_overview_is_chinese(words: list[str]) -> None:
    shown = hopscope(*words).out
    assert "命令：" in shown
    listed = re.findall(r"^  (\w+) +(.+)$", shown, re.MULTILINE)[: len(NAMES)]
    assert [name for name, _ in listed] == list(NAMES)
    assert all(CHINESE_WORDS.search(summary) for _, summary in listed)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["report", "--nope"], "不认识的参数：--nope"),
        (["report", "--format", "xml"], "参数 --format：'xml' 不在可选之列"),
        (["record", "--requests"], "参数 --requests：需要一个值"),
        (["record", "--requests", "0"], "'0' 不是从 1 开始的整数"),
        (["record", "x.py"], "record 需要 -o FILE"),
        (["step", "nowhere.py"], "没有脚本 nowhere.py"),
        (["mro", "TCPServer", "nope"], "TCPServer 的 MRO 里没有哪个类有 'nope'"),
        (["mro", "TCPServe"], "socketserver 没有类 TCPServe"),
        (["check"], "check 需要一个目标"),
        (["nope"], "没有命令 'nope'"),
    ],
)
def test_mistakes_are_told_in_chinese(words: list[str], message: str) -> None:
    ended = hopscope("--lang", "zh-CN", *words)
    told, hinted = ended.err.splitlines()
    assert ended.code == 2
    assert message in told
    assert hinted.startswith("提示：")
    assert CHINESE_WORDS.search(hinted.removeprefix("提示："))


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_is_told_in_the_language_asked_for_after_the_command(name: str) -> None:
    ended = hopscope(name, "--lang", "zh-CN", "--nope")
    assert ended.code == 2
    assert "不认识的参数：--nope" in ended.told[0]


def test_a_language_that_there_is_not() -> None:
    ended = hopscope("mro", "--lang", "de", "TCPServer")
    assert ended.code == 2
    assert ended.told == [
        "hopscope: there is no language 'de'", "hint: hopscope speaks en, zh-CN",
    ]  # fmt: skip


def test_what_follows_a_script_is_the_scripts(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(
        "import socketserver, sys\n"
        "class Handler(socketserver.BaseRequestHandler): pass\n"
        "with socketserver.TCPServer(('127.0.0.1', 0), Handler): print(sys.argv[1:])\n"
    )
    ended = hopscope("record", "-o", tmp_path / "run.hops", script, "--lang", "zh-CN")
    assert ended.out == "['--lang', 'zh-CN']\n"
    assert [line for line in ended.told if CHINESE_WORDS.search(line)] == []


def test_the_report_is_chinese_and_its_data_are_not(hops: Path) -> None:
    report = hopscope("report", hops, "--lang", "zh-CN").out
    for words in (
        "类图",
        "覆盖矩阵",
        "调用树",
        "查找",
        "耗时",
        "链接循环",
        "一个 ThreadingTCPServer 对象",
    ):
        assert words in report
    assert "shadowed" not in report
    data = hopscope("report", "--format", "json", hops, "--lang", "zh-CN").out
    assert data == hopscope("report", "--format", "json", hops).out


def test_findings_are_chinese_and_their_data_are_not(tmp_path: Path) -> None:
    source = tmp_path / "server.py"
    source.write_text(LATE)
    found = hopscope("check", "--lang", "zh-CN", source)
    assert found.code == 1
    assert "ThreadingMixIn 在 Server 的基类里排得太晚" in found.out
    for form in ("json", "sarif", "github"):
        data = hopscope("check", "--format", form, "--lang", "zh-CN", source).out
        assert data == hopscope("check", "--format", form, source).out
