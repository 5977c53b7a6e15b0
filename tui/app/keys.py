"""The keys, in one table: all bindings, the footer and help are made from it.

Every key has an id (so that it can be remapped); capitals go backwards in time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.binding import Binding

from tracer.language import N_, _, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Key:
    """One action of the app and the keys that start it."""

    id: str
    keys: str
    action: str
    words: str
    """What it does, a message to be translated."""
    group: str = ""
    """One of :func:`group_titles`; empty where the key is a pane's or a page's."""
    show: str = ""
    """How the keys are written in the help, where Textual's names would puzzle."""
    priority: bool = False
    """Whether it comes before what the field that is typed in would do with it."""


KEYS: tuple[Key, ...] = (
    Key(
        "time.into",
        "s,right,f11",
        "walk('into')",
        N_("into: next hop in time"),
        "Time",
        "s  right  F11",
    ),
    Key(
        "time.back", "S,left,backspace", "walk('back')", N_("back: previous hop"), "Time", "S  left"
    ),
    Key(
        "time.over",
        "n,f10",
        "walk('over')",
        N_("over: next hop of this lane, not deeper"),
        "Time",
        "n  F10",
    ),
    Key("time.back_over", "N", "walk('back_over')", N_("the same backwards"), "Time"),
    Key(
        "time.finish",
        "f",
        "walk('finish')",
        N_("finish: to this call's end (again: its caller's)"),
        "Time",
    ),
    Key(
        "time.back_finish",
        "F",
        "walk('back_finish')",
        N_("back to the call; then to its caller"),
        "Time",
    ),
    Key("time.first", "g,home", "walk('first')", N_("first hop"), "Time", "g  home"),
    Key("time.last", "G,end", "walk('last')", N_("last hop"), "Time", "G  end"),
    Key("time.play", "space", "walk('play')", N_("play or pause"), "Time"),
    Key("time.faster", "plus,equals_sign", "walk('faster')", N_("play faster"), "Time", "+"),
    Key("time.slower", "minus", "walk('slower')", N_("play slower"), "Time", "-"),
    Key("frame.caller", "u", "walk('caller')", N_("caller's frame (time does not move)"), "Look"),
    Key(
        "frame.callee",
        "d",
        "walk('callee')",
        N_("callee's frame; last: the function itself"),
        "Look",
    ),
    Key("find.search", "slash", "ask('search')", N_("search functions"), "Find", "/"),
    Key("find.next", "full_stop", "walk('match')", N_("next match"), "Find", "."),
    Key("find.previous", "comma", "walk('previous_match')", N_("previous match"), "Find", ","),
    Key("find.same", "asterisk", "walk('call')", N_("next call of this function"), "Find", "*"),
    Key(
        "find.same_back",
        "number_sign",
        "walk('previous_call')",
        N_("previous call of it"),
        "Find",
        "#",
    ),
    Key("find.goto", "colon", "ask('goto')", N_("go to a hop's number or file:line"), "Find", ":"),
    Key(
        "find.lane_back",
        "less_than_sign",
        "walk('previous_lane')",
        N_("previous lane"),
        "Find",
        "<",
    ),
    Key("find.lane", "greater_than_sign", "walk('lane')", N_("next lane"), "Find", ">"),
    Key("mark.toggle", "b", "walk('mark')", N_("set or remove a bookmark"), "Mark"),
    Key("mark.list", "B", "bookmarks", N_("list the bookmarks"), "Mark"),
    Key("mark.next", "c,f5", "walk('to_mark')", N_("to the next bookmark"), "Mark", "c  F5"),
    Key("mark.previous", "C", "walk('to_previous_mark')", N_("to the previous bookmark"), "Mark"),
    Key("tab.lookup", "1", "show_tab('lookup')", N_("lookup (again: large)"), "Look"),
    Key("tab.lanes", "2", "show_tab('lanes')", N_("lanes"), "Look"),
    Key("tab.classes", "3", "show_tab('classes')", N_("classes: the object's MRO"), "Look"),
    Key("tab.values", "4", "show_tab('values')", N_("values and details"), "Look"),
    Key("pane.explain", "m", "explain", N_("explain this hop's lookup, large"), "Look"),
    Key("pane.what_if", "W", "what_if", N_("what if the bases were swapped"), "Look"),
    Key("pane.zoom", "z", "zoom", N_("zoom the focused pane, or back"), "Look"),
    Key("pane.withdraw", "escape", "withdraw", N_("back (never quits)"), "Look", "esc"),
    Key(
        "live.oldest",
        "x",
        "session('oldest')",
        N_("let the lane go that has waited longest"),
        "Live",
    ),
    Key("live.run_to", "t", "session('run_to')", N_("let this lane run to ..."), "Live"),
    Key("live.clients", "a", "session('clients')", N_("clients: connect, send, hang up"), "Live"),
    Key("live.output", "o", "session('output')", N_("what the program has printed"), "Live"),
    Key("live.end", "E", "session('end_program')", N_("ask the program to end"), "Live"),
    Key("live.restart", "R", "session('restart')", N_("restart: same target, fresh run"), "Live"),
    Key("pane.flow", "v", "flow", N_("lanes side by side, time downwards"), "Look"),
    Key("out.write", "w", "write", N_("write a copy of the recording"), "Out"),
    Key("out.edit", "e", "edit", N_("open $EDITOR at the line"), "Out"),
    Key("out.copy", "y", "copy_place", N_("copy file:line"), "Out"),
    Key("app.help", "question_mark,f1", "help", N_("help of the focused pane"), "Out", "?  F1"),
    Key("app.quit", "q", "quit", N_("quit"), "Out"),
)

