"""Runs a program under hunter, printing calls and returns of the functions that are hops here.

At the end it says how many lines hunter printed.
"""

import runpy
import sys
from tempfile import TemporaryFile

import hunter

with TemporaryFile("w+", errors="replace") as printed:
    hunter.trace(
        hunter.Q(module_in=["socketserver", "__main__"], kind_in=["call", "return"])
        | hunter.Q(module="threading", function_in=["start", "run"], kind_in=["call", "return"]),
        action=hunter.CallPrinter(stream=printed),
        threading_support=True,
    )
    try:
        runpy.run_path(sys.argv[1], run_name="__main__")
    finally:
        hunter.stop()
    printed.seek(0)
    print("saw", sum(1 for _ in printed))
