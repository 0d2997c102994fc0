"""What the interviews gave, for the debrief and the rooms after: never shown before R15 allows.

Only the sheets of living occupants count (P53b-3, C8).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.interviews import models
from recruit.interviews.queries import sheets as written
from recruit.interviews.rules.scores import Sheet, debrief_open
from recruit.interviews.rules.totals import Verdict, verdict
from recruit.panel.queries import seats
from recruit.shortlist import models as shortlist
from recruit.shortlist.queries import papers

Lines = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Consent:
    """What a candidate answered on the day of the interview (S1). biography, referees: text."""

    named: bool
    biography: str
    referees: str
    ask_referees: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """An interview that was held, with its debrief. closed_at: agreed for good.

    named: the candidate's sealed name. waiting: somebody invited in this run, who has not
    withdrawn, was not interviewed yet.
    """

    candidate_id: str
    reference: str
    started_at: datetime
    minutes: int
    withdrawn: bool
    debrief_id: str
    sealed: bytes | None
    version: int
    closed_at: datetime | None
    named: bytes | None = None
    waiting: bool = False


_t = models.Interview.__table__  # type: ignore[attr-defined]
_s = models.Slot.__table__  # type: ignore[attr-defined]
_d = models.Debrief.__table__  # type: ignore[attr-defined]
_k = models.Consent.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_i = shortlist.Invited.__table__  # type: ignore[attr-defined]

_x, _y = _c.alias("awaited"), _t.alias("held")
_WAITING = exists(
    select(_i.c.candidate_id)
    .select_from(
        _i.join(_x, _x.c.id == _i.c.candidate_id).outerjoin(
            _y,
            and_(
                _y.c.procedure_id == _i.c.procedure_id,
                _y.c.run == _i.c.run,
                _y.c.candidate_id == _i.c.candidate_id,
            ),
        )
    )
    .where(
        _i.c.procedure_id == bindparam("procedure"),
        _i.c.run == bindparam("run"),
        _x.c.withdrawn_at.is_(None),
        _y.c.id.is_(None),
    )
)
_HELD = (
    select(
        _t.c.candidate_id,
        _c.c.reference,
        _t.c.started_at,
        _s.c.minutes,
        _c.c.withdrawn_at,
        _d.c.id,
        _d.c.sealed,
        _d.c.version,
        _d.c.closed_at,
        _c.c.sealed.label("named"),
        case((_WAITING, 1), else_=0).label("waiting"),
    )
    .select_from(
        _t.join(_c, _c.c.id == _t.c.candidate_id)
        .join(_s, _s.c.id == _t.c.slot_id)
        .outerjoin(
            _d,
            and_(
                _d.c.procedure_id == _t.c.procedure_id,
                _d.c.run == _t.c.run,
                _d.c.candidate_id == _t.c.candidate_id,
            ),
        )
    )
    .where(_t.c.procedure_id == bindparam("procedure"), _t.c.run == bindparam("run"))
    .order_by(_c.c.reference)
)
_CONSENTS = select(_k.c.id, _k.c.candidate_id, _k.c.named, _k.c.sealed, _k.c.at).where(
    _k.c.procedure_id == bindparam("procedure")
)
HELD_AHEAD = (_HELD,)
"""What held asks, for a page that asks it together with others."""
CONSENTS_AHEAD = (_CONSENTS,)
"""What consents asks."""


def held(connection: Connection, procedure_id: str, run: int) -> list[Held]:
    """The interviews of a run, by reference."""
    rows = connection.execute(_HELD, {"procedure": procedure_id, "run": run})
    return [
        Held(
            r.candidate_id,
            r.reference,
            r.started_at,
            r.minutes,
            r.withdrawn_at is not None,
            r.id or "",
            r.sealed,
            r.version or 0,
            r.closed_at,
            r.named,
            bool(r.waiting),
        )
        for r in rows
    ]


def names(procedure_id: str, found: list[Held]) -> dict[str, str | None]:
    """The names of these candidates, by id; None where the file's key is erased (D3)."""
    said = vault.unseal_all(
        [(keys.file_key(h.candidate_id, procedure_id), h.named, h.candidate_id) for h in found],
        "applications_candidate",
    )
    return {
        h.candidate_id: one["name"] if one else None for h, one in zip(found, said, strict=True)
    }