LIVE_ACTIONS = frozenset({"oldest", "run_to", "clients", "output", "end_program", "restart"})
"""What only a live run can do: of these a recording says so."""

LESSON_KEYS: tuple[Key, ...] = (
    Key("lesson.next", "ctrl+n", "session('next')", N_("next step of the lesson"), "Lesson", "^n  enter"),
    Key("lesson.previous", "p", "session('previous')", N_("previous step of the lesson"), "Lesson"),
    Key("lesson.return", "r", "session('return')", N_("back to the hop that the step is about"), "Lesson"),
    Key("lesson.pane", "5", "session('pane')", N_("to the lesson's pane"), "Lesson"),
    Key("lesson.tab", "right_square_bracket", "session('tab')", N_("next pane beside it"), "Lesson",
        "]"),
    Key("lesson.tab_back", "left_square_bracket", "session('tab_back')", N_("previous pane beside it"),
        "Lesson", "["),
    Key("lesson.hint", "H", "session('hint')", N_("exercise: one hint more"), "Lesson"),
    Key("lesson.solution", "A", "session('solution')", N_("exercise: the solution"), "Lesson"),
    Key("lesson.own", "O", "session('own')", N_("exercise: what your program did, or the lesson's run"),
        "Lesson"),
    Key("lesson.folder", "D", "session('folder')", N_("exercise: another folder for your file"), "Lesson"),
    Key("lesson.reset", "ctrl+r", "session('reset')", N_("start again (asks first)"), "Lesson", "^r"),
    Key("lesson.course", "L", "session('course')", N_("the list of lessons"), "Lesson"),
)  # fmt: skip
"""What there is besides while a lesson is open."""

_TIME = tuple(key for key in KEYS if key.group == "Time")
_LANES = tuple(key for key in KEYS if key.id.startswith("find.lane"))


def _over(keys: tuple[Key, ...], page: str) -> tuple[Key, ...]:
    """Keys of the app that work on a page that lies over it, too."""
    return tuple(replace(key, id=f"{page}.{key.id}", action=f"app.{key.action}") for key in keys)


