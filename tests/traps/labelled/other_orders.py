"""Mixins that have nothing to do with servers."""

import abc
import collections
import enum
import io
import json
import threading
import unittest
from collections import OrderedDict
from collections.abc import MutableMapping


class View:
    def dispatch(self, request):
        return self.get(request)

    def get(self, request):
        return "page"


class LoginRequiredMixin:
    def dispatch(self, request):
        if request is None:
            return self.refuse()
        return super().dispatch(request)

    def refuse(self):
        return "login first"


class Protected(LoginRequiredMixin, View):
    pass


class Unprotected(View, LoginRequiredMixin):
    """Anybody gets the page."""


class TemporaryFolderMixin:
    def setUp(self):
        super().setUp()
        self.folder = "/tmp/x"

    def tearDown(self):
        self.folder = None
        super().tearDown()


class FolderTest(TemporaryFolderMixin, unittest.TestCase):
    def test_it(self):
        self.assertTrue(self.folder)


class FolderTestTooLate(unittest.TestCase, TemporaryFolderMixin):
    def test_it(self):
        self.assertTrue(self.folder)


class FolderTestOwnSetUp(unittest.TestCase, TemporaryFolderMixin):
    """Its own setUp() calls both by name."""

    def setUp(self):
        unittest.TestCase.setUp(self)
        self.folder = "/tmp/y"

    def tearDown(self):
        self.folder = None


class SharedAssertions:
    def assert_short(self, text):
        assert len(text) < 10


class AssertionsLast(unittest.TestCase, SharedAssertions):
    def test_it(self):
        self.assert_short("abc")


class OrderedCounter(collections.Counter, OrderedDict):
    """The well-known recipe: a diamond over dict."""


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...

    @abc.abstractmethod
    def name(self):
        raise NotImplementedError


class SquareArea:
    def area(self):
        return 4

    def name(self):
        return "square"


class Square(SquareArea, Shape):
    """An implementation first, the interface that it fills after it: as it must be."""


class SquareTooLate(Shape, SquareArea):
    """The interface comes first: its abstract methods win, and nothing can be built."""


class Config(dict, MutableMapping):
    """Known as a MutableMapping, and a dict in all it does."""


class MissingKey(KeyError, AttributeError):
    """To be caught as either."""

    def __str__(self):
        return "missing"


class Colour(str, enum.Enum):
    RED = "red"


class Chain1:
    def start(self):
        self.log = ["1"]
        super().start()


class Chain2:
    def start(self):
        self.log.append("2")


class CooperativeEnd(Chain1, Chain2):
    """Chain1's super() reaches Chain2: nothing is lost."""


class Widget:
    def configure(self):
        return "widget"

    def draw(self):
        return "drawn"


class Packing:
    def pack(self):
        return "packed"

    def configure(self):
        return "packing"


class Button(Widget, Packing):
    """Widget's configure() is the one that is wanted; pack() is what Packing is for."""


class JsonMixin:
    def dump(self):
        return json.dumps(self.fields())

    def fields(self):
        return {}


class Record:
    def fields(self):
        return {"a": 1}


class JsonRecord(Record, JsonMixin):
    """JsonMixin.fields() is a default, and Record's own is wanted."""


class UpperMixin:
    def write(self, text):
        return super().write(text.upper())


class UpperText(io.StringIO, UpperMixin):
    """StringIO is written in C, and comes first all the same."""


class UpperTextFirst(UpperMixin, io.StringIO):
    pass


class LockedMixin:
    """Overrides, and adds something that is used from outside."""

    lock = threading.Lock()

    def save(self):
        with self.lock:
            return super().save()

    def is_locked(self):
        return self.lock.locked()


class Model:
    def save(self):
        return "saved"


class LockedTooLate(Model, LockedMixin):
    pass


class LockedInTime(LockedMixin, Model):
    pass


class Loader:
    def load(self):
        return super().load()

    def save(self):
        return "loader"


class LoaderOfModel(Loader, LockedMixin):
    """No one has a load() after Loader; but save() is Loader's, and LockedMixin's never runs."""


class ReprMixin:
    def __repr__(self):
        return f"<{type(self).__name__}>"


class Named:
    def __repr__(self):
        return "named"


class NamedRepr(Named, ReprMixin):
    """All that ReprMixin has is lost."""


class PlainRepr(Model, ReprMixin):
    """Model has no __repr__ of its own: the mixin's is found before object's."""


def dynamic_base():
    return Model


class OnDynamic(dynamic_base(), LockedMixin):
    """Its first base is known only when it runs: Model, so LockedMixin comes too late."""
