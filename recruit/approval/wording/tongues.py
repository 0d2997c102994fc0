"""The words of letters to States in the four languages, as data beside this file.

English is the authentic text (S17); French, Spanish and Arabic are courtesies, written by
people and never made by a machine while the house runs. A text has named places in braces;
every language has the same places in the same paragraphs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from recruit.core import languages, times
from recruit.core.clock import GENEVA

AUTHENTIC: Final = languages.ENGLISH
ALL: Final = tuple(languages.NAMES)
COURTESY: Final = tuple(lang for lang in ALL if lang != AUTHENTIC)


@lru_cache(maxsize=len(ALL))
def words(lang: str) -> dict[str, Any]:
    """All words of one language. Raises ValueError for a language that is none of the four."""
    if lang not in ALL:
        raise ValueError(f"no letters in {lang}")
    file = Path(__file__).with_name(f"{lang}.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def names() -> dict[str, str]:
    """Each language by its own name, English first."""
    return {lang: str(words(lang)["name"]) for lang in ALL}


def day(on: date, lang: str, *, weekday: bool = False) -> str:
    """'13 March 2023', with its weekday if wanted, as this language writes it (CLDR)."""
    if lang == AUTHENTIC:
        return times.long_day(on, lang) if weekday else times.day(on, lang)
    from babel.dates import format_date  # imported late: letters alone need it

    text = format_date(on, "full" if weekday else "long", locale=lang)
    first = on.day == 1 and lang == "fr"
    return text.replace("1 ", "1er ", 1) if first else text


def moment(at: datetime, lang: str) -> str:
    """A deadline as a letter says it: Geneva first, with its offset to the second, then UTC
    (W19). at: aware."""
    here = at.astimezone(GENEVA)
    return str(words(lang)["moment"]).format(
        day=day(here.date(), lang, weekday=True),
        time=f"{here:%H:%M:%S}",
        offset=times.offset(at, GENEVA),
        utc=f"{at.astimezone(UTC):%H:%M:%S}",
    )


def filled(text: str, lang: str, facts: Mapping[str, str | datetime]) -> str:
    """The text with its places filled; instants as this language writes them. What people
    wrote (a reason, a question) stays as they wrote it."""
    said = {k: moment(v, lang) if isinstance(v, datetime) else v for k, v in facts.items()}
    return text.format_map(said)
