"""What may be read of the applications in figures, and that no more can be worked out (D6)."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Sequence
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
@given(st.lists(st.integers(0, 12), min_size=2, max_size=25), st.randoms(use_true_random=False))
def test_those_withheld_could_have_each_others_numbers(
    numbers: list[int], chance: random.Random
) -> None:
    shown, together = rules.withhold(numbers)
    places = [place for place, said in enumerate(shown) if said is None]
    shuffled = [numbers[place] for place in places]
    chance.shuffle(shuffled)
    other = list(numbers)
    for place, number in zip(places, shuffled, strict=True):
        other[place] = number
    assert rules.withhold(other) == (shown, together)


@pytest.mark.rule("D6")
def test_how_far_something_is_goes_through_the_same_quarters_whatever_there_are() -> None:
    for of in range(4, 300):
        seen = [rules.quarters(done, of) for done in range(of + 1)]
        assert sorted(set(seen)) == [0, 1, 2, 3] and seen == sorted(seen)
    assert rules.quarters(0, 0) == 0


_DAYS = ("2022-09-20", "2022-09-21")


def _world(listed: Sequence[int], others: Sequence[int], *, late: int = 0) -> list[rules.Told]:
    """So many women, men and others on the list, and not on it."""
    day = date(2022, 9, 20)
    found = []
    for why, numbers in (("", listed), ("not_suitable", others), (rules.LATE, (late, 0, 0))):
        for gender, number in zip(rules.GENDERS, numbers, strict=True):
            found += [rules.Told(day, frozenset(), gender, (), why)] * number
    return found


def _page(world: list[rules.Told]) -> tuple[object, ...]:
    """All that is ever shown of it."""
    counted = rules.counted(world)
    return (rules.tables(world, _DAYS), len(counted), sum(not a.unlisted for a in world))


@pytest.mark.rule("D6")
@pytest.mark.parametrize("listed", [(0, 0, 0), (2, 1, 0), (4, 0, 3), (7, 5, 1)])
def test_whoever_knows_all_on_the_list_and_subtracts_learns_no_small_number_of_the_others(
    listed: tuple[int, int, int],
) -> None:
    could_be: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for others in itertools.product(range(9), repeat=3):
        could_be[_page(_world(listed, others))].append(others)
    small = 0
    for worlds in could_be.values():
        together = {sum(world) for world in worlds}
        assert len(together) > 1 or min(together) >= rules.SMALLEST
        for numbers in zip(*worlds, strict=True):
            # at the edge of what was gone through, larger worlds are missing
            if max(together) <= 8:
                small += min(numbers) < rules.SMALLEST
                assert len(set(numbers)) > 1 or min(numbers) >= rules.SMALLEST
    assert small > 20


@pytest.mark.rule("D6")
def test_none_one_or_two_who_are_not_listed_and_any_who_were_late_read_the_same() -> None:
    listed = (4, 5, 3)
    pages = {
        str(_page(_world(listed, others, late=late)))
        for others in ((0, 0, 0), (1, 0, 0), (0, 2, 0), (1, 0, 1))
        for late in (0, 1, 7)
    }
    assert len(pages) == 1
    assert str(_page(_world(listed, (1, 1, 1)))) not in pages


def _applications() -> list[rules.Told]:
    spanish = "El candidato trabajó en la coordinación de las operaciones y en los informes del"
    french = "Le candidat a dirigé les opérations et la coordination dans une équipe pour le"
    return [
        *(rules.Told(date(2022, 9, 20), frozenset({"WEOG"}), "f", (french,)) for _n in range(6)),
        *(rules.Told(date(2022, 9, 21), frozenset({"African"}), "m", (french,)) for _n in range(4)),
        *(rules.Told(date(2022, 9, 22), frozenset({"GRULAC"}), "f", (spanish,)) for _n in range(2)),
        rules.Told(date(2022, 10, 9), frozenset(), "", (), rules.LATE),
        *(rules.Told(date(2022, 9, 23), frozenset({"WEOG"}), "f", (), "withdrawn") for _n in "123"),
    ]


@pytest.mark.rule("D6")
def test_each_application_counts_once_in_each_cut_and_a_late_day_is_no_class() -> None:
    days = rules.days(datetime(2022, 9, 19, 8, tzinfo=UTC), datetime(2022, 10, 6, 22, tzinfo=UTC))
    assert (days[0], days[-1], len(days)) == ("2022-09-19", "2022-10-06", 18)
    found = {table.cut: table for table in rules.tables(_applications(), days)}
    for cut, table in found.items():
        everybody = sum(n for n in table.numbers if n is not None) + table.together
        assert everybody == (3 if cut is rules.Cut.UNLISTED else 15)
    region = found[rules.Cut.REGION]
    # of those not listed three are of one region: with the zeros beside it, it is withheld
    assert region.withheld == len(rules.REGIONS) and region.together == 15
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
