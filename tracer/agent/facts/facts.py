"""All that is seen of the program, each kind of it in a table of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .classes import Classes
from .codes import Codes
from .objects import Objects
from .requests import Requests
from .values import Values

if TYPE_CHECKING:
    from collections.abc import Callable


class Facts:
    """The tables. What is new in one is told by ``put``, under a number that ``number`` gives."""

    def __init__(
        self, put: Callable[[str], None], number: Callable[[], int], *, hides: bool
    ) -> None:
        self.codes = Codes(put, number)
        self.classes = Classes(put, number, self.codes)
        self.objects = Objects(put, number)
        self.requests = Requests()
        self.values = Values(self.objects.label, hides=hides)
