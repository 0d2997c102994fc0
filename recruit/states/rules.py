"""Who is a State Party on a day, and who sits on the Coordination Committee.

Days begin at 00:00 in Geneva (rule S4). Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

_GENEVA: Final = ZoneInfo("Europe/Zurich")

CONVENTION_IN_FORCE: Final = date(2010, 8, 1)
"""The Convention's own entry into force: no State is party before it (Article 17)."""


class Group(StrEnum):
    """The five regional groups of the United Nations, and none."""

    AFRICA = "Africa"
    ASIA_PACIFIC = "Asia-Pacific"
    EEG = "EEG"
    GRULAC = "GRULAC"
    WEOG = "WEOG"
    NONE = ""


class Standing(StrEnum):
    """What a State is to the Convention on a day."""

    PARTY = "party"
    TO_BE_PARTY = "to_be_party"  # deposited, not yet in force for it
    WITHDRAWN = "withdrawn"
    SIGNATORY = "signatory"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class State:
    """The facts about a State from which its standing follows; all days in Geneva.

    deposited: the day of its instrument. in_force: recorded day of entry into force, which
    goes before the one computed from the deposit. known_party_on: a day on which it is
    known to have been party, where neither is recorded (the list of a meeting).
    withdrawal_effective: the first day on which it is no longer party.
    """

    iso3: str
    name: str
    deposited: date | None = None
    in_force: date | None = None
    known_party_on: date | None = None
    withdrawal_effective: date | None = None
    signatory: bool = False


def entry_into_force(deposited: date) -> date:
    """The first day of the sixth month after the month of deposit (S4, Article 17).

    Never before the Convention's own entry into force.
    """
    months = deposited.year * 12 + deposited.month - 1 + 6
    return max(date(months // 12, months % 12 + 1, 1), CONVENTION_IN_FORCE)


def party_since(state: State) -> date | None:
    """The first day on which the State is party as far as recorded; None if never."""
    if state.in_force is not None:
        return state.in_force
    if state.deposited is not None:
        return entry_into_force(state.deposited)
    return state.known_party_on


def standing(state: State, moment: date | datetime) -> Standing:
    """What the State is on the Geneva day of this instant or on this day (S4).

    Raises ValueError for an instant without a zone.
    """
    day = _geneva_day(moment)
    since = party_since(state)
    gone = state.withdrawal_effective
    if since is not None and gone is not None and day >= gone:
        return Standing.WITHDRAWN
    if since is not None and day >= since:
        return Standing.PARTY
    if since is not None:
        return Standing.TO_BE_PARTY
    return Standing.SIGNATORY if state.signatory else Standing.OTHER


def is_party(state: State, moment: date | datetime) -> bool:
    """Whether the Convention is in force for the State and no withdrawal in effect (S4)."""
    return standing(state, moment) is Standing.PARTY


def parties(states: Iterable[State], moment: date | datetime) -> tuple[State, ...]:
    """The States Parties at this instant, by name: the recipients of a round (S4)."""
    return tuple(sorted((s for s in states if is_party(s, moment)), key=lambda s: s.name))


def _geneva_day(moment: date | datetime) -> date:
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError("an instant without a zone has no day in Geneva")
    return moment.astimezone(_GENEVA).date()


# ---------------------------------------------------------------- the Coordination Committee


class Office(StrEnum):
    """In which office a State sits on the Coordination Committee."""

    PRESIDENT = "president"
    PRESIDENT_DESIGNATE = "president_designate"
    OUTGOING_PRESIDENT = "outgoing_president"
    COORDINATOR = "coordinator"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class CommitteeSeat:
    """A seat on the Coordination Committee with its term; days in Geneva, both inside.

    last is None where the term has no recorded end. until_meeting: the meeting at whose end
    the term ends ("11MSP"), from which last is planned. source: the paragraph. Observers
    are listed but are no members.
    """

    state: str
    iso3: str
    office: Office
    area: str
    first: date
    last: date | None
    until_meeting: str = ""
    source: str = ""


def in_office(seats: Iterable[CommitteeSeat], moment: date | datetime) -> tuple[CommitteeSeat, ...]:
    """The members' seats whose term includes this day, in the order given; no observers."""
    day = _geneva_day(moment)
    return tuple(
        s
        for s in seats
        if s.office is not Office.OBSERVER and s.first <= day and (s.last is None or day <= s.last)
    )


def on_committee(seats: Iterable[CommitteeSeat], iso3: str, moment: date | datetime) -> bool:
    """Whether the State holds a member's seat on the Committee on this day."""
    return any(s.iso3 == iso3 for s in in_office(seats, moment))
