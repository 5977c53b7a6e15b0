"""Runs a program under the standard library's ``trace``, as ``python -m trace --listfuncs``.

It keeps a set of functions, so at the end it can only say how many different ones it saw.
"""

import sys
import trace
from pathlib import Path

program = Path(sys.argv[1])
tracer = trace.Trace(count=False, trace=False, countfuncs=True)
names = {"__name__": "__main__", "__file__": str(program)}
tracer.runctx(compile(program.read_text(), str(program), "exec"), names, names)
print("saw", len(vars(tracer.results())["calledfuncs"]))
