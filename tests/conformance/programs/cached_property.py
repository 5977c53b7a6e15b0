"""A cached property runs its function once; then the instance's own entry answers without a call."""

import functools
from socketserver import BaseServer


class Demo(BaseServer):
    @functools.cached_property
    def total(self):
        return self.count()

    def count(self):
        return 3


demo = Demo(("", 0), None)
demo.total
demo.total

# Only attribute access can run a cached property's function, hence `property`, although
# functools' own __get__ stands between the access and the function.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.total          | Demo       | property    | returned | total in Demo
#:   Demo.count        | Demo       | instance    | returned | count in Demo
