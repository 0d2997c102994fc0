"""The one act that belongs to the calendar itself: the Chair amends a window (R2)."""

from __future__ import annotations

from datetime import date

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Reader
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.procedure import operations as procedure
from recruit.procedure.rules.calendar import REPORT


def amend(reader: Reader, *, para: str, first: date, last: date, reason: str, key: str = "") -> str:
    """Give a deliverable another window, before it is given; the receipt's reference.

    first, last: days in Geneva, both inside. Raises Refusal (R2): without a reason, for a
    last day before the first, and for the report, whose lateness hinders nothing (J9).
    """
    with act(reader, Action.WINDOW_AMEND, key) as a:
        if para == REPORT:
            raise Refusal(
                "R2",
                "reading R2",
                _("The report needs no other window: that it is late is a warning, no obstacle."),
                kind=Kind.INVALID,
            )
        amendment = procedure.amend(
            a.session,
            a.now,
            procedure_id=a.procedure_id,
            grant_id=reader.grant_id,
            para=para,
            first=first,
            last=last,
            reason=reason,
        )
        a.record(
            amendment.id, para=para, first=first.isoformat(), last=last.isoformat(), reason=reason
        )
    return a.receipt
