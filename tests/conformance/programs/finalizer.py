"""``__del__`` strikes between two instructions: no source calls it."""

from socketserver import BaseServer


class Demo(BaseServer):
    def __del__(self):
        self.work()

    def work(self):
        return 1


demo = Demo(("", 0), None)
demo = None

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.__del__        | Demo       | interrupt   | returned | -
#:   Demo.work         | Demo       | instance    | returned | work in Demo
