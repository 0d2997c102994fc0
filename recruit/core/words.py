"""The words of the application: one gettext for rules, operations and pages.

The catalogue is chosen once a request (or once a mail) and held in a context
variable, so that a pure rule can say why it refuses in the reader's language
without knowing Flask. English is the source language.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache, partial, wraps

_catalogue: ContextVar[_gettext.NullTranslations] = ContextVar(
    "catalogue", default=_gettext.NullTranslations()
)


def use(catalogue: _gettext.NullTranslations) -> None:
    """Speak with this catalogue from now on, in this context."""
    _catalogue.set(catalogue)


def spoken() -> _gettext.NullTranslations:
    """The catalogue in use: what is drawn in it may be kept for who reads the same."""
    return _catalogue.get()


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


def _(text: str, **values: object) -> str:
    """The text in the reader's language, with ``%(name)s`` filled in from values."""
    said = _catalogue.get().gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The singular or plural text for n, with ``%(n)s`` and other values filled in."""
    return _catalogue.get().ngettext(one, many, n) % {"n": n, **values}
