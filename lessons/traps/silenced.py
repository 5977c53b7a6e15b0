"""``# hopscope: ok M1``: a comment that silences what was found on its line."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.traps.finding import Finding

_COMMENT = re.compile(r"#\s*hopscope:\s*ok\s+(?P<ids>M\d+(?:[\s,]+M\d+)*)", re.IGNORECASE)


def silenced_lines(text: str) -> dict[int, frozenset[str]]:
    """The ids that are silenced, by line from 1; a text that is no Python silences nothing."""
    found: dict[int, frozenset[str]] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and (said := _COMMENT.search(token.string)):
                ids = re.split(r"[\s,]+", said["ids"].upper())
                found[token.start[0]] = frozenset(ids) | found.get(token.start[0], frozenset())
    except (tokenize.TokenError, SyntaxError):
        return {}
    return found


def is_silenced(finding: Finding, silenced: dict[int, frozenset[str]]) -> bool:
    """Whether a comment on one of a finding's lines says that it is meant so."""
    lines = range(finding.place.line, finding.place.end_line + 1)
    return any(finding.id in silenced.get(line, frozenset()) for line in lines)
