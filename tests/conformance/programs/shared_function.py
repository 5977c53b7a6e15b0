"""One function in two classes of one MRO, without free variables: nothing can tell them apart."""

from socketserver import BaseServer


def go(self):
    return 1


class Base(BaseServer):
    go = go


class Demo(Base):
    go = go


Demo(("", 0), None).go()

# Two candidates: no owner, no search, a reason.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: go                  | -          | unknown     | returned | reason
