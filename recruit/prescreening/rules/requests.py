"""The panel's request for all applications received (para. 54(b); reading R7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _

FURTHER_MEMBERS = 2


class State(StrEnum):
    """Where a motion stands."""

    MOVED = "moved"
    REQUESTED = "requested"  # it is the panel's request
    TO_THE_VOTE = "to_the_vote"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Motion:
    """A seated member's motion to ask for the applications received.

    seconded, objected: when each member did. opens: 00:00 of the second working day
    after the motion. carried: the vote's result (C10), None while there is none.
    """

    moved_by: str
    reason: str
    moved_at: datetime
    seconded: Mapping[str, datetime]
    objected: Mapping[str, datetime]
    opens: datetime
    carried: bool | None = None


def move(reason: str, *, seated: bool) -> None:
    """R7: a seated member moves it with a reason. Raises Refusal."""
    if not seated:
        raise Refusal(
            "R7",
            "para. 54(b), reading R7",
            _("Only a seated member can move that all applications be given."),
        )
    if not reason.strip():
        raise Refusal("R7", "reading R7", _("The motion needs a reason."), kind=Kind.INVALID)


def seconded_at(motion: Motion, chair: str) -> datetime | None:
    """When the Chair or two further members had seconded it; None: not so far."""
    seconds = {m: at for m, at in motion.seconded.items() if m != motion.moved_by}
    moments = [seconds[chair]] if chair in seconds else []
    others = sorted(seconds.values())
    if len(others) >= FURTHER_MEMBERS:
        moments.append(others[FURTHER_MEMBERS - 1])
    return min(moments, default=None)


def made_at(motion: Motion, chair: str, now: datetime) -> datetime | None:
    """R7: since when it is the panel's request without a vote; None: it is not.

    chair: who exercises the chair. An objection made before stops it.
    """
    seconded = seconded_at(motion, chair)
    since = min(motion.opens, seconded) if seconded is not None else motion.opens
    if now < since or any(at < since for at in motion.objected.values()):
        return None
    return since


def state(motion: Motion, chair: str, now: datetime) -> State:
    """R7: where the motion stands now."""
    if made_at(motion, chair, now) is not None:
        return State.REQUESTED
    if not motion.objected:
        return State.MOVED
    if motion.carried is None:
        return State.TO_THE_VOTE
    return State.REQUESTED if motion.carried else State.LOST


def answer(withheld: Mapping[str, str], given: frozenset[str]) -> None:
    """R7: GICHD answers in full or with named documents withheld or redacted.

    withheld: document to reason. given: documents given unredacted. Raises Refusal
    without a reason for each, or where a document is in both.
    """
    if not all(reason.strip() for reason in withheld.values()):
        raise Refusal(
            "R7",
            "para. 54(b), reading R7",
            _("Each document withheld or redacted needs a reason."),
            kind=Kind.INVALID,
        )
    if given & withheld.keys():
        raise Refusal(
            "R7",
            "reading R7",
            _("A document is either given in full or withheld."),
            kind=Kind.INVALID,
        )
