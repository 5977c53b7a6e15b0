"""SARIF as its schema has it, annotations in their documented form, JSON as documented."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from lessons.traps.checked import Checked
from tests.reports.test_json import documented
from tui.checking import check
from tui.reports.check import github as check_github
from tui.reports.check import json as check_json
from tui.reports.check import sarif as check_sarif
from tui.reports.check import text as check_text

HERE = Path(__file__).parent
CHECK = "\n# `hopscope check --format json`\n"
SOURCE = """\
from socketserver import BaseServer, TCPServer, ThreadingMixIn

class Late(TCPServer, ThreadingMixIn):
    pass

class Meant(TCPServer,
            ThreadingMixIn):  # hopscope: ok M1
    pass

class NoOrder(BaseServer, TCPServer):
    pass

class Unknown(make()):
    pass
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    folder = tmp_path_factory.mktemp("a, b: 100%")
    path = folder / "odd [name],1%.py"
    path.write_text(SOURCE)
    broken = folder / "broken: 50%.py"
    broken.write_text("\n\nclass (\n")
    return check([str(path), str(broken), "no_such_module"])


def written(write: Callable[[Checked, Any], None], found: Any) -> str:
    out = io.StringIO()
    write(found, out)
    return out.getvalue()


def test_the_log_is_sarif(found: Checked) -> None:
    log = json.loads(written(check_sarif.write, found))
    schema = json.loads((HERE / "sarif-2.1.0.schema.json").read_text())
    validator = jsonschema.Draft4Validator(schema)
    assert [error.message for error in validator.iter_errors(log)] == []
    (run,) = log["runs"]
    assert [(one["ruleId"], "suppressions" in one) for one in run["results"]] == [
        ("M1", False), ("M20", False), ("M1", True),
    ]  # fmt: skip
    for one in run["results"]:
        assert run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
        place = one["locations"][0]["physicalLocation"]
        path = Path(unquote(place["artifactLocation"]["uri"].removeprefix("file://")))
        lines = path.read_text().splitlines()
        region = place["region"]
        first = lines[region["startLine"] - 1][region["startColumn"] - 1 :]
        assert first.startswith("class ")
        last = lines[region["endLine"] - 1][: region["endColumn"] - 1]
        assert last.endswith((":", "# hopscope: ok M1"))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    broken, module = invocation["toolExecutionNotifications"]
    assert (broken["level"], module["level"], "locations" in module) == ("error", "error", False)
    place = broken["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]).endswith("/broken: 50%.py")
    assert place["region"] == {"startLine": 3}
    assert "cannot import no_such_module" in module["message"]["text"]
    del log["runs"][0]["tool"]["driver"]["name"]
    assert list(validator.iter_errors(log)), "the schema does refuse what is no SARIF"


def test_an_annotation_is_one_workflow_command(found: Checked) -> None:
    lines = written(check_github.write, found).splitlines()
    for line, cls, number in zip(lines[:2], ("Late", "NoOrder"), (3, 10), strict=True):
        command = re.fullmatch(r"::warning (?P<properties>[^:]*)::(?P<message>.*)", line)
        assert command, line
        properties = dict(one.split("=", 1) for one in command["properties"].split(","))
        assert list(properties) == ["file", "line", "endLine", "col", "endColumn", "title"]
        values = {name: decoded(value) for name, value in properties.items()}
        assert values["file"] == found.sources[0].file
        assert (values["line"], values["endLine"], values["col"]) == (str(number), str(number), "1")
        assert values["title"].endswith(f": {cls}")
        assert "\n" in decoded(command["message"])


def test_what_is_not_checked_is_an_annotation_of_its_own(found: Checked) -> None:
    broken, module = written(check_github.write, found).splitlines()[2:]
    command = re.fullmatch(r"::error (?P<properties>[^:]*)::(?P<message>.*)", broken)
    assert command, broken
    properties = dict(one.split("=", 1) for one in command["properties"].split(","))
    assert list(properties) == ["file", "line", "title"]
    assert decoded(properties["file"]).endswith("/broken: 50%.py")
    assert properties["line"] == "3"
    assert decoded(command["message"]).startswith("it is not Python")
    assert module.startswith("::error title=not checked%3A no_such_module::cannot import")


def test_a_run_without_gaps_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(SOURCE)
    log = json.loads(written(check_sarif.write, check([str(tmp_path / "x.py")])))
    assert log["runs"][0]["invocations"] == [
        {"executionSuccessful": True, "toolExecutionNotifications": []}
    ]


def decoded(value: str) -> str:
    """What the runner makes of an escaped value."""
    return re.sub(
        r"%(0A|0D|3A|2C|25)", lambda found: bytes.fromhex(found[1]).decode("ascii"), value
    )


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text(
        "from socketserver import *\n"
        "def f():\n"
        "    s = TCPServer(('', 0), BaseRequestHandler)\n"
        "    s. \\\n        allow_reuse_address = '\x1b[31m::error::%0Aforged'\n"
    )
    found = check([str(path)])
    assert [one.id for one in found.sources[0].findings] == ["M13"]
    for write in (check_text.write, check_json.write, check_sarif.write, check_github.write):
        text = written(write, found)
        assert "\x1b" not in text
        assert "::error" not in text
    assert written(check_github.write, found).count("\n") == 1


def test_the_json_is_as_documented(found: Checked) -> None:
    tables = documented(CHECK)
    document = json.loads(written(check_json.write, found))
    assert list(document) == tables[""]
    (source,) = document["sources"]
    assert {tuple(one) for one in document["unchecked"]} == {tuple(tables["Unchecked target"])}
    assert [one["line"] for one in document["unchecked"]] == [3, None]
    assert list(source) == tables["Checked source"]
    assert {tuple(one) for one in source["findings"]} == {tuple(tables["Finding"])}
    assert {tuple(one) for one in source["several_bases"]} == {
        tuple(tables["Class with several bases"])
    }
    shares = [base for one in source["several_bases"] for base in one["bases"]]
    assert {tuple(one) for one in shares} == {tuple(tables["Base"])}
    assert {tuple(one) for one in source["unjudged"]} == {tuple(tables["Unjudged class"])}
    late = next(one for one in source["several_bases"] if one["name"] == "Late")
    assert late["bases"][1]["loses"] == {
        "process_request": "BaseServer", "server_close": "TCPServer",
    }  # fmt: skip
    assert late["bases"][1]["too_late"] is True
    assert "make()" in source["unjudged"][0]["reason"]
