"""Runs a program under a trace function that only returns None: the least that tracing costs.

Like its neighbours it says at the end how much it saw: here, whether it was there to the end.
"""

import runpy
import sys
import threading
from types import FrameType


def ignore(_frame: FrameType, _event: str, _argument: object) -> None:
    """Trace nothing inside this call."""


threading.settrace(ignore)
sys.settrace(ignore)
runpy.run_path(sys.argv[1], run_name="__main__")
print("saw", int(sys.gettrace() is ignore))
