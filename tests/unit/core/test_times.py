"""Days and months by name."""

from __future__ import annotations

from datetime import date, timedelta

from recruit.core import languages, times


def test_the_english_names_are_those_of_cldr() -> None:
    days, months, short = times.names_of("en")
    for n in range(366):
        on = date(2024, 1, 1) + timedelta(days=n)
        assert times.long_day(on) == f"{days[on.weekday()]} {on.day} {months[on.month]} 2024"
        assert times.short_day(on) == f"{on.day} {short[on.month]}"


def test_another_language_has_names_of_its_own() -> None:
    assert times.long_day(date(2023, 3, 13), "fr") == "lundi 13 mars 2023"


def test_a_short_weekday_tells_the_day_in_every_language() -> None:
    days = [date(2023, 3, 13) + timedelta(days=n) for n in range(7)]
    for lang in languages.NAMES:
        assert len({times.short_weekday(on, lang) for on in days}) == 7
    assert times.short_weekday(days[0]) == "Mon"
    assert times.short_weekday(days[0], "fr") == "lun"
    assert times.short_weekday(days[0], "ar") == "اثنين"
