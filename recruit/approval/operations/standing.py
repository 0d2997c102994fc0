"""The round under its lock: what every act on a round begins with, and how a break is told.

Writing functions, called inside an act. Breaking silence comes through here and needs the
database alone: no key, no mail, no worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, exists, literal
from sqlalchemy import select as sa_select
from sqlmodel import select

from recruit.access.frame import Act
from recruit.access.rules import Capacity
from recruit.approval import models
from recruit.approval.queries import rounds
from recruit.approval.rules.round import Facts, broken_at, present
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
_r = models.Round.__table__  # type: ignore[attr-defined]
_b = models.Break.__table__  # type: ignore[attr-defined]
_told = Broadcast.__table__  # type: ignore[attr-defined]
_LOCK = (
    sa_select(_r.c.id)
    .where(_r.c.procedure_id == bindparam("procedure"))
    .order_by(_r.c.number.desc())
    .limit(1)
    .with_for_update(key_share=True)
)
_BREAK = (
    _b.insert()
    .from_select(
        ["round_id", "at"],
        sa_select(bindparam("round"), bindparam("since", type_=_b.c.at.type)).where(
            ~exists().where(_b.c.round_id == bindparam("round"))
        ),
    )
    .execution_options(preserve_rowcount=True)
)
# the letter goes from the round to the outbox without leaving the database
_LETTER = _told.insert().from_select(
    [
        "id",
        "procedure_id",
        "kind",
        "object_id",
        "audience",
        "recipients",
        "sender",
        "as_of",
        "key_id",
        "body",
    ],
    sa_select(
        bindparam("notice"),
        bindparam("procedure"),
        literal("approval.broken"),
        _r.c.id,
        literal("states"),
        literal(""),
        literal(Capacity.OFFICE.value),
        bindparam("as_of", type_=_told.c.as_of.type),
        bindparam("key"),
        _r.c.broken_notice,
    ).where(_r.c.id == bindparam("round")),
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
    move(a, present(facts, clock.now()))
    return row, facts


def move(a: Act, at: datetime) -> None:
    """Set the act's time to this one reading."""
    a.now = at
    a.reader = replace(a.reader, now=at)


def held(a: Act) -> rounds.Held:
    """The latest round, locked, as whoever writes on it needs it; as ``under_lock`` otherwise."""
    if a.connection.dialect.name != "sqlite":  # a writing transaction holds every lock of SQLite
        a.connection.execute(_LOCK, {"procedure": a.procedure_id})
    found = rounds.held(a.connection, a.procedure_id)
    if found is None:
        raise Refusal("S1", "reading S1", _("There is no round of the silence procedure yet."))
    a.round_id = found.id
    move(a, present(found.facts, clock.now()))
    return found


def note_break(a: Act, row: models.Round | rounds.Held, facts: Facts | None = None) -> bool:
    """Record that the round is broken, if it is and was not recorded; whether it was now (S10).

    All States Parties are told by the letter that was written and sealed at the opening.
    facts: as they are now, where the act knows them; else they are read.
    """
    a.flush()
    facts = facts or rounds.facts(a.connection, row.id)
    if facts.cancelled_at is not None or facts.without_object_at is not None:
        return False
    since = broken_at(facts, a.now)
    if since is None or not record_break(a, row.id, since):
        return False
    a.milestone(MilestoneKind.ROUND_BROKEN, Audience.STATES, object_id=row.id, number=row.number)
    tell_break(a, row)
    return True


def record_break(a: Act, round_id: str, since: datetime) -> bool:
    """Write down since when the round is broken; False where that was written before."""
    done = a.connection.execute(_BREAK, {"round": round_id, "since": since})
    return bool(done.rowcount == 1)


def tell_break(a: Act, row: models.Round | rounds.Held) -> None:
    """The letter to all States, once, and the line for those who may know the fact (S16)."""
    a.connection.execute(
        _LETTER,
        {
            "notice": row.broken_notice_id,
            "procedure": a.procedure_id,
            "round": row.id,
            "as_of": a.now,
            "key": keys.procedure_key(a.procedure_id),
        },
    )
    tell_inside(a, "approval.broken", row.id)


_INSIDE = (
    Capacity.PRESIDENT,
    Capacity.OFFICE,
    Capacity.MEMBER,
    Capacity.FOCAL_POINT,
    Capacity.STAFF,
)


def tell_inside(a: Act, kind: str, object_id: str, *, delegates: bool = True) -> None:
    """A line for those who follow a round: President, office, panel, GICHD, delegations."""
    told = (*_INSIDE, Capacity.DELEGATE) if delegates else _INSIDE
    audience = f"capacities:{'+'.join(told)}"
    notices.tell_all(a, kind, [(audience, ())], object_id=object_id, sender=Capacity.OFFICE)


def tell_state(a: Act, kind: str, object_id: str, state_id: str) -> None:
    """Confirm to all registered contacts of a State and to its delegates, it alone (S6)."""
    told: list[tuple[str, Sequence[str]]] = [
        (f"state:{state_id}", ()),
        (f"delegates:{state_id}", ()),
    ]
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
