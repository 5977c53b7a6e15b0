"""One function in the own ``__dict__`` of two objects: what it is handed is not what it is called on."""

from socketserver import BaseServer


class Demo(BaseServer):
    def go(self, peer):
        self.answer(self)
        peer.answer(self)
        peer.answer(peer)
        self.answer(peer)


def answer(server):
    return 1


one, two = Demo(("", 0), None), Demo(("", 0), None)
one.answer = two.answer = answer
one.go(two)

# Of the second and the fourth call neither what was handed over nor the text tells the holder.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer.__init__ | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance      | returned | go in Demo
#:   answer            | -          | instance_dict | returned | answer in instance
#:   answer            | -          | unknown       | returned | reason
#:   answer            | -          | instance_dict | returned | answer in instance
#:   answer            | -          | unknown       | returned | reason
