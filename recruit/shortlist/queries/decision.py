"""Reading the decision on the shortlist, what it still waits for, and the invited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.panel import models as panel
from recruit.panel.queries import meetings
from recruit.shortlist import models
from recruit.shortlist.queries.ballots import State
from recruit.shortlist.rules import decision as rules


@dataclass(frozen=True, slots=True)
class ShortlistView:
    """The panel's decision of a run. chosen: alphabetical; substitutes: in their order."""

    id: str
    motion_id: str
    at: datetime
    chosen: list[str]
    substitutes: list[str]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on one candidate: 'in', 'substitute' or 'out', with the reason."""

    candidate_id: str
    reference: str
    kind: str
    place: int
    reason: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The decision with its reasons, as members read it."""

    id: str
    motion_id: str
    at: datetime
    candidates: list[Decided]
    fewer: str
    fewer_reason: str
    tie_reason: str


_s = models.Shortlist.__table__  # type: ignore[attr-defined]
_d = models.Shortlisted.__table__  # type: ignore[attr-defined]
_i = models.Invited.__table__  # type: ignore[attr-defined]
_candidate = applications.Candidate.__table__  # type: ignore[attr-defined]
_asked = panel.AskedAgain.__table__  # type: ignore[attr-defined]

_DECIDED = (
    select(
        _s.c.id.label("shortlist_id"),
        _s.c.motion_id,
        _s.c.at,
        _s.c.fewer_reason,
        _d.c.id,
        _d.c.candidate_id,
        _candidate.c.reference,
        _candidate.c.withdrawn_at,
        _d.c.kind,
        _d.c.place,
        _d.c.sealed,
    )
    .select_from(
        _s.join(_d, _d.c.shortlist_id == _s.c.id).join(
            _candidate, _candidate.c.id == _d.c.candidate_id
        )
    )
    .where(_s.c.procedure_id == bindparam("procedure"), _s.c.run == bindparam("run"))
    .order_by(_d.c.kind, _d.c.place)
)
_INVITED = (
    select(_i.c.candidate_id)
    .where(_i.c.procedure_id == bindparam("procedure"), _i.c.run == bindparam("run"))
    .order_by(_i.c.place)
)
_CHOSEN = _DECIDED.where(_d.c.kind.in_(("in", "substitute")))
AHEAD = (_DECIDED, _INVITED)
"""What decided and invited ask, for a page that asks it together with others."""
CHOSEN_AHEAD = (_CHOSEN, _INVITED)
"""What chosen and invited ask."""
_ANSWERED = select(_asked.c.person_id).where(
    _asked.c.procedure_id == bindparam("procedure"),
    _asked.c.person_id.is_not(None),
    _asked.c.answered_at.is_not(None),
)


def _rows(connection: Connection, procedure_id: str, run: int) -> list[Any]:
    return list(connection.execute(_DECIDED, {"procedure": procedure_id, "run": run}))


def shortlist(connection: Connection, procedure_id: str, run: int) -> ShortlistView | None:
    """The decision of this run, by ids; None where the panel has not decided."""
    rows = _rows(connection, procedure_id, run)
    if not rows:
        return None
    first = rows[0]
    return ShortlistView(
        first.shortlist_id,
        first.motion_id,
        first.at,
        [r.candidate_id for r in rows if r.kind == "in"],
        [r.candidate_id for r in rows if r.kind == "substitute"],
    )


def decided(connection: Connection, procedure_id: str, run: int) -> DecisionView | None:
    """The decision of this run with its reasons; reasons that were erased (D3) are empty."""
    return _view(procedure_id, _rows(connection, procedure_id, run))


def chosen(connection: Connection, procedure_id: str, run: int) -> DecisionView | None:
    """The same with the chosen and the substitutes alone: a few, however long the list is."""
    rows = connection.execute(_CHOSEN, {"procedure": procedure_id, "run": run}).all()
    return _view(procedure_id, rows)


def _view(procedure_id: str, rows: Sequence[Any]) -> DecisionView | None:
    if not rows:
        return None
    first = rows[0]
    reasons = vault.unseal_all(
        [(keys.judgement_key(r.candidate_id, procedure_id), r.sealed, r.id) for r in rows],
        "shortlist_shortlisted",
    )
    said = (
        vault.unseal_or_none(
            keys.panel_key(procedure_id),
            first.fewer_reason,
            "shortlist_shortlist",
            first.shortlist_id,
            "fewer_reason",
        )
        or {}
    )
    return DecisionView(
        first.shortlist_id,
        first.motion_id,
        first.at,
        [
            Decided(
                r.candidate_id,
                r.reference,
                r.kind,
                r.place,
                why["reason"] if why else "",
                r.withdrawn_at is not None,
            )
            for r, why in zip(rows, reasons, strict=True)
        ],
        said.get("fewer", ""),
        said.get("fewer_reason", ""),
        said.get("tie_reason", ""),
    )


def invited(connection: Connection, procedure_id: str, run: int) -> list[str]:
    """The candidates released to the GICHD in this run, alphabetical (R16)."""
    return list(connection.execute(_INVITED, {"procedure": procedure_id, "run": run}).scalars())


def standing(
    connection: Connection, procedure_id: str, state: State, now: datetime
) -> rules.Standing:
    """The facts on which the decided shortlist carries what comes after it (C7, C10)."""
    found = shortlist(connection, procedure_id, state.run)
    if found is None:
        return rules.Standing(False, False, frozenset(), state.ballots.living)
    effective = meetings.effective(connection, found.motion_id, now) is not None
    return standing_of(state, minutes_confirmed=effective)


def standing_of(state: State, *, minutes_confirmed: bool) -> rules.Standing:
    """The same for a decision of this state whose minutes the caller has looked up already."""
    ballots = state.ballots
    confirmed = frozenset(o.grant_id for o in state.occupants if o.confirmed_at)
    return rules.Standing(True, minutes_confirmed, ballots.at_decision, ballots.living, confirmed)


def answered(connection: Connection, procedure_id: str, state: State) -> frozenset[str]:
    """The seats whose holders answered C4's question of the day, as grants."""
    people = set(connection.execute(_ANSWERED, {"procedure": procedure_id}).scalars())
    return frozenset(o.grant_id for o in state.occupants if o.person_id in people)


def release(
    connection: Connection, procedure_id: str, state: State, now: datetime
) -> rules.Release:
    """The facts on which the Chair releases the invited to the GICHD (R16, C4)."""
    return rules.Release(
        standing(connection, procedure_id, state, now),
        answered(connection, procedure_id, state),
    )
