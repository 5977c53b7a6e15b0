"""``check --format github``: workflow commands, which GitHub shows beside the lines of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tui.text import visible

if TYPE_CHECKING:
    from lessons.traps.checked import Checked, Unchecked
    from lessons.traps.finding import Finding


def write(found: Checked, out: TextIO) -> None:
    """Write one ``::warning`` line for each finding, one ``::error`` for what is not checked."""
    encoding = getattr(out, "encoding", None) or "utf-8"
    commands = [_warning(one) for source in found.sources for one in source.findings]
    commands += [_error(one) for one in found.unchecked]
    out.writelines(
        command.encode(encoding, "backslashreplace").decode(encoding) + "\n" for command in commands
    )


def _error(one: Unchecked) -> str:
    properties = {} if one.file is None else {"file": one.file}
    if one.line is not None:
        properties["line"] = str(one.line)
    properties["title"] = f"not checked: {one.target}"
    return _command("error", properties, [one.reason])


def _warning(one: Finding) -> str:
    place = one.place
    properties = {"file": place.file, "line": str(place.line), "endLine": str(place.end_line)}
    if place.line == place.end_line:  # columns count only within one line
        properties |= {"col": str(place.column + 1), "endColumn": str(place.end_column)}
    properties["title"] = f"{one.id} {one.trap}: {one.subject}"
    lines = [f"{one.message}.", *one.details, *([f"Instead: {one.remedy}"] if one.remedy else [])]
    return _command("warning", properties, lines)


def _command(name: str, properties: dict[str, str], lines: list[str]) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    message = "\n".join(map(visible, lines))
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
