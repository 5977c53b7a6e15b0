"""Small programs and what each of their calls is: function, dispatch, place and more.

Each case is the body of a module with a class ``Root`` and a function ``main``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    name: str
    program: str
    expected: tuple[str, ...]
    """One line a call, in order: ``Class.function dispatch `text` [chosen] [extra]``."""


def _case(name: str, program: str, *expected: str) -> Case:
    return Case(name, program.strip("\n") + "\n", expected)


CASES = (
    _case(
        "a method, found in a base",
        """
class Root:
    def go(self): pass
class Leaf(Root): pass
def main():
    leaf = Leaf()
    leaf.go()
""",
        "Root.go instance `leaf.go()` Root",
    ),
    _case(
        "a method called on the object itself",
        """
class Root:
    def go(self): self.stop(1)
    def stop(self, n): pass
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        "Root.stop instance `self.stop(1)` Root",
    ),
    _case(
        "super",
        """
class Root:
    def go(self): pass
class Leaf(Root):
    def go(self): super().go()
def main():
    Leaf().go()
""",
        "Leaf.go instance `Leaf().go()` Leaf shadowed=Root",
        "Root.go super `super().go()` Root in=Leaf",
    ),
    _case(
        "super in a diamond reaches the sibling",
        """
class Root:
    def go(self): pass
class Left(Root):
    def go(self): super().go()
class Right(Root):
    def go(self): super().go()
class Leaf(Left, Right): pass
def main():
    Leaf().go()
""",
        "Left.go instance `Leaf().go()` Left shadowed=Right,Root",
        "Right.go super `super().go()` Right in=Left shadowed=Root",
        "Root.go super `super().go()` Root in=Right",
    ),
    _case(
        "super with arguments",
        """
class Root:
    def go(self): pass
class Mid(Root):
    def go(self): pass
class Leaf(Mid):
    def go(self): super(Mid, self).go()
def main():
    Leaf().go()
""",
        "Leaf.go instance `Leaf().go()` Leaf shadowed=Mid,Root",
        "Root.go super `super(Mid, self).go()` Root in=Mid",
    ),
    _case(
        "super in a comprehension and in a nested function",
        """
class Root:
    def go(self): pass
class Leaf(Root):
    def go(self):
        [super(Leaf, self).go() for _ in "x"]
        def inner():
            return super(Leaf, self).go()
        inner()
        def bare(self):
            return super().go()
        bare(self)
def main():
    Leaf().go()
""",
        "Leaf.go instance `Leaf().go()` Leaf shadowed=Root",
        "Root.go super `super(Leaf, self).go()` Root in=Leaf",
        "Root.go super `super(Leaf, self).go()` Root in=Leaf",
        "Root.go super `super().go()` Root in=Leaf",
    ),
    _case(
        "super in a lambda of a class body",
        """
class Root:
    def go(self): pass
class Leaf(Root):
    go = lambda self: super().go()
def main():
    Leaf().go()
""",
        "Leaf.<lambda> instance `Leaf().go()` Leaf shadowed=Root",
        "Root.go super `super().go()` Root in=Leaf",
    ),
    _case(
        "super held by a variable",
        """
class Root:
    def go(self): pass
class Leaf(Root):
    def go(self):
        above = super()
        above.go()
def main():
    Leaf().go()
""",
        "Leaf.go instance `Leaf().go()` Leaf shadowed=Root",
        "Root.go super `above.go()` Root in=Leaf",
    ),
    _case(
        "a property through super",
        """
class Root:
    @property
    def size(self): return 1
class Leaf(Root):
    @property
    def size(self): return super().size
def main():
    Leaf().size
""",
        "Leaf.size property `Leaf().size` Leaf shadowed=Root",
        "Root.size super `super().size` Root in=Leaf",
    ),
    _case(
        "the class named",
        """
class Root:
    def go(self): pass
class Leaf(Root):
    def go(self): Root.go(self)
def main():
    Leaf().go()
    Leaf.go(Leaf())
""",
        "Leaf.go instance `Leaf().go()` Leaf shadowed=Root",
        "Root.go class `Root.go(self)` Root",
        "Leaf.go class `Leaf.go(Leaf())` Leaf shadowed=Root",
        "Root.go class `Root.go(self)` Root",
    ),
    _case(
        "the class named, found further up",
        """
class Root:
    def go(self): pass
class Mid(Root): pass
class Leaf(Mid):
    def go(self): Mid.go(self)
def main():
    Leaf().go()
""",
        "Leaf.go instance `Leaf().go()` Leaf shadowed=Root",
        "Root.go class `Mid.go(self)` Root start=Mid",
    ),
    _case(
        "the class of another object",
        """
class Root:
    def go(self): pass
    @classmethod
    def make(cls): pass
    @staticmethod
    def help(): pass
class Leaf(Root): pass
def main():
    ask(Leaf())
def ask(other):
    type(other).go(other)
    other.__class__.make()
    type(other).help()
""",
        "Root.go class `type(other).go(other)`",
        "Root.make class `other.__class__.make()` Root",
        "Root.help class `type(other).help()`",
    ),
    _case(
        "the class named by an alias, and by one in an attribute",
        """
class Root:
    def go(self, n=1): pass
Base = Root
class Leaf(Root):
    base = Root
    def go(self, n=1):
        Base.go(self)
        self.base.go(self)
def main():
    Leaf().go()
""",
        "Leaf.go instance `Leaf().go()` Leaf shadowed=Root",
        "Root.go class `Base.go(self)` Root",
        "Root.go class `self.base.go(self)` Root",
    ),
    _case(
        "a class handed over as a parameter",
        """
class Root:
    def go(self): pass
class Leaf(Root):
    def go(self): run(Root, self)
def run(cls, obj):
    cls.go(obj)
def main():
    Leaf().go()
""",
        "Leaf.go instance `Leaf().go()` Leaf shadowed=Root",
        "Root.go class `cls.go(obj)` Root",
    ),
    _case(
        "type(self) and self.__class__",
        """
class Root:
    def go(self): type(self).stop(self); self.__class__.stop(self)
    def stop(self): pass
class Leaf(Root): pass
def main():
    Leaf().go()
""",
        "Root.go instance `Leaf().go()` Root",
        "Root.stop class `type(self).stop(self)` Root start=Leaf",
        "Root.stop class `self.__class__.stop(self)` Root start=Leaf",
    ),
    _case(
        "a class method: on the class, on an object, on cls, through super",
        """
class Root:
    @classmethod
    def make(cls): pass
    def go(self): self.make()
class Leaf(Root):
    @classmethod
    def make(cls):
        super().make()
    @classmethod
    def twice(cls): cls.make()
def main():
    Leaf.make()
    Root().go()
    Leaf.twice()
    leaf = Leaf()
    leaf.make()
""",
        "Leaf.make class `Leaf.make()` Leaf shadowed=Root",
        "Root.make super `super().make()` Root in=Leaf",
        "Root.go instance `Root().go()` Root",
        "Root.make instance `self.make()` Root",
        "Leaf.twice class `Leaf.twice()` Leaf",
        "Leaf.make class `cls.make()` Leaf shadowed=Root",
        "Root.make super `super().make()` Root in=Leaf",
        "Leaf.make instance `leaf.make()` Leaf shadowed=Root",
        "Root.make super `super().make()` Root in=Leaf",
    ),
    _case(
        "a static method: on the class, on self, on a variable, through super",
        """
class Root:
    @staticmethod
    def help(): pass
    def go(self): self.help()
class Leaf(Root):
    def up(self): super().help()
def main():
    Root.help()
    Leaf().go()
    leaf = Leaf()
    leaf.help()
    leaf.up()
""",
        "Root.help class `Root.help()` Root",
        "Root.go instance `Leaf().go()` Root",
        "Root.help instance `self.help()` Root start=Leaf",
        "Root.help instance `leaf.help()` Root start=Leaf",
        "Leaf.up instance `leaf.up()` Leaf",
        "Root.help super `super().help()` Root in=Leaf",
    ),
    _case(
        "a constructor, by name, by attribute, by a call's result, by cls and by a variable",
        """
class Root:
    def __init__(self): pass
class Leaf(Root):
    factory = Root
    def build(self): return self.factory()
    @classmethod
    def make(cls): return cls()
def pick(): return Leaf
def main():
    leaf = Leaf()
    leaf.build()
    pick()()
    Leaf.make()
    kind = Leaf
    kind()
""",
        "Root.__init__ constructor `Leaf()` Root start=Leaf via=Leaf, a name shadowed=object",
        "Leaf.build instance `leaf.build()` Leaf",
        "Root.__init__ constructor `self.factory()` Root via=self.factory, an attribute of the object itself shadowed=object",
        "Root.__init__ constructor `pick()()` Root start=Leaf via=pick(), what a call returned shadowed=object",
        "Leaf.make class `Leaf.make()` Leaf",
        "Root.__init__ constructor `cls()` Root start=Leaf via=cls, the class of the object itself shadowed=object",
        "Root.__init__ constructor `kind()` Root start=Leaf via=kind, a variable shadowed=object",
    ),
    _case(
        "__new__ and __init__, both with super",
        """
class Root:
    def __new__(cls): return super().__new__(cls)
    def __init__(self): pass
class Leaf(Root):
    def __new__(cls): return super().__new__(cls)
    def __init__(self): super().__init__()
def main():
    Leaf()
""",
        "Leaf.__new__ constructor `Leaf()` Leaf shadowed=Root,object via=Leaf, a name",
        "Root.__new__ super `super().__new__(cls)` Root in=Leaf shadowed=object",
        "Leaf.__init__ constructor `Leaf()` Leaf shadowed=Root,object via=Leaf, a name",
        "Root.__init__ super `super().__init__()` Root in=Leaf shadowed=object",
    ),
    _case(
        "__new__ through the named base",
        """
class Root:
    def __new__(cls): return object.__new__(cls)
class Leaf(Root):
    def __new__(cls): return Root.__new__(cls)
def main():
    Leaf()
""",
        "Leaf.__new__ constructor `Leaf()` Leaf shadowed=Root,object via=Leaf, a name",
        "Root.__new__ class `Root.__new__(cls)` Root shadowed=object",
    ),
    _case(
        "a constructor through a partial, and one run by C code",
        """
from functools import partial
class Root:
    def __init__(self, n=0): pass
def main():
    make = partial(Root, 1)
    make()
    list(map(Root, [1]))
    raise_it()
class Oops(Root, Exception): pass
def raise_it():
    try:
        raise Oops
    except Oops:
        pass
""",
        "Root.__init__ constructor `make()` Root via=make, a variable shadowed=object",
        "Root.__init__ callback `list(map(Root, [1]))` Root shadowed=object",
        "Root.__init__ constructor `raise Oops` Root start=Oops via=Oops, a name shadowed="
        + ("" if sys.version_info >= (3, 14) else "Exception,")  # it has no __init__ of its own
        + "BaseException,object",
    ),
    _case(
        "special methods of two names each, told by the operation",
        """
class Root:
    def item(self, *given): return self
    __getitem__ = __setitem__ = item
    def block(self, *given): return self
    __enter__ = __iter__ = block
    __exit__ = __len__ = lambda self, *given: None
    def __add__(self, other): return self
def main():
    root, first, last = Root(), 1, 2
    root[0]
    root[0] = 1
    root[first:last]
    root[first:last] = 1
    root[0] += 1
    with root:
        pass
    with Root() as made:
        pass
""",
        "Root.item special `root[0]` Root name=__getitem__",
        "Root.item special `root[0]` Root name=__setitem__",
        "Root.item special `root[first:last]` Root name=__getitem__",
        "Root.item special `root[first:last]` Root name=__setitem__",
        "Root.item special `root[0]` Root name=__getitem__",
        "Root.__add__ special `root[0] += 1` Root",
        "Root.item special `root[0]` Root name=__setitem__",
        "Root.block special `root` Root name=__enter__",
        "Root.<lambda> special `root` Root name=__exit__",
        "Root.block special `Root()` Root name=__enter__",
        "Root.<lambda> special `Root()` Root name=__exit__",
    ),
    _case(
        "with, three calls at one site",
        """
class Root:
    def __init__(self, n): pass
    def __enter__(self): return self
    def __exit__(self, *exc): pass
def main():
    with Root(1) as root:
        pass
""",
        "Root.__init__ constructor `Root(1)` Root via=Root, a name shadowed=object",
        "Root.__enter__ special `Root(1)` Root",
        "Root.__exit__ special `Root(1)` Root",
    ),
    _case(
        "with left by an exception, and with a method's result",
        """
class Root:
    def open(self): return self
    def __enter__(self): return self
    def __exit__(self, *exc): return True
def main():
    root = Root()
    with root.open():
        raise ValueError
""",
        "Root.open instance `root.open()` Root",
        "Root.__enter__ special `root.open()` Root",
        "Root.__exit__ special `root.open()` Root",
    ),
    _case(
        "with, two at once, and explicit calls",
        """
class Root:
    def __enter__(self): return self
    def __exit__(self, *exc): pass
def main():
    root = Root()
    with root, root:
        pass
    root.__enter__()
    root.__exit__(None, None, None)
""",
        "Root.__enter__ special * Root",
        "Root.__enter__ special * Root",
        "Root.__exit__ special * Root",
        "Root.__exit__ special * Root",
        "Root.__enter__ instance `root.__enter__()` Root",
        "Root.__exit__ instance `root.__exit__(None, None, None)` Root",
    ),
    _case(
        "loops and unpacking",
        """
class Root:
    def __init__(self): self.n = 2
    def __iter__(self): return self
    def __next__(self):
        self.n -= 1
        if self.n < 0: raise StopIteration
        return self.n
def main():
    root = Root()
    for each in root:
        pass
    a, b = Root()
    [x for x in root]
""",
        "Root.__init__ constructor `Root()` Root via=Root, a name shadowed=object",
        "Root.__iter__ special `root` Root",
        "Root.__next__ special `root` Root",
        "Root.__next__ special `root` Root",
        "Root.__next__ special `root` Root",
        "Root.__init__ constructor `Root()` Root via=Root, a name shadowed=object",
        "Root.__iter__ special * Root",
        "Root.__next__ special * Root",
        "Root.__next__ special * Root",
        "Root.__next__ special * Root",
        "Root.__iter__ special `root` Root",
        "Root.__next__ special `root` Root",
    ),
    _case(
        "operators, reflected and in place",
        """
class Root:
    def __add__(self, o): return self
    def __radd__(self, o): return self
    def __iadd__(self, o): return self
    def __neg__(self): return self
    def __lt__(self, o): return True
    def __contains__(self, o): return True
    def __getitem__(self, k): return 1
    def __setitem__(self, k, v): pass
    def __delitem__(self, k): pass
    def __bool__(self): return True
    def __call__(self): pass
    def __index__(self): return 0
    def __matmul__(self, o): return 1
def main():
    r = Root()
    r + 1
    1 + r
    r += 1
    -r
    r < 1
    1 > r
    1 in r
    r[0]
    r[0] = 1
    del r[0]
    if r: pass
    not r
    r()
    [1][r]
    r @ 1
""",
        "Root.__add__ special `r + 1` Root",
        "Root.__radd__ special `1 + r` Root",
        "Root.__iadd__ special `r += 1` Root",
        "Root.__neg__ special `-r` Root",
        "Root.__lt__ special `r < 1` Root shadowed=object",
        "Root.__lt__ special `1 > r` Root shadowed=object",
        "Root.__contains__ special `1 in r` Root",
        "Root.__getitem__ special `r[0]` Root",
        "Root.__setitem__ special `r[0]` Root",
        "Root.__delitem__ special `r[0]` Root",
        "Root.__bool__ special * Root",
        "Root.__bool__ special * Root",
        "Root.__call__ special `r()` Root",
        "Root.__index__ special `[1][r]` Root",
        "Root.__matmul__ special `r @ 1` Root",
    ),
    _case(
        "one function under two names: the operation decides, or nothing does",
        """
class Root:
    def __add__(self, o): return self
    __radd__ = __add__
    def __repr__(self): return "r"
    __str__ = __repr__
    def plus(self, o): return 1
    __sub__ = plus
def main():
    r = Root()
    r + 1
    1 + r
    x = 1
    r + x
    str(r)
    repr(r)
    f"{r}"
    f"{r!r}"
    r - 1
    r.plus(1)
    r.__sub__(1)
""",
        "Root.__add__ special `r + 1` Root name=__add__",
        "Root.__add__ special `1 + r` Root name=__radd__",
        "Root.__add__ unknown `r + x` reason=it may have run as __add__ or __radd__",
        "Root.__repr__ special `str(r)` Root name=__str__ shadowed=object",
        "Root.__repr__ special `repr(r)` Root name=__repr__ shadowed=object",
        "Root.__repr__ special * Root name=__str__ shadowed=object",
        "Root.__repr__ special * Root name=__repr__ shadowed=object",
        "Root.plus special `r - 1` Root name=__sub__",
        "Root.plus instance `r.plus(1)` Root name=plus",
        "Root.plus instance `r.__sub__(1)` Root name=__sub__",
    ),
    _case(
        "builtins that run special methods",
        """
class Root:
    def __len__(self): return 1
    def __iter__(self): return iter(())
    def __hash__(self): return 1
    def __eq__(self, o): return True
    def __lt__(self, o): return True
    def __format__(self, spec): return "f"
    def __bytes__(self): return b""
    def __reversed__(self): return iter(())
def main():
    r = Root()
    len(r)
    iter(r)
    list(r)
    hash(r)
    r == 1
    {r: 1}
    sorted([r, r])
    format(r)
    "{}".format(r)
    f"{r:>3}"
    bytes(r)
    reversed(r)
    r != 2
""",
        "Root.__len__ special `len(r)` Root",
        "Root.__iter__ special `iter(r)` Root",
        "Root.__iter__ special `list(r)` Root",
        "Root.__len__ special `list(r)` Root",
        "Root.__hash__ special `hash(r)` Root shadowed=object",
        "Root.__eq__ special `r == 1` Root shadowed=object",
        "Root.__hash__ special `{r: 1}` Root shadowed=object",
        "Root.__lt__ special `sorted([r, r])` Root shadowed=object",
        "Root.__format__ special `format(r)` Root shadowed=object",
        'Root.__format__ special `"{}".format(r)` Root shadowed=object',
        "Root.__format__ special * Root shadowed=object",
        "Root.__bytes__ special `bytes(r)` Root",
        "Root.__reversed__ special `reversed(r)` Root",
        "Root.__eq__ special `r != 2` Root shadowed=object",
    ),
    _case(
        "a property read, set, deleted, and through getattr",
        """
class Root:
    @property
    def size(self): return 1
    @size.setter
    def size(self, n): pass
    @size.deleter
    def size(self): pass
    def go(self): return self.size
def main():
    r = Root()
    r.size
    r.size = 1
    r.size += 1
    del r.size
    getattr(r, "size")
    hasattr(r, "size")
    r.go()
""",
        "Root.size property `r.size` Root",
        "Root.size property `r.size` Root",
        "Root.size property `r.size` Root",
        "Root.size property `r.size` Root",
        "Root.size property `r.size` Root",
        'Root.size property `getattr(r, "size")` Root',
        'Root.size property `hasattr(r, "size")` Root',
        "Root.go instance `r.go()` Root",
        "Root.size property `self.size` Root",
    ),
    _case(
        "a property that gives a function, called at once",
        """
class Root:
    @property
    def action(self): return print
def main():
    Root().action(end="")
""",
        "Root.action property `Root().action` Root",
    ),
    _case(
        "__getattr__, for a read, a call, getattr and hasattr",
        """
class Root:
    def __getattr__(self, name): return lambda: name
class Leaf(Root): pass
def main():
    r = Leaf()
    r.colour
    r.paint()
    getattr(r, "shape")
    key = "dynamic"
    getattr(r, key)
    r.__getattr__("direct")
""",
        "Root.__getattr__ getattr `r.colour` name=colour found=getattr",
        "Root.__getattr__ getattr `r.paint` name=paint found=getattr",
        'Root.__getattr__ getattr `getattr(r, "shape")` name=shape found=getattr',
        "Root.__getattr__ getattr `getattr(r, key)` name=dynamic found=getattr",
        'Root.__getattr__ instance `r.__getattr__("direct")` Root name=__getattr__',
    ),
    _case(
        "__getattribute__, __setattr__ and __delattr__",
        """
class Root:
    def __getattribute__(self, name): return super().__getattribute__(name)
    def __setattr__(self, name, value): super().__setattr__(name, value)
    def __delattr__(self, name): super().__delattr__(name)
def main():
    r = Root()
    r.x = 1
    r.x
    del r.x
""",
        "Root.__setattr__ special `r.x` Root shadowed=object",
        "Root.__getattribute__ special `r.x` Root shadowed=object",
        "Root.__delattr__ special `r.x` Root shadowed=object",
    ),
    _case(
        "a class that is being made",
        """
class Root:
    def __init_subclass__(cls, **kw): super().__init_subclass__(**kw)
def main():
    class Leaf(Root): pass
    class Leaflet(Leaf):
        def __init_subclass__(cls): pass
""",
        "Root.__init_subclass__ special * Root shadowed=object",
        "Root.__init_subclass__ special * Root shadowed=object start=Leaf",
    ),
    _case(
        "a method fetched earlier: certain with one load",
        """
class Root:
    def go(self):
        method = self.stop
        method()
    def stop(self): pass
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        "Root.stop stored `method()` Root fetch=self.stop",
    ),
    _case(
        "a method fetched earlier: two loads are not certain",
        """
class Root:
    def go(self, flag=True):
        method = self.stop if flag else [self.stop][0]
        method()
    def stop(self): pass
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        "Root.stop stored `method()` fetch=",
    ),
    _case(
        "a method called there does not count as fetched there",
        """
class Root:
    def go(self):
        self.stop()
        method = self.stop
        method()
    def stop(self): pass
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        "Root.stop instance `self.stop()` Root",
        "Root.stop stored `method()` Root fetch=self.stop",
    ),
    _case(
        "fetched through super, or by another hop",
        """
class Root:
    def go(self): pass
    def stop(self): pass
class Leaf(Root):
    def go(self):
        method = super().go
        method()
        self.call(self.stop)
    def call(self, function): function()
def main():
    Leaf().go()
""",
        "Leaf.go instance `Leaf().go()` Leaf shadowed=Root",
        "Root.go stored `method()` Root in=Leaf fetch=super().go",
        "Leaf.call instance `self.call(self.stop)` Leaf",
        "Root.stop stored `function()` fetch=",
    ),
    _case(
        "stored in an attribute, a dictionary, a conditional",
        """
class Root:
    def __init__(self):
        self._target = self.stop
        self.table = {"x": self.stop}
    def go(self):
        self._target()
        self.table["x"]()
        (self.stop if self else None)()
        getattr(self, "st" + "op")()
    def stop(self): pass
def main():
    Root().go()
""",
        "Root.__init__ constructor `Root()` Root via=Root, a name shadowed=object",
        "Root.go instance `Root().go()` Root",
        "Root.stop stored `self._target()` fetch=",
        'Root.stop stored `self.table["x"]()` fetch=',
        "Root.stop stored `(self.stop if self else None)()` Root fetch=self.stop",
        'Root.stop stored `getattr(self, "st" + "op")()` fetch=',
    ),
    _case(
        "a name made up while the program runs",
        """
class Root:
    def go(self, word="stop"):
        method = getattr(self, word)
        method()
        self.other()
    def other(self):
        getattr(self, "st" + "op")()
    def stop(self): pass
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        "Root.stop stored `method()` Root fetch=getattr(self, word)",
        "Root.other instance `self.other()` Root",
        'Root.stop stored `getattr(self, "st" + "op")()` Root fetch=getattr(self, "st" + "op")',
    ),
    _case(
        "a load that does not reach the call is not its fetch",
        """
class Root:
    def go(self, function):
        keep(self.stop)
        function()
        for each in [self.rest]:
            each()
        tasks = []
        tasks.append(self.work)
        tasks[0]()
        made = {"x": self.walk}
        chosen = made["x"]
        chosen()
    def stop(self): pass
    def rest(self): pass
    def work(self): pass
    def walk(self): pass
def keep(function): pass
def main():
    r = Root()
    r.go(r.stop)
""",
        "Root.go instance `r.go(r.stop)` Root",
        "Root.stop stored `function()` fetch=",
        "Root.rest stored `each()` Root fetch=self.rest",
        "Root.work stored `tasks[0]()` Root fetch=self.work",
        "Root.walk stored `chosen()` Root fetch=self.walk",
    ),
    _case(
        "a variable that may hold something else, too, has no certain fetch",
        """
table = {}
class Root:
    def go(self, given):
        f = given
        f()
        f = self.stop
    def late(self, f):
        if not f:
            f = self.stop
        f()
    def swap(self):
        f = self.stop
        f = table["x"]
        f()
    def put(self):
        f = table["x"]
        table["y"] = self.stop
        f()
    def maybe(self):
        f = None
        if self:
            f = self.stop
        f()
    def stop(self): pass
def main():
    r = Root()
    table["x"] = r.stop
    r.go(r.stop)
    r.late(r.stop)
    r.swap()
    r.put()
    r.maybe()
""",
        "Root.go instance `r.go(r.stop)` Root",
        "Root.stop stored `f()` fetch=",
        "Root.late instance `r.late(r.stop)` Root",
        "Root.stop stored `f()` fetch=",
        "Root.swap instance `r.swap()` Root",
        "Root.stop stored `f()` fetch=",
        "Root.put instance `r.put()` Root",
        "Root.stop stored `f()` fetch=",
        "Root.maybe instance `r.maybe()` Root",
        "Root.stop stored `f()` Root fetch=self.stop",
    ),
    _case(
        "getattr with a constant name",
        """
class Root:
    def go(self): getattr(self, "stop")()
    def stop(self): pass
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        'Root.stop instance `getattr(self, "stop")()` Root',
    ),
    _case(
        "called back by C code",
        """
from functools import reduce, partial
class Root:
    def go(self):
        sorted([2, 1], key=self.rank)
        [2].sort(key=self.rank)
        list(map(self.rank, [1]))
        reduce(self.plus, [1, 2])
        bound = partial(self.rank, 1)
        bound()
    def rank(self, n): return n
    def plus(self, a, b): return a
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        "Root.rank callback `sorted([2, 1], key=self.rank)` fetch=",
        "Root.rank callback `sorted([2, 1], key=self.rank)` fetch=",
        "Root.rank callback `[2].sort(key=self.rank)` fetch=",
        "Root.rank callback `list(map(self.rank, [1]))` fetch=",
        "Root.plus callback `reduce(self.plus, [1, 2])` Root fetch=self.plus",
        "Root.rank stored `bound()` fetch=",
    ),
    _case(
        "the object's own function",
        """
class Root:
    def go(self): pass
    def run(self): self.go(self)
def main():
    r = Root()
    r.go = lambda self: None
    r.go(r)
    r.run()
""",
        "Root.main.<locals>.<lambda> instance_dict `r.go(r)` found=instance shadowed=Root",
        "Root.run instance `r.run()` Root",
        "Root.main.<locals>.<lambda> instance_dict `self.go(self)` found=instance shadowed=Root",
    ),
    _case(
        "a bound method in the object's own __dict__",
        """
class Root:
    def go(self): pass
def main():
    r = Root()
    r.go = r.go
    r.go()
""",
        "Root.go stored `r.go()` fetch=",
    ),
    _case(
        "another object's method in an attribute of the same name",
        """
class Root:
    def go(self): pass
    def run(self): self.go()
class Other(Root):
    def go(self): pass
def main():
    r = Root()
    r.go = Other().go
    r.run()
""",
        "Root.run instance `r.run()` Root",
        "Other.go stored `self.go()` fetch=",
    ),
    _case(
        "a private name",
        """
class Root:
    def __hidden(self): pass
    def go(self): self.__hidden()
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        "Root.__hidden instance `self.__hidden()` Root name=_Root__hidden",
    ),
    _case(
        "a decorated method, and its wrapper",
        """
import functools
def loud(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)
    return wrapper
class Root:
    @loud
    def go(self): pass
def main():
    Root().go()
""",
        "loud.<locals>.wrapper instance `Root().go()` Root name=go",
        "Root.go stored `function(*args)` fetch=",
    ),
    _case(
        "a method used as a decorator",
        """
class Root:
    def mark(self, function): return function
    def named(self, name): return self.mark
def main():
    r = Root()
    @r.mark
    def one(): pass
    @r.named("x")
    def two(): pass
""",
        "Root.mark instance `r.mark` Root",
        'Root.named instance `r.named("x")` Root',
        'Root.mark stored `r.named("x")` fetch=',
    ),
    _case(
        "a call over several lines",
        """
class Root:
    def go(self, *args): return self
def main():
    r = Root()
    (r
        .go(1)
        .go(
            2,
        ))
""",
        "Root.go instance * Root",
        "Root.go instance * Root",
    ),
    _case(
        "text before the call that is more bytes than characters",
        """
class Root:
    def go(self, word): return self
def main():
    r = Root()
    r.go("héllo→").go("日本")
""",
        'Root.go instance `r.go("héllo→")` Root',
        'Root.go instance `r.go("héllo→").go("日本")` Root',
    ),
    _case(
        "a generator begins where it is looped over",
        """
class Root:
    def lines(self):
        yield 1
        yield 2
    def go(self):
        for line in self.lines():
            pass
        yield from self.lines()
def main():
    list(Root().go())
""",
        "Root.go callback `list(Root().go())` fetch=",
        "Root.lines instance `self.lines()` Root",
        "Root.lines instance `self.lines()` Root",
    ),
    _case(
        "a generator made earlier",
        """
class Root:
    def lines(self):
        yield 1
    def go(self):
        made = self.lines()
        for line in made:
            pass
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        "Root.lines stored `made` Root fetch=self.lines",
    ),
    _case(
        "a generator begins where it is unpacked",
        """
class Root:
    def lines(self):
        yield 1
        yield 2
    def go(self):
        first, *rest = self.lines()
        (one, two), three = self.lines(), 3
        made = self.lines()
        first, second = made
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        "Root.lines instance `self.lines()` Root",
        "Root.lines instance `self.lines()` Root",
        "Root.lines stored `first, second`",
    ),
    _case(
        "a method that C code calls while it is looped over is no generator",
        """
class Root:
    def rank(self, n): return n
    def go(self):
        for one in map(self.rank, [1]):
            pass
        for one in map(lambda n: n, [self.rank(2)]):
            pass
        made = map(self.rank, [3])
        return [one for one in made]
def main():
    Root().go()
""",
        "Root.go instance `Root().go()` Root",
        "Root.rank callback `map(self.rank, [1])`",
        "Root.rank instance `self.rank(2)` Root",
        "Root.rank callback `made`",
    ),
    _case(
        "coroutines and asynchronous statements",
        """
class Root:
    async def talk(self): await self.say()
    async def say(self): pass
    async def __aenter__(self): return self
    async def __aexit__(self, *exc): pass
    def __aiter__(self): return self
    async def __anext__(self): raise StopAsyncIteration
    def __await__(self): return iter(())
async def run():
    r = Root()
    await r.talk()
    async with r:
        pass
    async for _ in r:
        pass
    await r
def main():
    try:
        run().send(None)
    except StopIteration:
        pass
""",
        "Root.talk instance `r.talk()` Root",
        "Root.say instance `self.say()` Root",
        "Root.__aenter__ special `r` Root",
        "Root.__aexit__ special `r` Root",
        "Root.__aiter__ special `r` Root",
        "Root.__anext__ special `r` Root",
        "Root.__await__ special * Root",
    ),
    _case(
        "keywords, stars and defaults",
        """
class Root:
    def go(self, a=1, *args, b=2, **kw): pass
def main():
    r = Root()
    r.go(*[1], **{"b": 3})
    r.go(a=1)
    Root.go(r, *[1])
    Root.go(*[r])
""",
        'Root.go instance `r.go(*[1], **{"b": 3})` Root',
        "Root.go instance `r.go(a=1)` Root",
        "Root.go class `Root.go(r, *[1])` Root",
        "Root.go class `Root.go(*[r])` Root",
    ),
    _case(
        "a partial method",
        """
from functools import partialmethod
class Root:
    def go(self, n): pass
    one = partialmethod(go, 1)
def main():
    r = Root()
    r.go(2)
""",
        "Root.go instance `r.go(2)` Root name=go",
    ),
    _case(
        "recursion, and a chain of objects",
        """
class Root:
    def __init__(self, next=None): self.next = next
    def go(self):
        if self.next: self.next.go()
def main():
    Root(Root()).go()
""",
        "Root.__init__ constructor `Root()` Root via=Root, a name shadowed=object",
        "Root.__init__ constructor `Root(Root())` Root via=Root, a name shadowed=object",
        "Root.go instance `Root(Root()).go()` Root",
        "Root.go instance `self.next.go()` Root",
    ),
    _case(
        "in a class body, a comprehension, a lambda, a default, an assertion",
        """
class Root:
    def go(self): return 1
r = Root()
def main():
    class Body:
        x = r.go()
    [r.go() for _ in "x"]
    (lambda: r.go())()
    def inner(n=r.go()): pass
    assert r.go()
    list(r.go() for _ in "x")
""",
        "Root.go instance `r.go()` Root",
        "Root.go instance `r.go()` Root",
        "Root.go instance `r.go()` Root",
        "Root.go instance `r.go()` Root",
        "Root.go instance `r.go()` Root",
        "Root.go instance `r.go()` Root",
    ),
    _case(
        "a data descriptor comes before the object's own",
        """
class Root:
    @property
    def go(self): return lambda: None
def main():
    r = Root()
    r.__dict__["go"] = lambda: None
    r.go()
""",
        "Root.go property `r.go` Root",
    ),
    _case(
        "a class patched with a function of another",
        """
class Root:
    def go(self): pass
class Leaf(Root): pass
def new(self): pass
def main():
    r = Leaf()
    Leaf.go = new
    r.go()
""",
        "new instance `r.go()` Leaf shadowed=Root",
    ),
    _case(
        "a method borrowed from another class keeps its super",
        """
class Root:
    def go(self): pass
class Mid(Root):
    def go(self): super().go()
class Leaf(Mid):
    run = Mid.go
    def go(self): pass
def main():
    Leaf().run()
""",
        "Mid.go instance `Leaf().run()` Leaf name=run",
        "Root.go super `super().go()` Root in=Mid",
    ),
    _case(
        "two classes of one class statement",
        """
class Root:
    def go(self): pass
def make(base):
    class Mixed(base):
        def go(self): super().go()
    return Mixed
def main():
    make(make(Root))().go()
""",
        "make.<locals>.Mixed.go instance `make(make(Root))().go()` Mixed shadowed=Mixed,Root",
        "make.<locals>.Mixed.go super `super().go()` Mixed in=Mixed shadowed=Root",
        "Root.go super `super().go()` Root in=Mixed",
    ),
    _case(
        "C code called by a variable: nothing is claimed",
        """
class Root:
    def __len__(self): return 1
    def go(self): pass
def call(function, x):
    function(x)
def main():
    call(len, Root())
""",
        "Root.__len__ unknown `function(x)` reason=`function` may be the method itself or C code that ran it",
    ),
    _case(
        "matching by a class pattern",
        """
class Root:
    __match_args__ = ("size",)
    @property
    def size(self): return 1
def main():
    match Root():
        case Root(1): pass
""",
        "Root.size property * Root",
    ),
)
