"""Tells a damaged file from a bug of ours, after the fact."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracer.recording.reader import Recording


@contextlib.contextmanager
def suspecting(recording: Recording) -> Iterator[None]:
    """Where a reader of ours stumbles, ask the file first.

    A finished file keeps columns ready that are too large to be held against its
    hops each time it is opened. An error met while it is read is the file's own
    where they do not fit (a HopscopeError then), else it goes on as it is.
    """
    try:
        yield
    except (HopscopeError, OSError):
        raise
    except Exception:
        recording.verify()
        raise
