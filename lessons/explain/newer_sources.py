"""What is said of a recording whose program is written in newer syntax than this Python reads."""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import TYPE_CHECKING

from lessons.source.newer_syntax import is_newer, version_of
from tracer.language import _, listed
from tracer.notes import note_words

if TYPE_CHECKING:
    from tracer.recording import Recording

_MOST_FILES = 3


def notes_of(recording: Recording) -> list[str]:
    """What a reader should know about a recording: what cannot be read here, and its own notes."""
    newer = newer_sources_note(recording)
    return ([] if newer is None else [newer]) + list(map(note_words, recording.meta.notes))


def newer_sources_note(recording: Recording) -> str | None:
    """Say which files this Python cannot read, and with which it could; None where there is none."""
    python = recording.meta.python
    recorded = version_of(python)
    if recorded is None or recorded <= sys.version_info[:2]:
        return None
    files = [file for file in recording.source_files() if _is_newer(recording, file, python)]
    if not files:
        return None
    names = [PurePath(file).name for file in files[:_MOST_FILES]]
    if len(files) > _MOST_FILES:
        names.append(_("and {count} more").format(count=len(files) - _MOST_FILES))
    return _(
        "recorded with {recorded}, whose syntax this Python ({here}) cannot read: open it with "
        "{recorded} or newer (calls in {files} are not explained)"
    ).format(
        recorded=".".join(map(str, recorded)),
        here=".".join(map(str, sys.version_info[:2])),
        files=listed(names),
    )


def _is_newer(recording: Recording, file: str, python: str) -> bool:
    source = recording.source(file)
    return source is not None and is_newer(source.text, python)
