"""A bound method in a variable: the search took place where it was fetched."""

from socketserver import BaseServer


class Base(BaseServer):
    def go(self):
        return 1


class Demo(Base):
    def go(self):
        return 2

    def once(self):
        later = self.go
        return later()

    def over_super(self):
        later = super().go
        return later()

    def twice(self):
        first = self.go
        second = super().go
        third = self.go
        return (first, second, third)[self.size]()

    size = 2


demo = Demo(("", 0), None)
demo.once()
demo.over_super()
demo.twice()

# A fetch is certain only where the caller loads that name from that receiver exactly once.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.once           | Demo       | instance    | returned | once in Demo
#:   Demo.go           | Demo       | stored      | returned | go in Demo, shadows Base, super Base, fetched
#: Demo.over_super     | Demo       | instance    | returned | over_super in Demo
#:   Base.go           | Base       | stored      | returned | go in Base, written in Demo, fetched
#: Demo.twice          | Demo       | instance    | returned | twice in Demo
#:   Demo.go           | Demo       | stored      | returned | reason
