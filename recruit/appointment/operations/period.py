"""A period of retention changed within D3's bounds, with every record that it affects."""

from __future__ import annotations

import json

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Reader
from recruit.applications.models import Candidate
from recruit.appointment import models
from recruit.appointment.operations.retention import tell_of
from recruit.appointment.rules import retention as rules
from recruit.appointment.rules.retention import Lot
from recruit.core import keys
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.procedure.rules.ending import ended


def change(reader: Reader, *, lot: Lot, months: int, reason: str, key: str = "") -> str:
    """Change a lot's period, before its erasure is announced; the receipt.

    By whoever announces that erasure, with a reason. Every record affected is listed with the
    old and the new date. Raises Refusal outside of D3's bounds, without a reason, and once the
    erasure is announced.
    """
    with act(reader, Action.PERIOD_CHANGE, key) as a:
        end, about = ended(a.milestones), a.procedure
        if end is None or about is None:
            raise nothing()
        if rules.side(lot, reader.capacity) != 0:
            raise Refusal("D3", "reading D3", _("Another capacity decides on this lot."))
        announced = a.session.exec(
            select(models.Erasure).where(
                models.Erasure.procedure_id == a.procedure_id, models.Erasure.lot == lot.value
            )
        ).first()
        settings = json.loads(about.settings)
        before = int(settings[rules.MONTHS[lot]])
        require(rules.CHANGING, rules.Changing(lot, before, months, announced is not None))
        if not reason.strip():
            raise Refusal(
                "D3", "reading D3", _("Say why the period is changed."), kind=Kind.INVALID
            )
        old = rules.over(lot, end, settings)
        settings[rules.MONTHS[lot]] = months
        about.settings = json.dumps(settings)
        row = models.PeriodChange(
            procedure_id=a.procedure_id,
            lot=lot.value,
            before=before,
            after=months,
            old_date=old,
            new_date=rules.over(lot, end, settings),
            reason=reason.strip(),
            affected=json.dumps(_affected(a, lot)),
            by_grant=reader.grant_id,
            at=a.now,
        )
        a.session.add_all([about, row])
        a.session.flush()
        tell_of(a, "appointment.period_changed", row.id)
        a.record(
            row.id,
            lot=lot.value,
            before=before,
            after=months,
            old=row.old_date.isoformat(),
            new=row.new_date.isoformat(),
            affected=json.loads(row.affected),
            reason=row.reason,
        )
    return a.receipt


def _affected(a: Act, lot: Lot) -> list[str]:
    """Each record of the lot: what stands under one key of it, by its candidate's reference."""
    rows = a.session.exec(select(Candidate).where(Candidate.procedure_id == a.procedure_id)).all()
    references = {row.id: row.reference for row in rows}
    going = [k for k in keys.ring().ids() if rules.of_lot(lot, k, a.procedure_id)]
    return sorted(rules.record_words(key_id, references) for key_id in going)
