"""The words of the application: one gettext for rules, operations and pages.

The catalogue is chosen once a request (or once a mail) and held in a context
variable, so that a pure rule can say why it refuses in the reader's language
without knowing Flask. English is the source language.
"""

from __future__ import annotations

import gettext as _gettext
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial, wraps
from typing import Any, ParamSpec, TypeVar

ENGLISH = _gettext.NullTranslations()
_catalogue: ContextVar[_gettext.NullTranslations] = ContextVar("catalogue", default=ENGLISH)


def use(catalogue: _gettext.NullTranslations) -> None:
    """Speak with this catalogue from now on, in this context."""
    _catalogue.set(catalogue)


def spoken() -> _gettext.NullTranslations:
    """The catalogue in use: what is drawn in it may be kept for who reads the same."""
    return _catalogue.get()


def language() -> str:
    """The language in use (BCP 47)."""
    return getattr(_catalogue.get(), "lang", "en")


@contextmanager
def using(catalogue: _gettext.NullTranslations) -> Iterator[None]:
    """Speak with this catalogue within the block."""
    token = _catalogue.set(catalogue)
    try:
        yield
    finally:
        _catalogue.reset(token)


def in_english() -> AbstractContextManager[None]:
    """Speak English within the block: for what is written for all readers alike, such as the
    record, the report, a certificate."""
    return using(ENGLISH)


_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def english(make: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Have make speak English, whoever asks for it: what it makes is for all readers alike."""

    @wraps(make)
    def made(*values: _Given.args, **named: _Given.kwargs) -> _Made:
        with in_english():
            return make(*values, **named)

    return made


def kept(say: Callable[..., str]) -> Callable[..., str]:
    """Words for hashable values: made once in a language, since a page asks for the same
    ones many times and a table of words is drawn up anew at each call."""
    return wraps(say)(partial(_kept, say))


@lru_cache(maxsize=4096)
def _said(
    say: Callable[..., str], _language: _gettext.NullTranslations, *values: object, **named: object
) -> str:
    return say(*values, **named)


def _kept(say: Callable[..., str], *values: object, **named: object) -> str:
    return _said(say, _catalogue.get(), *values, **named)


def mark(text: str) -> str:
    """The text itself, marked for the catalogues: said in the reader's language later, by ``_``."""
    return text


def _(text: str, **values: object) -> str:
    """The text in the reader's language, with ``%(name)s`` filled in from values."""
    said = _catalogue.get().gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The singular or plural text for n, with ``%(n)s`` and other values filled in."""
    return _catalogue.get().ngettext(one, many, n) % {"n": n, **values}


# --- said now, and said again later in another language -------------------------------

Code = str | list[Any]
"""How a text is kept to be said again: [the source text, its plural or '', the values]. A
plain string is said as it stands."""
_MOST_VALUES, _LONGEST = 10, 1000  # values of a text; characters of a value
_HARMLESS = re.compile(r"(?:[^%]|%%|%\([a-z_0-9]{1,30}\)[sd])*")


class _Told(str):
    """A text that knows how it was said."""

    source: str
    many: str
    values: Mapping[str, object]

    def __mod__(self, values: Any) -> _Told:
        return _told(self.source, self.many, values, str.__mod__(self, values))


def _told(source: str, many: str, values: Mapping[str, object], text: str) -> _Told:
    made = _Told(text)
    made.source, made.many, made.values = source, many, values
    return made


def joined(texts: Iterable[str]) -> str:
    """Sentences one after another, each of which still knows how it was said."""
    said = list(texts)
    text = " ".join(said)
    if not any(isinstance(one, _Told) for one in said) or len(said) > _MOST_VALUES:
        return text
    values = {f"t{n}": one for n, one in enumerate(said)}
    return _told(" ".join(f"%({name})s" for name in values), "", values, text)


class _Remembering(_gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return _told(message, "", {}, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _told(msgid1, msgid2, {"n": n}, msgid1 if n == 1 else msgid2)


_REMEMBERING = _Remembering()


@contextmanager
def remembered() -> Iterator[None]:
    """Within this every text is said in English and knows how, so that ``code`` keeps it for
    readers of any language: for reasons that are stored now and read later."""
    with using(_REMEMBERING):
        yield


def code(text: Code) -> Code:
    """A text said within ``remembered`` as plain JSON values; any other one as it is."""
    if not isinstance(text, _Told):
        return text
    values = {n: v if isinstance(v, int) else _part(v) for n, v in text.values.items()}
    return [text.source, text.many, values]


def _part(value: object) -> Code:
    return code(value) if isinstance(value, str) else str(value)


def again(kept: Code, depth: int = 4, longest: int = _LONGEST) -> str:
    """What was kept, in the language of whoever reads now. depth: of texts within texts.
    longest: characters of a value that are said.

    Nothing in it is believed: it may have come out of a process that met a hostile file.
    """
    if isinstance(kept, str):
        return kept
    try:
        source, many, given = kept
        if depth == 0 or not (isinstance(source, str) and isinstance(many, str)):
            return ""
        if given and not all(_harmless(text) for text in (source, many)):
            return ""
        values = {
            name: again(value, depth - 1, longest)[:longest]
            if isinstance(value, str | list)
            else int(value)
            for name, value in given.items()
        }
        n = values.get("n")
        if many and isinstance(n, int):
            return ngettext(source, many, **values)  # type: ignore[arg-type]
        return _(source, **values)
    except (AttributeError, KeyError, TypeError, ValueError):
        return ""


def _harmless(text: str) -> bool:
    """Whether it fills in few values, each as it is: no widths, no other conversions."""
    return text.count("%(") <= _MOST_VALUES and _HARMLESS.fullmatch(text) is not None
