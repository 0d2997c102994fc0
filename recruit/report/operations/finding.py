"""The panel's finding that nobody is proposed, handed over as that sentence alone (R26, S1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.core.errors import Refusal, require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel.queries import meetings
from recruit.procedure.rules.milestones import current_run
from recruit.report import models
from recruit.report.queries import reports as queries
from recruit.shortlist.queries import nobody
from recruit.shortlist.rules import nobody as nobody_rules

NO_SUITABLE = "no-suitable"
"""What the finding at the shortlist's stage is called where it is handed over."""


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
    """Hand over the finding of the run; the receipt's reference.

    Of the final decision: refused until the panel has decided, named nobody, and lodged its
    report. At the shortlist's stage, that no application is suitable: refused until its minutes
    are confirmed; there is no report then. The President as President and the office get the
    finding's one sentence, nothing else of the panel.
    """
    with act(reader, Action.HAND_OVER, key) as a:
        row = _of_shortlist(a) or _of_decision(a)
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


def _of_decision(a: Act) -> models.FindingGiven:
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
    return models.FindingGiven(
        procedure_id=a.procedure_id,
        decision_id=decision.id,
        finding=decision.finding,
        by_grant=a.reader.grant_id,
        at=a.now,
    )


def at_shortlist(
    connection: Connection, procedure_id: str, run: int, now: datetime
) -> nobody_rules.HandingOver:
    """Where the finding that no application is suitable stands in this run."""
    found = nobody.found(connection, procedure_id, run)
    if found is None:
        return nobody_rules.HandingOver(False, False, False)
    f = models.FindingGiven.__table__  # type: ignore[attr-defined]
    return nobody_rules.HandingOver(
        True,
        meetings.effective(connection, found.motion_id, now) is not None,
        connection.execute(select(f.c.id).where(f.c.shortlist_id == found.id)).first() is not None,
    )


def _of_shortlist(a: Act) -> models.FindingGiven | None:
    """The row of the finding at the shortlist's stage; None where this run has none."""
    run, connection = current_run(a.milestones), a.session.connection()
    found = nobody.found(connection, a.procedure_id, run)
    if found is None:
        return None
    require(nobody_rules.HAND_OVER, at_shortlist(connection, a.procedure_id, run, a.now))
    return models.FindingGiven(
        procedure_id=a.procedure_id,
        shortlist_id=found.id,
        finding=NO_SUITABLE,
        by_grant=a.reader.grant_id,
        at=a.now,
    )
