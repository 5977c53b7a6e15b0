"""A function in an object's own dictionary is found before the class's."""

from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        return 1

    def run(self):
        return self.go()


demo = Demo(("", 0), None)
demo.go = lambda: 2
demo.run()
demo.other = lambda number: number
demo.other(3)

#: lane main
#: BaseServer.__init__ | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: Demo.run            | Demo       | instance      | returned | run in Demo
#:   <lambda>          | -          | instance_dict | returned | go in instance, shadows Demo
#: <lambda>            | -          | instance_dict | returned | other in instance
