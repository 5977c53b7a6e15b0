"""Whose lessons may be run: a lesson's programs run as the person who opens it.

The course that comes with hopscope is trusted. Of any other folder a person is asked once;
who said yes to what is kept beside their progress.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lessons.course.kept_file import locked, replace_text
from lessons.course.places import PACKAGED
from lessons.course.store import default_folder
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "trusted.json"


class Trust:
    """The folders of lessons that a person has said yes to, each by its path without symlinks.

    What cannot be read counts for nothing: then a person is asked again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (default_folder() if folder is None else folder) / FILE

    def covers(self, catalog: Path) -> bool:
        """Whether the programs of that folder may be run unasked."""
        found = catalog.resolve()
        return found == PACKAGED.resolve() or str(found) in self._read()

    def add(self, catalog: Path) -> None:
        """Keep that a person said yes. Raises HopscopeError where that cannot be kept."""
        self._change(lambda known: [*known, str(catalog.resolve())])

    def forget(self) -> None:
        """Forget all of them. Raises HopscopeError where that cannot be kept."""
        if self.path.exists():
            self._change(lambda _known: [])

    def _change(self, change: Callable[[list[str]], list[str]]) -> None:
        try:
            with locked(self.path):
                known = list(dict.fromkeys(change(self._read())))
                replace_text(self.path, json.dumps({"folders": known}, indent=1) + "\n")
        except OSError as error:
            message = _("your answer cannot be kept in {path}: {why}")
            raise HopscopeError(
                message.format(path=self.path, why=error.strerror or error),
                _("HOPSCOPE_HOME names another folder for it"),
            ) from error

    def _read(self) -> list[str]:
        try:
            data = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return []
        folders = data.get("folders") if isinstance(data, dict) else None
        return (
            [each for each in folders if isinstance(each, str)] if isinstance(folders, list) else []
        )
