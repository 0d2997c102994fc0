"""Times as people read them (W19): Geneva first, with weekday and offset, then their own.

A deadline is never a date alone. An instant that is 00:00 in Geneva and ends a day is
shown as 24:00 of the day before. Names of days and months are CLDR's: English ones stand
here, those of another language come through Babel, looked up once.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from recruit.core import words
from recruit.core.clock import GENEVA
from recruit.core.words import _, ngettext

Names = tuple[dict[int, str], dict[int, str], dict[int, str]]
"""Of the days from Monday (0), of the months from January (1), and these in short."""

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MONTHS = "January February March April May June July August September October November December"
_SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
# Babel brings twelve megabytes with it for these words, into every process that draws a page.
_ENGLISH: Names = (
    dict(enumerate(_DAYS.split())),
    dict(enumerate(_MONTHS.split(), 1)),
    dict(enumerate(_SHORT.split(), 1)),
)
_DAY = {"en": "{day} {month} {year}", "es": "{day} de {month} de {year}"}
_LONG_DAY = {"en": "{weekday} {day}", "es": "{weekday}, {day}", "ar": "{weekday}، {day}"}
"""How a language puts a day together, as CLDR does; those that are not named as English."""


@lru_cache(maxsize=8)
def _names(lang: str) -> Names:
    return _ENGLISH if lang == "en" else names_of(lang)


def names_of(lang: str) -> Names:
    """CLDR's names of days and months in this language, through Babel."""
    from babel import Locale  # imported late: who reads English does without

    locale = Locale.parse(lang)
    return (
        dict(locale.days["format"]["wide"]),
        dict(locale.months["format"]["wide"]),
        dict(locale.months["format"]["abbreviated"]),
    )


def _of_month(on: date, lang: str) -> str:
    return "1er" if lang == "fr" and on.day == 1 else str(on.day)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The zone of this IANA name; Geneva's where the name is unknown."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return GENEVA


def day(on: date, lang: str = "") -> str:
    """'9 December 2022'. lang: of the reader where none is given, here and below."""
    return _day(on, lang or words.language())


@lru_cache(maxsize=4096)
def _day(on: date, lang: str) -> str:
    form = _DAY.get(lang, _DAY["en"])
    return form.format(day=_of_month(on, lang), month=_names(lang)[1][on.month], year=on.year)


def short_day(on: date, lang: str = "") -> str:
    """'9 Dec'."""
    return _short_day(on, lang or words.language())


@lru_cache(maxsize=4096)
def _short_day(on: date, lang: str) -> str:
    return f"{_of_month(on, lang)} {_names(lang)[2][on.month]}"


def long_day(on: date, lang: str = "") -> str:
    """'Friday 9 December 2022'."""
    return _long_day(on, lang or words.language())


@lru_cache(maxsize=4096)
def _long_day(on: date, lang: str) -> str:
    form = _LONG_DAY.get(lang, _LONG_DAY["en"])
    return form.format(weekday=_names(lang)[0][on.weekday()], day=_day(on, lang))


def short_weekday(on: date, lang: str = "") -> str:
    """'Fri'; in Arabic, whose days begin alike, the whole name without its article."""
    lang = lang or words.language()
    name = _names(lang)[0][on.weekday()]
    return name.removeprefix("ال") if lang == "ar" else name[:3]


def month(on: date, lang: str = "") -> str:
    """'December'."""
    return _names(lang or words.language())[1][on.month]


def geneva_date(at: datetime) -> date:
    """The day in Geneva of an instant."""
    return at.astimezone(GENEVA).date()


def offset(at: datetime, zone: ZoneInfo) -> str:
    """'UTC+1', 'UTC', 'UTC+5:30' at this instant in this zone."""
    shift = at.astimezone(zone).utcoffset() or timedelta(0)
    minutes = int(shift.total_seconds() // 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")


def _clock(at: datetime, *, seconds: bool) -> str:
    return at.strftime("%H:%M:%S" if seconds else "%H:%M")


def city(zone: str) -> str:
    """The place of a zone in words: 'Mexico City'."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def moment(at: datetime, lang: str = "", *, seconds: bool = False) -> str:
    """'Monday 13 March 2023, 18:00 Geneva (UTC+1)'."""
    here = at.astimezone(GENEVA)
    return _(
        "%(day)s, %(time)s Geneva (%(offset)s)",
        day=long_day(here.date(), lang),
        time=_clock(here, seconds=seconds),
        offset=offset(at, GENEVA),
    )


def deadline(at: datetime, zone: str = "Europe/Zurich", lang: str = "") -> str:
    """'By Friday 9 December 2022, 24:00 Geneva (UTC+1) · 17:00 in Mexico City (UTC-6)'.

    at: the instant at which it is over; midnight in Geneva reads as 24:00 of the day before.
    """
    here = at.astimezone(GENEVA)
    if (here.hour, here.minute, here.second) == (0, 0, 0):
        eve = here.date() - timedelta(days=1)
        text = _(
            "%(day)s, 24:00 Geneva (%(offset)s)", day=long_day(eve, lang), offset=offset(at, GENEVA)
        )
    else:
        text = moment(at, lang)
    there = zone_of(zone)
    if there.key == GENEVA.key:
        return text
    own = at.astimezone(there)
    return _(
        "%(geneva)s · %(time)s on %(day)s in %(city)s (%(offset)s)",
        geneva=text,
        time=_clock(own, seconds=False),
        day=long_day(own.date(), lang),
        city=city(there.key),
        offset=offset(at, there),
    )


def left(now: datetime, due: datetime) -> str:
    """'11 days left', '3 hours left', 'overdue since 2 days': how long until due, in words."""
    seconds = (due - now).total_seconds()
    if seconds < 0:
        days = int(-seconds // 86400)
        return (
            ngettext("overdue by %(n)s day", "overdue by %(n)s days", days)
            if days
            else _("overdue")
        )
    if seconds >= 2 * 86400:
        days = int(seconds // 86400)
        return ngettext("%(n)s day left", "%(n)s days left", days)
    if seconds >= 3600:
        hours = int(seconds // 3600)
        return ngettext("%(n)s hour left", "%(n)s hours left", hours)
    minutes = max(1, int(seconds // 60))
    return ngettext("%(n)s minute left", "%(n)s minutes left", minutes)
