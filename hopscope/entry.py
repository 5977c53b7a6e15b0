"""Where the command begins: it sees to it that hopscope's own modules are the ones that are imported.

A folder with a program in it may have a ``tracer.py``, a ``lessons/`` or a ``select.py`` of its own, and
Python would take those. This module imports nothing that is not in memory when Python has started.
"""

import os
import sys
from importlib.machinery import PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_HOME = _PACKAGE if os.path.isdir(os.path.join(_PACKAGE, "tracer")) else os.path.dirname(_PACKAGE)
"""Where the three rooms lie: in this package where it was installed, beside it in a checkout."""
_ROOMS = ("tracer", "lessons", "tui")


class _OwnRooms:
    """Finds the three rooms in our own place, whatever else has their names."""

    @staticmethod
    def find_spec(
        name: str, _path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """The module's spec; None for all that is not ours."""
        return PathFinder.find_spec(name, [_HOME], target) if name in _ROOMS else None


def main() -> int:
    """Run the command of this process's arguments; its exit code."""
    _leave_current_folder()
    sys.meta_path.insert(0, _OwnRooms)
    from tui.cli import main as run

    return run()


def _leave_current_folder() -> None:
    """Import nothing from the current folder, unless hopscope itself lies in it.

    It is on ``sys.path`` under ``python -m``, and where ``PYTHONPATH`` names it. What is run and
    recorded has a process of its own, whose path is left alone.
    """
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:  # it was removed
        return
    if os.path.realpath(os.path.dirname(_PACKAGE)) != here:
        sys.path[:] = [each for each in sys.path if os.path.realpath(each) != here]
