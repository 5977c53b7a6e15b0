"""Runs a program under hunter, printing calls and returns of the functions that are hops here."""

import os
import runpy
import sys
from pathlib import Path

import hunter

with Path(os.devnull).open("w") as nowhere:
    hunter.trace(
        hunter.Q(module_in=["socketserver", "__main__"], kind_in=["call", "return"])
        | hunter.Q(module="threading", function_in=["start", "run"], kind_in=["call", "return"]),
        action=hunter.CallPrinter(stream=nowhere),
        threading_support=True,
    )
    try:
        runpy.run_path(sys.argv[1], run_name="__main__")
    finally:
        hunter.stop()
