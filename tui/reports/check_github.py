"""``check --format github``: workflow commands, which GitHub shows beside the lines of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lessons.traps.checked import CheckedSource
    from lessons.traps.finding import Finding


def write(found: Sequence[CheckedSource], out: TextIO) -> None:
    """Write one ``::warning`` line for each finding."""
    encoding = getattr(out, "encoding", None) or "utf-8"
    for source in found:
        for one in source.findings:
            line = _command(one).encode(encoding, "backslashreplace").decode(encoding)
            out.write(line + "\n")


def _command(one: Finding) -> str:
    place = one.place
    properties = {"file": place.file, "line": str(place.line), "endLine": str(place.end_line)}
    if place.line == place.end_line:  # columns count only within one line
        properties |= {"col": str(place.column + 1), "endColumn": str(place.end_column)}
    properties["title"] = f"{one.id} {one.trap}: {one.subject}"
    lines = [f"{one.message}.", *one.details, *([f"Instead: {one.remedy}"] if one.remedy else [])]
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = "\n".join(map(visible, lines))
    return f"::warning {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
