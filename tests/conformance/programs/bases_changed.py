"""Other bases, given while objects live: the next call is found along the new MRO."""

from socketserver import BaseServer


class Base(BaseServer):
    def pick(self):
        return "base"


class First(Base):
    pass


class Second(Base):
    def pick(self):
        return super().pick()

    def only(self):
        return "second"


class Demo(First):
    pass


demo = Demo(("", 0), None)
demo.pick()
Demo.__bases__ = (Second,)
demo.pick()
demo.only()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Base.pick           | Base       | instance    | returned | pick in Base
#: Second.pick         | Second     | instance    | returned | pick in Second, shadows Base, super Base
#:   Base.pick         | Base       | super       | returned | pick in Base, written in Second
#: Second.only         | Second     | instance    | returned | only in Second
