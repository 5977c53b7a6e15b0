"""Hostile source texts: read and parsed on the way to an explanation, never run."""

from __future__ import annotations

import json
import sqlite3
from random import Random

from tests.hostile.tables import changing

RUN = "__import__('pathlib').Path('ran').touch()"
EXPRESSIONS = {
    "attributes": "self" + ".a" * 3000 + ".go()",
    "calls": "f(" * 80 + ")" * 80,
    "chained calls": "self" + ".go()" * 1000,
    "many chained calls": "self" + ".go()" * 20_000,
    "parentheses": "(" * 150 + "self" + ")" * 150,
    "too many parentheses": "(" * 5000,
    "sum": "1" + "+1" * 3000,
    "long sum": "1" + "+1" * 60_000,
    "minus": "-" * 3000 + "1",
    "many minus": "-" * 100_000 + "1",
    "not": "not " * 3000 + "x",
    "lambdas": "lambda: " * 1000 + "0",
    "either": "0 if 1 else " * 2000 + "0",
    "subscripts": "x" + "[0]" * 3000,
    "power": "9" + "**9" * 90,
    "repeated": "'x' * 999999999 * 999999999",
    "number": "9" * 100_000,
    "string": "'" + "x" * 1_000_000 + "'",
    "f-string": "f'" + "{x}" * 5000 + "'",
    "list": "[" + "0," * 100_000 + "]",
    "nested comprehensions": "[x for x in " * 90 + "y" + "]" * 90,
    "supers": "super().__init__(" * 80 + ")" * 80,
    "run": RUN,
    "nul": "x\0y",
    "surrogate": "'\ud800'",
    "letters": "\u017felf.\ufb01nish()",
    "far": "x" + "\n" * 100_000 + ".go()",
    "continued": "x.\\\n" * 3000 + "go()",
    "carriage": "x.go(\r1,\r\n2,\x0c3)",
}
_WHOLE = (
    "def f():\n" * 1, "class A:\n pass\n" * 5000, "x = 1\n" * 200_000, "\0" * 1000, "\ufeff\ufeffx = 1",
    "# -*- coding: utf-7 -*-\n", "if x:\n" + " " * 99 + "y\n", "#" * 3_000_000,
    "".join(f"{' ' * i}if x:\n" for i in range(99)), "x = " + "(" * 200, f"{RUN}\n", "@x\n" * 5000,
    "try:\n pass\n" * 3, "x = '''" + "\n" * 500_000, "\x1b[2J\x1b]52;c;x\x07 = 1", "match x:\n case 1: pass\n",
)  # fmt: skip


def odd_sites(db: sqlite3.Connection, chance: Random) -> None:
    """The call of every hop of one site is an expression of our choice, in a source that fits."""
    sites = [
        row[0] for row in db.execute("SELECT DISTINCT site FROM shapes WHERE site IS NOT NULL")
    ]
    site = chance.choice(sites)
    code, line = next(db.execute("SELECT code, line FROM sites WHERE id = ?", (site,)))
    ((file,),) = db.execute("SELECT file FROM codes WHERE id = ?", (code,))
    found = list(db.execute("SELECT text FROM sources WHERE file = ?", (file,)))
    if not found:
        return
    lines = found[0][0].split("\n")
    name = chance.choice(sorted(EXPRESSIONS))
    written = EXPRESSIONS[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    indent = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    lines[line - 1] = " " * indent + written
    db.execute("UPDATE sources SET text = ? WHERE file = ?", ("\n".join(lines), file))
    end = len(written.split("\n")[-1].encode())
    more = written.count("\n")
    db.execute(
        "UPDATE sites SET byte_column = ?, end_line = ?, end_byte_column = ? WHERE id = ?",
        (indent, line + more, end if more else indent + end, site),
    )
    # Of another Python's recording only names and lines can be compared.
    if chance.random() < 0.8:
        db.execute("UPDATE meta SET value = ? WHERE name = 'magic'", (json.dumps("00"),))
        db.execute("UPDATE codes SET digest = 0")


def odd_sources(db: sqlite3.Connection, chance: Random) -> None:
    text = chance.choice(_WHOLE)
    ((count,),) = db.execute("SELECT count(*) FROM sources")
    if chance.random() < 0.5:
        db.execute("UPDATE sources SET text = ?", (text,))
    else:
        db.execute(
            "UPDATE sources SET text = ? || text WHERE rowid = ?",
            (text, chance.randrange(count) + 1),
        )
    db.execute("UPDATE meta SET value = ? WHERE name = 'magic'", (json.dumps("00"),))
    db.execute("UPDATE codes SET digest = 0")


SOURCES = tuple(map(changing, (odd_sites, odd_sites, odd_sources)))
