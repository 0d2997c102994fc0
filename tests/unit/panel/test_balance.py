"""Balance of gender, region and status (C2, R28, P53c-2)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.panel.rules.balance import (
    About,
    Of,
    OnImbalance,
    Person,
    accepted,
    balance,
    counts,
    imbalances,
    with_choice,
)

GROUPS = ("Africa", "Asia-Pacific", "EEG", "GRULAC", "WEOG")

FIVE = [
    Person("Iraq", "man", "Asia-Pacific", True),
    Person("Norway", "woman", "WEOG", False),
    Person("Chile", "woman", "GRULAC", True),
    Person("Malawi", "man", "Africa", False),
    Person("Bulgaria", "man", "EEG", False),
]
SURROGATES = [
    Person("Lebanon", "woman", "Asia-Pacific", True),
    Person("Austria", "man", "WEOG", False),
    Person("Gambia", "woman", "Africa", False),
    Person("Peru", "man", "GRULAC", True),
]

people = st.lists(
    st.builds(
        Person,
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["woman", "man", None]),
        st.sampled_from([*GROUPS, None]),
        st.sampled_from([True, False, None]),
    ),
    max_size=12,
)


def about(found: object) -> list[tuple[Of, About]]:
    return [(w.of, w.about) for w in found.warnings]  # type: ignore[attr-defined]


@pytest.mark.rule("P53c-2")
@pytest.mark.rule("C2")
def test_a_balanced_nine_has_no_warning() -> None:
    found = balance(FIVE, FIVE + SURROGATES)
    assert found.balanced
    assert (found.five.women, found.five.men) == (2, 3)
    assert (found.nine.women, found.nine.affected, found.nine.non_affected) == (4, 4, 5)


@pytest.mark.rule("C2")
@pytest.mark.parametrize(
    ("of", "women", "warned"),
    [(Of.FIVE, 1, True), (Of.FIVE, 2, False), (Of.NINE, 2, True), (Of.NINE, 3, False)],
)
@pytest.mark.parametrize("fewer", ["woman", "man"])
def test_each_gender_needs_two_of_the_five_and_three_of_the_nine(
    of: Of, women: int, warned: bool, fewer: str
) -> None:
    size = 5 if of is Of.FIVE else 9
    more = "man" if fewer == "woman" else "woman"
    these = [
        Person("S", fewer if i < women else more, GROUPS[i % 5], i % 2 == 0)  # type: ignore[arg-type]
        for i in range(size)
    ]
    found = imbalances(of, counts(these))
    assert [w.about for w in found] == ([About.GENDER] if warned else [])


@pytest.mark.rule("C2")
@pytest.mark.parametrize(
    ("of", "groups", "warnings"),
    [
        (Of.FIVE, "AABBC", 0),
        (Of.FIVE, "AAABC", 1),  # more than two of one
        (Of.FIVE, "AABBB", 2),  # two groups, three of one
        (Of.NINE, "AAABBBCCD", 0),
        (Of.NINE, "AAAABBCCD", 1),
        (Of.NINE, "AAABBBCCC", 1),  # three groups
    ],
)
def test_regional_groups_have_a_least_and_a_most(of: Of, groups: str, warnings: int) -> None:
    these = [
        Person("S", "man" if i % 2 else "woman", group, i % 2 == 0)
        for i, group in enumerate(groups)
    ]
    found = imbalances(of, counts(these))
    assert [w.about for w in found] == [About.REGION] * warnings


@pytest.mark.rule("C2")
@pytest.mark.parametrize("affected", [True, False])
def test_both_kinds_of_status_are_needed(affected: bool) -> None:
    five = [Person(p.state, p.gender, p.group, affected) for p in FIVE]
    assert about(balance(five, five + SURROGATES)) == [(Of.FIVE, About.STATUS)]


@pytest.mark.rule("C2")
def test_what_is_unknown_counts_for_neither_side() -> None:
    unknown = [Person(f"S{i}", None, None, None) for i in range(9)]
    counted = counts(unknown)
    assert (counted.women, counted.men, counted.affected, counted.non_affected) == (0, 0, 0, 0)
    assert (counted.gender_unknown, counted.group_unknown, counted.status_unknown) == (9, 9, 9)
    assert len(imbalances(Of.NINE, counted)) == 5


@pytest.mark.rule("C2")
@given(people)
def test_every_person_is_counted_once_on_every_side(these: list[Person]) -> None:
    c = counts(these)
    assert c.women + c.men + c.gender_unknown == c.people == len(these)
    assert sum(n for _, n in c.groups) + c.group_unknown == len(these)
    assert c.affected + c.non_affected + c.status_unknown == len(these)


@pytest.mark.rule("C2")
@given(people, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(these: list[Person], chance: object) -> None:
    other = list(these)
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert balance(these, these) == balance(other, other)


@pytest.mark.rule("C2")
@given(people)
def test_warnings_are_exactly_what_the_numbers_say(these: list[Person]) -> None:
    genders = Counter(p.gender for p in these)
    groups = Counter(p.group for p in these if p.group)
    expected = [genders["woman"] < 3, genders["man"] < 3, len(groups) < 4]
    expected += [n > 3 for n in groups.values()]
    expected += [all(p.affected is not flag for p in these) for flag in (True, False)]
    assert len(imbalances(Of.NINE, counts(these))) == sum(expected)


@pytest.mark.rule("R28")
def test_a_choice_shows_what_arises_and_what_ends() -> None:
    leaving = FIVE[1]  # Norway, one of two women
    man, woman = SURROGATES[1], SURROGATES[2]
    by_man, by_woman = with_choice(FIVE, SURROGATES, [man, woman], leaving=leaving)
    assert [w.words for w in by_man.arising] == [
        "Among the five there is 1 woman; at least 2 are asked for."
    ]
    assert by_woman.arising == ()
    assert by_woman.balance.nine.people == 8


@pytest.mark.rule("R28")
def test_a_choice_can_end_a_warning() -> None:
    (choice,) = with_choice(FIVE[:4], SURROGATES, [FIVE[4]])
    assert choice.balance.five.people == 5
    one_woman = [FIVE[0], FIVE[2], FIVE[3], FIVE[4]]
    (mended,) = with_choice(one_woman, [], [FIVE[1]])
    assert (Of.FIVE, About.GENDER) in [(w.of, w.about) for w in mended.ending]


@pytest.mark.rule("R28")
def test_composing_a_surrogate_changes_the_nine_alone() -> None:
    (choice,) = with_choice(FIVE, SURROGATES[:3], [SURROGATES[3]], to=Of.NINE)
    assert (choice.balance.five.people, choice.balance.nine.people) == (5, 9)


@pytest.mark.rule("R28")
def test_an_imbalance_warns_and_needs_a_reason() -> None:
    found = balance(FIVE[:1], FIVE[:1])
    assert not accepted(found, OnImbalance.WARN, "  ")
    assert accepted(found, OnImbalance.WARN, "Only one State has named a person so far.")
    assert not accepted(found, OnImbalance.REFUSE, "A reason does not help.")
    assert accepted(balance(FIVE, FIVE + SURROGATES), OnImbalance.REFUSE, "")
