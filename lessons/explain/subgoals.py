"""What a hop is for in the life of a server, by the role of its name in the base classes.

An override keeps the role of what it overrides; a helper of the user's own has
its caller's.
"""

from __future__ import annotations

from lessons.explain.step import Loop, Subgoal
from tracer.language import N_, _

_SERVER = {
    "__new__": Subgoal.CREATE,
    "__init__": Subgoal.CREATE,
    "server_bind": Subgoal.CREATE,
    "server_activate": Subgoal.CREATE,
    "serve_forever": Subgoal.WAIT,
    "service_actions": Subgoal.WAIT,
    "fileno": Subgoal.WAIT,
    "handle_timeout": Subgoal.WAIT,
    "_handle_request_noblock": Subgoal.ACCEPT,
    "handle_request": Subgoal.ACCEPT,
    "get_request": Subgoal.ACCEPT,
    "verify_request": Subgoal.VERIFY,
    "process_request": Subgoal.DISPATCH,
    "process_request_thread": Subgoal.DISPATCH,
    "collect_children": Subgoal.DISPATCH,
    "finish_request": Subgoal.BUILD,
    "shutdown_request": Subgoal.CLEAN_UP,
    "close_request": Subgoal.CLEAN_UP,
    "handle_error": Subgoal.CLEAN_UP,
    "shutdown": Subgoal.STOP,
    "server_close": Subgoal.STOP,
    "__exit__": Subgoal.STOP,
}
_HANDLER = {
    "__new__": Subgoal.BUILD,
    "__init__": Subgoal.BUILD,
    "setup": Subgoal.BUILD,
    "handle": Subgoal.HANDLE,
    "finish": Subgoal.CLEAN_UP,
}
_THREAD = {"start": Subgoal.DISPATCH, "run": Subgoal.DISPATCH}
_TABLES = {"server": _SERVER, "handler": _HANDLER, "thread": _THREAD}

_LABELS = (
    N_("CREATE"), N_("WAIT"), N_("ACCEPT"), N_("VERIFY"), N_("DISPATCH"), N_("BUILD"),
    N_("HANDLE"), N_("CLEAN UP"), N_("STOP"),
)  # fmt: skip
"""The subgoals' values, as messages."""
_LOOP_WORDS: dict[Loop, str] = {
    "connection": N_("connection loop"),
    "communication": N_("communication loop"),
}
_LOOPS: dict[Subgoal, Loop] = {
    Subgoal.WAIT: "connection",
    Subgoal.ACCEPT: "connection",
    Subgoal.VERIFY: "connection",
    Subgoal.DISPATCH: "connection",
    Subgoal.BUILD: "communication",
    Subgoal.HANDLE: "communication",
    Subgoal.CLEAN_UP: "communication",
}


def own_subgoal(role: str | None, name: str) -> Subgoal | None:
    """The subgoal of a method of that name on a receiver of that role, if its name has one."""
    return _TABLES.get(role or "", {}).get(name)


def subgoal_words(subgoal: Subgoal | None) -> str:
    """A subgoal's label in the language in use; empty for none."""
    return _(subgoal.value) if subgoal else ""


def loop_words(loop: Loop | None) -> str:
    """``connection loop`` in the language in use; empty for none."""
    return _(_LOOP_WORDS[loop]) if loop else ""


def loop_of(subgoal: Subgoal | None) -> Loop | None:
    """The loop that a subgoal belongs to: the server's over clients, or a handler's over one's."""
    return None if subgoal is None else _LOOPS.get(subgoal)
