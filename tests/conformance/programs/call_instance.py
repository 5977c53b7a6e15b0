"""Calling an object runs its type's ``__call__``; naming ``__call__`` is an ordinary search."""

from socketserver import BaseServer


class Demo(BaseServer):
    def __call__(self, number):
        return number


demo = Demo(("", 0), None)
demo(1)
demo.__call__(2)

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.__call__       | Demo       | special     | returned | __call__ in Demo
#: Demo.__call__       | Demo       | instance    | returned | __call__ in Demo
