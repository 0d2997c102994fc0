"""The round under its lock: what every act on a round begins with, and how a break is told.

Writing functions, called inside an act. Breaking silence comes through here and needs the
database alone: no key, no mail, no worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as sa_select
from sqlmodel import select

from recruit.access.frame import Act
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.approval import models
from recruit.approval.queries import rounds
from recruit.approval.rules.round import Facts, broken_at, last_fact
from recruit.core import clock, keys
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.notices.models import Broadcast
from recruit.procedure.rules.milestones import Audience, MilestoneKind

# The lock of ``db.locked``; the order is the procedure's row, which the frame holds, then this.
_LOCKED = (
    select(models.Round)
    .where(models.Round.procedure_id == bindparam("procedure"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_LATEST = _LOCKED.order_by(models.Round.number.desc()).limit(1)  # type: ignore[attr-defined]
_THIS = _LOCKED.where(models.Round.id == bindparam("round"))
_LETTER = Broadcast.__table__.insert()  # type: ignore[attr-defined]
_g = Grant.__table__  # type: ignore[attr-defined]
_DELEGATES = (
    sa_select(_g.c.person_id)
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity == Capacity.DELEGATE.value,
        _g.c.state_id == bindparam("state"),
        _g.c.ended_at.is_(None),
    )
    .order_by(_g.c.person_id)
)


def under_lock(a: Act, round_id: str = "") -> tuple[models.Round, Facts]:
    """The round, locked, and its facts; the act's time is read again under the lock (S8).

    round_id '' is the latest round. The act's time is then that one reading of the clock,
    and never earlier than the round's last fact. Raises Refusal where there is no round.
    """
    asked = {"procedure": a.procedure_id, "round": round_id}
    row = a.session.exec(_THIS if round_id else _LATEST, params=asked).first()
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


def note_break(a: Act, row: models.Round, facts: Facts | None = None) -> bool:
    """Record that the round is broken, if it is and was not recorded; whether it was now (S10).

    All States Parties are told by the letter that was written and sealed at the opening.
    facts: as they are now, where the act knows them; else they are read.
    """
    if row.broken_at is not None or row.cancelled_at is not None or row.without_object_at:
        return False
    since = broken_at(facts or rounds.facts(a.session.connection(), row.id), a.now)
    if since is None:
        return False
    row.broken_at = since
    a.session.add(row)
    a.milestone(MilestoneKind.ROUND_BROKEN, Audience.STATES, object_id=row.id, number=row.number)
    tell_break(a, row)
    return True


def tell_break(a: Act, row: models.Round) -> None:
    """The letter to all States, once, and the line for those who may know the fact (S16)."""
    a.connection.execute(
        _LETTER,
        {
            "id": row.broken_notice_id,
            "procedure_id": a.procedure_id,
            "kind": "approval.broken",
            "object_id": row.id,
            "audience": "states",
            "recipients": "",
            "sender": Capacity.OFFICE.value,
            "as_of": a.now,
            "key_id": keys.procedure_key(a.procedure_id),
            "body": row.broken_notice,
            "expanded_at": None,
        },
    )
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
    told = [(audience, ()) for audience in audiences]
    notices.tell_all(a, kind, told, object_id=object_id, sender=Capacity.OFFICE)


def tell_state(a: Act, kind: str, object_id: str, state_id: str) -> None:
    """Confirm to all registered contacts of a State and to its delegates, it alone (S6)."""
    told: list[tuple[str, Sequence[str]]] = [(f"state:{state_id}", ())]
    asked = {"procedure": a.procedure_id, "state": state_id}
    delegates = a.connection.execute(_DELEGATES, asked).scalars().all()
    if delegates:
        told.append((f"persons:{Capacity.DELEGATE}", delegates))
    notices.tell_all(a, kind, told, object_id=object_id, sender=Capacity.OFFICE)


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
