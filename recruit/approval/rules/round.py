"""A round of silence: its state, derived from recorded facts and the time (S2, S3, S9 to S15).

The state is never stored. The same facts and the same instant give the same state,
whatever was running when (R13). All instants are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from recruit.approval.rules.items import Item, breaks_at, late_from
from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _
from recruit.procedure.rules.calendar import (
    GENEVA,
    YEAR_END,
    Holidays,
    at_geneva,
    duty_due,
    geneva_day,
)

MINIMUM: Final = timedelta(hours=72)
DEFAULT_TIME: Final = time(18)
LENGTHENINGS: Final = 2


class RoundState(StrEnum):
    """What a round is at an instant."""

    OPEN = "open"
    BROKEN = "broken"
    EXPIRED = "expired"  # past its deadline, not broken, not certified
    CERTIFIED = "certified"
    CANCELLED = "cancelled"
    DISPUTED = "disputed"
    WITHOUT_OBJECT = "without_object"  # T3, between deadline and certificate
    LAPSED = "lapsed"  # T3, after the certificate


class DisputeEnd(StrEnum):
    """How a dispute ended (S14)."""

    ANNULLED = "annulled"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Lengthening:
    """A later deadline for all States, recorded at an instant (S3)."""

    at: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """The recorded end of the dispute over one item."""

    item: str
    ended_at: datetime
    end: DisputeEnd


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is recorded of a round.

    deadline: as opened. Everything else as its name says, None while it has not happened;
    disputes holds ended disputes only: that one is open follows from the items. broken_since:
    as recorded at the break (S10), for ``last_fact`` alone: that it is broken follows from the
    items.
    """

    opened_at: datetime
    deadline: datetime
    lengthenings: tuple[Lengthening, ...] = ()
    items: tuple[Item, ...] = ()
    cancelled_at: datetime | None = None
    certified_at: datetime | None = None
    without_object_at: datetime | None = None
    lapsed_at: datetime | None = None
    contract_signed_at: datetime | None = None
    broken_since: datetime | None = None
    disputes: tuple[Dispute, ...] = ()


def deadline_of(facts: Facts, now: datetime) -> datetime:
    """The deadline in force, after the lengthenings recorded until now."""
    later = [g.deadline for g in facts.lengthenings if g.at <= now]
    return max([facts.deadline, *later])


def _past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def broken_at(facts: Facts, now: datetime) -> datetime | None:
    """From when the round is broken as far as is known now; None if it is not (S10).

    Items registered later are not known yet; those whose receipt was rejected do not count.
    """
    deadline = deadline_of(facts, now)
    known = (i for i in facts.items if i.registered_at <= now)
    times = [at for i in known if (at := breaks_at(i, deadline)) is not None and at <= now]
    return min(times, default=None)


def surfaced(facts: Facts, now: datetime) -> tuple[Item, ...]:
    """Timely breaking items that were registered after the certificate (S14).

    Whether rejected since or not; once the contract is signed an item opens no dispute.
    """
    if facts.certified_at is None or facts.certified_at > now:
        return ()
    deadline = deadline_of(facts, now)
    end = facts.contract_signed_at
    return tuple(
        i
        for i in facts.items
        if facts.certified_at <= i.registered_at <= now
        and (end is None or i.registered_at < end)
        and (breaks_at(i, deadline) is not None or i.rejected_at is not None)
    )


def after_signature(facts: Facts, now: datetime) -> tuple[Item, ...]:
    """Timely breaking items that surfaced once the contract was signed (S14).

    They annul nothing: the President puts them to the Meeting of States Parties.
    """
    signed = facts.contract_signed_at
    if signed is None or facts.certified_at is None:
        return ()
    deadline = deadline_of(facts, now)
    return tuple(
        i
        for i in facts.items
        if signed <= i.registered_at <= now and breaks_at(i, deadline) is not None
    )


