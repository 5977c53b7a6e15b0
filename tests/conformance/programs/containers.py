"""len(), in, subscripts, truth, str(): special methods, found on the type."""

from socketserver import BaseServer


class Demo(BaseServer):
    def __len__(self):
        return 1

    def __contains__(self, item):
        return True

    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        pass

    def __delitem__(self, key):
        pass

    def __bool__(self):
        return True

    def __str__(self):
        return "demo"


demo = Demo(("", 0), None)
len(demo)
1 in demo
demo[2]
demo[3] = 4
del demo[5]
if demo:
    str(demo)
f"{demo}"

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.__len__        | Demo       | special     | returned | __len__ in Demo
#: Demo.__contains__   | Demo       | special     | returned | __contains__ in Demo
#: Demo.__getitem__    | Demo       | special     | returned | __getitem__ in Demo
#: Demo.__setitem__    | Demo       | special     | returned | __setitem__ in Demo
#: Demo.__delitem__    | Demo       | special     | returned | __delitem__ in Demo
#: Demo.__bool__       | Demo       | special     | returned | __bool__ in Demo
#: Demo.__str__        | Demo       | special     | returned | __str__ in Demo, shadows object, super object
#: Demo.__str__        | Demo       | special     | returned | __str__ in Demo, shadows object, super object
