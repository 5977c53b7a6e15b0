"""A page over the main screen: plain rows, closed with escape."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.screen import ModalScreen

from tracer.language import N_, _
from tui.app.keys import KEYS, LESSON_KEYS, PLACES, bindings, group_titles
from tui.app.rows.glyphs import ASCII
from tui.app.rows.spans import BLANK, Row, row, wrap
from tui.app.widgets.lookup_panel import explain_rows
from tui.app.widgets.rows_view import Panel
from tui.reports.page import padded

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.app.scene import Scene


_KEYS = 16
"""Cells of the keys beside what they do."""


class _PageRows(Panel):
    """The rows of a page; scrolled with the usual keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["page rows"])]

    def build(self, scene: Scene, width: int) -> list[Row]:
        """The rows that the page has to say."""
        page = self.screen
        if not isinstance(page, PageScreen):
            return []
        self.retitle(page.title_words())
        return page.rows(scene, width)


class PageScreen(ModalScreen[None]):
    """Its rows are laid out for the width there is."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["page"])]
    DEFAULT_CSS = """
    PageScreen {
        align: center middle;
        & > _PageRows {
            width: 96%; height: 96%; max-width: 110; max-height: 40; padding: 0 1; background: $surface;
            border: heavy $accent;
        }
        & > _PageRows:focus { border: heavy $accent; }
        & > _PageRows.ascii, & > _PageRows.ascii:focus { border: ascii $accent; }
    }
    """
    TITLE_WORDS = ""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene

    def compose(self) -> ComposeResult:
        """One pane."""
        yield _PageRows(id="page")

    def on_mount(self) -> None:
        """Fill the page."""
        self.query_one(_PageRows).set_class(self.scene.glyphs is ASCII, "ascii")
        self.show(self.scene)

    def show(self, scene: Scene) -> None:
        """Show the page for another moment."""
        self.scene = scene
        if not self.query(_PageRows):
            return  # a live run went on before the page was there: it will show this moment
        rows = self.query_one(_PageRows)
        rows.focus()
        rows.show(scene)

    def title_words(self) -> str:
        """The page's title."""
        return _(self.TITLE_WORDS)

    def rows(self, scene: Scene, width: int) -> list[Row]:
        """What the page says."""
        raise NotImplementedError

    def text(self) -> str:
        """What the page says, as plain text."""
        return self.query_one(_PageRows).text()


class ExplainPage(PageScreen):
    """One hop's lookup at full length; the time keys work on it too."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["explain"])]

    def title_words(self) -> str:
        """Which hop it is."""
        words = _("Why this function?  hop {hop}  (s, S step; esc closes)")
        return words.format(hop=self.scene.number)

    def rows(self, scene: Scene, width: int) -> list[Row]:
        """The sentence, the call and the machine."""
        return explain_rows(scene, width, self.query_one(_PageRows).size.height)


class HelpPage(PageScreen):
    """What the focused pane shows, its own keys, and all other keys."""

    TITLE_WORDS = N_("Help  (esc closes)")

    def __init__(self, scene: Scene, pane: str, words: str, own: list[tuple[str, str]]) -> None:
        super().__init__(scene)
        self._pane = pane
        self._words = words
        self._own = own

    def rows(self, scene: Scene, width: int) -> list[Row]:
        """The pane first, then the keys by group."""
        rows = [row((self._pane, "title")), *wrap(row(self._words), width), BLANK]
        for keys, words in self._own:
            rows += _key_row(keys, words, width)
        titles = group_titles()
        table = KEYS if scene.lesson is None else (*LESSON_KEYS, *KEYS)
        for group in dict.fromkeys(key.group for key in table):
            rows += [BLANK, row((titles[group], "title"))]
            for key in table:
                if key.group == group:
                    keys = key.show or key.keys.replace(",", "  ")
                    rows += _key_row(keys, _(key.words), width)
        rows += [BLANK, row((_("Signs"), "title"))]
        for sign, words in _signs(scene):
            rows += _key_row(sign, words, width)
        return rows


def _key_row(keys: str, words: str, width: int) -> list[Row]:
    return wrap(row((padded(keys, _KEYS), "key"), words), width, indent=_KEYS)


def _signs(scene: Scene) -> list[tuple[str, str]]:
    glyphs = scene.glyphs
    return [
        (glyphs.here, _("where you are: the hop, the running line, the class that won")),
        (glyphs.won, _("found here: this class's function runs")),
        (glyphs.shadowed, _("shadowed: has the name too, comes later, was not asked")),
        (glyphs.absent, _("asked, and does not have the name")),
        (glyphs.hand_off, _("the work changed lanes: another thread or process goes on")),
        (glyphs.raised, _("the call raised an exception")),
        (glyphs.mark, _("your bookmark")),
    ]
