"""The others declare by three votes that somebody seated stands down (R23; C7, C8)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, Refused
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel import models
from recruit.panel.operations import seats
from recruit.panel.queries import declarations
from recruit.panel.queries import locks as locking
from recruit.panel.queries import standing_down as queries
from recruit.panel.queries.locks import Lock
from recruit.panel.rules import serving
from recruit.panel.rules.serving import LOCKS, Duty, Ground
from recruit.procedure.rules.days import duty_due, quiet_days, start_of
from recruit.procedure.rules.milestones import current_run

READING = "reading R23"


def due_after(a: Act, since: date | datetime, setting: str, usual: int) -> datetime:
    """24:00 of the n-th working day after, n being a setting (R1)."""
    holidays = quiet_days(a.settings)
    return duty_due(since, int(a.settings.get(setting, usual)), holidays)


def _others(a: Act, grant_id: str) -> dict[str, Grant]:
    return {m.id: m for m in access.living(a, Capacity.MEMBER) if m.id != grant_id}


def _concerned(a: Act, grant_id: str) -> Grant:
    """The seat that the motion is about: a living one, and not the mover's own."""
    grant = db.locked(a.session, Grant, id=grant_id)
    if (
        grant is None
        or grant.procedure_id != a.procedure_id
        or grant.capacity != Capacity.MEMBER
        or grant.ended_at is not None
    ):
        raise Refusal("R23", READING, _("Choose somebody who is seated."), kind=Kind.INVALID)
    if grant.id == a.reader.grant_id:
        raise Refusal("R23", READING, _("For yourself you stand down by your own act."))
    return grant


def _locks(a: Act) -> list[Lock]:
    return locking.due(a.session.connection(), a.procedure_id, current_run(a.milestones))


def _blind(a: Act, lock: Lock | None) -> None:
    """To whoever has not locked their own, nothing of this exists (R15)."""
    if lock is None or a.reader.grant_id not in lock.locked:
        raise nothing()


def _missing(a: Act, what: Duty, grant: Grant, lock: Lock | None) -> bool:
    """Whether what was reminded of is undone, as far as the application can tell."""
    if what in LOCKS:
        return lock is not None and lock.missing(grant.id)
    if what is Duty.DECLARE:
        return _left(a, grant) is not None
    return True


def _left(a: Act, grant: Grant) -> datetime | None:
    connection = a.session.connection()
    return declarations.left_since(connection, a.procedure_id, grant.person_id)


def _reminded(a: Act, what: Duty, grant: Grant, lock: Lock | None) -> datetime | None:
    chairs = {c.person_id for c in access.living(a, Capacity.CHAIR)}
    asked = lock.since if lock else _left(a, grant) if what is Duty.DECLARE else None
    return queries.reminded_at(
        queries.reminders(a.session.connection(), a.procedure_id),
        what,
        grant.id,
        of_chair=grant.person_id in chairs,
        since=max(asked, grant.since) if asked else grant.since,
    )


def move(
    reader: Reader,
    *,
    seat: str,
    reason: str,
    unreached_since: date | None = None,
    what: str = "",
    object_id: str = "",
    key: str = "",
) -> str:
    """A member moves that another stands down, and votes for it by that; the motion's id.

    Either unreached_since, the last day on which the member was reached in any way; or what
    the written reminder was about, with the candidate where it is a sheet's lock. Raises
    Refusal (R23) before the time is over, without a reason, and where nothing is missing.
    """
    with act(reader, Action.STANDING_DOWN_DECLARE, key) as a:
        duty = None if unreached_since is not None else _duty(what)
        lock = None
        if duty in LOCKS:
            lock = queries.lock_of(duty, object_id, 1, _locks(a), 1)
            _blind(a, lock)
        grant = _concerned(a, seat)
        others = _others(a, grant.id)
        if not reason.strip():
            raise Refusal("R23", READING, _("Give the reason."), kind=Kind.INVALID)
        since, due = _ground(a, grant, duty, lock, unreached_since)
        held = serving.may_move(
            Ground.REMINDED if duty else Ground.UNREACHABLE,
            due=due,
            now=a.now,
            others=len(others),
            missing=_missing(a, duty, grant, lock) if duty else True,
        )
        if isinstance(held, Refused):
            raise Refusal("R23", READING, held.reason)
        row = models.StandingDown(
            id=ids.new(),
            procedure_id=a.procedure_id,
            grant_id=grant.id,
            ground=Ground.REMINDED if duty else Ground.UNREACHABLE,
            what=duty or "",
            object_id=object_id if lock else "",
            run=current_run(a.milestones),
            since=since,
            sealed=b"",
            by_grant=reader.grant_id,
            at=a.now,
        )
        if _same(a, row) is not None:
            raise Refusal("R23", READING, _("This is moved already; vote on it."))
        row.sealed = vault.seal(
            keys.panel_key(a.procedure_id),
            {"reason": reason.strip()},
            "panel_standing_down",
            row.id,
        )
        a.session.add(row)
        a.session.flush()
        _vote(a, row, True)
        _tell(a, row, others, lock, grant)
        a.record(row.id, seat=grant.seat, ground=row.ground, what=row.what)
        return row.id


def _duty(what: str) -> Duty:
    if what not in {d.value for d in Duty} - {Duty.ACT.value}:
        raise Refusal("R23", READING, _("Say what is missing."), kind=Kind.INVALID)
    return Duty(what)


