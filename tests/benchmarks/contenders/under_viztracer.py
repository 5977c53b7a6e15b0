"""Runs a program under VizTracer with its usual settings; what it recorded is dropped."""

import runpy
import sys

from viztracer import VizTracer

tracer = VizTracer(verbose=0)
tracer.start()
try:
    runpy.run_path(sys.argv[1], run_name="__main__")
finally:
    tracer.stop()
    tracer.clear()
