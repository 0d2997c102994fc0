"""What the worker does on open rounds: reminders, and the break that the deadline itself brings.

It approves nothing: an outcome is certified by the President alone (S13, R10).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.access.frame import act, operator
from recruit.access.rules import Capacity
from recruit.approval import models
from recruit.approval.operations import standing
from recruit.approval.queries import rounds
from recruit.approval.rules import reminders
from recruit.approval.rules.round import RoundState, deadline_of, present, state
from recruit.core import db
from recruit.notices import operations as notices
from recruit.notices.models import Broadcast

_r = models.Round.__table__  # type: ignore[attr-defined]
_b = Broadcast.__table__  # type: ignore[attr-defined]
_OPEN = select(_r.c.id, _r.c.procedure_id).where(
    _r.c.ended_at.is_(None), ~rounds.BROKEN, _r.c.cancelled_at.is_(None)
)
_SENT = (
    select(_b.c.kind, func.max(_b.c.as_of).label("at"))
    .where(_b.c.object_id == bindparam("round"), _b.c.kind.in_(bindparam("kinds", expanding=True)))
    .group_by(_b.c.kind)
)


def still_due(kind: str) -> Callable[[Connection, str, datetime], bool]:
    """Whether a reminder of this kind says what is so when it is sent (W12): the round is open,
    and it is the one that is due for the deadline then in force."""

    def asked(connection: Connection, round_id: str, now: datetime) -> bool:
        facts = rounds.facts(connection, round_id)
        now = present(facts, now)
        if state(facts, now) is not RoundState.OPEN:
            return False
        return reminders.due(facts.opened_at, deadline_of(facts, now), {}, now) == kind

    return asked


def follow(now: datetime) -> int:
    """One beat over all open rounds; how many reminders and breaks there were."""
    with db.reading() as connection:
        found = connection.execute(_OPEN).all()
    return sum(_remind(row.id, now) + _break(row.id, row.procedure_id) for row in found)


def _remind(round_id: str, now: datetime) -> int:
    """Tell the delegations, once for each lead; who muted mails gets the line alone."""
    with db.writing() as session:
        row = db.locked(session, models.Round, id=round_id)
        connection = session.connection()
        facts = rounds.facts(connection, round_id)
        now = present(facts, now)
        if row is None or state(facts, now) is not RoundState.OPEN:
            return 0
        asked = {"round": round_id, "kinds": list(reminders.LEADS)}
        sent = {r.kind: r.at for r in connection.execute(_SENT, asked)}
        kind = reminders.due(facts.opened_at, deadline_of(facts, now), sent, now)
        if not kind:
            return 0
        notices.broadcast(
            session,
            now,
            row.procedure_id,
            kind,
            f"capacity:{Capacity.DELEGATE}",
            object_id=round_id,
            sender=Capacity.OFFICE,
        )
        return 1


def _break(round_id: str, procedure_id: str) -> int:
    """An unclear letter that nobody settled counts from the deadline (S7): all are told now."""
    with db.reading() as connection:
        facts = rounds.facts(connection, round_id)
    reader = operator(procedure_id)
    if state(facts, present(facts, reader.now)) is not RoundState.BROKEN:
        return 0
    with act(reader, Action.SITE_OPERATE) as a:
        row, _facts = standing.under_lock(a, round_id)
        broke = standing.note_break(a, row)
        a.record(row.id, broken=broke)
    return int(broke)
