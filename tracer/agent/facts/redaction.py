"""What looks like a secret by its name is not written down.

Names decide: a password that is called ``text`` is recorded, until it is handed over under a name
that tells.
"""

from __future__ import annotations

import re

REDACTED = "<redacted>"
_WORDS = (
    "password", "passwd", "passphrase", "secret", "token", "authorization", "authorisation",
    "cookie", "credential", "api_key", "api-key", "apikey",
)  # fmt: skip
_SCHEMES = ("basic ", "bearer ")
"""With what the value of an Authorization header begins."""
_WORD = rf"(?:{'|'.join(_WORDS)})[\w-]*"
_NAME = re.compile(rf"[\W_]*[\w-]*{_WORD}[\W_]*", re.IGNORECASE)
_BEFORE_VALUE = re.compile(
    rf"{_WORD}(?=['\"]?[\s=:%])|\b(?:{'|'.join(_SCHEMES)})(?=[\w+/=.~-]{{8}})", re.IGNORECASE
)
_CLOSING = "'\""
_SHORTEST, _MOST, _LONGEST = 4, 64, 80


def is_secret(text: str) -> bool:
    """Whether a name is that of a secret."""
    lowered = text.lower()
    return any(word in lowered for word in _WORDS)


def is_only_a_name(text: str) -> bool:
    """Whether a text is the name of a secret and nothing else: a header's, say, or an option's."""
    return is_secret(text) and _NAME.fullmatch(text) is not None


def redacted(text: str) -> str:
    """A shown text without what follows the first name of a secret in it.

    ``'Authorization: Basic abc'`` becomes ``'Authorization<redacted>'``; a name alone stays.
    """
    lowered = text.lower()
    if not any(word in lowered for word in _WORDS + _SCHEMES):
        return text
    found = _BEFORE_VALUE.search(text)
    if found is None:
        return text
    end = text[-1] if text[-1] in _CLOSING else ""
    return f"{text[: found.end()]}{REDACTED}{end}"


def redacted_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a command line without the values of options that are named for a secret."""
    found = []
    hide = False
    for word in words:
        found.append(REDACTED if hide and not word.startswith("-") else redacted(word))
        hide = word.startswith("-") and is_only_a_name(word)
    return tuple(found)


class Secrets:
    """Texts that went by the name of a secret: they are that under any other name, too."""

    def __init__(self) -> None:
        self._texts: dict[str, None] = {}

    def keep(self, value: object) -> None:
        """Know a text again. What is very short would be found everywhere."""
        kind = type(value)
        if kind is str or kind is bytes:
            shown = repr(value[:_LONGEST])  # type: ignore[index]
            text = shown[1 + (kind is bytes) : -1]
            if len(text) >= _SHORTEST:
                if len(self._texts) >= _MOST:
                    self._texts.pop(next(iter(self._texts)), None)
                self._texts[text] = None

    def redacted(self, text: str) -> str:
        """A shown text without the secrets in it."""
        text = redacted(text)
        for each in list(self._texts):
            if each in text:
                text = text.replace(each, REDACTED)
        return text
