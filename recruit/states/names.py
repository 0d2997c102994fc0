"""What a State is called in the four languages: the United Nations' own names where CLDR's
(through Babel) differ, beside the registry's spelling, which is the decision's where the
decision names the State.

The registry's spelling stands in English pages, in letters, in the report and in the record;
the other languages' pages say ``here`` of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from recruit.core import words
from recruit.core.languages import NAMES
from recruit.states.operations import shipped

# As documents of the United Nations name them where CLDR says otherwise; to be checked against
# their terminology database before a round.
_OFFICIAL: Final = {
    "fr": {
        "BOL": "Bolivie (État plurinational de)",
        "COD": "République démocratique du Congo",
        "COG": "Congo",
        "CPV": "Cabo Verde",
        "GBR": "Royaume-Uni de Grande-Bretagne et d’Irlande du Nord",
        "IRQ": "Iraq",
        "KNA": "Saint-Kitts-et-Nevis",
        "LAO": "République démocratique populaire lao",
        "MDA": "République de Moldova",
        "PSE": "État de Palestine",
        "SLV": "El Salvador",
        "TZA": "République-Unie de Tanzanie",
        "VAT": "Saint-Siège",
    },
    "es": {
        "BEN": "Benin",
        "BOL": "Bolivia (Estado Plurinacional de)",
        "BWA": "Botswana",
        "DJI": "Djibouti",
        "FJI": "Fiji",
        "GBR": "Reino Unido de Gran Bretaña e Irlanda del Norte",
        "GNB": "Guinea-Bissau",
        "IRQ": "Iraq",
        "KNA": "Saint Kitts y Nevis",
        "LAO": "República Democrática Popular Lao",
        "LSO": "Lesotho",
        "MDA": "República de Moldova",
        "MLI": "Malí",
        "MWI": "Malawi",
        "NZL": "Nueva Zelandia",
        "PLW": "Palau",
        "PSE": "Estado de Palestina",
        "RWA": "Rwanda",
        "SWZ": "Eswatini",
        "TTO": "Trinidad y Tabago",
        "TZA": "República Unida de Tanzanía",
        "VAT": "Santa Sede",
    },
    "ar": {
        "BOL": "بوليفيا (دولة - المتعددة القوميات)",
        "CHL": "شيلي",
        "CIV": "كوت ديفوار",
        "COD": "جمهورية الكونغو الديمقراطية",
        "COG": "الكونغو",
        "CPV": "كابو فيردي",
        "CZE": "تشيكيا",
        "DOM": "الجمهورية الدومينيكية",
        "GBR": "المملكة المتحدة لبريطانيا العظمى وأيرلندا الشمالية",
        "LAO": "جمهورية لاو الديمقراطية الشعبية",
        "MDA": "جمهورية مولدوفا",
        "MDV": "ملديف",
        "PSE": "دولة فلسطين",
        "STP": "سان تومي وبرينسيبي",
        "TZA": "جمهورية تنزانيا المتحدة",
        "VAT": "الكرسي الرسولي",
    },
}


@dataclass(frozen=True, slots=True)
class Called:
    """A State's name in a language. lang: BCP 47."""

    lang: str
    name: str


@lru_cache(maxsize=1024)
def called(state_id: str) -> tuple[Called, ...]:
    """The names of a State by its ISO 3166 alpha-3 code; empty where CLDR has none."""
    from babel import Locale  # imported late: English pages ask for no names
    from babel.core import get_global

    codes = get_global("territory_aliases").get(state_id) or []
    if len(codes) != 1:
        return ()
    official = {**_OFFICIAL, "en": shipped()}
    found = [
        (
            lang,
            official[lang].get(state_id) or Locale.parse(lang).territories.get(codes[0], ""),
        )
        for lang in NAMES
    ]
    return tuple(Called(lang, name) for lang, name in found if name)


def elsewhere(state_id: str) -> tuple[Called, ...]:
    """The names of a State in the other languages than the reader's."""
    return tuple(one for one in called(state_id) if one.lang != words.language())


@lru_cache(maxsize=len(NAMES))
def _named(lang: str) -> dict[str, str]:
    """The names in a language by the registry's spelling."""
    return {
        name: one.name
        for state_id, name in shipped().items()
        for one in called(state_id)
        if one.lang == lang
    }


def here(name: str) -> str:
    """The State that the registry spells so, as the reader's language calls it; a State that
    was added to the registry keeps its spelling."""
    lang = words.language()
    return name if lang == "en" else _named(lang).get(name, name)


def choices(known: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """States to choose from, (id, the registry's spelling), in the reader's words and order."""
    if words.language() == "en":
        return list(known)
    return sorted(((id_, here(name)) for id_, name in known), key=lambda one: alphabetic(one[1]))


def alphabetic(name: str) -> str:
    """What a list of names is put in order by: accents and capitals count for nothing."""
    parts = unicodedata.normalize("NFD", name)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()
