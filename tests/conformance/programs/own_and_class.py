"""A method that an object's own dictionary holds as well: the name that was asked decides."""

from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        return 1


demo = Demo(("", 0), None)
demo.kept = demo.go
demo.go()
demo.kept()
demo.lent = Demo.go
demo.lent(demo)
demo.go()

# `kept` holds a bound method, which was fetched before; `lent` holds the function itself.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance      | returned | go in Demo
#: Demo.go             | Demo       | stored        | returned | reason
#: Demo.go             | Demo       | instance_dict | returned | lent in instance
#: Demo.go             | Demo       | instance      | returned | go in Demo
