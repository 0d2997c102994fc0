"""The calendar's picture: what each audience may know of a window."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from recruit.access.rules import AUDIENCES, Capacity
from recruit.core import times
from recruit.procedure.presets.ccm_10msp import WINDOWS
from recruit.procedure.rules.milestones import Audience, Milestone, MilestoneKind
from recruit.web.rules import picture
from recruit.web.rules.picture import Shown, State

K, A = MilestoneKind, Audience
SHOWN = [Shown(window) for window in WINDOWS]
OUTSIDE = [c for c in Capacity if Audience.PANEL not in AUDIENCES[c]]


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, 0, tzinfo=UTC)


PANELS_OWN = [
    Milestone(K.SHORTLIST_DECIDED, at(2022, 12, 6), audience=A.PANEL),
    Milestone(K.INTERVIEWS_BEGUN, at(2022, 12, 13), audience=A.PANEL),
    Milestone(K.INTERVIEWS_ENDED, at(2023, 1, 25), audience=A.PANEL),
    Milestone(K.REPORT_OPENED, at(2023, 1, 30), audience=A.PANEL),
    Milestone(K.REPORT_LODGED, at(2023, 2, 15), audience=A.PANEL),
]
OF_GICHD = [
    Milestone(K.VACANCY_POSTED, at(2022, 9, 5), audience=A.PUBLIC),
    Milestone(K.LIST_CIRCULATED, at(2022, 10, 6), audience=A.GICHD),
    Milestone(K.PROFILE_ADOPTED, at(2022, 11, 3), audience=A.GICHD),
    Milestone(K.QUESTIONS_ADOPTED, at(2022, 11, 14), audience=A.GICHD),
    Milestone(K.GRID_ADOPTED, at(2022, 11, 18), audience=A.GICHD),
]
ROUND = Milestone(K.ROUND_OPENED, at(2023, 3, 1), audience=A.STATES)


def drawn(
    capacity: Capacity, milestones: list[Milestone], now: datetime, mine: tuple[str, ...] = ()
) -> dict[str, tuple[State, str]]:
    audiences = AUDIENCES[capacity]
    made = picture.picture(
        SHOWN,
        [m for m in milestones if m.audience in audiences],
        audiences,
        now,
        mine=mine,
        say=times.short_day,
        month=times.month,
        long=times.day,
    )
    assert made is not None
    return {row.para: (row.state, row.note) for row in made.rows}


@pytest.mark.rule("P53f-2")
@pytest.mark.parametrize("capacity", OUTSIDE)
def test_outside_the_panel_the_picture_is_the_same_whatever_the_panel_did(
    capacity: Capacity,
) -> None:
    for now in (at(2022, 12, 20), at(2023, 1, 30), at(2023, 2, 16), at(2023, 2, 25)):
        without = drawn(capacity, OF_GICHD, now)
        for n in range(len(PANELS_OWN) + 1):
            assert drawn(capacity, OF_GICHD + PANELS_OWN[:n], now) == without


@pytest.mark.rule("P53f-2")
@pytest.mark.parametrize("capacity", OUTSIDE)
def test_the_report_reads_by_its_last_day_until_a_round_opens(capacity: Capacity) -> None:
    told = OF_GICHD + PANELS_OWN
    for now in (at(2022, 10, 1), at(2023, 2, 1), at(2023, 2, 25)):
        assert drawn(capacity, told, now)["54(g)"][1] == "by 17 Feb"
    opened = drawn(capacity, [*told, ROUND], at(2023, 3, 2))["54(g)"]
    knows = Audience.STATES in AUDIENCES[capacity]
    assert opened == ((State.DONE, "lodged") if knows else (State.PAST, "by 17 Feb"))


def test_a_seated_member_sees_the_panels_deliverables_with_their_days() -> None:
    rows = drawn(Capacity.MEMBER, OF_GICHD + PANELS_OWN, at(2023, 2, 16))
    assert rows["54(c)"] == (State.DONE, "decided 6 Dec")
    assert rows["54(f)"] == (State.DONE, "ended 25 Jan")
    assert rows["54(g)"] == (State.DONE, "lodged 15 Feb")


def test_delegations_see_windows_and_that_the_vacancy_is_posted_nothing_else() -> None:
    rows = drawn(Capacity.DELEGATE, OF_GICHD + PANELS_OWN, at(2022, 12, 20))
    assert rows["54(a)"] == (State.DONE, "posted 5 Sep")
    assert {p: rows[p] for p in ("54(b)", "54(c)", "54(d)", "54(e)")} == dict.fromkeys(
        ("54(b)", "54(c)", "54(d)", "54(e)"), (State.PAST, "")
    )
    assert rows["54(f)"] == (State.ON, "")


def test_the_gichd_sees_its_own_deliverables_and_nothing_of_the_shortlist() -> None:
    rows = drawn(Capacity.STAFF, OF_GICHD + PANELS_OWN, at(2022, 12, 20))
    assert rows["54(b)"] == (State.DONE, "list circulated 6 Oct")
    assert rows["54(d)"] == (State.DONE, "adopted 3 Nov")
    assert rows["54(e)"] == (State.DONE, "adopted 18 Nov")
    assert rows["54(c)"] == (State.PAST, "")


def test_what_is_the_readers_own_task_is_marked_as_theirs() -> None:
    now = at(2022, 11, 28)
    assert drawn(Capacity.MEMBER, OF_GICHD, now, ("54(c)",))["54(c)"][0] is State.MINE
    assert drawn(Capacity.MEMBER, OF_GICHD, now)["54(c)"][0] is State.ON


def test_questions_without_a_grid_are_not_the_whole_deliverable() -> None:
    rows = drawn(Capacity.MEMBER, OF_GICHD[:4], at(2022, 11, 20))
    assert rows["54(e)"] == (State.ON, "questions adopted 14 Nov")


def test_a_deliverable_that_is_late_is_not_said_to_be_done() -> None:
    rows = drawn(Capacity.MEMBER, OF_GICHD, at(2022, 12, 11))
    assert rows["54(c)"] == (State.ON, "not completed yet")


@pytest.mark.rule("R2")
def test_an_amended_window_is_everybodys_its_reason_the_panels_and_the_gichds() -> None:
    window = WINDOWS[5]
    amended = (date(2022, 12, 12), date(2023, 2, 3))
    for capacity in Capacity:
        shown = picture.visible(window, amended, "a strike", AUDIENCES[capacity])
        assert shown.window.last == date(2023, 2, 3)
        assert shown.original == window
        told = capacity in (
            Capacity.CHAIR,
            Capacity.MEMBER,
            Capacity.FOCAL_POINT,
            Capacity.STAFF,
        )
        assert shown.reason == ("a strike" if told else "")


@pytest.mark.rule("R2")
@pytest.mark.rule("P53f-2")
def test_an_amended_window_of_the_report_is_shown_to_living_occupants_alone() -> None:
    window = WINDOWS[6]
    amended = (date(2023, 1, 28), date(2023, 2, 28))
    for capacity in Capacity:
        shown = picture.visible(window, amended, "late", AUDIENCES[capacity])
        if Audience.PANEL in AUDIENCES[capacity]:
            assert shown.window.last == date(2023, 2, 28)
        else:
            assert shown == Shown(window)


def test_what_comes_next_is_the_next_window_then_the_next_end() -> None:
    first = picture.coming_next(SHOWN, at(2022, 11, 28))
    assert first is not None
    assert (first.label, first.begins, times.geneva_date(first.at)) == (
        "Interviews",
        True,
        date(2022, 12, 12),
    )
    last = picture.coming_next(SHOWN, at(2023, 2, 1))
    assert last is not None
    assert (last.label, last.begins) == ("Report", False)
    assert picture.coming_next(SHOWN, at(2023, 2, 18)) is None


@pytest.mark.rule("R1")
def test_both_stages_of_7_october_are_named() -> None:
    assert picture.stages(SHOWN, at(2022, 10, 7)) == [
        "prescreening",
        "shortlist, profile and questions",
    ]
