"""A context manager that swallows the body's exception, and one whose ``__enter__`` raises."""

from socketserver import BaseServer


class Demo(BaseServer):
    def __init__(self, *, open):
        super().__init__(("", 0), None)
        self.open = open

    def __enter__(self):
        if not self.open:
            raise RuntimeError("closed")
        return super().__enter__()

    def __exit__(self, *error):
        return True


with Demo(open=True):
    raise ValueError("swallowed")
try:
    with Demo(open=False):
        raise AssertionError("never here")
except RuntimeError:
    pass

#: lane main
#: Demo.__init__           | Demo       | constructor | returned | __init__ in Demo, shadows BaseServer object, super BaseServer
#:   BaseServer.__init__   | BaseServer | super       | returned | __init__ in BaseServer, shadows object, super object, written in Demo
#: Demo.__enter__          | Demo       | special     | returned | __enter__ in Demo, shadows BaseServer, super BaseServer
#:   BaseServer.__enter__  | BaseServer | super       | returned | __enter__ in BaseServer, written in Demo
#: Demo.__exit__           | Demo       | special     | returned | __exit__ in Demo, shadows BaseServer, super BaseServer
#: Demo.__init__           | Demo       | constructor | returned | __init__ in Demo, shadows BaseServer object, super BaseServer
#:   BaseServer.__init__   | BaseServer | super       | returned | __init__ in BaseServer, shadows object, super object, written in Demo
#: Demo.__enter__          | Demo       | special     | raised RuntimeError | __enter__ in Demo, shadows BaseServer, super BaseServer
