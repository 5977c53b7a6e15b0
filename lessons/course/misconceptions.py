"""The misconceptions that lessons meet: their ids. Their words are beside the lessons, by language."""

from __future__ import annotations

IDS: tuple[str, ...] = tuple(f"M{number}" for number in range(1, 25))
"""``M1`` to ``M24``; what each of them is stands in ``lessons/catalog/misconceptions/``."""
