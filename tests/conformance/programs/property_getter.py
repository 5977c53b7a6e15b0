"""Reading a property runs its getter; a subclass's property shadows the base's."""

from socketserver import BaseServer


class Base(BaseServer):
    @property
    def size(self):
        return 1

    @property
    def name(self):
        return f"size {self.size}"


class Demo(Base):
    @property
    def size(self):
        return super().size + 1


demo = Demo(("", 0), None)
demo.name

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Base.name           | Base       | property    | returned | name in Base
#:   Demo.size         | Demo       | property    | returned | size in Demo, shadows Base, super Base
# An attribute reached over super() whose access runs code: the search is super's, so it is `super`.
#:     Base.size       | Base       | super       | returned | size in Base, written in Demo
