"""The recording that most of the app's tests look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.course.recorder import LessonRecorder
from tests.app.learn_places import Shared
from tests.build import chain_recording
from tests.lessons.course.small import catalog


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ThreadingTCPServer that served some requests: about 90 hops in six lanes."""
    recording = chain_recording(tmp_path_factory.mktemp("chain"), 90)
    recording.close()
    return recording.path


@pytest.fixture(scope="session")
def runs() -> Iterator[LessonRecorder]:
    """The runs of the tests' own lessons, each recorded once."""
    recorder = Shared()
    for lesson in catalog().lessons:
        for run in lesson.runs:
            recorder.want(lesson, run.id).result(60)
    yield recorder
    recorder.end()
