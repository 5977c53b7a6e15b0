"""Names that a pattern binds, or that are declared global, hold a method fetched before."""

from socketserver import BaseServer


class Demo(BaseServer):
    def by_list(self):
        match [self.one, 1]:
            case [run, *rest]:
                run(*rest)

    def by_mapping(self):
        match {"first": 1, "second": self.one}:
            case {"first": 1, **others}:
                others["second"]()

    def by_name(self):
        match self.one:
            case run if callable(run):
                run()

    def by_global(self):
        global kept
        kept = self.one
        kept()

    def one(self, *args):
        pass


def run():
    raise AssertionError


demo = Demo(("", 0), None)
demo.by_list()
demo.by_mapping()
demo.by_name()
demo.by_global()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.by_list        | Demo       | instance    | returned | by_list in Demo
#:   Demo.one          | Demo       | stored      | returned | one in Demo, fetched
#: Demo.by_mapping     | Demo       | instance    | returned | by_mapping in Demo
#:   Demo.one          | Demo       | stored      | returned | one in Demo, fetched
#: Demo.by_name        | Demo       | instance    | returned | by_name in Demo
#:   Demo.one          | Demo       | stored      | returned | one in Demo, fetched
#: Demo.by_global      | Demo       | instance    | returned | by_global in Demo
#:   Demo.one          | Demo       | stored      | returned | one in Demo, fetched
