"""Standing of a State on a day, and the Committee's seats."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from recruit.states.rules import (
    CommitteeSeat,
    Office,
    Standing,
    State,
    entry_into_force,
    in_office,
    is_party,
    on_committee,
    parties,
    standing,
)


@pytest.mark.rule("S4")
def test_in_force_on_the_first_day_of_the_sixth_month_after_the_month_of_deposit() -> None:
    assert entry_into_force(date(2023, 2, 28)) == date(2023, 8, 1)
    assert entry_into_force(date(2023, 2, 1)) == date(2023, 8, 1)
    assert entry_into_force(date(2023, 8, 3)) == date(2024, 2, 1)
    assert entry_into_force(date(2023, 7, 31)) == date(2024, 1, 1)
    assert entry_into_force(date(2022, 12, 31)) == date(2023, 6, 1)
    assert entry_into_force(date(2009, 3, 1)) == date(2010, 8, 1)


@pytest.mark.rule("S4")
def test_a_new_party_has_its_voice_from_midnight_in_geneva() -> None:
    state = State("NGA", "Nigeria", deposited=date(2023, 2, 28), signatory=True)
    before = datetime(2023, 7, 31, 21, 59, 59, tzinfo=UTC)
    midnight = datetime(2023, 7, 31, 22, tzinfo=UTC)
    assert standing(state, before) is Standing.TO_BE_PARTY
    assert not is_party(state, before)
    assert is_party(state, midnight)


@pytest.mark.rule("S4")
def test_a_withdrawal_takes_the_voice_from_midnight_of_its_day() -> None:
    state = State(
        "LTU", "Lithuania", in_force=date(2011, 9, 1), withdrawal_effective=date(2025, 3, 6)
    )
    assert is_party(state, datetime(2025, 3, 5, 22, 59, 59, tzinfo=UTC))
    assert not is_party(state, datetime(2025, 3, 5, 23, tzinfo=UTC))
    assert standing(state, date(2025, 3, 6)) is Standing.WITHDRAWN


@pytest.mark.rule("S4")
@pytest.mark.rule("S5")
def test_signatories_and_others_are_no_parties_and_a_recorded_day_goes_first() -> None:
    signed = State("AGO", "Angola", signatory=True)
    assert standing(signed, date(2022, 9, 2)) is Standing.SIGNATORY
    assert standing(State("XXX", "Nowhere"), date(2022, 9, 2)) is Standing.OTHER
    listed = State("FRA", "France", known_party_on=date(2022, 8, 30))
    assert is_party(listed, date(2022, 9, 2)) and not is_party(listed, date(2022, 8, 29))
    recorded = State("ABC", "Abc", deposited=date(2023, 1, 1), in_force=date(2023, 3, 1))
    assert is_party(recorded, date(2023, 3, 1))
    assert parties([signed, recorded, listed], date(2023, 3, 1)) == (recorded, listed)
    with pytest.raises(ValueError):
        is_party(listed, datetime(2022, 9, 2))


@pytest.mark.rule("P53c-1")
def test_a_seat_counts_on_both_days_of_its_term_and_observers_never() -> None:
    seat = CommitteeSeat(
        "Spain", "ESP", Office.COORDINATOR, "U", date(2022, 9, 3), date(2023, 9, 14), "11MSP"
    )
    open_end = CommitteeSeat("Gambia", "GMB", Office.COORDINATOR, "T", date(2022, 9, 3), None)
    observer = CommitteeSeat("ICRC", "", Office.OBSERVER, "", date(2022, 9, 3), None)
    seats = (seat, open_end, observer)
    assert in_office(seats, date(2022, 9, 2)) == ()
    assert in_office(seats, date(2022, 9, 3)) == (seat, open_end)
    assert in_office(seats, datetime(2023, 9, 14, 21, 59, tzinfo=UTC)) == (seat, open_end)
    assert in_office(seats, datetime(2023, 9, 14, 22, tzinfo=UTC)) == (open_end,)
    assert on_committee(seats, "ESP", date(2023, 1, 1))
    assert not on_committee(seats, "", date(2023, 1, 1))
