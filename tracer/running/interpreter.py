"""Whether another interpreter can run the recorder: asked before the program is started."""

from __future__ import annotations

import shutil
import subprocess

from tracer.errors import HopscopeError
from tracer.language import N_, _

_HINT = N_("Give --python the path of a CPython 3.11 or later.")
_WITH_A_GIL = N_("Give --python the path of a CPython 3.11 or later that has the GIL.")
# As old a Python as any must be able to read it.
_ASK = (
    "import platform, sys; sys.stdout.write('%s %d.%d.%d %s'"
    " % ((platform.python_implementation(),) + tuple(sys.version_info[:3])"
    " + (getattr(sys, 'abiflags', ''),)))"
)
_PATIENCE = 20.0


def check_interpreter(python: str) -> None:
    """Raise :class:`HopscopeError` where ``python`` is no interpreter, does not run, or will not do."""
    if shutil.which(python) is None:
        raise HopscopeError(_("no interpreter {python}").format(python=python), _(_HINT))
    try:
        answer = subprocess.run(
            [python, "-E", "-S", "-c", _ASK],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HopscopeError(
            _("{python} does not run: {error}").format(python=python, error=error), _(_HINT)
        ) from error
    kind, _space, rest = answer.stdout.decode(errors="replace").partition(" ")
    version, _space, flags = rest.partition(" ")
    numbers = version.split(".")
    if answer.returncode or len(numbers) != 3 or not all(number.isdigit() for number in numbers):
        said = answer.stderr.decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else _("exit code {code}").format(code=answer.returncode)
        raise HopscopeError(
            _("{python} is no working Python: {reason}").format(python=python, reason=reason),
            _(_HINT),
        )
    if kind != "CPython" or (int(numbers[0]), int(numbers[1])) < (3, 11):
        raise HopscopeError(
            _("{python} is {kind} {version}, which cannot be recorded").format(
                python=python, kind=kind, version=version
            ),
            _(_HINT),
        )
    if "t" in flags:
        raise HopscopeError(
            _("{python} is a free-threaded CPython {version}, which cannot be recorded").format(
                python=python, version=version
            ),
            _(_WITH_A_GIL),
        )
