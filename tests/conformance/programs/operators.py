"""Operators look on the type alone: an entry of that name in the object's dictionary is skipped."""

from socketserver import BaseServer


class Base(BaseServer):
    def __add__(self, other):
        return 1

    def __radd__(self, other):
        return 2


class Demo(Base):
    def __add__(self, other):
        return super().__add__(other)

    def __neg__(self):
        return 3

    def __eq__(self, other):
        return True

    __hash__ = BaseServer.__hash__


demo = Demo(("", 0), None)
demo.__dict__["__add__"] = None
demo + 1
1 + demo
-demo
demo == 1
demo += 1

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.__add__        | Demo       | special     | returned | __add__ in Demo, shadows Base, super Base
#:   Base.__add__      | Base       | super       | returned | __add__ in Base, written in Demo
#: Base.__radd__       | Base       | special     | returned | __radd__ in Base
#: Demo.__neg__        | Demo       | special     | returned | __neg__ in Demo
#: Demo.__eq__         | Demo       | special     | returned | __eq__ in Demo, shadows object, super object
# No class has __iadd__: Python falls back to __add__.
#: Demo.__add__        | Demo       | special     | returned | __add__ in Demo, shadows Base, super Base
#:   Base.__add__      | Base       | super       | returned | __add__ in Base, written in Demo
