"""Erasing at the end of retention: announced, confirmed by two, done by the worker (D3, R27).

The order that a crash can't harm: what goes is recorded first, then the keys go, then the
words that could be found, then the certificate. Each step may be done again.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlmodel import select

from recruit.access import frame
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.applications.models import Candidate
from recruit.appointment import models
from recruit.appointment.operations import clearing
from recruit.appointment.queries import retention as queries
from recruit.appointment.rules import retention as rules
from recruit.appointment.rules.retention import Lot
from recruit.core import clock, db, keys
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.finding import deciding as matches
from recruit.finding import shelving
from recruit.notices import operations as notices
from recruit.procedure.rules.ending import ended
from recruit.report.queries import edition

_TOLD = (
    Capacity.FOCAL_POINT,
    Capacity.PRESIDENT,
    Capacity.OFFICE,
    Capacity.MEMBER,
    Capacity.FORMER_MEMBER,
)


def _row(a: Act, lot: Lot) -> models.Erasure | None:
    return a.session.exec(
        select(models.Erasure).where(
            models.Erasure.procedure_id == a.procedure_id, models.Erasure.lot == lot.value
        )
    ).first()


def announce(reader: Reader, *, lot: Lot, key: str = "") -> str:
    """Announce the erasure of a lot, fourteen days before at least; the receipt.

    Raises Refusal where it was announced, or where it is the other side's to announce.
    """
    with act(reader, Action.ERASURE_ANNOUNCE, key) as a:
        end = ended(a.milestones)
        if end is None or a.procedure is None:
            raise nothing()
        if rules.side(lot, reader.capacity) != 0:
            raise Refusal("R27", "reading R27", _("Another capacity announces this lot."))
        if _row(a, lot) is not None:
            raise Refusal("D3", "reading D3", _("It is announced already."))
        row = models.Erasure(
            procedure_id=a.procedure_id,
            lot=lot.value,
            announced_at=a.now,
            announced_by=reader.grant_id,
            due_at=rules.due(lot, end, a.settings, a.now),
        )
        a.session.add(row)
        a.session.flush()
        tell_of(a, "appointment.erasure_announced", row.id)
        a.record(row.id, lot=lot.value, due=row.due_at.isoformat())
    return a.receipt


def tell_of(a: Act, kind: str, object_id: str) -> None:
    """Tell everybody whom the retention concerns, in the name of whoever acts."""
    for capacity in _TOLD:
        notices.tell(
            a,
            kind,
            f"capacity:{capacity.value}",
            object_id=object_id,
            sender=a.reader.capacity,
        )


def _settled(a: Act, lot: Lot) -> bool:
    """Whether nothing of the report would be lost with this lot (J9)."""
    if lot is not Lot.PANEL:
        return True
    return edition.standing(a.session.connection(), a.procedure_id).settled


def confirm(reader: Reader, *, lot: Lot, key: str = "") -> str:
    """Confirm an erasure for one of its two sides (R27); the receipt. Raises Refusal."""
    with act(reader, Action.ERASURE_CONFIRM, key) as a:
        row, side = _row(a, lot), rules.side(lot, reader.capacity)
        grants = (row.one_grant, row.other_grant) if row else (None, None)
        other = grants[1 - side] if side is not None else None
        holder = a.session.get(Grant, other) if other else None
        require(
            rules.CONFIRMING,
            rules.Confirming(
                announced=row is not None,
                done=row is not None and row.begun_at is not None,
                side=side,
                mine=side is not None and grants[side] is not None,
                other=holder.person_id if holder else "",
                person=reader.person_id,
                edition=_settled(a, lot),
            ),
        )
        if row is None:
            raise nothing()
        if side == 0:
            row.one_grant, row.one_at = reader.grant_id, a.now
        else:
            row.other_grant, row.other_at = reader.grant_id, a.now
        a.session.add(row)
        a.record(row.id, lot=lot.value)
    return a.receipt


def hold(reader: Reader, *, lot: Lot, why: str, key: str = "") -> str:
    """Put an erasure on legal hold with its reason, or with '' release it; the receipt."""
    with act(reader, Action.ERASURE_HOLD, key) as a:
        row = _row(a, lot)
        if row is None or row.begun_at is not None:
            raise Refusal(
                "D3", "reading D3", _("There is no announced erasure to hold."), kind=Kind.CONFLICT
            )
        if bool(row.held_why) == bool(why.strip()):
            raise Refusal("D3", "reading D3", _("It stands so already."))
        row.held_why = why.strip()
        a.session.add(row)
        told = "appointment.erasure_held" if row.held_why else "appointment.erasure_goes_on"
        tell_of(a, told, row.id)
        a.record(row.id, lot=lot.value, held=bool(row.held_why), why=why.strip())
    return a.receipt


def erase_due(now: datetime) -> int:
    """Erase what is due, and again what an older key store brought back; how many lots.

    For the worker. keys.StillHeld leaves the certificate for the next time.
    """
    with db.reading() as connection:
        due = queries.waiting(connection, now)
        gone = queries.erased_keys(connection)
    back = set(gone) & set(keys.ring().ids()) if gone else set()
    if back:
        keys.ring().erase_all(sorted(back), now)
    return sum(_erase(erasure_id, procedure_id) for erasure_id, procedure_id in due)


def _erase(erasure_id: str, procedure_id: str) -> bool:
    begun = _begin(erasure_id, procedure_id)
    if begun is None:
        return False
    lot, key_ids = begun
    with db.reading() as connection:
        candidates = list(
            connection.execute(queries.CANDIDATES, {"procedure": procedure_id}).scalars()
        )
    ring = keys.ring()
    ring.erase_all(key_ids, clock.now())
    if lot is Lot.APPLICATIONS:
        shelving.forget(candidates, procedure_id, clock.now())
    kept = set(ring.ids()) & set(key_ids)
    if kept:
        return False
    _certify(erasure_id, procedure_id, lot, key_ids, len(candidates))
    return True


def _begin(erasure_id: str, procedure_id: str) -> tuple[Lot, list[str]] | None:
    """Record what goes before it goes; what a broken off attempt recorded counts."""
    with act(frame.operator(procedure_id), Action.ERASURE_DO) as a:
        row = db.locked(a.session, models.Erasure, id=erasure_id)
        if row is None or not rules.may_be_done(
            rules.Standing(
                row.due_at,
                (row.one_at is not None, row.other_at is not None),
                bool(row.held_why),
                row.done_at is not None,
                _settled(a, Lot(row.lot)),
            ),
            a.now,
        ):
            a.silent = True
            return None
        lot = Lot(row.lot)
        if row.begun_at is not None:
            a.silent = True
            return lot, json.loads(row.erased)
        going = [k for k in keys.ring().ids() if rules.of_lot(lot, k, procedure_id)]
        row.begun_at, row.erased = a.now, json.dumps(going)
        a.session.add(row)
        if lot is Lot.APPLICATIONS:
            for candidate in a.session.exec(
                select(Candidate).where(Candidate.procedure_id == procedure_id)
            ):
                candidate.name_hash = candidate.mail_hash = ""
                candidate.erased_at = a.now
                a.session.add(candidate)
            a.session.flush()
            matches.forget(a.session, procedure_id)
        clearing.empty_words(a.session, procedure_id, lot)
        listed = hashlib.sha256("\n".join(going).encode()).hexdigest()
        a.record(row.id, lot=lot.value, keys=len(going), listed=listed)
    return lot, going


def _certify(
    erasure_id: str, procedure_id: str, lot: Lot, key_ids: list[str], candidates: int
) -> None:
    with act(frame.operator(procedure_id), Action.ERASURE_DO) as a:
        row = db.locked(a.session, models.Erasure, id=erasure_id)
        if row is None or row.done_at is not None:
            a.silent = True
            return
        counts = {"applications": candidates, "keys": len(key_ids)}
        if lot is Lot.PANEL:
            made = edition.standing(a.session.connection(), procedure_id).made
            counts["second_editions"] = len(made)
        row.done_at, row.totals = a.now, json.dumps(counts)
        a.session.add(row)
        for capacity in _TOLD:
            notices.tell(
                a,
                "appointment.erasure_done",
                f"capacity:{capacity.value}",
                object_id=row.id,
                sender=Capacity.OPERATOR,
            )
        a.record(row.id, lot=lot.value, certified=True, **counts)
