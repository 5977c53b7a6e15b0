"""The fingerprint of a code object, by which a source is compared with what ran.

Standard library only: it runs in the traced program as well as beside it.
"""

from __future__ import annotations

from types import CodeType
from zlib import crc32

from .identity import identity

_PLAIN = frozenset(map(identity, (str, bytes, int, float, bool, type(None))))


def digest(code: CodeType) -> int:
    """CRC-32 over the bytecode, the names and the plain constants of one code object.

    Equal for two compilations of the same text under the same bytecode magic
    and optimisation. Nested code objects do not count, nor do frozensets, whose
    order differs from process to process. Line numbers do not count either.
    """
    found = crc32(code.co_code)
    for names in (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars):
        found = crc32(repr(names).encode("utf-8", "surrogatepass"), found)
    for constant in code.co_consts:
        if _is_plain(constant):
            found = crc32(repr(constant).encode("utf-8", "surrogatepass"), found)
    return found


def _is_plain(constant: object) -> bool:
    waiting = [constant]
    while waiting:
        value = waiting.pop()
        if type(value) is tuple:
            waiting.extend(value)
        elif identity(type(value)) not in _PLAIN:
            return False
    return True
