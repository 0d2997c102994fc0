"""The round under its lock: what every act on a round begins with, and how a break is told.

Writing functions, called inside an act. Breaking silence comes through here and needs the
database alone: no key, no mail, no worker.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import select

from recruit.access.frame import Act
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.approval import models
from recruit.approval.queries import rounds
from recruit.approval.rules.round import Facts, broken_at, last_fact
from recruit.core import clock, db, keys
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.notices.models import Broadcast
from recruit.procedure.rules.milestones import Audience, MilestoneKind


def under_lock(a: Act, round_id: str = "") -> tuple[models.Round, Facts]:
    """The round, locked, and its facts; the act's time is read again under the lock (S8).

    round_id '' is the latest round. The act's time is then that one reading of the clock,
    and never earlier than the round's last fact. Raises Refusal where there is no round.
    """
    asked = select(models.Round.id).where(models.Round.procedure_id == a.procedure_id)
    if round_id:
        asked = asked.where(models.Round.id == round_id)
    found = a.session.exec(asked.order_by(models.Round.number.desc())).first()  # type: ignore[attr-defined]
    row = db.locked(a.session, models.Round, id=found) if found else None
    if row is None:
        raise Refusal("S1", "reading S1", _("There is no round of the silence procedure yet."))
    a.round_id = row.id
    facts = rounds.facts(a.session.connection(), row.id)
    move(a, max(clock.now(), last_fact(facts)))
    return row, facts


def move(a: Act, at: datetime) -> None:
    """Set the act's time to this one reading."""
    a.now = at
    a.reader = replace(a.reader, now=at)


def note_break(a: Act, row: models.Round) -> bool:
    """Record that the round is broken, if it is and was not recorded; whether it was now (S10).

    All States Parties are told by the letter that was written and sealed at the opening.
    """
    if row.broken_at is not None or row.cancelled_at is not None or row.without_object_at:
        return False
    since = broken_at(rounds.facts(a.session.connection(), row.id), a.now)
    if since is None:
        return False
    row.broken_at = since
    a.session.add(row)
    a.session.flush()
    a.milestone(MilestoneKind.ROUND_BROKEN, Audience.STATES, object_id=row.id, number=row.number)
    tell_break(a, row)
    return True


def tell_break(a: Act, row: models.Round) -> None:
    """The letter to all States, once, and the line for those who may know the fact (S16)."""
    if a.session.get(Broadcast, row.broken_notice_id) is None:
        a.session.add(
            Broadcast(
                id=row.broken_notice_id,
                procedure_id=a.procedure_id,
                kind="approval.broken",
                object_id=row.id,
                audience="states",
                sender=Capacity.OFFICE.value,
                as_of=a.now,
                key_id=keys.procedure_key(a.procedure_id),
                body=row.broken_notice,
            )
        )
        a.session.flush()
    tell_inside(a, "approval.broken", row.id)


def tell_inside(a: Act, kind: str, object_id: str, *, delegates: bool = True) -> None:
    """A line for those who follow a round: President, office, panel, GICHD, delegations."""
    audiences = [
        f"capacity:{Capacity.PRESIDENT}",
        f"capacity:{Capacity.OFFICE}",
        "panel",
        f"capacity:{Capacity.FOCAL_POINT}",
        f"capacity:{Capacity.STAFF}",
    ]
    if delegates:
        audiences.append(f"capacity:{Capacity.DELEGATE}")
    for audience in audiences:
        notices.tell(a, kind, audience, object_id=object_id, sender=Capacity.OFFICE)


def tell_state(a: Act, kind: str, object_id: str, state_id: str) -> None:
    """Confirm to all registered contacts of a State and to its delegates, it alone (S6)."""
    notices.tell(a, kind, f"state:{state_id}", object_id=object_id, sender=Capacity.OFFICE)
    delegates = a.session.exec(
        select(Grant.person_id).where(
            Grant.procedure_id == a.procedure_id,
            Grant.capacity == Capacity.DELEGATE,
            Grant.state_id == state_id,
            Grant.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).all()
    if delegates:
        notices.tell(
            a,
            kind,
            f"persons:{Capacity.DELEGATE}",
            object_id=object_id,
            recipients=sorted(delegates),
            sender=Capacity.OFFICE,
        )


def tell_states(a: Act, kind: str, object_id: str, letter: dict[str, object]) -> None:
    """Send a letter to all States Parties, its text sealed under the procedure's key."""
    notices.tell(
        a,
        kind,
        "states",
        object_id=object_id,
        sender=Capacity.OFFICE,
        body=letter,
        key_id=keys.procedure_key(a.procedure_id),
    )
