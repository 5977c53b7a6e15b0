"""A method replaced by one that lies where the old one lay: the id of what went is used again."""

from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        return 1


demo = Demo(("", 0), None)
demo.go()
place = id(vars(Demo)["go"])
del Demo.go
others = []
for _ in range(10_000):

    def patched(self):
        return 2

    if id(patched) == place:
        break
    others.append(patched)
Demo.go = patched
demo.go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#: patched             | Demo       | instance    | returned | go in Demo
