"""What a State is called in the four languages (CLDR through Babel), beside the registry's own
spelling, which is the decision's where the decision names the State."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

LANGUAGES = ("en", "fr", "es", "ar")


@dataclass(frozen=True, slots=True)
class Called:
    """A State's name in a language. lang: BCP 47."""

    lang: str
    name: str


@lru_cache(maxsize=1024)
def called(state_id: str) -> tuple[Called, ...]:
    """The names of a State by its ISO 3166 alpha-3 code; empty where CLDR has none."""
    from babel import Locale  # imported late: the round of silence alone asks for names
    from babel.core import get_global

    codes = get_global("territory_aliases").get(state_id) or []
    if len(codes) != 1:
        return ()
    found = [(lang, Locale.parse(lang).territories.get(codes[0], "")) for lang in LANGUAGES]
    return tuple(Called(lang, name) for lang, name in found if name)
