"""Run the target in the real ``__main__``, as ``python`` itself would, with the recorder on.

Never through ``runpy.run_path``: threads that outlive the main script,
pickling and multiprocessing need the genuine ``__main__`` module.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import sys
from importlib.machinery import SourceFileLoader
from typing import Any, NoReturn

from .lane import install
from .recorder import Recorder


def run() -> None:
    """Read the command line, begin to record, become the program."""
    config = json.loads(sys.argv[1])
    del sys.argv[:2]
    # Programs restart themselves by it.
    del sys.orig_argv[1:3]
    recorder = _make_recorder(config)
    if recorder is not None and recorder.gate is not None:
        # Its output goes to the screen beside it, line by line, as on a terminal.
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    if sys.argv[0] == "-m":
        _run_module(recorder)
    else:
        _run_script(recorder)


def _make_recorder(config: dict[str, Any]) -> Recorder | None:
    """Make the recorder; None where it cannot be made: the program runs all the same."""
    try:
        recorder = Recorder(config)
        recorder.open()
    except Exception:
        return None  # without a spool there is nowhere to say why: the session notices
    atexit.register(recorder.finish)
    return recorder


def _begin_to_record(recorder: Recorder | None) -> None:
    if recorder is None:
        return
    try:
        install(recorder)
    except Exception as error:
        recorder.fail(error)


def _run_script(recorder: Recorder | None) -> None:
    script = sys.argv[0]
    path = os.path.abspath(script)
    if os.path.isdir(path) or path.endswith((".zip", ".pyz")):
        sys.path.insert(0, path)
        _run_main_of(recorder, "__main__", alter_argv=False)
        return
    if not sys.flags.safe_path:
        sys.path.insert(0, os.path.dirname(os.path.realpath(script)))
    namespace = _fresh_main()
    namespace["__file__"] = path
    namespace["__cached__"] = None
    namespace["__loader__"] = SourceFileLoader("__main__", path)
    try:
        with io.open_code(path) as file:
            text = file.read()
        code = compile(text, path, "exec", dont_inherit=True)
        _begin_to_record(recorder)
        exec(code, namespace)  # noqa: S102 - running it is the whole purpose
    except BaseException as error:
        _raise_as_python(error)


def _run_module(recorder: Recorder | None) -> None:
    name = sys.argv[1]
    del sys.argv[0]
    if not sys.flags.safe_path:
        sys.path.insert(0, os.getcwd())
    _fresh_main()
    _run_main_of(recorder, name, alter_argv=True)


def _run_main_of(recorder: Recorder | None, name: str, *, alter_argv: bool) -> None:
    import runpy

    try:
        _begin_to_record(recorder)
        # What the interpreter itself calls for ``python -m``.
        runpy._run_module_as_main(name, alter_argv)  # type: ignore[attr-defined]
    except BaseException as error:
        _raise_as_python(error)


def _fresh_main() -> dict[str, Any]:
    """``__main__`` as a new interpreter has it."""
    namespace = sys.modules["__main__"].__dict__
    builtins = namespace["__builtins__"]
    namespace.clear()
    namespace.update(
        __name__="__main__", __doc__=None, __package__=None, __loader__=None, __spec__=None,
        __annotations__={}, __builtins__=builtins,
    )  # fmt: skip
    return namespace


def _raise_as_python(error: BaseException) -> NoReturn:
    """Let the exception end the program, its traceback without the frames of this package."""
    here = os.path.dirname(os.path.abspath(__file__))
    place = error.__traceback__
    while place is not None and place.tb_frame.f_code.co_filename.startswith(here):
        place = place.tb_next
    shown = sys.excepthook

    def excepthook(kind: type[BaseException], value: BaseException, _: Any) -> None:
        sys.excepthook = shown
        shown(kind, value.with_traceback(place), place)

    if not isinstance(error, SystemExit):
        sys.excepthook = excepthook
    raise error
