"""Reads, extracts and compares catalogues of messages, with Babel."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).parents[2]
ROOMS = ("tracer", "lessons", "tui")
_MARKS = re.compile(r"tracer\.language|\bRefusal\(|def N_\(")
"""What runs in programs under study, the agent, speaks English alone."""
_KEYWORDS = {**DEFAULT_KEYWORDS, "Refusal": None}
"""A Refusal is made in a process that has no catalogue, and translated by who asked."""
_WIDTH = 99


def catalogue_file(tree: Path) -> Path:
    """The Chinese catalogue of a tree; the compiled one lies beside it."""
    return tree / "tracer/locale/zh_CN/LC_MESSAGES/hopscope.po"


def extracted(tree: Path) -> Catalog:
    """Every message that the source of a tree marks."""
    found = Catalog(charset="utf-8")
    for file in sources(tree):
        path = file.relative_to(tree).as_posix()
        for _line, message, comments, context in extract_from_file(
            "python", str(file), keywords=_KEYWORDS, comment_tags=("Translators:",)
        ):
            found.add(message, locations=[(path, 0)], auto_comments=comments, context=context)
    return found


def sources(tree: Path) -> Iterator[Path]:
    """The files of a tree that may mark messages."""
    for room in ROOMS:
        for file in sorted((tree / room).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            if _MARKS.search(text) and "agent" not in file.relative_to(tree).parts:
                yield file


def read(file: Path) -> Catalog:
    """A catalogue as translators write it."""
    with file.open("rb") as stream:
        return read_po(stream, locale="zh_CN")


def read_compiled(file: Path) -> Catalog:
    """A catalogue as the product reads it."""
    with file.open("rb") as stream:
        return read_mo(stream)


def save(catalogue: Catalog, file: Path) -> None:
    """Write a catalogue as translators read it: by message, so that edits seldom meet."""
    with file.open("wb") as stream:
        write_po(
            stream,
            catalogue,
            width=_WIDTH,
            sort_output=True,
            ignore_obsolete=True,
            include_lineno=False,
        )


def compile_to(catalogue: Catalog, file: Path) -> None:
    """Write a catalogue as the product reads it."""
    with file.open("wb") as stream:
        write_mo(stream, catalogue)


def texts(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The message's forms in English and its translations."""
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    string = message.string or ""
    return ids, (string,) if isinstance(string, str) else tuple(string)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The messages of a catalogue, without its head."""
    return (message for message in catalogue if message.id)


def by_id(catalogue: Catalog) -> dict[tuple[object, ...], tuple[str, ...]]:
    """Translations by context and English forms."""
    found: dict[tuple[object, ...], tuple[str, ...]] = {}
    for message in messages(catalogue):
        context: str | bytes | None = message.context  # bytes, where Babel has read it compiled
        ids, said = texts(message)
        found[context.decode() if isinstance(context, bytes) else context, *ids] = said
    return found


def problems(template: Catalog, catalogue: Catalog) -> list[str]:
    """What is wrong with a catalogue for the messages of a template; nothing where it is good."""
    wanted, there = by_id(template), by_id(catalogue)
    found = [f"not in the catalogue: {each!r}" for each in wanted if each not in there]
    found += [f"no longer in the source: {each!r}" for each in there if each not in wanted]
    found += [f"obsolete: {each!r}" for each in catalogue.obsolete]
    for message in messages(catalogue):
        ids, said = texts(message)
        if message.fuzzy:
            found.append(f"fuzzy: {message.id!r}")
        if not all(said):
            found.append(f"without a translation: {message.id!r}")
        elif {frozenset(fields(ids))} != {frozenset(fields([each])) for each in said}:
            found.append(f"other placeholders: {message.id!r} and {message.string!r}")
    return found


def fields(texts: Iterable[str]) -> set[str]:
    """The placeholders of some texts: ``name``, ``name!r``."""
    return {field for text in texts for field in _fields(text)}


def _fields(text: str) -> Iterator[str]:
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:  # braces that are no placeholders
        return
    for _literal, name, _spec, conversion in parsed:
        if name is not None:
            yield name if conversion is None else f"{name}!{conversion}"
