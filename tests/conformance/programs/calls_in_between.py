"""Plain functions, lambdas and nested functions are no hops: what they call is the enclosing hop's."""

from socketserver import BaseServer


def help_out(server):
    return server.work()


class Demo(BaseServer):
    def go(self):
        def nested():
            return self.work()

        nested()
        help_out(self)
        return [(lambda: self.work())() for _ in range(1)]

    def work(self):
        return 1


demo = Demo(("", 0), None)
demo.go()
help_out(demo)

# help_out gets a root object as an argument: that makes no hop.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.work         | Demo       | instance    | returned | work in Demo
#:   Demo.work         | Demo       | instance    | returned | work in Demo
#:   Demo.work         | Demo       | instance    | returned | work in Demo
#: Demo.work           | Demo       | instance    | returned | work in Demo
