"""Runs a program under the standard library's ``trace``, as ``python -m trace --listfuncs``."""

import sys
import trace
from pathlib import Path

program = Path(sys.argv[1])
tracer = trace.Trace(count=False, trace=False, countfuncs=True)
names = {"__name__": "__main__", "__file__": str(program)}
tracer.runctx(compile(program.read_text(), str(program), "exec"), names, names)