PLACES: Mapping[str, tuple[Key, ...]] = {
    "app": (*KEYS, *LESSON_KEYS),
    "calls": (
        Key("calls.down", "down,j", "move(1)", N_("next row")),
        Key("calls.up", "up,k", "move(-1)", N_("previous row")),
        Key("calls.page_down", "pagedown", "page(1)", N_("page down")),
        Key("calls.page_up", "pageup", "page(-1)", N_("page up")),
        Key("calls.fold", "h", "fold('out')", N_("fold, or go to the caller")),
        Key("calls.unfold", "l", "fold('in')", N_("unfold, or go to the first call")),
        Key("calls.toggle", "enter", "fold('toggle')", N_("fold or unfold")),
    ),
    "source": (
        Key("source.down", "down,j", "scroll_down", N_("scroll down")),
        Key("source.up", "up,k", "scroll_up", N_("scroll up")),
        Key("source.left", "h", "shift(-8)", N_("scroll left")),
        Key("source.right", "l", "shift(8)", N_("scroll right")),
    ),
    "lanes": (
        Key("lanes.down", "down,j", "move(1)", N_("next lane")),
        Key("lanes.up", "up,k", "move(-1)", N_("previous lane")),
        Key("lanes.go", "enter", "move(0)", N_("go to this lane")),
    ),
    "lesson": (
        Key("lesson.enter", "enter", "wish('enter')", N_("go on, or choose")),
        Key("lesson.down", "down,j", "move(1)", N_("next answer, or further down")),
        Key("lesson.up", "up,k", "move(-1)", N_("previous answer, or up")),
        Key("lesson.page_down", "pagedown", "turn(1)", N_("page down")),
        Key("lesson.page_up", "pageup", "turn(-1)", N_("page up")),
        Key("lesson.unsure", "n", "wish('unsure')", N_("not sure")),
        Key("lesson.another", "escape", "wish('another')", N_("another answer")),
        Key("lesson.unpick", "backspace", "wish('unpick')", N_("take back")),
    ),
    "prompt": (Key("prompt.withdraw", "escape", "withdraw", "withdraw"),),
    "trees": (
        Key("trees.down", "down,j", "move(1)", "next row"),
        Key("trees.up", "up,k", "move(-1)", "previous row"),
        Key("trees.page_down", "pagedown", "page(1)", "page down"),
        Key("trees.page_up", "pageup", "page(-1)", "page up"),
        Key("trees.first", "home,g", "move(-1000000)", "first row"),
        Key("trees.last", "end,G", "move(1000000)", "last row"),
        Key("trees.fold", "enter,l,right,h,left", "fold", "open or close"),
        Key("trees.next", "n,s", "parting(1)", "next difference"),
        Key("trees.previous", "N,S", "parting(-1)", "previous one"),
    ),
    "saying": (
        Key("saying.down", "down,j", "scroll_down", "down"),
        Key("saying.up", "up,k", "scroll_up", "up"),
    ),
    "compare": (
        Key("compare.close", "escape,q", "leave", "close"),
        Key("compare.pane", "tab,m", "app.focus_next", "other pane"),
    ),
    "page rows": (
        Key("page.down", "down,j", "scroll_down", "down"),
        Key("page.up", "up,k", "scroll_up", "up"),
        Key("page.page_down", "pagedown", "page_down", "page down"),
        Key("page.page_up", "pageup", "page_up", "page up"),
    ),
    "page": (Key("page.close", "escape,q,enter", "dismiss", "close"),),
    "explain": (
        Key("explain.close", "m", "dismiss", "close"),
        *_over(_TIME, "explain"),
    ),
    "flow": (
        Key("flow.close", "v", "dismiss", "close"),
        *_over((*_TIME, *_LANES), "flow"),
    ),
    "what_if": (
        Key("what_if.close", "W", "dismiss", "close"),
        Key("what_if.record", "r", "record", "record it that way"),
        *_over(_TIME, "what_if"),
    ),
    "choice": (
        Key("choice.close", "escape,q", "dismiss", "close"),
        Key("choice.down", "j", "app.simulate_key('down')", "down"),
        Key("choice.up", "k", "app.simulate_key('up')", "up"),
    ),
    "course": (
        Key("course.quit", "q", "app.quit", "quit"),
        Key("course.down", "j", "app.simulate_key('down')", "down"),
        Key("course.up", "k", "app.simulate_key('up')", "up"),
        Key("course.reset", "ctrl+r", "reset", "start again"),
    ),
    "clients": (
        Key("clients.close", "escape", "dismiss", "close"),
        Key("clients.connect", "ctrl+n", "connect", "connect", priority=True),
        Key("clients.next", "ctrl+t", "next", "next client", priority=True),
        Key("clients.hang_up", "ctrl+d", "hang_up", "hang up", priority=True),
        Key("clients.get", "ctrl+g", "get", "HTTP GET", priority=True),
    ),
}
"""All keys, by what has the keys: a pane, a page, or the app, which takes what those leave.

Words that a help page shows are messages; of the others nobody reads any.
"""

