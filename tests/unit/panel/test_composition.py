"""The panel's composition: who can be named, when it is constituted (C1, P53b, P53c, P53e)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recruit.access.rules import Capacity
from recruit.core.errors import Refusal, examine, require
from recruit.panel.rules import composition
from recruit.panel.rules.balance import OnImbalance
from recruit.panel.rules.composition import (
    CONSTITUTION,
    Affiliation,
    Composition,
    Named,
    Standing,
    eligible,
)

COMMITTEE = Standing(party=True, on_committee=True, interest=False)
INTEREST = Standing(party=True, on_committee=False, interest=True)
NEITHER = Standing(party=True, on_committee=False, interest=False)
NOT_PARTY = Standing(party=False, on_committee=True, interest=True)


def named(number: int, state: str, **other: object) -> Named:
    values: dict[str, object] = {"standing": COMMITTEE, "accepted": True} | other
    return Named(number, f"person of {state}", state, **values)  # type: ignore[arg-type]


def whole() -> Composition:
    """Nine people, balanced, all accepted."""
    return Composition(
        president="person of Iraq",
        seats=(
            named(
                1, "Iraq", chair=True, accepted=False,
                gender="man", group="Asia-Pacific", affected=True,
            ),
            named(2, "Norway", gender="woman", group="WEOG", affected=False),
            named(3, "Chile", gender="woman", group="GRULAC", affected=True),
            named(4, "Malawi", gender="man", group="Africa", affected=False),
            named(5, "Bulgaria", gender="man", group="EEG", affected=False),
        ),
        surrogates=(
            named(1, "Lebanon", gender="woman", group="Asia-Pacific", affected=True),
            named(2, "Austria", gender="man", group="WEOG", affected=False),
            named(3, "Gambia", gender="woman", group="Africa", affected=False),
            named(4, "Peru", standing=INTEREST, gender="man", group="GRULAC", affected=True),
        ),
    )  # fmt: skip


def missing(c: Composition) -> set[str]:
    return {checked.id for checked in examine(CONSTITUTION, c) if not checked.holds}


@pytest.mark.rule("C1")
def test_five_seats_and_four_surrogates_of_nine_states_are_constituted() -> None:
    assert missing(whole()) == set()
    require(CONSTITUTION, whole())


@pytest.mark.rule("P53b-1")
def test_four_seats_are_not_a_panel() -> None:
    assert missing(replace(whole(), seats=whole().seats[:4])) >= {"P53b-1"}


@pytest.mark.rule("P53b-1")
def test_a_sixth_seat_is_refused() -> None:
    c = whole()
    assert "P53b-1" in missing(replace(c, seats=(*c.seats, named(6, "Mexico"))))


@pytest.mark.rule("P53b-1")
def test_the_chair_holds_one_of_the_five() -> None:
    c = whole()
    without = replace(c, seats=(replace(c.seats[0], chair=False, accepted=True), *c.seats[1:]))
    assert missing(without) == {"P53b-1", "P53c-1"}
    two = replace(c, seats=(c.seats[0], replace(c.seats[1], chair=True), *c.seats[2:]))
    assert missing(two) == {"P53b-1"}


@pytest.mark.rule("P53c-1")
def test_somebody_else_than_the_president_does_not_chair() -> None:
    assert missing(replace(whole(), president="person of Mexico")) == {"P53c-1"}


@pytest.mark.rule("P53b-2")
def test_three_surrogates_are_too_few() -> None:
    c = whole()
    assert "P53b-2" in missing(replace(c, surrogates=c.surrogates[:3]))


@pytest.mark.rule("P53b-2")
def test_the_surrogates_stand_in_an_order() -> None:
    c = whole()
    same_place = (*c.surrogates[:3], replace(c.surrogates[3], number=3))
    assert missing(replace(c, surrogates=same_place)) == {"P53b-2"}


@pytest.mark.rule("C1")
def test_nobody_holds_two_of_the_nine_places() -> None:
    c = whole()
    twice = replace(c.surrogates[0], person=c.seats[1].person)
    assert missing(replace(c, surrogates=(twice, *c.surrogates[1:]))) == {"C1"}


@pytest.mark.rule("C1")
def test_no_state_holds_two_of_the_nine_places() -> None:
    c = whole()
    twice = replace(c.surrogates[0], state="Norway")
    answers = examine(CONSTITUTION, replace(c, surrogates=(twice, *c.surrogates[1:])))
    assert [a.detail for a in answers if not a.holds] == ["Named twice: Norway."]


@pytest.mark.rule("P53c-1")
@pytest.mark.parametrize(
    ("standing", "holds"),
    [(COMMITTEE, True), (INTEREST, True), (NEITHER, False), (NOT_PARTY, False)],
)
def test_a_state_is_of_the_committee_or_expressed_its_interest(
    standing: Standing, holds: bool
) -> None:
    assert bool(eligible("Peru", standing)) is holds
    c = whole()
    nine = replace(c, surrogates=(*c.surrogates[:3], replace(c.surrogates[3], standing=standing)))
    assert missing(nine) == (set() if holds else {"P53c-1"})


@pytest.mark.rule("C1")
@pytest.mark.parametrize("affiliation", list(Affiliation))
def test_observers_gichd_and_isu_staff_are_not_eligible(affiliation: Affiliation) -> None:
    assert not eligible("Norway", COMMITTEE, affiliation)


@pytest.mark.rule("P53c-1")
def test_naming_a_state_from_neither_circle_is_refused_with_its_paragraph() -> None:
    with pytest.raises(Refusal) as refused:
        composition.name(Composition("x", (), ()), named(2, "Peru", standing=NEITHER))
    assert (refused.value.rule, refused.value.paragraph) == ("P53c-1", "para. 53(c)")
    composition.name(Composition("x", (), ()), named(2, "Peru", standing=INTEREST))


@pytest.mark.rule("C1")
def test_naming_the_same_person_or_state_twice_is_refused() -> None:
    c = whole()
    with pytest.raises(Refusal, match="already named"):
        composition.name(c, replace(c.seats[1], state="Mexico"))
    with pytest.raises(Refusal, match="Norway is already represented"):
        composition.name(c, replace(named(9, "Norway"), person="another"))


@pytest.mark.rule("P53e-1")
def test_acceptance_without_having_seen_the_time_asked_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        composition.accept(None)
    assert (refused.value.rule, refused.value.paragraph) == ("P53e-1", "para. 53(e)")
    composition.accept(datetime(2022, 9, 20, tzinfo=UTC))


@pytest.mark.rule("P53e-1")
def test_the_panel_waits_for_all_acceptances_but_the_chairs() -> None:
    c = whole()
    waiting = replace(c, seats=(*c.seats[:4], replace(c.seats[4], accepted=False)))
    assert missing(waiting) == {"P53e-1"}


@pytest.mark.rule("R28")
def test_an_imbalance_waits_for_a_reason_or_is_refused_by_the_setting() -> None:
    c = whole()
    men = replace(c, seats=tuple(replace(s, gender="man") for s in c.seats))
    assert missing(men) == {"R28"}
    with_reason = replace(men, imbalance_reason="No State named a woman.")
    assert missing(with_reason) == set()
    assert missing(replace(with_reason, on_imbalance=OnImbalance.REFUSE)) == {"R28"}


@pytest.mark.rule("C3")
@pytest.mark.parametrize(
    "capacity",
    [
        Capacity.MEMBER,
        Capacity.SURROGATE,
        Capacity.ASSISTANT,
        Capacity.OFFICE,
        Capacity.FOCAL_POINT,
        Capacity.STAFF,
        Capacity.AGENCY,
        Capacity.AUDITOR,
    ],
)
def test_no_access_before_undertaking_and_declaration(capacity: Capacity) -> None:
    assert composition.undertaken(capacity, undertaking=True, declaration=True)
    assert not composition.undertaken(capacity, undertaking=False, declaration=True)
    assert not composition.undertaken(capacity, undertaking=True, declaration=False)


@pytest.mark.rule("C3")
def test_committee_readers_give_the_undertaking_alone() -> None:
    assert composition.undertaken(Capacity.COMMITTEE, undertaking=True, declaration=False)
    assert not composition.undertaken(Capacity.COMMITTEE, undertaking=False, declaration=True)
