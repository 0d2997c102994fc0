"""Hand-over, opening, the paths after a round, who sees a break, closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from recruit.approval.rules import after as af
from recruit.approval.rules.after import (
    Break,
    ClosingFacts,
    Ground,
    Lost,
    Path,
    Previous,
    Viewer,
)
from recruit.approval.rules.items import Item, ItemKind
from recruit.approval.rules.opening import (
    OPENING,
    HandOver,
    OpeningFacts,
    opening_checklist,
)
from recruit.approval.rules.round import Facts
from recruit.core.errors import Refusal, require
from recruit.procedure.rules.calendar import at_geneva
from recruit.report.rules.hand_over import HAND_OVER, Conditions

US, SEC, HOUR = timedelta(microseconds=1), timedelta(seconds=1), timedelta(hours=1)
NOW = at_geneva(date(2023, 3, 6), time(10))
DEADLINE = at_geneva(date(2023, 3, 20), time(18))
LATE = DEADLINE + SEC
ROUND = Facts(NOW, DEADLINE)
OBJECTION = Item("1", "AUT", ItemKind.OBJECTION, NOW + HOUR, NOW + HOUR)
BROKEN = replace(ROUND, items=(OBJECTION,))
READY = OpeningFacts(NOW, DEADLINE, "c1", HandOver("c1", NOW - HOUR))
FULL = Conditions(True, True, 1, True, True, True)


def refusal(facts: OpeningFacts) -> Refusal:
    with pytest.raises(Refusal) as caught:
        require(OPENING, facts)
    return caught.value


@pytest.mark.rule("S1")
@pytest.mark.parametrize(
    "conditions",
    [
        replace(FULL, decided=False),
        replace(FULL, lodged=False),
        replace(FULL, appointed=0),
        replace(FULL, appointed=2),
        replace(FULL, consent=False),
        replace(FULL, biography=False),
        replace(FULL, available=False),
    ],
)
def test_the_hand_over_needs_every_condition(conditions: Conditions) -> None:
    require(HAND_OVER, FULL)
    with pytest.raises(Refusal):
        require(HAND_OVER, conditions)


@pytest.mark.rule("S1")
@pytest.mark.rule("P53f-2")
def test_without_a_hand_over_the_refusal_says_that_alone_whatever_else_is_missing() -> None:
    good = replace(READY, hand_over=None)
    bad = replace(
        good,
        deadline=NOW + HOUR,
        candidate="other",
        previous=Previous(ROUND, "c1"),
        not_reached={"FRA": "France"},
    )
    assert refusal(good).reason == refusal(bad).reason == "No hand-over."
    assert opening_checklist(good) == opening_checklist(bad) == []


@pytest.mark.rule("S1")
def test_after_a_recall_nothing_can_be_opened_and_the_page_says_so_without_a_reason() -> None:
    gone = replace(READY, hand_over=HandOver("c1", NOW - HOUR, NOW))
    assert refusal(gone).reason == "Recalled."
    assert [c.detail for c in opening_checklist(gone)] == ["Recalled."]
    require(OPENING, replace(gone, hand_over=HandOver("c1", NOW)))


@pytest.mark.rule("S1")
@pytest.mark.rule("R9")
def test_a_round_is_opened_for_the_panels_candidate_only() -> None:
    require(OPENING, READY)
    assert all(c.holds for c in opening_checklist(READY)) and len(opening_checklist(READY)) == 6
    assert refusal(replace(READY, candidate="c2")).rule == "R9"


@pytest.mark.rule("S2")
def test_opening_judges_the_deadline() -> None:
    assert refusal(replace(READY, deadline=NOW + 71 * HOUR)).rule == "S2"


@pytest.mark.rule("W8")
def test_states_not_reached_are_named_in_a_decision() -> None:
    names = {"FRA": "France", "NIU": "Niue"}
    missing = replace(READY, not_reached=names, named=frozenset({"FRA"}))
    said = refusal(missing).reason
    assert "Niue" in said and "France" not in said and "NIU" not in said
    require(OPENING, replace(missing, named=frozenset({"FRA", "NIU"})))
    many = {f"S{n:02}": f"State {n:02}" for n in range(1, 12)}
    said = refusal(replace(READY, not_reached=many)).reason
    assert said.endswith("State 04, State 05 and 6 more.") and "State 06" not in said


@pytest.mark.rule("S1")
def test_one_open_round_at_a_time_and_none_after_an_approval() -> None:
    later = replace(READY, now=NOW + 2 * HOUR)
    assert refusal(replace(later, previous=Previous(ROUND, "c1"))).rule == "S12"
    expired = replace(READY, now=LATE, deadline=LATE + timedelta(days=8))
    assert refusal(replace(expired, previous=Previous(ROUND, "c1"))).rule == "S12"
    certified = replace(ROUND, certified_at=LATE)
    assert refusal(replace(expired, previous=Previous(certified, "c1"))).rule == "S12"


AT = NOW + 5 * HOUR


def follows(previous: Previous, candidate: str, decided: datetime | None = NOW) -> bool:
    return bool(af.check_next(previous, candidate, decided, AT))


@pytest.mark.rule("S12")
@pytest.mark.rule("R11")
def test_after_a_break_nothing_opens_until_the_path_is_recorded() -> None:
    assert not follows(Previous(BROKEN, "c1"), "c1")
    assert not follows(Previous(BROKEN, "c1"), "c2", AT)
    same = Previous(BROKEN, "c1", Path.SAME_CANDIDATE, NOW + 2 * HOUR)
    assert follows(same, "c1") and not follows(same, "c2", AT)
    panel = replace(same, path=Path.BACK_TO_PANEL)
    assert follows(panel, "c2", AT)
    assert not follows(panel, "c2", NOW)  # an old hand-over
    assert not follows(panel, "c1", AT)
    reopened = replace(same, path=Path.REOPENED)
    assert follows(reopened, "c2", AT) and not follows(reopened, "c2", None)
    assert not follows(replace(same, path=Path.REFERRED), "c1", AT)


@pytest.mark.rule("S12")
@pytest.mark.rule("S15")
def test_one_and_only_one_path_is_recorded_after_a_break_or_a_cancellation() -> None:
    assert af.check_path(BROKEN, None, Path.REFERRED, AT)
    assert not af.check_path(BROKEN, Path.REFERRED, Path.SAME_CANDIDATE, AT)
    assert not af.check_path(ROUND, None, Path.SAME_CANDIDATE, AT)
    cancelled = replace(ROUND, cancelled_at=NOW + HOUR)
    assert af.check_path(cancelled, None, Path.SAME_CANDIDATE, AT)
    assert not follows(Previous(cancelled, "c1"), "c1")


@pytest.mark.rule("S11")
def test_once_every_objection_is_withdrawn_a_new_round_needs_no_path() -> None:
    taken_back = replace(BROKEN, items=(replace(OBJECTION, withdrawn_at=NOW + 2 * HOUR),))
    assert follows(Previous(taken_back, "c1"), "c1")
    assert not follows(Previous(taken_back, "c1"), "c2", AT)


@pytest.mark.rule("S16")
@pytest.mark.rule("R12")
def test_the_fact_is_seen_at_once_and_the_number_after_the_deadline() -> None:
    before, after = DEADLINE + SEC - US, LATE
    assert af.seen(Viewer.DELEGATION, BROKEN, before) == Break(True)
    assert af.seen(Viewer.DELEGATION, BROKEN, after) == Break(True, 1)
    assert af.seen(Viewer.PRESIDENT, BROKEN, before) == Break(True, 1, ("AUT",))
    assert af.seen(Viewer.OFFICE, BROKEN, before) == Break(True, 1, ("AUT",))
    for viewer in (Viewer.PANEL, Viewer.GICHD):
        assert af.seen(viewer, BROKEN, after) == Break(True)
    assert af.seen(Viewer.CANDIDATE, BROKEN, after) == Break(not_complete=True)
    assert af.seen(Viewer.PUBLIC, BROKEN, after) == Break()
    assert all(af.seen(v, ROUND, after) == Break() for v in Viewer)


@pytest.mark.rule("S16")
def test_another_state_is_named_only_with_its_consent_and_where_the_setting_allows() -> None:
    def names(**more: object) -> tuple[str, ...]:
        return af.seen(Viewer.DELEGATION, BROKEN, LATE, **more).names  # type: ignore[arg-type]

    assert names(consenting=["AUT"]) == ()
    assert names(consenting=["AUT"], naming="with_consent") == ("AUT",)
    assert names(consenting=["NOR"], naming="with_consent") == ()
    assert names(own_state="AUT") == ("AUT",)


@pytest.mark.rule("T3")
def test_what_follows_a_candidate_lost_depends_on_the_moment() -> None:
    lost = af.no_longer_available
    assert lost(None, NOW) is Lost.PANEL_NAMES_ANOTHER
    assert lost(ROUND, DEADLINE - US) is Lost.CANCEL
    assert lost(ROUND, DEADLINE) is Lost.WITHOUT_OBJECT
    assert lost(ROUND, LATE) is Lost.WITHOUT_OBJECT
    assert lost(BROKEN, AT) is Lost.PANEL_NAMES_ANOTHER
    certified = replace(ROUND, certified_at=LATE)
    assert lost(certified, LATE) is Lost.LAPSE
    signed = replace(certified, contract_signed_at=LATE + HOUR)
    assert lost(signed, LATE + HOUR) is Lost.CONTRACT


@pytest.mark.rule("T3")
def test_after_a_lapse_or_without_object_a_new_round_is_for_another_candidate() -> None:
    for facts in (
        replace(ROUND, certified_at=NOW + HOUR, lapsed_at=NOW + 2 * HOUR),
        replace(ROUND, without_object_at=NOW + HOUR),
    ):
        assert follows(Previous(facts, "c1"), "c2")
        assert not follows(Previous(facts, "c1"), "c1")


@pytest.mark.rule("T3")
@pytest.mark.rule("S12")
def test_a_candidate_lost_after_the_path_was_recorded_leaves_the_way_to_another() -> None:
    same = Previous(BROKEN, "c1", Path.SAME_CANDIDATE, AT)
    assert follows(same, "c1", AT) and not follows(same, "c2", AT + HOUR)
    gone = replace(same, lost=True)
    assert follows(gone, "c2", AT + HOUR) and not follows(gone, "c1", AT + HOUR)
    assert not follows(gone, "c2", AT - HOUR)  # handed over before the path


@pytest.mark.rule("R26")
def test_closing_needs_a_finding_handed_over_or_a_referral_and_a_reason() -> None:
    for ground in (Ground.NO_SUITABLE, Ground.NONE_RECOMMENDABLE, Ground.NO_THREE_VOTES):
        facts = ClosingFacts(ground, "why", NOW, finding=ground)
        assert af.check_closing(facts)
        assert not af.check_closing(replace(facts, finding=None))
        assert not af.check_closing(replace(facts, reason=" "))
        assert not af.check_closing(replace(facts, closed=True))
        assert not af.check_closing(replace(facts, last=Previous(ROUND, "c1")))
    reopened = ClosingFacts(
        Ground.NONE_RECOMMENDABLE, "why", NOW, Ground.NONE_RECOMMENDABLE, reopened=True
    )
    assert not af.check_closing(reopened)
    referred = Previous(BROKEN, "c1", Path.REFERRED, AT)
    assert af.check_closing(ClosingFacts(Ground.REFERRED, "why", AT, last=referred))
    other = replace(referred, path=Path.REOPENED)
    assert not af.check_closing(ClosingFacts(Ground.REFERRED, "why", AT, last=other))
