"""When the others may declare that somebody seated stands down (reading R23). Pure.

The seat is personal: whoever cannot serve on leaves it, and where they do nothing about it
the other living occupants may declare so by three votes. Where the missing act is a lock,
only those who have locked their own take part, and nothing is shown to the others (R15).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from recruit.core.errors import Answer, Holds, Refused
from recruit.core.words import _

VOTES_NEEDED = 3
UNREACHABLE_DAYS = 10
"""Working days for which somebody was not reached by any means."""
REMINDED_DAYS = 3
"""Working days that an act was missing after the written reminder of it."""


class Duty(StrEnum):
    """What all who sit must do, and of which a reminder may speak."""

    DECLARE = "declare"  # C4
    BALLOT = "ballot"  # a lock: the ballot of the run
    SHEET = "sheet"  # a lock: the scores of a candidate
    ATTEND = "attend"  # meetings and interviews (C10)
    DECIDE = "decide"  # votes, confirmations, decisions on others (C6, C7)
    ACT = "act"  # an act of the chair, asked of the Chair alone (R19)


LOCKS = frozenset({Duty.BALLOT, Duty.SHEET})
"""The duties that are locks: reminded of in the same words to all, moved by the locked alone."""


class Ground(StrEnum):
    """Why somebody is to stand down."""

    UNREACHABLE = "unreachable"
    REMINDED = "reminded"


def duty_words(duty: Duty) -> str:
    """A duty in words."""
    return {
        Duty.DECLARE: _("to declare on the names of the list"),
        Duty.BALLOT: _("to lock the ballot"),
        Duty.SHEET: _("to lock the scores of each candidate interviewed"),
        Duty.ATTEND: _("to attend meetings and interviews"),
        Duty.DECIDE: _("to decide and vote where the panel waits for it"),
        Duty.ACT: _("a due act of the chair"),
    }[duty]


def may_remind(duty: Duty, *, to_chair: bool, of_chair: bool) -> Answer:
    """Whether this reminder is the writer's to send: the Chair's to a member, any two
    members' to the Chair. of_chair: the person reminded chairs."""
    if duty is Duty.ACT and not to_chair:
        return Refused(_("An act of the chair is asked of the Chair, by two members."))
    if not to_chair and of_chair and duty not in LOCKS:
        return Refused(_("The reminder to the Chair is any two members'."))
    return Holds()


def may_move(
    ground: Ground,
    *,
    due: datetime | None,
    now: datetime,
    others: int,
    missing: bool = True,
) -> Answer:
    """Whether it may be moved that somebody stands down.

    due: 24:00 of the tenth working day without an answer, or of the third after the
    reminder; None: there is no reminder. others: living occupants beside the one concerned.
    missing: the act reminded of is not done.
    """
    if not missing:
        return Refused(_("What the reminder asked for is done."))
    if due is None:
        return Refused(_("There is no written reminder of this yet."))
    if now < due:
        if ground is Ground.UNREACHABLE:
            return Refused(_("Ten working days have not passed since this member was reached."))
        return Refused(_("Three working days have not passed since the reminder."))
    if others < VOTES_NEEDED:
        return Refused(_("Three of the others are needed, and fewer are seated."))
    return Holds()


def count(votes: Mapping[str, bool], others: Collection[str]) -> bool | None:
    """True: three of the others agree. False: three cannot be reached. None: it goes on.

    votes: by seat. others: living occupants beside the one concerned; a vote of a seat that
    is no more counts no more.
    """
    given = {grant: agrees for grant, agrees in votes.items() if grant in others}
    agreed = sum(given.values())
    if agreed >= VOTES_NEEDED:
        return True
    if agreed + len(set(others) - set(given)) < VOTES_NEEDED:
        return False
    return None


def takes_part(duty: Duty | None, *, locked: bool, concerned: bool) -> bool:
    """Whether somebody seated is shown a motion. locked: their own of what is missing.

    Where the missing act is a lock it is shown to those alone who have locked (R15); any
    other motion to all who sit, the one concerned among them, who may answer.
    """
    return locked and not concerned if duty in LOCKS else True