def interviewed(connection: Connection, procedure_id: str, run: int) -> list[str]:
    """The candidates whose interview was held in this run, by reference."""
    return [h.candidate_id for h in held(connection, procedure_id, run)]


def lines_of(procedure_id: str, one: Held) -> Lines:
    """The agreed scores of a debrief as saved; empty where there is none or it is erased."""
    found: Lines | None = vault.unseal_or_none(
        keys.judgement_key(one.candidate_id, procedure_id),
        one.sealed,
        "interviews_debrief",
        one.debrief_id,
    )
    return found or {}


def agreed(connection: Connection, procedure_id: str, run: int) -> dict[str, Lines]:
    """The agreed scores of closed debriefs: candidate -> entry -> {score, note} (J6)."""
    return {
        h.candidate_id: lines_of(procedure_id, h)
        for h in held(connection, procedure_id, run)
        if h.closed_at is not None
    }


def ended(
    connection: Connection, procedure_id: str, run: int, found: list[Held] | None = None
) -> bool:
    """Whether the last candidate's debrief is closed: all invited who have not withdrawn were
    interviewed and agreed on. Before it there is no total, mean over candidates or rank (R15).

    found: what ``held`` gave, where the caller has it.
    """
    found = held(connection, procedure_id, run) if found is None else found
    return (
        any(h.closed_at for h in found)
        and all(h.closed_at or h.withdrawn for h in found)
        and not found[0].waiting
    )


def sheets(connection: Connection, procedure_id: str, run: int) -> dict[str, list[Sheet]]:
    """The sheets that count, for each candidate whose debrief is open; for mean and spread."""
    living = frozenset(m.grant_id for m in seats.members(connection, procedure_id))
    by: dict[str, list[written.Lock]] = defaultdict(list)
    for lock in written.locks(connection, procedure_id, run):
        by[lock.candidate_id].append(lock)
    found: dict[str, list[Sheet]] = {}
    for candidate, locked in by.items():
        if debrief_open(frozenset(k.grant_id for k in locked), living):
            opened = [written.opened(procedure_id, run, k) for k in locked]
            found[candidate] = [s for s in opened if s is not None]
    return found


def verdicts(connection: Connection, procedure_id: str, run: int) -> dict[str, Verdict]:
    """Who is recommendable, by candidate, in the words of the profile (J7); of the
    interviewed who have not withdrawn. Empty before the last debrief is closed."""
    found = held(connection, procedure_id, run)
    if not ended(connection, procedure_id, run, found):
        return {}
    adopted = papers.adopted(connection, procedure_id, run)
    profile = adopted.profile.content if adopted.profile else None
    return judged(procedure_id, found, written.entries(profile))


def judged(
    procedure_id: str, found: list[Held], entries: tuple[written.Entry, ...]
) -> dict[str, Verdict]:
    """The verdicts on interviews whose debriefs are all closed; the caller has asked that."""
    weights = {e.name: e.weight for e in entries}
    essentials = frozenset(e.name for e in entries if e.essential)
    verdicts_ = {}
    for h in found:
        if h.closed_at is not None and not h.withdrawn:
            lines = lines_of(procedure_id, h)
            scores = {e.name: lines.get(e.id, {}).get("score") for e in entries}
            verdicts_[h.candidate_id] = verdict(weights, essentials, scores)
    return verdicts_


def consents(connection: Connection, procedure_id: str) -> dict[str, Consent]:
    """What each interviewed candidate answered, by candidate; erased ones are left out."""
    found: dict[str, Consent] = {}
    for row in connection.execute(_CONSENTS, {"procedure": procedure_id}):
        said = vault.unseal_or_none(
            keys.file_key(row.candidate_id, procedure_id),
            row.sealed,
            "interviews_consent",
            row.id,
        )
        if said is not None:
            found[row.candidate_id] = Consent(
                row.named, said["biography"], said["referees"], said["ask_referees"], row.at
            )
    return found
