"""The line above a section, and the sentence that says how to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.reports.page import Page


def heading(title: str, explanation: str, page: Page) -> Iterator[Text]:
    """Yield a title over a rule's width, and what the reader sees below it."""
    yield Text()
    rule = page.glyphs.rule * max(page.width - cell_len(title) - 4, 0)
    yield Text(page.clip(f"{page.glyphs.rule * 2} {title} {rule}", page.width), "bold")
    if explanation:
        yield page.lines(explanation, style="dim")
    yield Text()
