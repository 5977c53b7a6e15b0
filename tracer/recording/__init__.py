"""The ``.hops`` file: one SQLite database, and the only package that speaks SQL.

A :class:`RecordingWriter` appends while a program runs; a :class:`Recording`
reads, while it grows or after.
"""

from tracer.recording.contexts import Contexts
from tracer.recording.nesting import Nesting, code_stretch, lane_stretch, nest
from tracer.recording.numbers import Numbers
from tracer.recording.reader import Recording
from tracer.recording.schema import APPLICATION_ID, SCHEMA_VERSION, is_recording
from tracer.recording.skeleton import Skeleton
from tracer.recording.suspicion import suspecting
from tracer.recording.writer import RecordingWriter, copy_recording, write_all

__all__ = [
    "APPLICATION_ID",
    "SCHEMA_VERSION",
    "Contexts",
    "Nesting",
    "Numbers",
    "Recording",
    "RecordingWriter",
    "Skeleton",
    "code_stretch",
    "copy_recording",
    "is_recording",
    "lane_stretch",
    "nest",
    "suspecting",
    "write_all",
]
