"""``__setattr__`` runs at each assignment to an attribute, BaseServer's own included."""

from socketserver import BaseServer


class Demo(BaseServer):
    def __setattr__(self, name, value):
        super().__setattr__(name, value)


demo = Demo(("", 0), None)
demo.size = 1

# BaseServer.__init__ assigns four attributes.
#: lane main
#: BaseServer.__init__  | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#:   Demo.__setattr__   | Demo       | special     | returned | __setattr__ in Demo, shadows object, super object
#:   Demo.__setattr__   | Demo       | special     | returned | __setattr__ in Demo, shadows object, super object
#:   Demo.__setattr__   | Demo       | special     | returned | __setattr__ in Demo, shadows object, super object
#:   Demo.__setattr__   | Demo       | special     | returned | __setattr__ in Demo, shadows object, super object
#: Demo.__setattr__     | Demo       | special     | returned | __setattr__ in Demo, shadows object, super object
