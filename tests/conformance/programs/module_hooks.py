"""What a module looks up in itself, `__getattr__` and `__dir__` of PEP 562, is no call of the program."""

import socketserver

exec(  # noqa: S102 - as newer Pythons have them
    "def __getattr__(name):\n"
    "    if name == 'made_up': return 1\n"
    "    raise AttributeError(name)\n"
    "def __dir__(): return ['made_up']\n"
    "def helper(): return __getattr__('made_up')\n",
    vars(socketserver),
)
from socketserver import BaseServer, made_up  # noqa: E402


class Demo(BaseServer):
    def __getattr__(self, name):
        return dir(socketserver)

    def go(self):
        return self.absent, socketserver.made_up, socketserver.helper(), made_up


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__  | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go              | Demo       | instance    | returned | go in Demo
#:   Demo.__getattr__   | Demo       | getattr     | returned | absent by getattr
#:   helper             | -          | function    | returned | -
