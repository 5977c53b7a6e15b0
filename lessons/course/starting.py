"""Starts a new lesson: a folder with a small lesson that proves, to be changed into another."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from lessons.course.format import FOLDER_NAME, lesson_folders
from tracer.errors import HopscopeError
from tracer.language import _

_TEMPLATE = Path(__file__).with_name("template")
_NAME = re.compile(r"[a-z0-9-]+")


def start_lesson(catalog: Path, name: str) -> Path:
    """Make the folder of a new lesson, ``17-name``; a name without number gets the next one.

    Raises HopscopeError where the name is no good, the folder is there, or cannot be made.
    """
    if FOLDER_NAME.fullmatch(name) is None:
        if _NAME.fullmatch(name) is None:
            raise HopscopeError(
                _("{name!r} is no name for a lesson").format(name=name),
                _("Use small letters, digits and hyphens: 17-thread-pool"),
            )
        numbers = [int(each.name[:2]) for each in lesson_folders(catalog)]
        name = f"{max(numbers, default=0) + 1:02}-{name}"
    folder = catalog / name
    try:
        catalog.mkdir(parents=True, exist_ok=True)
        shutil.copytree(_TEMPLATE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    except FileExistsError as error:
        raise HopscopeError(
            _("{folder} is there already").format(folder=folder), _("Choose another name.")
        ) from error
    except OSError as error:
        raise HopscopeError(
            _("cannot make {folder}: {error}").format(folder=folder, error=error.strerror or error),
            _("Choose a folder that you may write to: --catalog DIR"),
        ) from error
    return folder
