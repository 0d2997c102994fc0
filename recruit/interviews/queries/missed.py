"""The dates of a run that were not kept (J8). One statement, and one for their minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.interviews import models
from recruit.interviews.rules.missed import Cause, Follows, Miss, follows
from recruit.prescreening.queries import rulings
from recruit.prescreening.rules.rulings import Weight

TABLE = "interviews_missed"


@dataclass(frozen=True, slots=True)
class MissedView:
    """A date that was not kept. starts_at: the slot's; at: recorded by the Chair (UTC).

    reason: as given or told; '' once the file is erased. counted: by it the candidate counts
    as withdrawn.
    """

    id: str
    candidate_id: str
    reference: str
    withdrawn: bool
    starts_at: datetime
    at: datetime
    reason: str
    miss: Miss
    counted: bool


_m = models.Missed.__table__  # type: ignore[attr-defined]
_s = models.Slot.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_OF_RUN = (
    select(
        _m.c.id,
        _m.c.candidate_id,
        _c.c.reference,
        _c.c.withdrawn_at,
        _s.c.starts_at,
        _m.c.at,
        _m.c.cause,
        _m.c.sealed,
        _m.c.accepted,
        _m.c.motion_id,
        _m.c.counted_at,
    )
    .select_from(_m.join(_s, _s.c.id == _m.c.slot_id).join(_c, _c.c.id == _m.c.candidate_id))
    .where(_m.c.procedure_id == bindparam("procedure"), _m.c.run == bindparam("run"))
    .order_by(_m.c.at, _s.c.starts_at, _m.c.id)
)
MISSED_AHEAD = (_OF_RUN,)
"""What missed asks first, for a page that asks it together with others."""
_NUMBERS = select(_m.c.cause, _m.c.accepted, _m.c.counted_at).where(
    _m.c.procedure_id == bindparam("procedure"), _m.c.run == bindparam("run")
)
NUMBERS_AHEAD = (_NUMBERS,)
"""What numbers asks, for a page that asks it together with others."""


def missed(
    connection: Connection, procedure_id: str, run: int, now: datetime, *, read: bool = True
) -> list[MissedView]:
    """The dates of a run that were not kept, in their order. read: with the reasons in words."""
    rows = connection.execute(_OF_RUN, {"procedure": procedure_id, "run": run}).all()
    carried = rulings.weights(connection, now, (r.motion_id for r in rows))
    told = vault.unseal_all(
        [
            (keys.file_key(r.candidate_id, procedure_id), r.sealed if read else None, r.id)
            for r in rows
        ],
        TABLE,
    )
    return [
        MissedView(
            r.id,
            r.candidate_id,
            r.reference,
            r.withdrawn_at is not None,
            r.starts_at,
            r.at,
            (words or {}).get("reason", ""),
            Miss(
                Cause(r.cause),
                r.accepted,
                carried.get(r.motion_id, Weight.WAITS) if r.motion_id else Weight.COUNTS,
            ),
            r.counted_at is not None,
        )
        for r, words in zip(rows, told, strict=True)
    ]


def by_candidate(found: Iterable[MissedView]) -> dict[str, list[MissedView]]:
    """The same, each candidate's together."""
    of: dict[str, list[MissedView]] = defaultdict(list)
    for one in found:
        of[one.candidate_id].append(one)
    return dict(of)


def waiting(found: Iterable[MissedView]) -> dict[str, Follows]:
    """The candidates who get no new date now, and what comes first."""
    return {
        candidate: step
        for candidate, theirs in by_candidate(found).items()
        if (step := follows(m.miss for m in theirs)) is not Follows.NEW_DATE
    }


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many dates of a run were not kept, by what it was; what the report says of it."""

    panel: int
    technical: int
    accepted: int
    refused: int
    withdrawn: int


def numbers(connection: Connection, procedure_id: str, run: int) -> Numbers:
    """The dates not kept, in figures."""
    rows = connection.execute(_NUMBERS, {"procedure": procedure_id, "run": run}).all()
    return Numbers(
        panel=sum(r.cause == Cause.PANEL for r in rows),
        technical=sum(r.cause == Cause.TECHNICAL for r in rows),
        accepted=sum(r.cause == Cause.CANDIDATE and r.accepted is True for r in rows),
        refused=sum(r.cause == Cause.CANDIDATE and r.accepted is False for r in rows),
        withdrawn=sum(r.counted_at is not None for r in rows),
    )
