"""A member, or the member's assistant, marks when there can be no interview (54(f), W2)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, delete

from recruit.access.actions import Action
from recruit.access.frame import act, nothing
from recruit.access.rules import Reader
from recruit.interviews import models
from recruit.interviews.queries import engaged as queries
from recruit.interviews.rules.proposals import Span, check_marked


def mark(reader: Reader, *, spans: Sequence[Span], key: str = "") -> str:
    """Keep these times and no others for the own seat, or the principal's; the receipt's
    reference. Raises Refusal for times that end before they begin, and for an assistant
    whose principal has no seat."""
    with act(reader, Action.AVAILABILITY_OWN, key) as a:
        seat = queries.seat_of(a.session.connection(), a.reader, a.now)
        if not seat:
            raise nothing()
        kept = sorted(set(spans))
        check_marked(kept)
        a.session.exec(delete(models.Engaged).where(col(models.Engaged.grant_id) == seat))
        for span in kept:
            a.session.add(
                models.Engaged(
                    procedure_id=a.procedure_id,
                    grant_id=seat,
                    starts_at=span.starts_at,
                    ends_at=span.ends_at,
                    at=a.now,
                )
            )
        a.record(seat, times=len(kept))
    return a.receipt
