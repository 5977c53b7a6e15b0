"""Functions of one code in own dictionaries: their free variables tell them apart, else nothing."""

from socketserver import BaseServer


def make(answer):
    return lambda *args: answer


def shared(*args):
    return 3


class Demo(BaseServer):
    def go(self):
        return self.second()

    def take(self, other):
        return other.same()

    def work(self):
        return self.same()


demo, other = Demo(("", 0), None), Demo(("", 0), None)
demo.first, demo.second = make(1), make(2)
other.second = make(3)
demo.go()
other.go()
demo.first()
demo.same = other.same = shared
demo.work()
demo.take(other)
other.same()

# One function in two dictionaries: certain only where the caller's own `self` is asked.
#: lane main
#: BaseServer.__init__     | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer.__init__     | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go                 | Demo       | instance      | returned | go in Demo
#:   make.<locals>.<lambda> | -         | instance_dict | returned | second in instance
#: Demo.go                 | Demo       | instance      | returned | go in Demo
#:   make.<locals>.<lambda> | -         | instance_dict | returned | second in instance
#: make.<locals>.<lambda>  | -          | instance_dict | returned | first in instance
#: Demo.work               | Demo       | instance      | returned | work in Demo
#:   shared                | -          | instance_dict | returned | same in instance
#: Demo.take               | Demo       | instance      | returned | take in Demo
#:   shared                | -          | unknown       | returned | reason
#: shared                  | -          | unknown       | returned | reason
