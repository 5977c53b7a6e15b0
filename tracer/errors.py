"""The one error that a person meets: what went wrong, and what to do about it."""

from __future__ import annotations


class HopscopeError(Exception):
    """A failure that a user's action or input caused, told in one line with a hint.

    ``exit_code`` follows the documented codes: 2 the call was wrong, 3 hopscope failed.
    """

    def __init__(self, message: str, hint: str = "", *, exit_code: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code