def _ground(
    a: Act, grant: Grant, duty: Duty | None, lock: Lock | None, unreached: date | None
) -> tuple[datetime, datetime | None]:
    """Since when, and when the time that R23 gives is over; None without a reminder."""
    if duty is None and unreached is not None:
        since = start_of(unreached)
        due = due_after(a, unreached, "unreachable_working_days", serving.UNREACHABLE_DAYS)
        return min(since, a.now), due
    at = _reminded(a, duty, grant, lock) if duty else None
    if at is None:
        return a.now, None
    return at, due_after(a, at, "reminded_working_days", serving.REMINDED_DAYS)


def _same(a: Act, row: models.StandingDown) -> models.StandingDown | None:
    return a.session.exec(
        select(models.StandingDown).where(
            models.StandingDown.grant_id == row.grant_id,
            models.StandingDown.ground == row.ground,
            models.StandingDown.what == row.what,
            models.StandingDown.object_id == row.object_id,
            models.StandingDown.ended_at.is_(None),  # type: ignore[union-attr]
        )
    ).first()


def _tell(
    a: Act, row: models.StandingDown, others: dict[str, Grant], lock: Lock | None, grant: Grant
) -> None:
    """Those who take part; where a lock is missing those alone who have locked theirs."""
    told = [m.person_id for m in others.values() if lock is None or m.id in lock.locked]
    if lock is None:
        told.append(grant.person_id)
    notices.tell(
        a,
        "panel.standing_down",
        "persons:member",
        object_id=row.id,
        recipients=[p for p in told if p != a.reader.person_id],
        # on nobody's page of undelivered mails: the Chair may not have locked (R15)
        sender=Capacity.MEMBER if lock else Capacity.CHAIR,
    )


def _vote(a: Act, row: models.StandingDown, agrees: bool) -> None:
    a.session.add(
        models.StandingDownVote(
            motion_id=row.id, grant_id=a.reader.grant_id, agrees=agrees, at=a.now
        )
    )
    a.session.flush()


def _motion(a: Act, motion_id: str) -> tuple[models.StandingDown, Lock | None]:
    """An open motion that the reader may be shown; to whom it is not, it does not exist."""
    row = db.locked(a.session, models.StandingDown, id=motion_id)
    if row is None or row.procedure_id != a.procedure_id:
        raise nothing()
    lock = None
    if row.what in LOCKS:
        run = current_run(a.milestones)
        lock = queries.lock_of(Duty(row.what), row.object_id, row.run, _locks(a), run)
        _blind(a, lock)
    if row.ended_at is not None:
        raise Refusal("R23", READING, _("This motion is over."))
    return row, lock


def vote(reader: Reader, *, motion_id: str, agrees: bool, key: str = "") -> str:
    """One of the others votes by name; the third who agrees vacates the seat at once (C7, C8).

    Where what was missing is done meanwhile, the motion falls instead. The receipt. Raises
    Refusal (R23) for a second vote; to whoever has not locked their own where the missing
    act is a lock, the motion does not exist.
    """
    with act(reader, Action.STANDING_DOWN_DECLARE, key) as a:
        row, lock = _motion(a, motion_id)
        grant = db.locked(a.session, Grant, id=row.grant_id)
        if grant is None or row.grant_id == reader.grant_id:
            raise Refusal("R23", READING, _("The others vote on this."))
        votes = _votes(a, row)
        if reader.grant_id in votes:
            raise Refusal("R23", READING, _("You have voted on this."))
        fallen = grant.ended_at is not None or (
            row.what != "" and not _missing(a, Duty(row.what), grant, lock)
        )
        if fallen:
            _end(a, row, False)
        else:
            _vote(a, row, agrees)
            _count(a, row, grant, {**votes, reader.grant_id: agrees})
        a.record(row.id, seat=grant.seat, agrees=agrees, carried=row.carried)
    return a.receipt


def _votes(a: Act, row: models.StandingDown) -> dict[str, bool]:
    found = a.session.exec(
        select(models.StandingDownVote).where(models.StandingDownVote.motion_id == row.id)
    ).all()
    return {v.grant_id: v.agrees for v in found}


def _end(a: Act, row: models.StandingDown, carried: bool) -> None:
    row.ended_at, row.carried = a.now, carried
    a.session.add(row)
    a.session.flush()


def _count(a: Act, row: models.StandingDown, grant: Grant, votes: dict[str, bool]) -> None:
    found = serving.count(votes, _living(a, grant.id))
    if found is None:
        return
    _end(a, row, found)
    if found:
        seats.vacate(a, grant, "stood down")


def _living(a: Act, grant_id: str) -> Collection[str]:
    return set(_others(a, grant_id))


def answer(reader: Reader, *, motion_id: str, key: str = "") -> str:
    """Who is said to be unreachable answers: the motion is over. The receipt."""
    with act(reader, Action.STANDING_DOWN_DECLARE, key) as a:
        row, _lock = _motion(a, motion_id)
        if row.grant_id != reader.grant_id or row.ground != Ground.UNREACHABLE:
            raise nothing()
        _end(a, row, False)
        told = [m.person_id for m in _others(a, row.grant_id).values()]
        notices.tell(
            a,
            "panel.standing_down",
            "persons:member",
            object_id=row.id,
            recipients=told,
            sender=Capacity.CHAIR,
        )
        a.record(row.id, answered=True)
    return a.receipt
