"""What a sentence calls a class, beside classes of the same name."""

from __future__ import annotations

from lessons.explain.class_names import Names
from tracer.model import ClassFacts


def named(receiver: int | None, *classes: tuple[str, str]) -> Names:
    """Names beside an MRO of these (module, qualname), numbered from 1."""
    mro = tuple(range(1, len(classes) + 1))
    facts = {
        each: ClassFacts(each, 1, module, qualname, None, None, (), mro[each - 1 :], None)
        for each, (module, qualname) in zip(mro, classes, strict=True)
    }
    return Names(facts.__getitem__, receiver)


def test_the_last_part_is_enough_where_it_is_the_only_one() -> None:
    names = named(1, ("app", "make.<locals>.Server"), ("socketserver", "TCPServer"))
    assert (names(1), names(2), names.receiver) == ("Server", "TCPServer", "Server")


def test_classes_of_one_name_are_told_apart_by_their_modules() -> None:
    names = named(1, ("dnslib.server", "TCPServer"), ("socketserver", "TCPServer"))
    assert (names(1), names(2)) == ("dnslib.server.TCPServer", "socketserver.TCPServer")
    assert names.receiver == "dnslib.server.TCPServer"


def test_classes_of_one_name_and_module_are_told_apart_by_their_places() -> None:
    names = named(
        1,
        ("basehttp", "WSGIServer"),
        ("socketserver", "ThreadingMixIn"),
        ("basehttp", "WSGIServer"),
        ("wsgiref.simple_server", "WSGIServer"),
    )
    assert [names(1), names(3)] == [
        "WSGIServer (number 1 of the MRO)",
        "WSGIServer (number 3 of the MRO)",
    ]
    assert names(4) == "wsgiref.simple_server.WSGIServer"
    assert names.receiver == "WSGIServer"


def test_without_a_receiver_there_is_nothing_to_mix_it_up_with() -> None:
    names = named(None, ("a", "Server"), ("b", "Server"))
    assert (names(1), names(2), names.receiver) == ("Server", "Server", None)
