"""Reading reminders and the motions that somebody stands down; who may be shown which (R23)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.core import keys, vault
from recruit.panel import models
from recruit.panel.queries.locks import Lock
from recruit.panel.rules import serving
from recruit.panel.rules.serving import Duty, Ground


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A reminder, or what members asked of the Chair. valid_at: None until a second joined.

    grant_id: the seat (for an act of the chair the chair's grant), '' for all who sit.
    """

    id: str
    what: Duty
    grant_id: str
    to_chair: bool
    text: str
    by_grant: str
    at: datetime
    second_grant: str
    valid_at: datetime | None
    answer: str
    answered_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class MotionView:
    """A motion that somebody stands down, with the votes by seat. what: None for unreachable."""

    id: str
    grant_id: str
    ground: Ground
    what: Duty | None
    object_id: str
    run: int
    since: datetime
    reason: str
    by_grant: str
    at: datetime
    ended_at: datetime | None
    carried: bool | None
    votes: dict[str, bool]


_r = models.Reminder.__table__  # type: ignore[attr-defined]
_m = models.StandingDown.__table__  # type: ignore[attr-defined]
_v = models.StandingDownVote.__table__  # type: ignore[attr-defined]

_REMINDERS = select(_r).where(_r.c.procedure_id == bindparam("procedure")).order_by(_r.c.at)
_MOTIONS = (
    select(
        _m.c.id,
        _m.c.grant_id,
        _m.c.ground,
        _m.c.what,
        _m.c.object_id,
        _m.c.run,
        _m.c.since,
        _m.c.sealed,
        _m.c.by_grant,
        _m.c.at,
        _m.c.ended_at,
        _m.c.carried,
        _v.c.grant_id.label("voter"),
        _v.c.agrees,
    )
    .select_from(_m.outerjoin(_v, _v.c.motion_id == _m.c.id))
    .where(_m.c.procedure_id == bindparam("procedure"))
    .order_by(_m.c.at, _m.c.id)
)


def sealed_text(procedure_id: str, sealed: bytes | None, row_id: str, column: str) -> str:
    """The text that a reminder holds in this column; '' where there is none."""
    if not sealed:
        return ""
    held = vault.unseal(keys.panel_key(procedure_id), sealed, "panel_reminder", row_id, column)
    return str(held["text"])


def reminders(connection: Connection, procedure_id: str) -> list[ReminderView]:
    """Every reminder, in the order of writing."""
    return [
        ReminderView(
            r.id,
            Duty(r.what),
            r.grant_id or "",
            r.to_chair,
            sealed_text(procedure_id, r.sealed, r.id, "sealed"),
            r.by_grant,
            r.at,
            r.second_grant or "",
            r.valid_at,
            sealed_text(procedure_id, r.sealed_answer, r.id, "sealed_answer"),
            r.answered_at,
            r.ended_at,
        )
        for r in connection.execute(_REMINDERS, {"procedure": procedure_id})
    ]


_ACTS = select(_r.c.valid_at).where(
    _r.c.procedure_id == bindparam("procedure"),
    _r.c.what == Duty.ACT.value,
    _r.c.grant_id == bindparam("chair"),
    _r.c.valid_at.is_not(None),
    _r.c.ended_at.is_(None),
)


def acts_asked(connection: Connection, procedure_id: str, chair_grant: str) -> list[datetime]:
    """Since when two members wait for acts of whoever exercises the chair by this grant (R19)."""
    asked = {"procedure": procedure_id, "chair": chair_grant}
    return list(connection.execute(_ACTS, asked).scalars())


def motions(connection: Connection, procedure_id: str) -> list[MotionView]:
    """Every motion that somebody stands down, whoever may be shown it; in their order."""
    found: dict[str, MotionView] = {}
    for r in connection.execute(_MOTIONS, {"procedure": procedure_id}):
        if r.id not in found:
            key = keys.panel_key(procedure_id)
            held = vault.unseal(key, r.sealed, "panel_standing_down", r.id)
            found[r.id] = MotionView(
                r.id,
                r.grant_id,
                Ground(r.ground),
                Duty(r.what) if r.what else None,
                r.object_id,
                r.run,
                r.since,
                str(held["reason"]),
                r.by_grant,
                r.at,
                r.ended_at,
                r.carried,
                {},
            )
        if r.voter:
            found[r.id].votes[r.voter] = bool(r.agrees)
    return list(found.values())


def lock_of(
    what: Duty | None, object_id: str, run: int, locks: Collection[Lock], now_run: int
) -> Lock | None:
    """The lock that a motion is about, while it is to be locked in the present run."""
    if run != now_run:
        return None
    return next((x for x in locks if x.duty is what and x.object_id == object_id), None)


def shown(
    found: Collection[MotionView], locks: Collection[Lock], run: int, grant_id: str
) -> list[MotionView]:
    """The motions that this seat may be shown (R15, R23); nothing of any other exists for it.

    One on a lock that is no longer to be locked is shown to nobody: what became of it stands
    in the record.
    """
    kept = []
    for motion in found:
        lock = lock_of(motion.what, motion.object_id, motion.run, locks, run)
        locked = lock is not None and grant_id in lock.locked
        if serving.takes_part(motion.what, locked=locked, concerned=motion.grant_id == grant_id):
            kept.append(motion)
    return kept


def reminded_at(
    found: Collection[ReminderView], what: Duty, grant_id: str, *, of_chair: bool, since: datetime
) -> datetime | None:
    """When this seat was reminded of this in the way R23 asks, first since an instant.

    of_chair: the seat chairs, so that two members' reminder counts and the Chair's own not.
    """
    valid = [
        r.valid_at
        for r in found
        if r.what is what
        and r.valid_at is not None
        and r.valid_at >= since
        and r.ended_at is None
        and r.to_chair == of_chair
        and r.grant_id in ("", grant_id)
    ]
    return min(valid, default=None)
