"""Runs a program under VizTracer with its usual settings; says how many events it kept."""

import runpy
import sys

from viztracer import VizTracer

tracer = VizTracer(verbose=0)
tracer.start()
try:
    runpy.run_path(sys.argv[1], run_name="__main__")
finally:
    tracer.stop()
print("saw", tracer.parse())
