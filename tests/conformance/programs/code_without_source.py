"""Code made by exec(): without source nobody can say how its calls are written."""

from socketserver import BaseServer

made = {"__name__": "made"}
exec("def go(self):\n    return self.work()\n", made)


class Demo(BaseServer):
    go = made["go"]

    def work(self):
        return 1


Demo(("", 0), None).go()

# The call of go stands in this file; the call of work stands in no file. Its owner is known all
# the same, and with it what super() would reach (nothing).
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: go                  | Demo       | instance    | returned | go in Demo
#:   Demo.work         | Demo       | unknown     | returned | reason
