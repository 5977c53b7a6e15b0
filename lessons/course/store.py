"""The one file that keeps progress: in the person's own data folder, readable by them alone.

A change is made under a lock to what the file holds at that moment, so that two lessons
open at once do not undo each other. A file that cannot be understood is never
overwritten: it is put aside under another name, and that is said.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.course.kept_file import locked, replace_text
from lessons.course.progress import DamagedError, LessonProgress, NewerError, Progress, read, write
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILE = "progress.json"


def default_folder() -> Path:
    """``$HOPSCOPE_HOME``, else where the system keeps data of programs for this person."""
    import platformdirs

    home = os.environ.get("HOPSCOPE_HOME")
    return Path(home) if home else platformdirs.user_data_path("hopscope", appauthor=False)


class Store:
    """Progress on disk. Every method raises HopscopeError where the folder cannot be used."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = default_folder() if folder is None else folder
        self.path = self.folder / FILE
        self.told: list[str] = []
        """What a person should know: that a file was put aside, and where it is now."""

    def read(self) -> Progress:
        """What is known; empty where there is no file."""
        with self._explained(_("cannot read {path}: {why}")):
            return self._read() if self.path.exists() else Progress()

    def change(self, lesson: str, change: Callable[[LessonProgress], LessonProgress]) -> Progress:
        """Change what is known of one lesson, whatever others do meanwhile; the new whole."""

        def changed(before: Progress) -> Progress:
            return Progress({**before.lessons, lesson: change(before.of(lesson))})

        return self._change(changed)

    def reset(self, lesson: str | None = None) -> Progress:
        """Forget one lesson, or all of them."""

        def forget(before: Progress) -> Progress:
            lessons = before.lessons.items()
            return Progress({name: p for name, p in lessons if lesson not in (None, name)})

        return self._change(forget)

    def _change(self, change: Callable[[Progress], Progress]) -> Progress:
        with self._explained(_("progress cannot be kept in {path}: {why}")), locked(self.path):
            after = change(self._read() if self.path.exists() else Progress())
            replace_text(self.path, write(after))
            return after

    def _read(self) -> Progress:
        try:
            return read(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return Progress()
        except (DamagedError, UnicodeDecodeError):
            self._put_aside("damaged", _("The file of your progress is damaged. It is now {path}."))
        except NewerError:
            self._put_aside(
                "newer",
                _("The file of your progress is from a newer hopscope. It is now {path}."),
            )
        return Progress()

    def _put_aside(self, word: str, message: str) -> None:
        """Give the file another name, one that is free: a link never replaces anything."""
        number = 1
        while True:
            aside = self.path.with_name(f"{self.path.stem}.{word}-{number}.json")
            try:
                os.link(self.path, aside)
                break
            except FileExistsError:
                number += 1
        self.path.unlink()
        self.told.append(message.format(path=aside))

    @contextlib.contextmanager
    def _explained(self, message: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise HopscopeError(
                message.format(path=self.path, why=error.strerror or error),
                _("HOPSCOPE_HOME names another folder for it"),
            ) from error


def merged(before: LessonProgress, after: LessonProgress) -> LessonProgress:
    """Keep what was answered first, whoever writes later."""
    tries = {**dict(after.first_tries), **dict(before.first_tries)}
    order = dict.fromkeys([step for step, _ in (*before.first_tries, *after.first_tries)])
    return replace(after, first_tries=tuple((step, tries[step]) for step in order))
