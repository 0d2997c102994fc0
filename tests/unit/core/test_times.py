"""Days and months by name."""

from __future__ import annotations

from datetime import date, timedelta

from recruit.core import times


def test_the_english_names_are_those_of_cldr() -> None:
    days, months, short = times.names_of("en")
    for n in range(366):
        on = date(2024, 1, 1) + timedelta(days=n)
        assert times.long_day(on) == f"{days[on.weekday()]} {on.day} {months[on.month]} 2024"
        assert times.short_day(on) == f"{on.day} {short[on.month]}"


def test_another_language_has_names_of_its_own() -> None:
    assert times.long_day(date(2023, 3, 13), "fr") == "lundi 13 mars 2023"
