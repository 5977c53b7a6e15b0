"""The language that a person reads: English, or what a catalogue in ``locale`` makes of it.

Standard gettext, the English text being the message's id. The choice is the process's:
:func:`use` sets it once, before anything is said. Texts of modules and classes are marked
with :func:`N_` and translated where they are shown. What programs read (JSON, SARIF) is
written inside :func:`speaking` English.
"""

from __future__ import annotations

import gettext
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ENGLISH = "en"
CHINESE = "zh-CN"
LANGUAGES = (ENGLISH, CHINESE)

_DOMAIN = "hopscope"
_FORM = re.compile(r"\{(\w+)[:!][^}]*\}")
"""A placeholder that says how a number is written."""
_CATALOGUES = Path(__file__).with_name("locale")


@dataclass(slots=True)
class _Spoken:
    language: str = ENGLISH
    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)


_spoken = _Spoken()


def _(message: str) -> str:
    """Translate a message. Fill in names afterwards: ``_("no {name}").format(name=name)``."""
    # The empty message's translation is the catalogue's own head.
    return _spoken.catalogue.gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a message whose form depends on a number."""
    return _spoken.catalogue.ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """Translate a message that means another thing elsewhere."""
    return _spoken.catalogue.pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it, which extraction knows
    """Mark a message to be translated where it is shown, with :func:`_`."""
    return message


def retold(text: str, messages: Sequence[str]) -> str:
    """Translate a text that another made, by the one of the messages that it was made of.

    What fills the message in may be made of one, too. The first that fits counts; a text that
    none fits stays as it is.
    """
    if chosen() == ENGLISH:
        return text
    for message in messages:
        found = _pattern(message).fullmatch(text)
        if found is not None:
            fields = {name: retold(each, messages) for name, each in found.groupdict().items()}
            return _FORM.sub(r"{\1}", _(message)).format(**fields)
    return text


@lru_cache
def _pattern(message: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)[^}]*\}", message)
    names = [
        f"(?P<{each}>.+?)" if index % 2 else re.escape(each) for index, each in enumerate(parts)
    ]
    return re.compile("".join(names), re.DOTALL)


def listed(names: Iterable[str]) -> str:
    """Name several things: ``A, B, C``."""
    return _(", ").join(names)


def either(names: Iterable[str]) -> str:
    """Name alternatives: ``A or B or C``."""
    return _(" or ").join(names)


def chosen() -> str:
    """Give the language in use: one of :data:`LANGUAGES`."""
    return _spoken.language


def use(language: str) -> None:
    """Speak one of :data:`LANGUAGES` from now on."""
    if language == _spoken.language:
        return
    _spoken.catalogue = (
        gettext.NullTranslations()
        if language == ENGLISH
        else gettext.translation(_DOMAIN, _CATALOGUES, [language.replace("-", "_")])
    )
    _spoken.language = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language for a while."""
    before = chosen()
    use(language)
    try:
        yield
    finally:
        use(before)


def choose(environ: Mapping[str, str], asked: str | None = None) -> str:
    """Find the language to use: the one asked for, else the locale's, else English.

    Raises HopscopeError where a language is asked for that there is not.
    """
    if asked is not None:
        found = _known(asked)
        if found is None:
            raise HopscopeError(
                _("there is no language {asked!r}").format(asked=asked),
                _("hopscope speaks {languages}").format(languages=", ".join(LANGUAGES)),
            )
        return found
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    if _bare(locale) in ("c", "posix"):
        return ENGLISH  # whatever LANGUAGE says: so gettext has it
    wishes = [*environ.get("LANGUAGE", "").split(":"), locale]
    return next(filter(None, map(_known, wishes)), ENGLISH)


def _bare(tag: str) -> str:
    """``zh-cn`` for ``zh_CN.UTF-8@radical``."""
    return tag.partition("@")[0].partition(".")[0].replace("_", "-").lower()


def _known(tag: str) -> str | None:
    """The language of a tag; None where it is not spoken here. ``zh-TW`` is written otherwise."""
    words = _bare(tag).split("-")
    if words[0] == "en":
        return ENGLISH
    simplified = len(words) == 1 or words[1] in ("cn", "sg", "hans")
    return CHINESE if words[0] == "zh" and simplified else None
