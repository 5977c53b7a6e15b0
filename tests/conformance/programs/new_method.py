"""Calling a class runs ``__new__``, then ``__init__``: both are found through the class."""

from socketserver import BaseServer


class Demo(BaseServer):
    def __new__(cls, *args):
        return super().__new__(cls)

    def __init__(self, *args):
        BaseServer.__init__(self, *args)


Demo(("", 0), None)

#: lane main
#: Demo.__new__          | Demo       | constructor | returned | __new__ in Demo, shadows object, super object
#: Demo.__init__         | Demo       | constructor | returned | __init__ in Demo, shadows BaseServer object, super BaseServer
#:   BaseServer.__init__ | BaseServer | class       | returned | __init__ in BaseServer, shadows object, super object
