"""What States send during a round: form, kind and receipt (S5 to S9).

An item is judged as of its receipt, never as of its registration. All instants are aware
and in UTC. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Holds, Refused
from recruit.core.words import _

ONE_SECOND: Final = timedelta(seconds=1)


class Channel(StrEnum):
    """How an item came (S6)."""

    APPLICATION = "application"  # an accredited delegate, after a second factor
    NOTE_VERBALE = "note_verbale"
    SIGNED_LETTER = "signed_letter"
    REGISTERED_MAIL = "registered_mail"  # from the mission's registered address
    OTHER_MAIL = "other_mail"
    TELEPHONE = "telephone"


DUE_FORM: Final = frozenset(
    {
        Channel.APPLICATION,
        Channel.NOTE_VERBALE,
        Channel.SIGNED_LETTER,
        Channel.REGISTERED_MAIL,
    }
)


class ItemKind(StrEnum):
    """What an item is (S7); the last three are judged at receipt, not chosen."""

    OBJECTION = "objection"
    AMENDMENT = "amendment"  # or a condition
    MORE_TIME = "more_time"
    STATEMENT = "statement"
    SUPPORT = "support"
    UNCLEAR = "unclear"
    NOTED = "noted"  # not in due form: the mission is asked to write (S6)
    NO_STANDING = "no_standing"
    LATE = "late"


BREAKING: Final = frozenset({ItemKind.OBJECTION, ItemKind.AMENDMENT})
SAID: Final = frozenset(
    {
        ItemKind.OBJECTION,
        ItemKind.AMENDMENT,
        ItemKind.MORE_TIME,
        ItemKind.STATEMENT,
        ItemKind.SUPPORT,
        ItemKind.UNCLEAR,
    }
)
"""The kinds that whoever registers may say an item is."""


@dataclass(frozen=True, slots=True)
class Item:
    """One incoming item of a round.

    state: ISO code of the sending State, empty for anyone else. said: what it is by its
    content. has_standing: whether the sender was a State Party at the receipt (S5).
    received_at: what counts; registered_at: when the record was made. settled_as and
    settled_at: the President's answer on an unclear item. withdrawn_at: the State took an
    objection back (S11). rejected_at: its receipt was rejected at the end of a dispute (S14).
    """

    ref: str
    state: str
    said: ItemKind
    received_at: datetime
    registered_at: datetime
    channel: Channel = Channel.APPLICATION
    has_standing: bool = True
    settled_as: ItemKind | None = None
    settled_at: datetime | None = None
    withdrawn_at: datetime | None = None
    rejected_at: datetime | None = None


def late_from(deadline: datetime) -> datetime:
    """The first instant that is late: the second after the deadline's own second (S9)."""
    return deadline.replace(microsecond=0) + ONE_SECOND


def classify(
    said: ItemKind,
    *,
    received_at: datetime,
    deadline: datetime,
    has_standing: bool,
    channel: Channel,
) -> ItemKind:
    """What an item is, judged at its receipt (S5, S6, S7, S9).

    No standing goes before everything, lateness before the content; what is not in due form
    is noted only.
    """
    if not has_standing:
        return ItemKind.NO_STANDING
    if channel not in DUE_FORM:
        return ItemKind.NOTED
    if received_at >= late_from(deadline):
        return ItemKind.LATE
    return said


def kind_at_receipt(item: Item, deadline: datetime) -> ItemKind:
    """classify() for an item of a round with this deadline."""
    return classify(
        item.said,
        received_at=item.received_at,
        deadline=deadline,
        has_standing=item.has_standing,
        channel=item.channel,
    )


def breaks_at(item: Item, deadline: datetime) -> datetime | None:
    """From which instant this item breaks the round; None if it never does (S7).

    An objection, amendment or condition breaks from its receipt, and so does an unclear
    item that was settled as one strictly before the deadline. An unclear item that was not
    settled by then counts as an objection from the deadline. A withdrawal undoes neither
    (S11); only the rejection of the receipt does (S14).
    """
    if item.rejected_at is not None:
        return None
    kind = kind_at_receipt(item, deadline)
    if kind in BREAKING:
        return item.received_at
    if kind is not ItemKind.UNCLEAR:
        return None
    if item.settled_as is None or item.settled_at is None or item.settled_at >= deadline:
        return deadline
    return item.received_at if item.settled_as in BREAKING else None


def check_settlement(item: Item, as_kind: ItemKind, *, now: datetime, deadline: datetime) -> Answer:
    """Whether the President may settle this unclear item now: strictly before the deadline."""
    if kind_at_receipt(item, deadline) is not ItemKind.UNCLEAR:
        return Refused(_("Only an unclear item is settled."))
    if item.settled_at is not None:
        return Refused(_("This item is settled already."))
    if as_kind not in SAID or as_kind is ItemKind.UNCLEAR:
        return Refused(_("An unclear item is settled as one of the kinds of a letter."))
    if now >= deadline:
        return Refused(_("The deadline has come; the unclear item counts as an objection from it."))
    return Holds()


def joint(item: Item, states: Iterable[tuple[str, bool, str]]) -> tuple[Item, ...]:
    """A joint letter as one record for each State (S6).

    states: (ISO code, whether it had standing at the receipt, reference of its record). A
    State that is named twice has one record.
    """
    records: dict[str, Item] = {}
    for state, has_standing, ref in states:
        records.setdefault(state, replace(item, ref=ref, state=state, has_standing=has_standing))
    return tuple(records.values())


def objecting(items: Iterable[Item], deadline: datetime, now: datetime) -> frozenset[str]:
    """The States whose items have broken the round by now; two delegates are one voice (R9).

    Withdrawn ones are among them: they did break it.
    """
    return frozenset(
        i.state
        for i in items
        if i.registered_at <= now and (at := breaks_at(i, deadline)) is not None and at <= now
    )


def all_withdrawn(items: Iterable[Item], deadline: datetime, now: datetime) -> bool:
    """Whether the round is broken and every objection to it has been withdrawn by now (S11)."""
    broke = [
        i
        for i in items
        if i.registered_at <= now and (at := breaks_at(i, deadline)) is not None and at <= now
    ]
    return bool(broke) and all(i.withdrawn_at is not None and i.withdrawn_at <= now for i in broke)


def check_withdrawal(item: Item, *, by_state: str, deadline: datetime, now: datetime) -> Answer:
    """Whether an objection may be recorded as withdrawn: by its own State, once (S11)."""
    if item.state != by_state or not by_state:
        return Refused(_("Only the State that wrote it withdraws an objection."))
    if item.withdrawn_at is not None and item.withdrawn_at <= now:
        return Refused(_("This objection is withdrawn already."))
    if breaks_at(item, deadline) is None:
        return Refused(_("This item is no objection that breaks the round."))
    return Holds()
