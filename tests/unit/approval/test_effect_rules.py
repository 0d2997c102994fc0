"""What one letter did, as its State is told it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from recruit.approval.rules.effect import DID_BREAK, Effect, effect
from recruit.approval.rules.items import Channel, Item, ItemKind
from recruit.approval.rules.round import Dispute, DisputeEnd, Facts
from recruit.procedure.rules.calendar import at_geneva

OPENED = at_geneva(date(2023, 3, 6), time(10))
DEADLINE = at_geneva(date(2023, 3, 20), time(18))
DAY, SEC = timedelta(days=1), timedelta(seconds=1)
CERTIFIED = DEADLINE + DAY


def did(now: datetime, facts: Facts | None = None, **of_item: Any) -> Effect:
    values = {
        "ref": "one",
        "state": "AUT",
        "said": ItemKind.OBJECTION,
        "received_at": OPENED + DAY,
        "registered_at": OPENED + DAY,
        **of_item,
    }
    item = Item(**values)
    return effect(replace(facts or Facts(OPENED, DEADLINE), items=(item,)), "one", now)


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("now", "more", "told"),
    [
        (DEADLINE - SEC, {}, Effect.WAITS),
        (DEADLINE, {}, Effect.COUNTED),
        (
            DEADLINE - SEC,
            {"settled_as": ItemKind.OBJECTION, "settled_at": OPENED + 2 * DAY},
            Effect.SETTLED_BROKE,
        ),
        (
            DEADLINE + DAY,
            {"settled_as": ItemKind.STATEMENT, "settled_at": OPENED + 2 * DAY},
            Effect.SETTLED,
        ),
    ],
)
def test_an_unclear_letter_waits_until_it_is_settled_and_counts_from_the_deadline(
    now: datetime, more: dict[str, Any], told: Effect
) -> None:
    assert did(now, said=ItemKind.UNCLEAR, **more) is told
    assert (told in DID_BREAK) is (told in (Effect.COUNTED, Effect.SETTLED_BROKE))


@pytest.mark.rule("S7")
@pytest.mark.rule("S9")
def test_what_is_judged_at_receipt_is_told_first() -> None:
    now = OPENED + 2 * DAY
    assert did(now) is Effect.BROKE and did(now, said=ItemKind.AMENDMENT) is Effect.BROKE
    assert did(now, said=ItemKind.MORE_TIME) is Effect.NOTHING
    assert did(now, has_standing=False) is Effect.NO_STANDING
    assert did(now, channel=Channel.OTHER_MAIL) is Effect.NOTED
    late = DEADLINE + SEC
    assert did(late, received_at=late, registered_at=late) is Effect.LATE
    unclear: dict[str, Any] = {"said": ItemKind.UNCLEAR, "received_at": late, "registered_at": late}
    assert did(late, **unclear) is Effect.LATE


@pytest.mark.rule("S15")
def test_in_a_cancelled_round_an_unclear_letter_comes_to_nothing() -> None:
    cancelled = Facts(OPENED, DEADLINE, cancelled_at=OPENED + 2 * DAY)
    assert did(DEADLINE + DAY, cancelled, said=ItemKind.UNCLEAR) is Effect.NOTHING


@pytest.mark.rule("S15")
@pytest.mark.rule("T3")
@pytest.mark.parametrize("said", [ItemKind.OBJECTION, ItemKind.AMENDMENT, ItemKind.UNCLEAR])
@pytest.mark.parametrize(
    "ended",
    [
        Facts(OPENED, DEADLINE, cancelled_at=OPENED + 2 * DAY),
        Facts(OPENED, DEADLINE, without_object_at=DEADLINE + DAY),
        Facts(OPENED, DEADLINE, certified_at=CERTIFIED, lapsed_at=CERTIFIED + DAY),
    ],
    ids=["cancelled", "without object", "lapsed"],
)
def test_no_state_is_told_that_it_broke_a_round_that_ended_otherwise(
    ended: Facts, said: ItemKind
) -> None:
    """Received in time and registered afterwards: the round is not broken by it any more."""
    registered = CERTIFIED + 2 * DAY
    assert did(registered, ended, said=said, registered_at=registered) is Effect.NOTHING


@pytest.mark.rule("S14")
def test_what_surfaces_after_the_certificate_is_under_review_until_that_ends() -> None:
    facts = Facts(OPENED, DEADLINE, certified_at=CERTIFIED)
    surfaced: dict[str, Any] = {"registered_at": CERTIFIED + DAY}
    assert did(CERTIFIED + 2 * DAY, facts, **surfaced) is Effect.REVIEW
    ended = CERTIFIED + 3 * DAY
    for end, told in ((DisputeEnd.ANNULLED, Effect.BROKE), (DisputeEnd.REJECTED, Effect.REJECTED)):
        over = replace(facts, disputes=(Dispute("one", ended, end),))
        gone = {"rejected_at": ended} if end is DisputeEnd.REJECTED else {}
        assert did(ended, over, **surfaced, **gone) is told
    signed = replace(facts, contract_signed_at=CERTIFIED + DAY)
    assert did(CERTIFIED + 2 * DAY, signed, **surfaced) is Effect.MEETING


def test_a_letter_of_another_round_is_told_nothing() -> None:
    with pytest.raises(LookupError):
        effect(Facts(OPENED, DEADLINE), "one", OPENED)