def open_disputes(facts: Facts, now: datetime) -> tuple[Item, ...]:
    """The surfaced items over which no dispute has ended; a withdrawal ends none (S14)."""
    ended = {d.item for d in facts.disputes if d.ended_at <= now}
    return tuple(i for i in surfaced(facts, now) if i.ref not in ended)


def annulled_at(facts: Facts, now: datetime) -> datetime | None:
    """When the certificate was annulled; None if it was not (S14)."""
    times = [d.ended_at for d in facts.disputes if d.end is DisputeEnd.ANNULLED]
    return min((t for t in times if t <= now), default=None)


def state(facts: Facts, now: datetime) -> RoundState:
    """The state of the round at this instant, from its facts alone (R10, R13)."""
    if _past(facts.cancelled_at, now):
        return RoundState.CANCELLED
    if _past(facts.certified_at, now):
        if annulled_at(facts, now) is not None:
            return RoundState.BROKEN
        if _past(facts.lapsed_at, now):
            return RoundState.LAPSED
        return RoundState.DISPUTED if open_disputes(facts, now) else RoundState.CERTIFIED
    if _past(facts.without_object_at, now):
        return RoundState.WITHOUT_OBJECT
    if broken_at(facts, now) is not None:
        return RoundState.BROKEN
    return RoundState.OPEN if now < late_from(deadline_of(facts, now)) else RoundState.EXPIRED


def last_fact(facts: Facts) -> datetime:
    """The latest recorded time of the round: nothing new is recorded before it (S8)."""
    times = [facts.opened_at, *(g.at for g in facts.lengthenings)]
    times += [i.registered_at for i in facts.items]
    times += [i.settled_at for i in facts.items if i.settled_at]
    times += [i.withdrawn_at for i in facts.items if i.withdrawn_at]
    times += [d.ended_at for d in facts.disputes]
    ends = (
        facts.broken_since,
        facts.cancelled_at,
        facts.certified_at,
        facts.without_object_at,
        facts.lapsed_at,
        facts.contract_signed_at,
    )
    return max([*times, *(t for t in ends if t)])


def present(facts: Facts, now: datetime) -> datetime:
    """The time of a round for whoever reads it or writes on it: never before its last fact (S8).

    now: a reading of the clock. By a clock that is behind, or has stepped back, what was
    recorded would else not have happened yet: a certified round would be open again.
    """
    return max(now, last_fact(facts))


# ---------------------------------------------------------------- the deadline (S2, S3)


class After(StrEnum):
    """What came before a round, as far as its default length depends on it."""

    NOTHING = "nothing"
    BREAK_SAME_CANDIDATE = "break_same_candidate"
    CANCELLATION = "cancellation"


DEFAULT_DAYS: Final = {
    After.NOTHING: 14,
    After.BREAK_SAME_CANDIDATE: 5,
    After.CANCELLATION: 14,
}


def default_deadline(opening: datetime, days: int = 14, at: time = DEFAULT_TIME) -> datetime:
    """The deadline offered: days after the opening's day in Geneva, a weekend moved to Monday."""
    day = geneva_day(opening) + timedelta(days=days)
    if day.weekday() > 4:
        day += timedelta(days=7 - day.weekday())
    return at_geneva(day, at)


