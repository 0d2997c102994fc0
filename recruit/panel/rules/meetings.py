"""Meetings of the panel: quorum, votes, minutes (reading C10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from recruit.core.errors import Answer, Holds, Kind, Refusal, Refused
from recruit.core.words import _, ngettext

VOTES_NEEDED = 3


class Matter(StrEnum):
    """What is decided; each has its quorum."""

    SHORTLIST = "shortlist"
    INTERVIEWS = "interviews"
    FINAL = "final"
    OTHER = "other"


class Next(StrEnum):
    """What follows a ballot in which nothing has three votes."""

    SECOND_BALLOT = "second_ballot"
    THIRD_BALLOT = "third_ballot"  # on a later day, between the two with most votes
    WITHOUT_THE_TIED = "without_the_tied"  # the shortlist stands without them
    NO_CANDIDATE = "no_candidate"  # the report says so; a stage is reopened, or R26
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who is living, was called and is present; chair: who exercises the chair."""

    living: frozenset[str]
    called: frozenset[str]
    present: frozenset[str]
    chair: str


@dataclass(frozen=True, slots=True)
class Count:
    """The result of one ballot by name.

    decided: the option with three votes. next: what follows where there is none.
    between: the options of the third ballot, those with most votes first. tally: votes
    for each option, most first.
    """

    decided: str | None
    next: Next | None
    between: tuple[str, ...]
    tally: tuple[tuple[str, int], ...]


def quorum(matter: Matter, who: Attendance) -> Answer:
    """C10: whether those present can decide on this matter. Only living occupants count.

    Shortlist: four of the living, the Chair among them. Interviews and final decision:
    all living. Every other: three, all living having been called.
    """
    present = who.present & who.living
    missing = len(who.living - present)
    if matter in (Matter.INTERVIEWS, Matter.FINAL):
        if who.living and not missing:
            return Holds()
        return Refused(
            ngettext(
                "All five must be present; %(n)s is missing.",
                "All five must be present; %(n)s are missing.",
                missing,
            )
        )
    if matter is Matter.SHORTLIST:
        if who.chair not in present:
            return Refused(_("The shortlist is decided in the presence of the Chair."))
        if len(present) < 4:
            return Refused(
                _("The shortlist is decided by four at least; present: %(n)s.", n=len(present))
            )
        return Holds()
    if who.living - who.called:
        return Refused(_("Not all who sit on the panel were called to the meeting."))
    if len(present) < 3:
        return Refused(
            _("A decision needs three present at least; present: %(n)s.", n=len(present))
        )
    return Holds()


def decide(
    votes: Mapping[str, str | None],
    ballot: int,
    *,
    matter: Matter = Matter.OTHER,
    between: tuple[str, ...] = (),
) -> Count:
    """C10: count a ballot by name: three votes decide, nobody has a casting vote.

    votes: for each person present who may vote the option voted for, None: abstained.
    ballot: 1, 2 or 3. between: the options of the third ballot. Where two options share
    the second place, both stand in the third ballot.
    Raises Refusal for a fourth ballot and for an option that the third does not offer.
    """
    if ballot not in (1, 2, 3):
        raise Refusal("C10", "reading C10", _("There are at most three ballots on a motion."))
    given = [option for option in votes.values() if option is not None]
    if ballot == 3 and not set(given) <= set(between):
        raise Refusal(
            "C10",
            "reading C10",
            _("The third ballot is between those with most votes only."),
            kind=Kind.INVALID,
        )
    tally = tuple(sorted(Counter(given).items(), key=lambda item: (-item[1], item[0])))
    if tally and tally[0][1] >= VOTES_NEEDED:
        # five seats: no two options can have three votes each
        return Count(tally[0][0], None, (), tally)
    if ballot == 1:
        return Count(None, Next.SECOND_BALLOT, (), tally)
    if ballot == 2:
        least = tally[min(1, len(tally) - 1)][1] if tally else 0
        return Count(None, Next.THIRD_BALLOT, tuple(o for o, n in tally if n >= least), tally)
    return Count(None, _without_result(matter), (), tally)


def _without_result(matter: Matter) -> Next:
    if matter is Matter.SHORTLIST:
        return Next.WITHOUT_THE_TIED
    return Next.NO_CANDIDATE if matter is Matter.FINAL else Next.LOST


def third_ballot_day(second: date, third: date) -> Answer:
    """C10: the third ballot is held on a later day (Geneva) than the second."""
    if third > second:
        return Holds()
    return Refused(_("The third ballot is held on a later day than the second."))


def confirmed_at(
    present: frozenset[str],
    confirmations: Mapping[str, datetime],
    opens: datetime,
    now: datetime,
) -> datetime | None:
    """C10: since when the minutes are confirmed; None: not yet.

    By all who were present (the last one's instant), at the latest at opens: 00:00 of
    the second working day after the minutes were laid before them.
    """
    given = [confirmations[p] for p in present if p in confirmations]
    by_all = max(given) if given and len(given) == len(present) else None
    if by_all is not None and by_all <= min(opens, now):
        return by_all
    return opens if now >= opens else None


def may_dissent(person: str, present: frozenset[str], confirmed: datetime | None) -> Answer:
    """C10: who was present may dissent from a consensus until the minutes are confirmed;
    it puts the matter to the vote."""
    if person not in present:
        return Refused(_("Only those who were present can dissent."))
    if confirmed is not None:
        return Refused(_("The minutes are confirmed; a separate opinion may be annexed."))
    return Holds()
