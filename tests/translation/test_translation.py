"""The Chinese catalogue says all that the source says, and is what the product reads."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.translation.catalogues import (
    PROJECT,
    by_id,
    catalogue_file,
    extracted,
    fields,
    problems,
    read,
    read_compiled,
    sources,
)

PO = catalogue_file(PROJECT)
NEW = '\nfrom tracer.language import _\n_("a message that is new")\n'


@pytest.fixture(scope="module")
def template() -> Catalog:
    """Every message of the source."""
    return extracted(PROJECT)


def test_every_message_has_its_translation(template: Catalog) -> None:
    assert problems(template, read(PO)) == [], "run: python -m tests.translation"


def test_the_compiled_catalogue_is_the_written_one() -> None:
    compiled = read_compiled(PO.with_suffix(".mo"))
    # What has no translation yet is the other test's to say.
    said = {key: texts for key, texts in by_id(read(PO)).items() if all(texts)}
    assert by_id(compiled) == said, "run: python -m tests.translation"
    assert compiled.locale_identifier == "zh_CN"


def broken(catalogue: Catalog, template: Catalog, tmp_path: Path, how: str) -> None:
    """Spoil a copy of the catalogue, or of the messages, in one way."""
    first = next(message for message in catalogue if message.id and fields([str(message.id)]))
    match how:
        case "without a translation":
            first.string = ""
        case "fuzzy":
            first.flags.add("fuzzy")
        case "other placeholders":
            first.string = "{elsewhere}"
        case "no longer in the source":
            catalogue.add("a message that nobody says", "没有人说的话")
        case "not in the catalogue":
            shutil.copytree(PROJECT / "tracer", tmp_path / "tracer")
            with (tmp_path / "tracer/errors.py").open("a", encoding="utf-8") as source:
                source.write(NEW)
            assert template.get("a message that is new") is None
            found = extracted(tmp_path).get("a message that is new")
            assert found is not None, "a new message is extracted"
            template.add(found.id)


@pytest.mark.parametrize(
    "how",
    [
        "without a translation",
        "fuzzy",
        "other placeholders",
        "no longer in the source",
        "not in the catalogue",
    ],
)
def test_a_spoilt_catalogue_is_noticed(how: str, tmp_path: Path) -> None:
    # A catalogue of its own: what the real one lacks is told once, by the test above.
    catalogue, template = Catalog(locale="zh_CN"), Catalog()
    for english, chinese in (("nothing", "没有"), ("{name} is a function", "{name} 是函数")):
        catalogue.add(english, chinese)
        template.add(english)
    assert problems(template, catalogue) == []
    broken(catalogue, template, tmp_path, how)
    (found,) = problems(template, catalogue)
    assert found.startswith(f"{how}: ")


def functions_that_hide_it(tree: ast.Module) -> list[int]:
    """Lines of functions that call ``_`` as a function and bind it as a variable."""
    found = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        names = [
            node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == "_"
        ]
        contexts = {type(node.ctx) for node in names}
        if {ast.Load, ast.Store} <= contexts:
            found.append(function.lineno)
    return found


def test_no_function_hides_it_behind_a_variable() -> None:
    assert functions_that_hide_it(ast.parse("def f():\n  for _ in x:\n    _('a')")) == [1]
    binding = re.compile(r"^(?!from ).*\b_\b[^\"'\n(]*(?: = | in )", re.MULTILINE)
    hiding = [
        f"{path.relative_to(PROJECT)}:{line}"
        for path in sources(PROJECT)
        if binding.search(text := path.read_text(encoding="utf-8"))
        for line in functions_that_hide_it(ast.parse(text))
    ]
    assert hiding == []


def hidden_messages(text: str) -> list[str]:
    """Messages inside f-strings: extraction under some Pythons does not see them."""
    return re.findall(r"""\{(?:_|N_|ngettext|pgettext)\(["'][^"']*["']""", text)


def test_no_message_is_hidden_in_an_f_string() -> None:
    assert hidden_messages("""f"{_('a')} {name}" _("b {name}")""") == ["{_('a'"]
    found = {
        path.relative_to(PROJECT).as_posix(): hidden
        for path in sources(PROJECT)
        if (hidden := hidden_messages(path.read_text(encoding="utf-8")))
    }
    assert found == {}
