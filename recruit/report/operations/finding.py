"""The panel's finding that nobody is proposed, handed over as that sentence alone (R26, S1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity, Reader
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.procedure.rules.milestones import current_run
from recruit.report import models
from recruit.report.queries import reports as queries


def given(connection: Connection, procedure_id: str) -> tuple[str, datetime] | None:
    """The finding that the Chair handed over, and when; None where none was."""
    f = models.FindingGiven.__table__  # type: ignore[attr-defined]
    row = connection.execute(
        select(f.c.finding, f.c.at)
        .where(f.c.procedure_id == procedure_id)
        .order_by(f.c.at.desc())
        .limit(1)
    ).first()
    return (row.finding, row.at) if row else None


def give(reader: Reader, *, key: str = "") -> str:
    """Hand over the finding of the run's decision; the receipt's reference.

    Refused until the panel has decided, named nobody, and lodged its report. The President
    as President and the office get the finding's one sentence, nothing else of the panel.
    """
    with act(reader, Action.HAND_OVER, key) as a:
        run, connection = current_run(a.milestones), a.session.connection()
        decision = queries.decision(connection, a.procedure_id, run)
        report = queries.of_run(connection, a.procedure_id, run)
        if decision is None or decision.candidate_id is not None or not decision.finding:
            raise Refusal("R26", "reading R26", _("The panel has made no such finding."))
        if report is None or report.lodged_at is None or report.decision_id != decision.id:
            raise Refusal("R26", "para. 54(g)", _("The report with the finding is not lodged."))
        known = a.session.exec(
            select(models.FindingGiven).where(models.FindingGiven.decision_id == decision.id)
        ).first()
        if known is not None:
            raise Refusal("R26", "reading R26", _("This finding is handed over already."))
        row = models.FindingGiven(
            procedure_id=a.procedure_id,
            decision_id=decision.id,
            finding=decision.finding,
            by_grant=reader.grant_id,
            at=a.now,
        )
        a.session.add(row)
        a.session.flush()
        for capacity in (Capacity.PRESIDENT, Capacity.OFFICE):
            notices.tell(
                a,
                "report.finding",
                f"capacity:{capacity}",
                object_id=row.id,
                sender=Capacity.CHAIR,
            )
        a.record(row.id, finding=True)
    return a.receipt
