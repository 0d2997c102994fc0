"""What may be read of the applications in figures, and that no more can be worked out (D6)."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.applications.rules import statistics as rules
from recruit.applications.rules.languages import language_of

Shown = tuple[tuple[int | None, ...], int]


@pytest.mark.rule("D6")
def test_every_cut_of_up_to_five_classes_is_gone_through_and_none_withheld_is_known() -> None:
    found = 0
    for classes, most in ((2, 20), (3, 15), (4, 11), (5, 8)):
        could_be: dict[Shown, list[tuple[int, ...]]] = defaultdict(list)
        for numbers in itertools.product(range(most + 1), repeat=classes):
            if 0 < sum(numbers) <= most:
                could_be[rules.withhold(numbers)].append(numbers)
        for (shown, _together), worlds in could_be.items():
            for place, number in enumerate(shown):
                if number is None:
                    found += 1
                    assert len({world[place] for world in worlds}) > 1
    assert found > 500


@pytest.mark.rule("D6")
@given(st.lists(st.integers(0, 40), min_size=2, max_size=30), st.integers(2, 6))
def test_no_number_under_the_smallest_is_shown_and_the_sum_stays_right(
    numbers: list[int], smallest: int
) -> None:
    shown, together = rules.withhold(numbers, smallest)
    assert all(said is None or said >= smallest for said in shown)
    assert sum(said for said in shown if said is not None) + together == sum(numbers)
    small = [n for n in numbers if n < smallest]
    if small and len(small) < len(numbers):
        # one that is not small hides among them
        assert shown.count(None) > len(small)


def test_a_single_class_has_nothing_to_hide_behind() -> None:
    with pytest.raises(ValueError, match="two classes"):
        rules.withhold([2])


@pytest.mark.rule("D6")
@given(st.integers(0, 500), st.integers(0, 500))
def test_what_still_moves_differs_by_fives_or_not_at_all(one: int, other: int) -> None:
    difference = abs(rules.about(one) - rules.about(other))
    assert difference == 0 or difference >= rules.SMALLEST


def _applications() -> list[rules.Told]:
    spanish = "El candidato trabajó en la coordinación de las operaciones y en los informes del"
    french = "Le candidat a dirigé les opérations et la coordination dans une équipe pour le"
    return [
        *(rules.Told(date(2022, 9, 20), frozenset({"WEOG"}), "f", (french,)) for _n in range(6)),
        *(rules.Told(date(2022, 9, 21), frozenset({"African"}), "m", (french,)) for _n in range(4)),
        *(rules.Told(date(2022, 9, 22), frozenset({"GRULAC"}), "f", (spanish,)) for _n in range(2)),
        rules.Told(date(2022, 10, 9), frozenset(), "", (), "late"),
    ]


@pytest.mark.rule("D6")
def test_each_application_counts_once_in_each_cut_and_a_late_day_is_no_class() -> None:
    days = rules.days(datetime(2022, 9, 19, 8, tzinfo=UTC), datetime(2022, 10, 6, 22, tzinfo=UTC))
    assert (days[0], days[-1], len(days)) == ("2022-09-19", "2022-10-06", 18)
    found = {table.cut: table for table in rules.tables(_applications(), days)}
    for cut, table in found.items():
        everybody = sum(n for n in table.numbers if n is not None) + table.together
        assert everybody == (1 if cut is rules.Cut.UNLISTED else 13)
    region = dict(zip(rules.REGIONS, found[rules.Cut.REGION].numbers, strict=True))
    assert region["WEOG"] == 6
    assert region["GRULAC"] is None
    assert region["African"] is None  # the least of the others goes with it
    assert found[rules.Cut.REGION].together == 7
    assert rules.from_json(rules.to_json(found.values())) == tuple(found.values())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "She was the head of the unit and has worked in the field, on all of it",
            "en",
        ),
        (
            "Elle est responsable de la coordination et des relations avec les États",
            "fr",
        ),
        (
            "Ella es responsable de la coordinación y de las relaciones con los Estados",
            "es",
        ),
        ("عملت في مجال نزع الألغام لمدة عشر سنوات", "ar"),
        ("Работала координатором программы десять лет", "ru"),
        ("负责协调工作已有十年经验", "zh"),
        ("x y z", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_text_is_told_or_left_open(text: str, language: str) -> None:
    assert language_of(text) == language
