"""The keys, in one table: bindings, footer and help are made from it.

Every key has an id (so that it can be remapped); capitals go backwards in time.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

from tracer.language import N_, pgettext


@dataclass(frozen=True, slots=True)
class Key:
    """One action of the app and the keys that start it."""

    id: str
    keys: str
    action: str
    words: str
    """What it does, a message to be translated."""
    group: str
    """One of :func:`group_titles`."""
    show: str = ""
    """How the keys are written in the help, where Textual's names would puzzle."""


KEYS: tuple[Key, ...] = (
    Key("time.into", "s,right,f11", "into", N_("into: next hop in time"), "Time", "s  right  F11"),
    Key("time.back", "S,left,backspace", "step_back", N_("back: previous hop"), "Time", "S  left"),
    Key(
        "time.over",
        "n,f10",
        "over",
        N_("over: next hop of this lane, not deeper"),
        "Time",
        "n  F10",
    ),
    Key("time.back_over", "N", "back_over", N_("the same backwards"), "Time"),
    Key(
        "time.finish", "f", "finish", N_("finish: to this call's end (again: its caller's)"), "Time"
    ),
    Key("time.back_finish", "F", "back_finish", N_("back to the call; then to its caller"), "Time"),
    Key("time.first", "g,home", "first", N_("first hop"), "Time", "g  home"),
    Key("time.last", "G,end", "last", N_("last hop"), "Time", "G  end"),
    Key("time.play", "space", "play", N_("play or pause"), "Time"),
    Key("time.faster", "plus,equals_sign", "pace(1)", N_("play faster"), "Time", "+"),
    Key("time.slower", "minus", "pace(-1)", N_("play slower"), "Time", "-"),
    Key("frame.caller", "u", "caller", N_("caller's frame (time does not move)"), "Look"),
    Key("frame.callee", "d", "callee", N_("callee's frame; last: the function itself"), "Look"),
    Key("find.search", "slash", "ask('search')", N_("search functions"), "Find", "/"),
    Key("find.next", "full_stop", "find(1)", N_("next match"), "Find", "."),
    Key("find.previous", "comma", "find(-1)", N_("previous match"), "Find", ","),
    Key("find.same", "asterisk", "same_function(1)", N_("next call of this function"), "Find", "*"),
    Key(
        "find.same_back", "number_sign", "same_function(-1)", N_("previous call of it"), "Find", "#"
    ),
    Key("find.goto", "colon", "ask('goto')", N_("go to a hop's number or file:line"), "Find", ":"),
    Key("find.lane_back", "less_than_sign", "lane(-1)", N_("previous lane"), "Find", "<"),
    Key("find.lane", "greater_than_sign", "lane(1)", N_("next lane"), "Find", ">"),
    Key("mark.toggle", "b", "bookmark", N_("set or remove a bookmark"), "Mark"),
    Key("mark.list", "B", "bookmarks", N_("list the bookmarks"), "Mark"),
    Key("mark.next", "c,f5", "next_bookmark(1)", N_("to the next bookmark"), "Mark", "c  F5"),
    Key("mark.previous", "C", "next_bookmark(-1)", N_("to the previous bookmark"), "Mark"),
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

FOOTER: tuple[tuple[str, str, str], ...] = (
    ("s", N_("Into"), "into"),
    ("n", N_("Over"), "over"),
    ("f", N_("Out"), "finish"),
    ("S", N_("Back"), "step_back"),
    ("d", N_("Runs"), "callee"),
    ("m", N_("Why"), "explain"),
    ("/", N_("Search"), "ask('search')"),
    ("z", N_("Zoom"), "zoom"),
    ("?", N_("Help"), "help"),
    ("q", N_("Quit"), "quit"),
    ("u", N_("Caller"), "caller"),
    ("b", N_("Mark"), "bookmark"),
    ("space", N_("Play"), "play"),
    ("^p", N_("Palette"), "command_palette"),
)
"""Key, label (a message) and action; as many are shown as the width allows, the first ones always."""
LESSON_FOOTER: tuple[tuple[str, str, str], ...] = (
    ("enter", N_("Go on"), "session('pane')"),
    ("p", N_("Back"), "session('previous')"),
    ("r", N_("Hop"), "session('return')"),
    ("s", N_("Step"), "into"),
    ("[ ]", N_("Panes"), "session('tab')"),
    ("z", N_("Zoom"), "zoom"),
    ("L", N_("Lessons"), "session('course')"),
    ("?", N_("Help"), "help"),
    ("q", N_("Quit"), "quit"),
    ("m", N_("Why"), "explain"),
)
"""The same beside a lesson."""
LIVE_FOOTER: tuple[tuple[str, str, str], ...] = (
    ("s", N_("Go"), "into"),
    ("n", N_("Over"), "over"),
    ("S", N_("Back"), "step_back"),
    (">", N_("Lane"), "lane(1)"),
    ("space", N_("Run"), "play"),
    ("a", N_("Client"), "session('clients')"),
    ("t", N_("To"), "session('run_to')"),
    ("m", N_("Why"), "explain"),
    ("?", N_("Help"), "help"),
    ("q", N_("Quit"), "quit"),
    ("v", N_("Lanes"), "flow"),
    ("o", N_("Output"), "session('output')"),
    ("f", N_("Out"), "finish"),
    ("b", N_("Break"), "bookmark"),
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


def bindings(keys: tuple[Key, ...] = KEYS) -> list[Binding]:
    """The app's bindings."""
    return [Binding(key.keys, key.action, key.words, show=False, id=key.id) for key in keys]
