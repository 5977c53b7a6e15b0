"""The sentence of each kind of call, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lessons.explain.sentences import SentenceParts, tell
from lessons.explain.step import Candidate, Lookup
from lessons.source.call_site import Dispatch

NAMES = {1: "object", 2: "BaseServer", 3: "ThreadingMixIn", 4: "ThreadingTCPServer", 5: "TCPServer"}

FOUND = Lookup(
    "go",
    4,
    None,
    "class",
    (
        Candidate(4, has=False, asked=True, chosen=False),
        Candidate(3, has=True, asked=True, chosen=True),
        Candidate(5, has=False, asked=False, chosen=False),
        Candidate(2, has=True, asked=False, chosen=False),
        Candidate(1, has=False, asked=False, chosen=False),
    ),
    (2,),
    2,
    None,
)
AT_ONCE = replace(FOUND, candidates=FOUND.candidates[1:], shadowed=())
UNTOLD = Lookup("go", None, None, None, (), (), None, "run has 2 loads of it")


def telling(dispatch: Dispatch, lookup: Lookup | None = FOUND) -> SentenceParts:
    return SentenceParts(
        dispatch,
        "ThreadingMixIn.go",
        written="self.go",
        call="self.go(\n    1)",
        lookup=lookup,
        receiver_class="ThreadingTCPServer",
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            telling(Dispatch.INSTANCE),
            (
                "Found in ThreadingMixIn: `self.go` on a ThreadingTCPServer; not in "
                "ThreadingTCPServer; BaseServer's version is shadowed."
            ),
        ),
        (
            telling(Dispatch.INSTANCE, AT_ONCE),
            "Found in ThreadingMixIn at once: `self.go` on a ThreadingTCPServer.",
        ),
        (
            telling(Dispatch.SUPER, replace(AT_ONCE, written_in=4)),
            (
                "Found in ThreadingMixIn at once: `self.go` written in ThreadingTCPServer, on a "
                "ThreadingTCPServer; the search starts after that class."
            ),
        ),
        (
            telling(Dispatch.CLASS, AT_ONCE),
            (
                "Found in ThreadingMixIn: `self.go` names the class itself, so the order of "
                "ThreadingTCPServer plays no part."
            ),
        ),
        (
            replace(telling(Dispatch.CLASS, AT_ONCE), receiver_class="ThreadingMixIn"),
            (
                "Found in ThreadingMixIn: `self.go` names the class itself, so that class's own "
                "order is searched."
            ),
        ),
        (
            replace(telling(Dispatch.CONSTRUCTOR), written="Kind", via="Kind, a variable"),
            (
                "Found in ThreadingMixIn: `Kind(...)` makes a ThreadingTCPServer (Kind, a variable); "
                "type.__call__ runs go; not in ThreadingTCPServer; BaseServer's version is shadowed."
            ),
        ),
        (
            telling(Dispatch.SPECIAL, AT_ONCE),
            (
                "Found in ThreadingMixIn at once: `self.go( 1)` runs go on a ThreadingTCPServer; the "
                "interpreter asks the type, never the object's own __dict__."
            ),
        ),
        (
            telling(Dispatch.PROPERTY, AT_ONCE),
            (
                "Found in ThreadingMixIn at once: `self.go` on a ThreadingTCPServer runs code; a data "
                "descriptor of the class comes before the object's own __dict__."
            ),
        ),
        (
            replace(telling(Dispatch.PROPERTY, AT_ONCE), call="self.func(it)", by_descriptor=True),
            (
                "Found in ThreadingMixIn at once: `self.func(it)` is how the descriptor go on a "
                "ThreadingTCPServer runs the function that it holds."
            ),
        ),
        (
            telling(Dispatch.GETATTR, replace(FOUND, found_in="getattr", shadowed=())),
            (
                "No class and not the object itself has go, so ThreadingMixIn.go answered: `self.go` "
                "on a ThreadingTCPServer."
            ),
        ),
        (
            telling(Dispatch.INSTANCE_DICT, replace(FOUND, found_in="instance", shadowed=(3, 2))),
            (
                "Found in the object's own __dict__, for no data descriptor of the class comes first: "
                "`self.go` on a ThreadingTCPServer; the versions of ThreadingMixIn and BaseServer are "
                "shadowed."
            ),
        ),
        (
            replace(telling(Dispatch.STORED, AT_ONCE), fetched="`self.go` in A.run"),
            (
                "Found in ThreadingMixIn at once: `self.go( 1)` calls go on a ThreadingTCPServer, "
                "fetched earlier as `self.go` in A.run."
            ),
        ),
        (
            replace(telling(Dispatch.CALLBACK, AT_ONCE), fetched="`self.go` in A.run"),
            (
                "Found in ThreadingMixIn at once: `self.go( 1)` is C code that called back go on a "
                "ThreadingTCPServer, fetched earlier as `self.go` in A.run."
            ),
        ),
        (
            telling(Dispatch.STORED, UNTOLD),
            (
                "`self.go( 1)` calls ThreadingMixIn.go, which was fetched before: run has 2 loads "
                "of it."
            ),
        ),
        (
            replace(telling(Dispatch.THREAD_ENTRY, None), starter="Thread.start"),
            "A new thread begins here, with ThreadingMixIn.go: no search. Thread.start started it.",
        ),
        (
            telling(Dispatch.FUNCTION, None),
            "ThreadingMixIn.go is a plain function: no class is searched.",
        ),
        (
            replace(telling(Dispatch.INTERRUPT, None), strike="signal"),
            (
                "Nothing in the program calls ThreadingMixIn.go here: a signal arrived and its handler "
                "ran. Its site, `self.go( 1)`, is where it struck, not a call."
            ),
        ),
        (
            replace(
                telling(Dispatch.SUPER, replace(AT_ONCE, written_in=4)),
                written="super(Server, self).go",
            ),
            (
                "Found in ThreadingMixIn at once: `super(Server, self).go`, on a ThreadingTCPServer; "
                "the search starts after ThreadingTCPServer."
            ),
        ),
        (
            replace(telling(Dispatch.UNKNOWN, UNTOLD), reason="it has no source"),
            "How ThreadingMixIn.go was found cannot be told: it has no source.",
        ),
    ],
    ids=lambda each: each.dispatch.value if isinstance(each, SentenceParts) else "",
)
def test_each_kind_of_call_has_its_sentence(said: SentenceParts, sentence: str) -> None:
    assert tell(said, NAMES.__getitem__) == sentence


def test_long_lists_and_long_texts_are_cut() -> None:
    names = {number: f"C{number}" for number in range(10)}
    candidates = tuple(
        Candidate(number, has=number == 9, asked=True, chosen=number == 9) for number in range(10)
    )
    said = replace(
        telling(Dispatch.INSTANCE, replace(FOUND, candidates=candidates, shadowed=())),
        written="self." + "x" * 100,
    )
    sentence = tell(said, names.__getitem__)
    assert sentence.startswith("Found in C9: ")
    assert sentence.endswith("; not in C0, C1, C2 or 6 more.")
    assert f"`self.{'x' * 54}…`" in sentence


@pytest.mark.parametrize(
    ("name", "phrase"),
    [("Echo", "an Echo"), ("UDPServer", "a UDPServer"), ("UnixStreamServer", "a UnixStreamServer"),
     ("Upper", "an Upper"), ("_Threads", "a _Threads")],
)  # fmt: skip
def test_articles_are_as_spoken(name: str, phrase: str) -> None:
    said = replace(telling(Dispatch.INSTANCE), receiver_class=name)
    assert f"on {phrase};" in tell(said, NAMES.__getitem__)
