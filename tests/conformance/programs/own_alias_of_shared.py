"""A function that two classes hold, and the object itself under another name: the name asked decides."""

from socketserver import BaseServer


class Base(BaseServer):
    def go(self):
        return 1


class Demo(Base):
    again = Base.go

    def run(self):
        self.hook = self.go
        self.hook()
        self.go()


Demo(("", 0), None).run()

# `hook` is the object's own; `go` is not, though the function is the same.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: Demo.run            | Demo       | instance      | returned | run in Demo
#:   Base.go           | -          | instance_dict | returned | hook in instance
#:   Base.go           | -          | instance      | returned | go in Base
