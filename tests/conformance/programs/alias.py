"""One function under two names of a class: the call says which name was searched."""

from socketserver import BaseServer


class Base(BaseServer):
    def go(self):
        return 1

    run = go


class Demo(Base):
    pass


demo = Demo(("", 0), None)
demo.go()
demo.run()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Base.go             | Base       | instance    | returned | go in Base
#: Base.go             | Base       | instance    | returned | run in Base
