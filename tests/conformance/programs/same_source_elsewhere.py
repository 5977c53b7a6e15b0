"""Functions of one source are told apart by what they close over, also where a class holds just one."""

from socketserver import BaseServer


def made(number):
    def run(self):
        return number

    return run


class Other:
    run = made(2)


class Demo(BaseServer):
    run = made(1)


demo = Demo(("", 0), None)
demo.run()
Other.run(demo)
loose = made(3)
loose(demo)
demo.run()

# Other is in no MRO of Demo: its function, and the loose one, are no hops.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: made.<locals>.run   | Demo       | instance    | returned | run in Demo
#: made.<locals>.run   | Demo       | instance    | returned | run in Demo
