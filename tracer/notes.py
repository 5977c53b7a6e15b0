"""What a recording's notes say: in the file each is a key and its fields, here it gets its words.

The recorder runs inside the program and knows no catalogue, and a recording is read by people
of other languages than the one who made it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.language import N_, _

if TYPE_CHECKING:
    from tracer.model import Note

STOPPED = "stopped-"
"""How the keys of those notes begin after which a process records nothing more."""
NOTES = {
    "stopped-size": N_(
        "Recording stopped early: its spool reached the size that this program may write."
    ),
    "stopped-grow": N_("Recording stopped early: its spool could not grow ({error})."),
    "stopped-make": N_("Recording stopped early: its spool could not be made ({error})."),
    "stopped-map": N_("Recording stopped early: its spool could not be mapped."),
    "stopped-file": N_("Recording stopped early: the recording's file could not grow ({error})."),
    "stopped-alone": N_(
        "Recording stopped early: hopscope is gone, and the program goes on without it."
    ),
    "stopped-error": N_("Recording stopped early: an error of the recorder ({error})."),
    "not-held": N_("A hop could not be held: {error}."),
    "fork": N_("A forked child is not recorded: the recorder failed in it."),
    "other-version": N_(
        "A Python process that the program started ran under Python {version}, the program itself "
        "under another version: calls of that process are not recorded."
    ),
    "option": N_(
        "The program started Python with {option}: such a process does not look at what would tell "
        "it to record, so its calls are missing."
    ),
    "own-environment": N_(
        "The program started a Python process in a way that hands it an environment of its own "
        "(os.posix_spawn, or from a thread that is not recorded): its calls are missing."
    ),
    "settrace-in": N_(
        "The program called sys.settrace in the thread {name}: calls of that thread are missing "
        "until the recorder's trace function is back."
    ),
    "settrace": N_(
        "The program called sys.settrace: calls of that thread are missing until the recorder's "
        "trace function is back."
    ),
    "raw-threads": N_(
        "The program started a thread with _thread.start_new_thread, past the module threading: "
        "calls in such threads are not recorded."
    ),
    "own-copy": N_(
        "This program uses its own copy of socketserver ({module}), whose calls are not recorded; "
        "to see them, add --root {module}.BaseServer --root {module}.BaseRequestHandler."
    ),
    "threading-settrace": N_(
        "The program called threading.settrace: calls in the threads that it started after that "
        "are missing."
    ),
    "restarted": N_(
        "The program restarted itself (os.exec, process {pid}): its calls go on in a lane of kind "
        "process; those that were open at that moment are unfinished."
    ),
    "nothing": N_("Nothing was recorded: the recorder could not write in the program's process."),
    "replaced": N_(
        "The program replaced itself by another one (os.exec), which told nothing: what that did "
        "is not recorded."
    ),
    "cut": N_(
        "The program ended without finishing its recording (it was killed, or left by os._exit): "
        "the last hops are unfinished."
    ),
    "full": N_("At most {most:,} hops are kept: recording stopped when it was full."),
    "full-since": N_(
        "At most {most:,} hops are kept: recording stopped when it was full. Missing since then: "
        "{hops}, {requests}."
    ),
}
_COUNTED = {
    "hops": (N_("{count:,} hop"), N_("{count:,} hops")),
    "requests": (N_("{count:,} request"), N_("{count:,} requests")),
}
"""Fields that are numbers of things: in words as one, and as many."""
OWNER_REASONS = (
    N_("the same function stands in more than one class of the MRO"),
    N_("more than one object has the same function in its own dictionary"),
)
"""Why the recorder could not tell a hop's owner."""


def note_words(note: Note) -> str:
    """A note in the language in use; one that is not known, as it stands in the file."""
    message = NOTES.get(note.key)
    if message is not None:
        fields: dict[str, object] = dict(note.fields)
        for name, words in _COUNTED.items():
            number = fields.get(name)
            if isinstance(number, int):
                fields[name] = _(words[number != 1]).format(count=number)
        try:
            return _(message).format(**fields)
        except (KeyError, ValueError):  # a file that somebody else made
            pass
    return " ".join((note.key, *(f"{name}={value}" for name, value in note.fields.items())))


def owner_words(reason: str | None) -> str:
    """A hop's ``owner_reason`` in the language in use; empty for none."""
    return _(reason) if reason else ""
