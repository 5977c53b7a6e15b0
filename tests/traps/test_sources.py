"""What is known of sources that are read and not run, and what is said where it is not."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from lessons.traps.checked import CheckedSource
from tests.traps.stdlib import LIBRARY
from tui.check_targets import CheckOptions
from tui.checking import check


def checked(folder: Path, text: str, others: dict[str, str] | None = None) -> CheckedSource:
    """Check one source, with others beside it by their paths."""
    for name, other in (others or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(other))
    path = folder / "looked_at.py"
    path.write_text(textwrap.dedent(text))
    (found,) = check([str(path)]).sources
    return found


def told(found: CheckedSource) -> list[tuple[str, str]]:
    return [(one.id, one.subject) for one in found.findings]


def test_ways_to_name_a_base(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        """
        try:
            import socketserver as ss
            from http.server import HTTPServer
        except ImportError:
            import SocketServer as ss
            from BaseHTTPServer import HTTPServer
        from old import *
        from package.mixins import Threads, sub
        import package.sub.deep
        Base = ss.TCPServer

        class A(ss.TCPServer, ss.ThreadingMixIn): pass
        class B(HTTPServer, ss.ThreadingMixIn): pass
        class C(Base, Threads): pass
        class D(TCPServer, ThreadingMixIn): pass
        class E(package.sub.deep.Server, sub.deep.Mix): pass
        class F(with_metaclass(type, ss.UDPServer, ss.ThreadingMixIn)): pass

        def inside():
            from socketserver import ThreadingMixIn as Mix
            class G(Base, Mix): pass
            return G
        """,
        {
            "old.py": "from SocketServer import TCPServer, ThreadingMixIn\n",
            "package/__init__.py": "",
            "package/mixins.py": "from . import sub\nfrom .sub.deep import Mix as Threads\nimport nothing\n",
            "package/sub/__init__.py": "from . import deep\n",
            "package/sub/deep.py": """
            from socketserver import TCPServer as Server
            import socketserver
            class Mix(socketserver.ThreadingMixIn):
                daemon_threads = True
            """,
        },
    )
    assert found.unjudged == ()
    assert told(found) == [("M1", name) for name in "ABCDEF"] + [("M1", "inside.<locals>.G")]


def test_a_metaclass_that_may_take_other_bases_is_not_judged_by_those_written(
    tmp_path: Path,
) -> None:
    text = """
        import abc
        from typing import Generic, TypedDict, TypeVar
        T = TypeVar("T")
        class Record(TypedDict, Generic[T]):
            x: T
        class Two(Record[int], Record[float]): pass

        class Dicts(type):
            def __new__(mcs, name, bases, names):
                return type.__new__(mcs, name, (dict,), names)
        class A(metaclass=Dicts): pass
        class B(A): pass
        class C(A, B): pass

        class Abstract(abc.ABC): pass
        class Concrete(Abstract): pass
        REFUSED = "class Wrong(Abstract, Concrete): pass"
        """
    found = checked(tmp_path, text)
    assert told(found) == []
    reasons = {one.name: one.reason for one in found.unjudged}
    assert reasons["Two"] == "typing._TypedDictMeta gives it other bases"
    assert reasons["C"] == "its metaclass may give it other bases"
    exec(compile(textwrap.dedent(text), "accepted", "exec"), {})  # Python has nothing against it
    wrong = textwrap.dedent(text).replace('REFUSED = "', "").replace(': pass"', ": pass")
    assert told(checked(tmp_path, wrong)) == [("M20", "Wrong")]


def test_what_only_a_run_tells_is_not_judged(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        """
        import os, socketserver, not_there
        if os.getpid() > 1:
            from socketserver import TCPServer as Base
        else:
            from socketserver import UDPServer as Base
        class A(Base, socketserver.ThreadingMixIn): pass
        class B(not_there.Base, socketserver.ThreadingMixIn): pass
        class C(make(), socketserver.ThreadingMixIn): pass
        class D(A): pass
        def f(base):
            class E(base, socketserver.ThreadingMixIn): pass
        class F(*[socketserver.TCPServer]): pass
        """,
    )
    assert told(found) == []
    reasons = {one.name.rpartition(".")[2]: one.reason for one in found.unjudged}
    assert sorted(reasons) == list("ABCDEF")
    assert "one of several" in reasons["A"]
    assert "no module not_there" in reasons["B"]
    assert "known only when it runs" in reasons["C"]
    assert "A has no known MRO" in reasons["D"]
    assert "parameter" in reasons["E"]


def test_a_base_that_a_function_may_exchange_is_not_judged(tmp_path: Path) -> None:
    """``global`` binds a name of the module, at any time; a pattern binds one as well."""
    found = checked(
        tmp_path,
        """
        import socketserver
        from socketserver import TCPServer as Base, TCPServer as Other

        def choose(kind):
            global Base
            Base = kind
        def reset(values):
            global Kept
            match values:
                case [Kept, *_]: pass
        choose(socketserver.BaseRequestHandler)
        class A(Base, socketserver.ThreadingMixIn): pass
        class B(Kept, socketserver.ThreadingMixIn): pass

        def inner():
            Own = socketserver.TCPServer
            def change():
                nonlocal Own
                Own = socketserver.BaseRequestHandler
            change()
            class C(Own, socketserver.ThreadingMixIn): pass
            class D(Other, socketserver.ThreadingMixIn): pass
            def unlike():
                Other = None
        class Named:
            Other = socketserver.BaseRequestHandler
            names = [Other for Other in ()]
            class E(Other, socketserver.ThreadingMixIn): pass
        """,
    )
    assert told(found) == [("M1", "inner.<locals>.D")]
    assert [one.name.rpartition(".")[2] for one in found.unjudged] == ["A", "B", "C"]


def test_a_file_that_only_the_compiler_refuses_is_not_judged(tmp_path: Path) -> None:
    path = tmp_path / "refused.py"
    path.write_text("class A:\n    def f(self):\n        nonlocal there\n")
    (unchecked,) = check([str(path)]).unchecked
    assert "no binding for nonlocal 'there' found" in unchecked.reason


def test_what_is_bound_in_a_class_body_is_a_member(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        """
        class One: pass
        class Other:
            for go in (1, 2): pass
            match [1]:
                case [stay]: pass
            with open(__file__) as turn: pass
            def halt(self): ...
            del halt
            wait: int
            try: pass
            except OSError as error: pass
            __own, (a, *b) = 1, [2, 3]
            class Inner:
                __own = 1
        class Both(Other, One): pass
        """,
    )
    (other,) = (one for one in found.classes.values() if one.qualname == "Other")
    assert list(other.members) == ["go", "stay", "turn", "_Other__own", "a", "b", "Inner"]


def test_a_base_that_cannot_be_one_is_not_judged(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        """
        import socketserver
        import typing

        class A(socketserver.TCPServer, typing.Literal): pass
        class B(socketserver.TCPServer, socketserver.ThreadingMixIn): pass
        """,
    )
    (unjudged,) = found.unjudged
    assert (unjudged.name, "Cannot subclass" in unjudged.reason) == ("A", True)
    assert told(found) == [("M1", "B")]


def test_generic_gives_way_as_typing_has_it(tmp_path: Path) -> None:
    text = """
        from typing import Generic, Protocol, TypeVar
        T = TypeVar("T")
        class A(Generic[T]): pass
        class B(Generic[T]): pass
        class C(A[T], Generic[T], B[T]): pass
        class D(Generic[T], Protocol): pass
        """
    exec(textwrap.dedent(text), {"__name__": "typed"})
    assert told(checked(tmp_path, text)) == []
    refused = text + "class E(Generic[T], A): pass\n"
    with pytest.raises(TypeError, match="consistent"):
        exec(textwrap.dedent(refused), {"__name__": "typed"})
    assert told(checked(tmp_path, refused)) == [("M20", "E")]


def test_a_file_is_not_run_and_with_import_it_is(tmp_path: Path) -> None:
    text = f"""
        import socketserver
        from pathlib import Path
        Path({str(tmp_path / "ran")!r}).touch()
        def base():
            return socketserver.TCPServer
        class A(base(), socketserver.ThreadingMixIn): pass
        """
    found = checked(tmp_path, text)
    assert not (tmp_path / "ran").exists()
    assert [one.name for one in found.unjudged] == ["A"]
    (imported,) = check([found.file], CheckOptions(imported=True)).sources
    assert (tmp_path / "ran").exists()
    assert told(imported) == [("M1", "A")]
    assert imported.unjudged == ()


def test_modules_that_import_each_other_come_to_an_end(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        """
        from ring import *
        from ring.one import Lost
        class A(Server, Mix): pass
        class B(Lost): pass
        """,
        {
            "ring/__init__.py": "from .one import *\nfrom .two import *\n",
            "ring/one.py": "from . import *\nfrom .two import *\nfrom socketserver import TCPServer as Server\n",
            "ring/two.py": "from . import *\nfrom .one import *\nfrom socketserver import ThreadingMixIn as Mix\n",
        },
    )
    assert told(found) == [("M1", "A")]
    assert [one.name for one in found.unjudged] == ["B"]


def test_the_bases_of_a_class_are_told_apart(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        """
        class Base:
            def go(self): ...
            def stay(self): ...
        class Mixin:
            def go(self): return super().go()
        class First(Mixin, Base): pass
        class Last(Base, Mixin): pass
        """,
    )
    first, last = found.several_bases
    assert [(share.gives, dict(share.loses)) for share in first.shares] == [
        (("go",), {}), (("go", "stay"), {}),
    ]  # fmt: skip
    assert first.shares[0].overrides == ("go",)
    lost = {name: found.classes[to].qualname for name, to in last.shares[1].loses.items()}
    assert lost == {"go": "Base"}
    assert last.shares[1].comes_too_late
    (finding,) = found.findings
    assert finding.remedy == "class Last(Mixin, Base)"


def test_an_own_method_decides_unless_it_goes_on_by_super(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        """
        class View:
            def go(self): return "page"
        class Guard:
            def go(self): return super().go()
        class On(View, Guard):
            def go(self): return super().go()
        class ByName(View, Guard):
            def go(self): return View.go(self)
        class Alone(View, Guard):
            def go(self): return "own"
        """,
    )
    assert told(found) == [("M1", "On")]


def test_the_standard_library_gives_no_alarm() -> None:
    """A sample; ``python -m tests.traps.stdlib`` looks at all of it."""
    names = ["socketserver", "xmlrpc/server", "http/server", "ipaddress", "unittest/mock"]
    found = check([str(LIBRARY / f"{name}.py") for name in names]).sources
    assert [finding for one in found for finding in one.findings] == []
    assert [bool(one.several_bases) for one in found] == [True, True, True, True, True]


def test_a_source_that_cannot_be_read_is_why(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        """
        import broken, coded
        from broken import Base
        from absent import Other
        class A(Base): pass
        class B(coded.Base): pass
        class C(Other): pass
        """,
        {"broken.py": "\ndef (\n", "coded.py": "# coding: rot13\n"},
    )
    reasons = {one.name: one.reason for one in found.unjudged}
    assert reasons["A"].startswith(
        "its base Base: the source of broken is not read: it is not Python"
    )
    assert "the source of coded is not read: its encoding cannot be read" in reasons["B"]
    assert reasons["C"] == "its base Other: there is no module absent"


def test_a_long_way_to_the_base(tmp_path: Path) -> None:
    """Each base is in another source, and known only after all the others."""
    others = {
        f"m{at}.py": f"from m{at + 1} import C as B\nclass C(B): pass\n" for at in range(1, 60)
    }
    others["m60.py"] = "from socketserver import TCPServer as C\n"
    found = checked(
        tmp_path,
        """
        from socketserver import ThreadingMixIn
        from m1 import C
        class Late(C, ThreadingMixIn): pass
        """,
        others,
    )
    assert found.unjudged == ()
    assert told(found) == [("M1", "Late")]


def test_expressions_nested_deeper_than_functions_may_be(tmp_path: Path) -> None:
    deep = ".a" * 1500
    found = checked(
        tmp_path,
        f"""
        from socketserver import *
        s = TCPServer()
        s{deep}.allow_reuse_address = 1
        class A(s{deep}): pass
        class B(BaseRequestHandler):
            def setup(self):
                try: self{deep}.setup()
                except s{deep}: raise s{deep}
            def handle(self): s{deep}.handle(self)
        class C(TCPServer, ThreadingMixIn):
            def service_actions(self): super(s{deep}, self).service_actions()
        """,
    )
    assert told(found) == [("M1", "C")]
    (unjudged,) = found.unjudged
    assert unjudged.name == "A"
    assert unjudged.reason.endswith("it is bound through too many names")


def test_names_of_any_length(tmp_path: Path) -> None:
    longest = "z" * 200_000
    found = checked(
        tmp_path,
        f"""
        from socketserver import *
        from {"m" * 300} import A
        import {longest}
        class B(A): pass
        class C({longest}.D): pass
        class E(TCPServer, ThreadingMixIn): pass
        """,
    )
    assert told(found) == [("M1", "E")]
    reasons = {one.name: one.reason for one in found.unjudged}
    assert reasons["B"].endswith(f"there is no module {'m' * 300}")
    assert reasons["C"].endswith("its name is too long to be looked up")


def test_more_names_than_one_child_process_is_asked_for(tmp_path: Path) -> None:
    text = "from socketserver import *\n" + "".join(
        f"from not_there{at} import N\nclass A{at}(N): pass\n" for at in range(1200)
    )
    found = checked(tmp_path, text + "class Z(TCPServer, ThreadingMixIn): pass\n")
    assert told(found) == [("M1", "Z")]
    assert [one.reason for one in found.unjudged] == [
        f"its base N: there is no module not_there{at}" for at in range(1200)
    ]


def test_constructors_are_told_in_the_order_in_which_they_run(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        """
        from socketserver import TCPServer
        class Keeps:
            def __init__(self): self.kept = []
            def keep(self, one): self.kept.append(one)
        class Server(TCPServer, Keeps):
            def __init__(self, *args): super().__init__(*args)
            def finish_request(self, request, client): self.keep(request)
        """,
    )
    (finding,) = found.findings
    assert finding.id == "M4"
    assert finding.details[0].startswith(
        "what runs: Server.__init__ → TCPServer.__init__ → BaseServer.__init__;"
    )
