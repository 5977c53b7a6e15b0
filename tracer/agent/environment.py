"""How Python processes come to be recorded: by two variables of their environment.

``PYTHONPATH`` leads to ``bootstrap/sitecustomize.py``, which every interpreter imports before it
becomes the program, and which takes both variables away again. Then they are put back with
``os.putenv``, which leaves ``os.environ`` alone: the program reads, copies and passes on the
environment that it always had, while what is started without an environment of its own inherits
ours. An environment that the program gives to a Python child is copied and completed.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.util import MAGIC_NUMBER
from typing import Any

KIND = MAGIC_NUMBER.hex() + ("t" if "t" in sys.abiflags else "")
"""Which Pythons are recorded as one: their bytecode is alike, and all of them have the GIL, or none."""
BOOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bootstrap")
VARIABLE = "HOPSCOPE_RECORDING"
STOPPING = "stopping"
"""A file in the private directory: the program is being interrupted because nobody needs more of it."""
_PATH = "PYTHONPATH"
_PASSED_ON = ("directory", "roots", "values", "secrets", "lines", "gate", "children", "main")


def arm(config: dict[str, Any]) -> None:
    """Let children that inherit this process's environment be recorded."""
    config = {name: value for name, value in config.items() if name != "main"}
    for name, value in _ours(config, os.environ.get(_PATH)).items():
        os.putenv(name, value)


def completed(config: dict[str, Any], given: object) -> dict[Any, Any] | None:
    """Return a copy of an environment with ours added; None where copying might run foreign code.

    ``config`` says what to record (``roots``, ``values``, ``lines``, ``gate``, ``children``) and
    into which ``directory``; ``main`` is set for the first process alone.
    """
    if type(given) is not dict and type(given) is not type(os.environ):
        return None
    whole: dict[Any, Any] = dict(given)
    encoded = os.fsencode(_PATH)
    key = encoded if encoded in whole else _PATH
    before = whole.get(key)
    if type(before) is bytes:
        before = os.fsdecode(before)
    if before is not None and type(before) is not str:
        return None
    ours = _ours(config, before)
    whole[key] = ours.pop(_PATH)  # in its place: the order can be seen
    whole.update(ours)
    return whole


def is_complete(given: object) -> bool:
    """Whether ours are in an environment that is handed to a child."""
    return type(given) is dict and VARIABLE in given


def _ours(config: dict[str, Any], before: str | None) -> dict[str, str]:
    passed = {name: config[name] for name in _PASSED_ON if name in config}
    passed["magic"] = config.get("magic", KIND)
    passed["python_path"] = before
    return {_PATH: BOOT + (os.pathsep + before if before else ""), VARIABLE: json.dumps(passed)}


def is_python(command: object) -> bool:
    """Whether a command is a Python interpreter, or a script that names one in its first line."""
    text = as_text(command)
    if not text:
        return False
    if text == sys.executable or os.path.basename(text).startswith("python"):
        return True
    for folder in [""] if os.sep in text else os.get_exec_path():
        try:
            with open(os.path.join(folder, text), "rb") as file:
                return b"python" in file.readline(256) if file.read(2) == b"#!" else False
        except OSError:
            continue
    return False


def unheard(args: object) -> str | None:
    """Return the option that keeps an interpreter from reading its environment or ``sitecustomize``."""
    if type(args) is not list and type(args) is not tuple:
        return None
    for word in map(as_text, args[1:]):
        if not word.startswith("-") or word.startswith("--") or word == "-":
            return None
        for letter in word[1:]:
            if letter in "EIS":
                return f"-{letter}"
            if letter in "cmWX":
                return None
    return None


def as_text(word: object) -> str:
    """Return a word of a command as text; empty for what only foreign code could tell."""
    if type(word) is str:
        return word
    if type(word) is bytes:
        return os.fsdecode(word)
    if type(word).__module__.partition(".")[0] == "pathlib":
        return str(word)
    return ""
