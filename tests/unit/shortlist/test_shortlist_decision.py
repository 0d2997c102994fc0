"""The panel's decision on the shortlist and what follows it (R3, C7, C10, J2, R16)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recruit.core.errors import Refusal, examine, require
from recruit.shortlist.rules.decision import (
    DECISION,
    RELEASE,
    STANDING,
    SUBSTITUTE,
    Deciding,
    Fewer,
    Release,
    Shortlist,
    Standing,
    Substituting,
    check_shortlist,
    first_substitute,
)

LISTED = frozenset("abcdefgh")
GOOD = Shortlist(tuple("abcde"), tuple("fg"), dict.fromkeys(LISTED, "Weighed."))
FIVE = frozenset("12345")
MEETING = Deciding(FIVE, FIVE, "1", revealed=True)


def missing(facts: Deciding) -> list[str]:
    return [c.id for c in examine(DECISION, facts) if not c.holds]


@pytest.mark.rule("P54c")
def test_five_with_substitutes_and_reasons_are_decided() -> None:
    check_shortlist(GOOD, LISTED)


@pytest.mark.rule("R3")
def test_a_sixth_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        check_shortlist(replace(GOOD, chosen=tuple("abcdef"), substitutes=()), LISTED)
    assert refused.value.rule == "R3" and "sixth" in refused.value.reason


@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    "fault",
    [
        replace(GOOD, chosen=()),
        replace(GOOD, chosen=tuple("abcda")),
        replace(GOOD, substitutes=("f", "f")),
        replace(GOOD, substitutes=("a",)),
        replace(GOOD, chosen=tuple("abcd")),
        replace(GOOD, chosen=tuple("abcd"), fewer=Fewer.WITHDRAWN, fewer_reason=" "),
        replace(GOOD, chosen=tuple("abcd"), fewer=Fewer.SUITABLE, fewer_reason="Four."),
    ],
)
def test_doubles_overlaps_and_fewer_without_a_cause_are_refused(fault: Shortlist) -> None:
    with pytest.raises(Refusal) as refused:
        check_shortlist(fault, LISTED)
    assert refused.value.rule == "R3"


@pytest.mark.rule("R3")
@pytest.mark.parametrize("cause", list(Fewer))
def test_fewer_with_one_of_the_three_causes_and_a_reason_are_decided(cause: Fewer) -> None:
    four = Shortlist(tuple("abcd"), (), GOOD.reasons, cause, "As recorded in the minutes.")
    check_shortlist(four, LISTED)


@pytest.mark.rule("P54c")
@pytest.mark.parametrize("gone", [frozenset("a"), frozenset("g")])
def test_only_listed_candidates_who_have_not_withdrawn_are_chosen(gone: frozenset[str]) -> None:
    with pytest.raises(Refusal, match="Withdrawn"):
        check_shortlist(GOOD, LISTED, withdrawn=gone)
    with pytest.raises(Refusal, match="Not on the list"):
        check_shortlist(GOOD, LISTED - gone)


@pytest.mark.rule("J1")
@pytest.mark.parametrize("who", ["a", "f", "h"])
def test_a_reason_for_each_listed_candidate_in_or_out(who: str) -> None:
    with pytest.raises(Refusal, match=f"missing for: {who}"):
        check_shortlist(replace(GOOD, reasons={**GOOD.reasons, who: ""}), LISTED)


@pytest.mark.rule("J1")
def test_a_tie_at_the_fifth_place_is_decided_with_a_reason() -> None:
    with pytest.raises(Refusal, match="tied"):
        check_shortlist(GOOD, LISTED, tied=frozenset("ef"))
    check_shortlist(
        replace(GOOD, tie_reason="More years in the field."), LISTED, frozenset(), {"e", "f"}
    )
    check_shortlist(GOOD, LISTED, tied=frozenset("fg"))


@pytest.mark.rule("C10")
def test_four_of_the_living_with_the_chair_decide() -> None:
    require(DECISION, MEETING)
    require(DECISION, replace(MEETING, present=frozenset("1234")))
    assert missing(replace(MEETING, present=frozenset("2345"))) == ["C10"]
    assert missing(replace(MEETING, present=frozenset("123"))) == ["C10"]
    assert missing(replace(MEETING, present=frozenset("1236"))) == ["C10"]


@pytest.mark.rule("C10")
def test_failing_consensus_three_votes_decide() -> None:
    require(DECISION, replace(MEETING, voted=frozenset("123")))
    assert missing(replace(MEETING, voted=frozenset("12"))) == ["C10"]
    assert missing(replace(MEETING, voted=frozenset("126"))) == ["C10"]


@pytest.mark.rule("R15")
def test_no_decision_before_the_ballots_are_revealed() -> None:
    assert missing(replace(MEETING, revealed=False)) == ["R15"]


@pytest.mark.rule("A4")
def test_no_decision_before_the_equivalences() -> None:
    assert missing(replace(MEETING, equivalences_open=frozenset("a"))) == ["A4"]


@pytest.mark.rule("R2")
def test_outside_its_window_the_decision_needs_the_chairs_before() -> None:
    assert missing(replace(MEETING, within_window=False)) == ["R2"]


@pytest.mark.rule("C7")
def test_a_decided_run_is_not_decided_again() -> None:
    assert missing(replace(MEETING, decided=True)) == ["C7"]


STANDS = Standing(True, True, FIVE, FIVE)


@pytest.mark.rule("C7")
def test_a_new_occupant_confirms_before_the_next_stage() -> None:
    require(STANDING, STANDS)
    changed = replace(STANDS, living=frozenset("12346"))
    with pytest.raises(Refusal) as refused:
        require(STANDING, changed)
    assert refused.value.rule == "C7"
    require(STANDING, replace(changed, confirmed_with=frozenset("12346")))
    with pytest.raises(Refusal):
        require(
            STANDING,
            replace(changed, living=frozenset("12367"), confirmed_with=frozenset("12346")),
        )


@pytest.mark.rule("R16")
@pytest.mark.rule("C4")
def test_the_release_of_the_invited_needs_minutes_and_everybodys_answer() -> None:
    require(RELEASE, Release(STANDS, FIVE))
    with pytest.raises(Refusal, match="minutes"):
        require(RELEASE, Release(replace(STANDS, minutes_confirmed=False), FIVE))
    with pytest.raises(Refusal) as refused:
        require(RELEASE, Release(STANDS, FIVE - {"5"}))
    assert refused.value.rule == "C4"


@pytest.mark.rule("C7")
def test_before_the_decision_no_newcomer_is_said_to_have_something_to_confirm() -> None:
    undecided = Standing(False, False, frozenset(), FIVE)
    said = {c.question: c.detail for c in examine(RELEASE, Release(undecided, FIVE)) if not c.holds}
    assert (
        said["The decision is confirmed with every new occupant"] == "The shortlist is not decided."
    )


FOLLOWS = Substituting(
    frozenset("abcde"), "b", frozenset("b"), ("f", "g"), "f", interviews_started=False, agreed=True
)


@pytest.mark.rule("J2")
def test_the_first_substitute_follows_who_withdrew() -> None:
    require(SUBSTITUTE, FOLLOWS)
    # one who withdrew before the release was never invited
    require(SUBSTITUTE, replace(FOLLOWS, chosen=frozenset("abcde"), invited=frozenset("acde")))
    assert first_substitute("fg", frozenset("f")) == "g"
    assert first_substitute("fg", frozenset("fg")) is None


@pytest.mark.rule("J2")
@pytest.mark.parametrize(
    "fault",
    [
        replace(FOLLOWS, withdrawn=frozenset()),
        replace(FOLLOWS, following="g"),
        replace(FOLLOWS, interviews_started=True),
        replace(FOLLOWS, agreed=False),
        replace(FOLLOWS, withdrawn=frozenset("bfg")),
        replace(FOLLOWS, leaving="h", withdrawn=frozenset("h")),
        replace(FOLLOWS, invited=frozenset()),
        replace(FOLLOWS, chosen=frozenset("abcde"), invited=frozenset("abcdef"), following="g"),
    ],
)
def test_no_substitute_follows_otherwise(fault: Substituting) -> None:
    with pytest.raises(Refusal) as refused:
        require(SUBSTITUTE, fault)
    assert refused.value.rule == "J2"
