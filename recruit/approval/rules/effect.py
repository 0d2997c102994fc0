"""What became of one letter on a round, as its State is told it (S7, S9, S10, S14)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from recruit.approval.rules.items import ItemKind, breaks_at, kind_at_receipt
from recruit.approval.rules.round import (
    Facts,
    RoundState,
    after_signature,
    deadline_of,
    open_disputes,
    state,
)


class Effect(StrEnum):
    """What a letter did; the first that fits."""

    NO_STANDING = "no_standing"
    NOTED = "noted"  # not in due form
    LATE = "late"
    REJECTED = "rejected"  # its receipt in time was not confirmed in a review (S14)
    REVIEW = "review"  # it surfaced after the certificate, which is under review (S14)
    MEETING = "meeting"  # it surfaced once the contract was signed (S14)
    WAITS = "waits"  # unclear, and the deadline has not come (S7)
    COUNTED = "counted"  # unclear and not settled: an objection from the deadline (S7)
    SETTLED_BROKE = "settled_broke"  # unclear, settled as an objection or amendment
    SETTLED = "settled"  # unclear, settled as something else
    BROKE = "broke"
    NOTHING = "nothing"  # it breaks no silence


_AT_RECEIPT = {
    ItemKind.NO_STANDING: Effect.NO_STANDING,
    ItemKind.NOTED: Effect.NOTED,
    ItemKind.LATE: Effect.LATE,
}
_ENDED = frozenset({RoundState.CANCELLED, RoundState.WITHOUT_OBJECT, RoundState.LAPSED})
"""A round that ended in one of these was not broken, whatever is registered afterwards."""
DID_BREAK = frozenset({Effect.BROKE, Effect.SETTLED_BROKE, Effect.COUNTED})
"""The letter broke silence, and the round is broken."""


def effect(facts: Facts, ref: str, now: datetime) -> Effect:
    """What the letter of this reference did, as far as is known now.

    Raises LookupError for a letter that is none of this round's.
    """
    item = next((i for i in facts.items if i.ref == ref), None)
    if item is None:
        raise LookupError(ref)
    deadline = deadline_of(facts, now)
    kind = kind_at_receipt(item, deadline)
    if kind in _AT_RECEIPT:
        return _AT_RECEIPT[kind]
    if item.rejected_at is not None and item.rejected_at <= now:
        return Effect.REJECTED
    if ref in {i.ref for i in after_signature(facts, now)}:
        return Effect.MEETING
    if state(facts, now) is RoundState.DISPUTED and ref in {
        i.ref for i in open_disputes(facts, now)
    }:
        return Effect.REVIEW
    broke = breaks_at(item, deadline) is not None
    if state(facts, now) in _ENDED and (broke or item.settled_at is None):
        return Effect.NOTHING
    if kind is not ItemKind.UNCLEAR:
        return Effect.BROKE if broke else Effect.NOTHING
    if item.settled_at is not None:
        return Effect.SETTLED_BROKE if broke else Effect.SETTLED
    return Effect.WAITS if now < deadline else Effect.COUNTED
