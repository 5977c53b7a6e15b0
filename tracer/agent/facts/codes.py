"""Code objects and call sites, remembered by identity and written to the spool once.

Equal code objects of two files compare equal, so the key is ``id()``; a weak
reference says when an id is free to be used again.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import types
import weakref
from collections import deque
from collections.abc import Callable
from opcode import opname
from typing import Any

from .copies import lets_go, shares
from .digest import digest
from .identity import identity
from .redaction import is_secret

_GENERATOR_FLAGS = 0x20 | 0x80 | 0x200  # CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR
_VARARGS, _VARKEYWORDS = 0x04, 0x08
_CACHE = 0


class Ref(weakref.ref[Any]):
    """A weak reference that knows under which id its object was kept."""

    __slots__ = ("key",)
    key: int


class CodeInfo:
    """One code object: its id in the spool, its parameters, its sites, how it leaves."""

    __slots__ = ("copied", "encoded", "file", "first_name", "generator", "given", "hidden", "id", "leaves", "name", "parameters", "plain", "ref", "secret",
                 "shares", "sites", "varargs", "written")  # fmt: skip

    def __init__(self, code: types.CodeType, number: int, ref: Ref) -> None:
        count = code.co_argcount + code.co_kwonlyargcount
        count += bool(code.co_flags & _VARARGS) + bool(code.co_flags & _VARKEYWORDS)
        self.id = number
        self.ref = ref
        self.name = code.co_name
        self.file = code.co_filename
        self.parameters = code.co_varnames[:count]
        self.encoded = [json.dumps(name) for name in self.parameters]
        self.given = list(zip(self.parameters, self.encoded, strict=True))[1:]
        """Names after the first, each with its JSON form."""
        self.hidden = frozenset(filter(is_secret, self.parameters))
        """Parameters that are named for a secret."""
        self.secret = is_secret(self.name)
        """Whether the function itself is: what it returns may be one."""
        self.varargs = not code.co_argcount and bool(code.co_flags & _VARARGS)
        self.first_name = self.parameters[0] if self.parameters else ""
        self.generator = bool(code.co_flags & _GENERATOR_FLAGS)
        self.plain = code.co_argcount > 0 and not self.generator
        """Called with a first argument in a parameter of its own, and over when it returns."""
        self.sites: dict[int, int] = {}
        self.leaves = _leaving_offsets(code)
        self.shares = shares(code)
        """Whether its frames share variables with other functions."""
        self.copied = self.shares or lets_go(code, count)
        """Whether its frames need care, on Pythons that copy variables out."""
        self.written = False

    def first(self, values: Any) -> Any:
        """The first positional argument of a frame of this code; None where there is none."""
        if not self.parameters:
            return None
        if self.varargs:
            rest = values.get(self.parameters[self._star()], ())
            return rest[0] if rest else None
        return values.get(self.parameters[0])

    def _star(self) -> int:
        # Order of co_varnames: positional, keyword-only, *args, **kwargs.
        code = self.ref()
        return code.co_kwonlyargcount if code is not None else 0


def _leaving_offsets(code: types.CodeType) -> dict[int, str]:
    """Offsets of the instructions by which a frame returns or yields.

    A ``return`` event with None may be a propagating exception: the
    instruction tells them apart.
    """
    found = {}
    text = code.co_code
    for offset in range(0, len(text), 2):
        name = opname[text[offset]]
        if name in ("RETURN_VALUE", "RETURN_CONST"):
            found[offset] = "returned"
        # 3.13 has moved on to the RESUME behind a yield when it reports the yield; RESUME 0 is
        # where a function begins, and only an exception leaves it there.
        elif name == "YIELD_VALUE" or (name == "RESUME" and text[offset + 1] & 3):
            found[offset] = "yielded"
    return found


class Codes:
    """All code objects that the spool knows."""

    def __init__(self, put: Callable[[str], None], number: Callable[[], int]) -> None:
        self._put = put
        self._number = number
        self._known: dict[int, CodeInfo] = {}
        self.dead: deque[Ref] = deque()

    def info(self, code: types.CodeType, module: object) -> CodeInfo:
        """The facts of a code object; written at first use."""
        found = self.unwritten(code)
        if not found.written:
            self.write(found, module)
        return found

    def unwritten(self, code: types.CodeType) -> CodeInfo:
        """The facts of a code object that may turn out not to matter."""
        found = self._known.get(identity(code))
        if found is not None and found.ref() is code:
            return found
        ref = Ref(code, self.dead.append)
        ref.key = identity(code)
        found = CodeInfo(code, self._number(), ref)
        kept = self._known.setdefault(identity(code), found)
        if kept is not found and kept.ref() is not code:
            kept = self._known[identity(code)] = found
        return kept

    def write(self, found: CodeInfo, module: object) -> None:
        """Put a code object's facts into the spool."""
        code: types.CodeType | None = found.ref()
        if code is None:
            return
        line = [
            "c", found.id, module if type(module) is str else "", code.co_qualname, code.co_name,
            absolute(code.co_filename), code.co_firstlineno, found.parameters, digest(code),
        ]  # fmt: skip
        self._put(json.dumps(line) + "\n")
        # Not before: another thread would refer to it. Two may tell of it, which is harmless.
        found.written = True

    def forget(self) -> list[int]:
        """Drop what is kept of freed code objects; returns their old ids."""
        keys = []
        while self.dead:
            ref = self.dead.popleft()
            kept = self._known.get(ref.key)
            if kept is not None and kept.ref is ref:
                del self._known[ref.key]
            keys.append(ref.key)
        return keys

    def site(self, frame: types.FrameType) -> int:
        """Id of the place at which ``frame`` stands."""
        code = frame.f_code
        info = self._known.get(identity(code))
        if info is None or info.ref() is not code or not info.written:
            info = self.info(code, frame.f_globals.get("__name__"))
        offset = frame.f_lasti
        known = info.sites.get(offset)
        return known if known is not None else self._new_site(code, info, offset)

    def _new_site(self, code: types.CodeType, info: CodeInfo, asked: int) -> int:
        text = code.co_code
        offset = max(asked, 0)
        # After an inlined call f_lasti points into the caches behind the instruction.
        while offset > 0 and text[offset] == _CACHE:
            offset -= 2
        number = info.sites.get(offset)
        if number is None:
            place = next(itertools.islice(code.co_positions(), offset // 2, None), (None,) * 4)
            number = self._number()
            line = ["s", number, info.id, offset, opname[text[offset]], *place]
            self._put(json.dumps(line) + "\n")
            info.sites[offset] = number
        info.sites[asked] = number
        return number


_START_DIRECTORY = os.getcwd() if os.path.isdir(os.curdir) else os.sep
_FROZEN_ROOT = os.path.dirname(os.__file__)


def absolute(file: str) -> str:
    """The path of a source; names such as ``<string>`` stay as they are."""
    if file.startswith("<frozen ") and file.endswith(">"):
        return _frozen(file[8:-1]) or file
    return file if file.startswith("<") else os.path.join(_START_DIRECTORY, file)


def _frozen(name: str) -> str | None:
    """The library's own text of a module that is frozen into the interpreter."""
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None) if type(module) is types.ModuleType else None
    if type(file) is str:
        return file
    return os.path.join(_FROZEN_ROOT, name.replace(".", os.sep) + ".py")