FOOTER: tuple[tuple[str, str, str], ...] = (
    ("s", N_("Into"), "walk('into')"),
    ("n", N_("Over"), "walk('over')"),
    ("f", N_("Out"), "walk('finish')"),
    ("S", N_("Back"), "walk('back')"),
    ("d", N_("Runs"), "walk('callee')"),
    ("m", N_("Why"), "explain"),
    ("/", N_("Search"), "ask('search')"),
    ("z", N_("Zoom"), "zoom"),
    ("?", N_("Help"), "help"),
    ("q", N_("Quit"), "quit"),
    ("u", N_("Caller"), "walk('caller')"),
    ("b", N_("Mark"), "walk('mark')"),
    ("space", N_("Play"), "walk('play')"),
    ("^p", N_("Palette"), "command_palette"),
)
"""Key, label (a message) and action; as many are shown as the width allows, the first ones always."""
LESSON_FOOTER: tuple[tuple[str, str, str], ...] = (
    ("enter", N_("Go on"), "session('pane')"),
    ("p", N_("Back"), "session('previous')"),
    ("r", N_("Hop"), "session('return')"),
    ("s", N_("Step"), "walk('into')"),
    ("[ ]", N_("Panes"), "session('tab')"),
    ("z", N_("Zoom"), "zoom"),
    ("L", N_("Lessons"), "session('course')"),
    ("?", N_("Help"), "help"),
    ("q", N_("Quit"), "quit"),
    ("m", N_("Why"), "explain"),
)
"""The same beside a lesson."""
LIVE_FOOTER: tuple[tuple[str, str, str], ...] = (
    ("s", N_("Go"), "walk('into')"),
    ("n", N_("Over"), "walk('over')"),
    ("S", N_("Back"), "walk('back')"),
    (">", N_("Lane"), "walk('lane')"),
    ("space", N_("Run"), "walk('play')"),
    ("a", N_("Client"), "session('clients')"),
    ("t", N_("To"), "session('run_to')"),
    ("m", N_("Why"), "explain"),
    ("?", N_("Help"), "help"),
    ("q", N_("Quit"), "quit"),
    ("v", N_("Lanes"), "flow"),
    ("o", N_("Output"), "session('output')"),
    ("f", N_("Out"), "walk('finish')"),
    ("b", N_("Break"), "walk('mark')"),
    ("R", N_("Restart"), "session('restart')"),
)
"""The same while a program is live."""


def group_titles() -> dict[str, str]:
    """The groups in the order of the help, with their titles in the language in use."""
    return {
        "Time": pgettext("keys", "Time"),
        "Look": pgettext("keys", "Look"),
        "Find": pgettext("keys", "Find"),
        "Mark": pgettext("keys", "Mark"),
        "Live": pgettext("keys", "Live"),
        "Out": pgettext("keys", "Out"),
        "Lesson": pgettext("keys", "Lesson"),
    }


def bindings(keys: Iterable[Key]) -> list[Binding]:
    """Keys as Textual takes them."""
    return [
        Binding(key.keys, key.action, key.words, show=False, priority=key.priority, id=key.id)
        for key in keys
    ]


def keys_in_help(pane: str) -> list[tuple[str, str]]:
    """A pane's own keys as its help writes them, each with what it does."""
    return [(key.keys.replace(",", "  "), _(key.words)) for key in PLACES.get(pane, ())]
