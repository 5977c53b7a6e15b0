"""Which definitions a call runs: the same whether its base was asked before or nothing was."""

from __future__ import annotations

import textwrap
from pathlib import Path

from lessons.reading.module import SourceModule
from lessons.reading.program import Installed, Program
from lessons.traps.chains import reach
from lessons.traps.hierarchy import Hierarchy
from tracer.classes.importing import import_names
from tracer.classes.sources import read_source, text_of

ODD = """
    import socketserver

    class Root:
        def go(self): ...
        def by_name(self): ...
        def alone(self): ...
        def again(self): Root.alone(self)
    class Up(Root):
        def go(self): return super().go()
        def by_name(self): Root.by_name(self)
        def alone(self): ...
    class Further(Up):
        def go(self): return super(Further, self).go()
        def by_name(self): Root.by_name(self)
    class Skips(Further):
        def go(self): return super(Up, self).go()
        def by_name(self): Up.by_name(self)
        def alone(self): return super().alone()
    class Ends(Skips):
        def go(self): ...
        def by_name(self): return super()
    class Under(Ends):
        def go(self): return super().go()
        def by_name(self): return super().by_name()
    class Up(Under):
        def go(self): return super().go()
        def by_name(self): Up.by_name(self)
    class Last(Up):
        def go(self): return super().go()
        def other(self): return Further.go
    class Loops(Last):
        def go(self):
            for base in self.bases: base.go(self)
    class Nothing(Loops): pass
    class TCPServer(socketserver.TCPServer):
        def __init__(self, *args): socketserver.TCPServer.__init__(self, *args)
    class Server(TCPServer):
        def __init__(self, *args): super().__init__(*args)
    """


def program_of(folder: Path) -> Program:
    path = folder / "odd.py"
    path.write_text(textwrap.dedent(ODD))

    def installed(names: list[str]) -> Installed:
        answer = import_names(names)
        return Installed(answer.classes.classes, answer.found, {})

    return Program([SourceModule(read_source(path))], lambda _module, _file: None, installed)


def test_what_is_known_of_a_base_changes_nothing(tmp_path: Path) -> None:
    program = program_of(tmp_path)
    (source,) = program.sources
    shared = Hierarchy(program, text_of)
    for node in source.classes:
        cls = program.class_id(source, node)
        for name in ("go", "by_name", "alone", "again", "__init__"):
            asked_anew = reach(Hierarchy(program, text_of), cls, name)
            assert reach(shared, cls, name) == asked_anew, (source.qualname(node), name)


def test_ways_that_a_call_takes(tmp_path: Path) -> None:
    program = program_of(tmp_path)
    (source,) = program.sources
    hierarchy = Hierarchy(program, text_of)
    found = {}
    for node in source.classes:
        cls = program.class_id(source, node)
        for name in ("go", "by_name", "alone"):
            way = reach(hierarchy, cls, name)
            found[node.lineno, name] = ([*map(hierarchy.name, way.owners)], way.certain)
    first = {node.name: node.lineno for node in reversed(source.classes)}
    assert found[first["Further"], "go"] == (["Further", "Up", "Root"], True)
    assert found[first["Further"], "by_name"] == (["Further", "Root"], True)
    assert found[first["Skips"], "go"] == (["Skips", "Root"], True)
    assert found[first["Skips"], "by_name"] == (["Skips", "Up", "Root"], True)
    assert found[first["Up"], "alone"] == (["Up", "Root"], True)
    assert found[first["Under"], "go"] == (["Under", "Ends"], True)
    assert found[first["Under"], "by_name"] == (["Under", "Ends", "Up", "Root"], False)
    assert found[first["Last"], "go"][0][:3] == ["Last", "Up", "Under"]
    assert "Further" in found[first["Last"], "go"][0]
    assert found[first["Loops"], "go"][1] is False
    assert found[first["Nothing"], "go"] == found[first["Loops"], "go"]
