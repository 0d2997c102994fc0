"""The election of the acting Chair by those seated (reading R19). Pure.

Three votes elect. After two ballots without them it is the first in seat order who is free;
until then nobody exercises a chair that fell vacant. A ballot is over when everybody has
voted or its time is: whoever does nothing holds nobody up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recruit.core.errors import Answer, Holds, Refused
from recruit.core.words import _

VOTES_NEEDED = 3
BALLOTS = 2
BALLOT_DAYS = 2
"""Working days that a ballot stands open at most."""
WAITED_DAYS = 3
"""Working days that a due act of the chair waits after two members asked for it."""


class Why(StrEnum):
    """Why the chair is to be filled; all but the first for a time only."""

    VACANT = "vacant"
    PREVENTED = "prevented"  # the Chair reports being prevented
    UNDECIDED = "undecided"  # the Chair's own declaration is undecided
    WAITED = "waited"  # a due act waited three working days after two members asked for it


@dataclass(frozen=True, slots=True)
class Seated:
    """A living occupant. free: no declaration of theirs is undecided, and it is not the Chair
    for whom somebody is to stand in."""

    grant: str
    seat: int
    free: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Where a ballot leads. elected: the seat's grant, by_order where it came by the order.
    over: the ballot is over without three votes, and the next one begins."""

    elected: str = ""
    by_order: bool = False
    over: bool = False


def first_free(seated: Sequence[Seated]) -> str:
    """The first in seat order who is free; '' where nobody is."""
    return next((s.grant for s in sorted(seated, key=lambda s: s.seat) if s.free), "")


def count(
    ballot: int,
    votes: Mapping[str, str],
    seated: Sequence[Seated],
    *,
    closes: datetime,
    now: datetime,
) -> Result:
    """Count a ballot: by voter's seat the seat voted for. closes: when its time is over.

    Votes of and for seats that are no more count no more.
    """
    living = {s.grant for s in seated}
    eligible = {s.grant for s in seated if s.free}
    given = {v: f for v, f in votes.items() if v in living and f in eligible}
    for grant, number in Counter(given.values()).items():
        if number >= VOTES_NEEDED:
            return Result(grant)
    if now < closes and living - set(given):
        return Result()
    if ballot < BALLOTS:
        return Result(over=True)
    return Result(first_free(seated), by_order=True)


def may_vote_for(grant: str, seated: Sequence[Seated]) -> Answer:
    """Whether somebody can be voted for: a living occupant who is free."""
    if any(s.grant == grant and s.free for s in seated):
        return Holds()
    return Refused(_("Vote for somebody who sits on the panel and is free to chair it."))


def may_call(why: Why | None) -> Answer:
    """Whether an election may be called now. why: None where the chair is exercised."""
    if why is None:
        return Refused(_("The chair is exercised; no acting Chair is elected."))
    return Holds()


def free_of(undecided: Collection[str], aside: str, person: str) -> bool:
    """Whether this person is free to chair. undecided: persons with an open declaration.
    aside: the Chair for whom somebody is to stand in, '' for a vacancy."""
    return person not in undecided and person != aside
