"""What the report's annex is made from: the milestones with who acted and the record's entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from recruit.procedure import queries as procedures
from recruit.procedure.rules.days import geneva_day
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.report.queries import ahead
from recruit.report.rules import annex


def annexed(connection: Connection, procedure_id: str, now: datetime) -> dict[str, Any]:
    """The annex as it stands. now: UTC, up to which it is told."""
    at = {"procedure": procedure_id}
    done = [
        annex.Done(
            MilestoneKind(row.kind),
            row.at,
            row.run,
            row.number,
            f"{row.name}, {row.capacity.replace('-', ' ')}" if row.name else "",
            row.entry,
        )
        for row in connection.execute(ahead.RECORDED, at)
    ]
    windows = [
        annex.Days(
            one.para,
            one.first,
            one.last,
            (one.amended_first, one.amended_last)
            if one.amended_first and one.amended_last
            else None,
        )
        for one in procedures.windows(connection, procedure_id)
    ]
    reasons = dict.fromkeys(b.reason for b in connection.execute(ahead.BALANCE, at))
    return annex.annex(done, windows, list(reasons), geneva_day(now))
