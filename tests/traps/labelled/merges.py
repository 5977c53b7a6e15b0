"""Bases that have a consistent order, and those that have none. It cannot be imported."""

import socketserver
import unittest
from socketserver import BaseServer, TCPServer


class Fine(TCPServer, BaseServer):
    pass


class BaseFirst(BaseServer, TCPServer):
    pass


class MixinAfterItsChild(socketserver.ThreadingMixIn, socketserver.ThreadingTCPServer):
    pass


class A:
    pass


class B:
    pass


class AB(A, B):
    pass


class BA(B, A):
    pass


class Both(AB, BA):
    pass


class BelowBoth(Both):
    """There is no such base."""


class Thrice(A, AB, B):
    pass


class ObjectFirst(object, A):
    pass


class MroTest(unittest.TestCase):
    def test_it(self):
        with self.assertRaises(TypeError):

            class Meant(A, AB):
                """To be refused is what it is for."""


try:

    class Tried(A, AB):
        """Its failure is expected."""
except TypeError:
    pass


class Ordered(AB, A, B):
    pass
