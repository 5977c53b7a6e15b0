"""Finds the instruction of a code object that an expression was compiled to."""

from __future__ import annotations

import dis
import linecache
from dataclasses import dataclass
from types import CodeType


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction with its position (columns in bytes)."""

    offset: int
    opcode: str
    line: int
    end_line: int
    column: int
    end_column: int


def find_instruction(code: CodeType, text: str, opcode: str = "CALL", nth: int = 0) -> Instruction:
    """The ``nth`` instruction named ``opcode…`` whose source is exactly ``text``.

    Raises LookupError where there is none.
    """
    lines = [line.encode() for line in linecache.getlines(code.co_filename)]
    for found in dis.get_instructions(code):
        where = found.positions
        if where is None or None in where or not found.opname.startswith(opcode):
            continue
        line, end_line, column, end_column = where
        assert line and end_line and column is not None and end_column is not None
        if text_at(lines, line, end_line, column, end_column) != text:
            continue
        if nth == 0:
            return Instruction(found.offset, found.opname, line, end_line, column, end_column)
        nth -= 1
    raise LookupError(f"no {opcode} of {text!r} in {code.co_qualname}")


def text_at(lines: list[bytes], line: int, end_line: int, column: int, end_column: int) -> str:
    """The text between two positions (columns in bytes)."""
    if line == end_line:
        return lines[line - 1][column:end_column].decode()
    found = [
        lines[line - 1][column:],
        *lines[line : end_line - 1],
        lines[end_line - 1][:end_column],
    ]
    return b"".join(found).decode()
