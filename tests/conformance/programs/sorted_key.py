"""C code calls back: sorted(key=...), map(), max(key=...)."""

from socketserver import BaseServer


class Base(BaseServer):
    def rank(self, word):
        return len(word)


class Demo(Base):
    def sort(self):
        return sorted(["bb", "a"], key=self.rank)

    def sizes(self):
        return list(map(self.rank, ("ccc",)))


demo = Demo(("", 0), None)
demo.sort()
demo.sizes()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.sort           | Demo       | instance    | returned | sort in Demo
#:   Base.rank         | Base       | callback    | returned | rank in Base, fetched
#:   Base.rank         | Base       | callback    | returned | rank in Base, fetched
#: Demo.sizes          | Demo       | instance    | returned | sizes in Demo
#:   Base.rank         | Base       | callback    | returned | rank in Base, fetched
