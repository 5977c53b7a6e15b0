"""A metaclass's ``__call__`` is no hop (a class is no root object); the ``__init__`` it leads to is."""

from socketserver import BaseServer


class Meta(type):
    def __call__(cls, *args):
        return super().__call__(*args)


class Demo(BaseServer, metaclass=Meta):
    def __init__(self, *args):
        super().__init__(*args)


Demo(("", 0), None)

#: lane main
#: Demo.__init__         | Demo       | constructor | returned | __init__ in Demo, shadows BaseServer object, super BaseServer
#:   BaseServer.__init__ | BaseServer | super       | returned | __init__ in BaseServer, shadows object, super object, written in Demo
