# mypy: ignore-errors
"""Puts the Python children of a program under the oracle too: found through PYTHONPATH.

``HOPSCOPE_ORACLE`` says where each process writes what it saw. The first process is the launcher's.
"""

import os
import sys
from pathlib import Path

if "launch.py" not in " ".join(sys.orig_argv):
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import launch

    del sys.path[0]
    launch.begin(os.environ["HOPSCOPE_ORACLE"], "process")
