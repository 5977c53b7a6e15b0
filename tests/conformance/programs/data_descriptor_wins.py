"""A data descriptor of the class is found before the object's own dictionary; a plain method after."""

from socketserver import BaseServer


class Demo(BaseServer):
    @property
    def size(self):
        return 1


demo = Demo(("", 0), None)
vars(demo)["size"] = lambda: 2
demo.size

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.size           | Demo       | property    | returned | size in Demo
