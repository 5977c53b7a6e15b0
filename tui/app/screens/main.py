"""The main screen: calls, source and lookup together, arranged by the terminal's size."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from textual.containers import Container
from textual.screen import Screen

from tui.app.model.source_text import LOOKS
from tui.app.model.state import TABS, Pane, ViewState
from tui.app.rows.glyphs import ASCII
from tui.app.rows.spans import ROLES
from tui.app.widgets.call_tree_pane import CallTreePane
from tui.app.widgets.classes_panel import ClassesPanel
from tui.app.widgets.key_bar import KeyBar
from tui.app.widgets.lanes_panel import LanesPanel
from tui.app.widgets.lines import HeaderLine, Line, SentenceLine, StatusLine
from tui.app.widgets.lookup_panel import LookupPanel
from tui.app.widgets.prompt_line import PromptLine
from tui.app.widgets.rows_view import RowsView
from tui.app.widgets.source_pane import CalleePane, SourcePane
from tui.app.widgets.tab_bar import TabBar
from tui.app.widgets.too_small import TooSmall
from tui.app.widgets.values_panel import ValuesPanel

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size
    from textual.widget import Widget

    from tui.app.scene import Scene

Layout: TypeAlias = Literal["tiny", "stacked", "split", "wide"]
LAYOUTS: tuple[Layout, ...] = ("tiny", "stacked", "split", "wide")

SMALLEST = (60, 16)
_LOW, _HIGH = 24, 34
"""Rows below which the bottom panel is small, and from which it is large."""
_PANES: tuple[Pane, ...] = ("calls", "source", *TABS)


def layout_for(width: int, height: int) -> Layout:
    """The arrangement for a terminal of that size."""
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return "tiny"
    if width < 110:
        return "stacked"
    return "split" if width < 160 else "wide"


def _heights_for(height: int) -> tuple[bool, bool]:
    """Whether a terminal is low, and whether it is high."""
    return height < _LOW, height >= _HIGH


def shown_panes(state: ViewState, layout: Layout, *, learning: bool = False) -> set[str]:
    """Ids of the panes that show; ``learning``: beside a lesson."""
    if layout == "tiny":
        return set()
    if state.zoom is not None:
        return {state.zoom}
    if learning:
        return _beside_lesson(state, layout)
    if layout == "stacked":
        return {"calls", "source", state.tab}
    second = "lanes" if state.tab == "lookup" else state.tab
    panes = {"calls", "source", "lookup", second}
    return panes | {"callee"} if layout == "wide" else panes


def _beside_lesson(state: ViewState, layout: Layout) -> set[str]:
    """The lesson always shows; of the others as many as there is room for."""
    if layout == "stacked":
        return {"calls", state.tab, "lesson"}
    tab = "lookup" if state.tab == "source" else state.tab
    panes = {"calls", "source", tab, "lesson"}
    return panes if layout == "split" else panes | {"lookup", "lanes" if tab == "lookup" else tab}


class MainScreen(Screen[None]):
    """Shows one scene at a time in all of its panes.

    The looks of text belong to it alone: a set for every pane would be matched for each of them.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--cursor", "source--lit", "source--line",
        *(f"rows--{role}" for role in ROLES), *(f"source--{look}" for look in LOOKS if look),
    }  # fmt: skip

    def __init__(self, scene: Scene, size: Size) -> None:
        self.scene = scene
        self.arrangement = layout_for(*size)
        self._heights = _heights_for(size.height)
        # Arranged before anything is laid out: a layout of all panes costs as much as some steps.
        super().__init__(classes=" ".join(n for n, holds in self._arranged().items() if holds))
        self._views: list[RowsView] = []
        self._panes: tuple[Pane, ...] = (*_PANES, "lesson") if scene.lesson else _PANES
        self.is_filled = False
        """Whether there is something to see."""

    def compose(self) -> ComposeResult:
        """All panes; which of them show is decided by :func:`shown_panes`."""
        shown = self._shown_ids()

        def arranged(widget: Widget) -> Widget:
            widget.display = widget.id in shown
            return widget

        yield HeaderLine(id="header")
        with Container(id="body"):
            yield arranged(CallTreePane(id="calls"))
            with arranged(Container(id="sources")):
                yield arranged(SourcePane(id="source"))
                yield arranged(CalleePane(id="callee"))
            with arranged(Container(id="bottom")):
                yield TabBar(id="tabs")
                with Container(id="panels"):
                    yield arranged(LookupPanel(id="lookup"))
                    yield arranged(LanesPanel(id="lanes"))
                    yield arranged(ClassesPanel(id="classes"))
                    yield arranged(ValuesPanel(id="values"))
            if self.scene.lesson is not None:
                from tui.app.widgets.lesson_pane import LessonPane

                yield arranged(LessonPane(id="lesson"))
        yield SentenceLine(id="sentence")
        yield StatusLine(id="status")
        yield PromptLine(id="prompt")
        yield KeyBar(id="keys")
        yield TooSmall(id="small")

    def on_mount(self) -> None:
        """Begin with the cursor in the calls."""
        self._views = list(self.query(RowsView))
        if self.scene.glyphs is ASCII:
            self.query(RowsView).add_class("ascii")
        self.focus_home()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the arrangement for the new size; panes lay out their own rows."""
        width, height = event.size
        arrangement, heights = layout_for(width, height), _heights_for(height)
        if (arrangement, heights) != (self.arrangement, self._heights):
            self.arrangement, self._heights = arrangement, heights
            self.rearrange()
        elif not self.is_filled:
            self._arrange()
            self._keep_focus(self._panes_now())
            self._show_rows()

    def show(self, scene: Scene) -> None:
        """Show another moment, or another arrangement of it."""
        before, self.scene = self.scene.state, scene
        if not self._views:
            return  # not mounted yet: its first layout shows what is newest then
        if (scene.state.tab, scene.state.zoom) != (before.tab, before.zoom):
            self.rearrange()
        else:
            self._arrange()
            self._show_rows()

    def rearrange(self) -> None:
        """Let the right panes show, and only those."""
        self._arrange()
        shown = self._shown_ids()
        for name in (*self._panes, "callee", "sources", "bottom"):
            self.query_one(f"#{name}").display = name in shown
        self._keep_focus(self._panes_now())
        self._show_rows()

    def _arrange(self) -> None:
        """Take the classes of the arrangement, in one batch: each change matches all styles anew."""
        self.update_classes(self._arranged())

    def _arranged(self) -> dict[str, bool]:
        """Classes of the arrangement, each with whether the screen is to have it.

        Where there is no room for a status line, a note takes the place of the keys. In a live
        run the status line says who is held: it takes a row of the sentence.
        """
        state = self.scene.state
        classes = {f"-{name}": name == self.arrangement for name in LAYOUTS}
        return {
            **classes,
            "-low": self._heights[0],
            "-high": self._heights[1],
            "zoomed": state.zoom is not None,
            "noted": self.arrangement == "stacked" and bool(state.note),
            "live": state.live is not None,
            "learning": self.scene.lesson is not None,
            "asked": self.scene.cover is not None,
        }

    def _panes_now(self) -> set[str]:
        return shown_panes(
            self.scene.state, self.arrangement, learning=self.scene.lesson is not None
        )

    def _shown_ids(self) -> set[str]:
        """The panes that show, and what holds some of them."""
        panes = self._panes_now()
        holders: dict[str, set[str]] = {"sources": {"source", "callee"}, "bottom": set(TABS)}
        return panes | {name for name, held in holders.items() if panes & held}

    def _keep_focus(self, panes: set[str]) -> None:
        focused = self.focused
        # In a terminal that was too small there was nothing to hold it.
        is_gone = focused is None or (isinstance(focused, RowsView) and focused.id not in panes)
        if is_gone and panes:
            wanted = self.scene.state.zoom or ("lesson" if "lesson" in panes else "calls")
            self.query_one(f"#{wanted}").focus()

    def _show_rows(self) -> None:
        self.is_filled = True
        lead = self.scene.lesson.lead if self.scene.lesson else None
        for view in self._views:
            if isinstance(view, Line) or view.display:
                view.lead(to_it=view.id == lead)
                view.show(self.scene)

    def focus_home(self) -> None:
        """Give the keys to where they belong: the lesson, else the calls."""
        self.focus_pane("lesson" if self.scene.lesson is not None else "calls")

    def focus_pane(self, pane: Pane) -> None:
        """Give the keys to a pane, when it shows."""
        view = self.query_one(f"#{pane}", RowsView)
        if view.display:
            view.focus()

    def focused_pane(self) -> Pane:
        """The pane that has the keys; the calls where none has."""
        name = self.focused.id if self.focused is not None else None
        return next((pane for pane in self._panes if pane == name), "calls")
