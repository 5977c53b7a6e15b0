"""A function in an object's own dictionary is called by other ways too: by its name, by its module."""

import string
from socketserver import BaseServer
from string import capwords


class Titles:
    def capwords(self):
        return "A"

    def go(self):
        return self.spell("a b")


class Demo(BaseServer):
    def go(self, other):
        self.spell("a b")
        other.spell("a b")
        string.capwords("a b")
        capwords("a b")


demo, titles = Demo(("", 0), None), Titles()
demo.spell = titles.spell = capwords
demo.capwords = Titles.capwords
demo.spell("a b")
titles.spell("a b")
titles.capwords()
titles.go()
demo.go(demo)
demo.go(titles)

# Each is a hop, for its function lies in a server's own dictionary. Only where the expression before
# the dot is that server for sure was it found there.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: capwords            | -          | instance_dict | returned | spell in instance
#: capwords            | -          | unknown       | returned | reason
#: Titles.capwords     | -          | unknown       | returned | reason
#: capwords            | -          | unknown       | returned | reason
#: Demo.go             | Demo       | instance      | returned | go in Demo
#:   capwords          | -          | instance_dict | returned | spell in instance
#:   capwords          | -          | unknown       | returned | reason
#:   capwords          | -          | unknown       | returned | reason
#:   capwords          | -          | stored        | returned | reason
#: Demo.go             | Demo       | instance      | returned | go in Demo
#:   capwords          | -          | instance_dict | returned | spell in instance
#:   capwords          | -          | unknown       | returned | reason
#:   capwords          | -          | unknown       | returned | reason
#:   capwords          | -          | stored        | returned | reason
