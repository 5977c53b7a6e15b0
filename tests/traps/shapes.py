"""Sources with any number of classes, made so that what is done for each class could add up."""

from __future__ import annotations

from pathlib import Path


def chain(count: int) -> str:
    first = "class C0:\n    def go(self): return 0\n"
    return first + "".join(
        f"class C{at}(C{at - 1}):\n    def go(self): return super().go()\n    def own{at}(self): ...\n"
        for at in range(1, count)
    )


def wide(count: int) -> str:
    first = "class Base:\n    def go(self): return 0\nclass Mixin:\n    def go(self): return super().go()\n"
    return first + "".join(
        f"class C{at}(Mixin, Base):\n    def go(self): return super().go()\n" for at in range(count)
    )


def servers(count: int) -> str:
    first = "import socketserver\nclass C0(socketserver.TCPServer): pass\n"
    return first + "".join(
        f"class C{at}(C{at - 1}):\n"
        f"    def __init__(self, *args):\n"
        f"        super().__init__(*args)\n"
        f"        self.x{at} = 1\n"
        f"    def process_request(self, *args): return super().process_request(*args)\n"
        for at in range(1, count)
    )


def handlers(count: int) -> str:
    first = "import socketserver\nclass C0(socketserver.StreamRequestHandler): pass\n"
    return first + "".join(
        f"class C{at}(C{at - 1}):\n"
        f"    def setup(self): super().setup()\n"
        f"    def handle(self): return super().handle() or self.connection\n"
        for at in range(1, count)
    )


def no_order(count: int) -> str:
    return chain(count) + f"class Wrong(C0, C{count - 1}): pass\n"


def servers_built(count: int) -> str:
    return "import signal\nfrom socketserver import *\n" + "".join(
        f"s = TCPServer()\ns.allow_reuse_address = {at}\nsignal.signal(2, lambda *_: s.shutdown())\n"
        for at in range(count)
    )


def write_files(folder: Path, files: int, each: int = 1) -> list[Path]:
    """Write a chain of classes over files; each imports its base from the next, checked after it."""
    folder.mkdir()
    for at in range(files):
        text = f"from m{at + 1} import C0 as C{each}\n"
        for number in range(each - 1, -1, -1):
            text += f"class C{number}(C{number + 1}):\n    def go(self): return super().go()\n"
        (folder / f"m{at}.py").write_text(text)
    return [folder / f"m{at}.py" for at in range(files)]