def check_deadline(opening: datetime, deadline: datetime, minimum: timedelta = MINIMUM) -> Answer:
    """Whether a round may have this deadline (S2): enough elapsed time, Monday to Friday."""
    if deadline.astimezone(GENEVA).weekday() > 4:
        return Refused(_("The deadline must fall on Monday to Friday in Geneva."))
    if deadline - opening < minimum:
        hours = int((deadline - opening).total_seconds() // 3600)
        least = int(minimum.total_seconds() // 3600)
        return Refused(
            _(
                "From the opening to the deadline are %(hours)d hours; at least %(least)d hours "
                "of elapsed time are needed.",
                hours=hours,
                least=least,
            )
        )
    return Holds()


def falls_on_holiday(deadline: datetime, holidays: Holidays = YEAR_END) -> date | None:
    """The day to point out where the deadline falls on a holiday, which is allowed (S2)."""
    day = geneva_day(deadline)
    return day if day in holidays else None


def check_lengthening(facts: Facts, new: datetime, now: datetime) -> Answer:
    """Whether the deadline may be lengthened to this time now (S3)."""
    current = deadline_of(facts, now)
    if state(facts, now) is not RoundState.OPEN:
        return Refused(_("The round is not open."))
    if now >= current:
        return Refused(_("The deadline has come; it can't be lengthened any more."))
    if new <= current:
        return Refused(_("The deadline is never shortened; name a later time."))
    if new.astimezone(GENEVA).weekday() > 4:
        return Refused(_("The deadline must fall on Monday to Friday in Geneva."))
    if len(facts.lengthenings) >= LENGTHENINGS:
        return Refused(_("The deadline of a round is lengthened at most twice."))
    return Holds()


def check_cancellation(facts: Facts, reason: str, now: datetime) -> Answer:
    """Whether the President may cancel the round now (S15): open, strictly before the deadline."""
    if state(facts, now) is not RoundState.OPEN:
        return Refused(_("The round is not open."))
    if now >= deadline_of(facts, now):
        return Refused(_("The deadline has come; the round can't be cancelled any more."))
    if not reason.strip():
        return Refused(_("Cancelling a round needs a reason."))
    return Holds()


def counts_for(
    received_at: datetime, rounds: tuple[Facts, ...], names_earlier: bool = False
) -> int | None:
    """The index of the round for which an item received then counts (S10); None before any.

    The latest round that was open by then; the one before it where the item names that one.
    """
    opened = [n for n, r in enumerate(rounds) if r.opened_at <= received_at]
    if not opened:
        return None
    return opened[-2] if names_earlier and len(opened) > 1 else opened[-1]


# ---------------------------------------------------------------- the certificate (S13)


@dataclass(frozen=True, slots=True)
class CertificationFacts:
    """What certifying is judged by. declared: the President's declaration that every letter
    received up to the deadline at the registered addresses has been registered."""

    round: Facts
    now: datetime
    declared: bool = False


def _deadline_passed(f: CertificationFacts) -> Answer:
    if f.now >= late_from(deadline_of(f.round, f.now)):
        return Holds()
    return Refused(_("The deadline has not passed yet."))


def _unbroken(f: CertificationFacts) -> Answer:
    if broken_at(f.round, f.now) is None:
        return Holds()
    return Refused(_("Silence was broken; the proposal is not approved."))


def _undecided(f: CertificationFacts) -> Answer:
    now = state(f.round, f.now)
    if now in (RoundState.OPEN, RoundState.EXPIRED, RoundState.BROKEN) and not _past(
        f.round.certified_at, f.now
    ):
        return Holds()
    return Refused(_("The outcome of this round is recorded already."))


def _declared(f: CertificationFacts) -> Answer:
    if f.declared:
        return Holds()
    return Refused(
        _(
            "The declaration is missing that every letter received up to the deadline at the "
            "registered addresses has been registered."
        )
    )


CERTIFICATION: Final[list[Gate[CertificationFacts]]] = [
    Gate("S13", "reading S13", _("The outcome is not recorded yet"), _undecided),
    Gate("S9", "reading S9", _("The deadline has passed"), _deadline_passed),
    Gate("S10", "reading S10", _("No timely objection"), _unbroken),
    Gate("S13", "reading S13", _("Every letter received is registered"), _declared),
]


def certificate_due(facts: Facts, now: datetime, holidays: Holidays = YEAR_END) -> datetime:
    """When certifying falls due: two working days after the deadline (S13)."""
    return duty_due(deadline_of(facts, now), 2, holidays)


def dispute_due(item: Item, holidays: Holidays = YEAR_END) -> datetime:
    """By when the dispute over this item ends: ten working days after it surfaced (S14)."""
    return duty_due(item.registered_at, 10, holidays)
