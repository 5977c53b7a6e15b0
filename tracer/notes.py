"""What a recording's notes say, in the language in use: in the file they are English.

The recorder runs inside the program and knows no catalogue, and a recording is read by people
of other languages than the one who made it. A note that is not known here is shown as it is.
"""

from __future__ import annotations

from tracer.language import N_, _, retold

NOTES = (
    N_("Recording stopped early: {reason}."),
    N_("A hop could not be held: {error}."),
    N_("A forked child is not recorded: the recorder failed in it."),
    N_(
        "A Python process that the program started ran under Python {version}, the program itself "
        "under another version: calls of that process are not recorded."
    ),
    N_(
        "The program started Python with {option}: such a process does not look at what would tell "
        "it to record, so its calls are missing."
    ),
    N_(
        "The program started a Python process in a way that hands it an environment of its own "
        "(os.posix_spawn, or from a thread that is not recorded): its calls are missing."
    ),
    N_(
        "The program called sys.settrace in the thread {name}: calls of that thread are missing "
        "until the recorder's trace function is back."
    ),
    N_(
        "The program called sys.settrace: calls of that thread are missing until the recorder's "
        "trace function is back."
    ),
    N_(
        "The program started a thread with _thread.start_new_thread, past the module threading: "
        "calls in such threads are not recorded."
    ),
    N_(
        "This program uses its own copy of socketserver ({module}), whose calls are not recorded; "
        "to see them, add --root {base} --root {handler}."
    ),
    N_(
        "The program called threading.settrace: calls in the threads that it started after that "
        "are missing."
    ),
    N_(
        "The program restarted itself (os.exec, process {pid}): its calls go on in a lane of kind "
        "process; those that were open at that moment are unfinished."
    ),
    N_("Nothing was recorded: the recorder could not write in the program's process."),
    N_(
        "The program replaced itself by another one (os.exec), which told nothing: what that did "
        "is not recorded."
    ),
    N_(
        "The program ended without finishing its recording (it was killed, or left by os._exit): "
        "the last hops are unfinished."
    ),
    # What is noted of a cap, and what notes are filled in with.
    N_("At most {count:,} hops are kept: {what}."),
    N_("recording stopped when it was full"),
    N_("recording stopped when it was full: {hops} after that are missing, {requests} with them"),
    N_("{count:,} hops"),
    N_("{count:,} hop"),
    N_("{count:,} requests"),
    N_("{count:,} request"),
    N_("the recording's file could not grow ({error})"),
    N_("hopscope is gone, and the program goes on without it"),
    N_("an error of the recorder ({error})"),
)
OWNER_REASONS = (
    N_("the same function stands in more than one class of the MRO"),
    N_("more than one object has the same function in its own dictionary"),
)
"""Why the recorder could not tell a hop's owner."""


def note_words(note: str) -> str:
    """A note in the language in use."""
    return retold(note, NOTES)


def owner_words(reason: str | None) -> str:
    """A hop's ``owner_reason`` in the language in use; empty for none."""
    return _(reason) if reason else ""
