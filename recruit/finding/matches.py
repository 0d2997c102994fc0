"""Matches of applicants with accounts, for whoever decides on them and for nobody else (C12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import matches
from recruit.access import models as access
from recruit.access.rules import Capacity, Matched, Reader
from recruit.access.tasks import columns
from recruit.accounts.models import Person
from recruit.applications.models import Candidate
from recruit.applications.rules import grounds_words
from recruit.core import keys, vault
from recruit.core.db import UTC
from recruit.finding.models import MatchDecision, MatchVote
from recruit.procedure import models as procedure


@dataclass(frozen=True, slots=True)
class Said:
    """A decision on a match. at: UTC."""

    same: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match as its decider sees it: what was compared, and nothing else of the file.

    name, mail: as the application has them. holder, holder_mail: the account's. mine: what
    this reader has said already, where several decide.
    """

    id: str
    reference: str
    name: str
    mail: str
    holder: str
    holder_mail: str
    grounds: str
    status: str
    found_at: datetime
    mine: bool | None
    said: tuple[Said, ...]


_m = access.Match.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_a = Person.__table__  # type: ignore[attr-defined]
_c = Candidate.__table__  # type: ignore[attr-defined]
_v = MatchVote.__table__  # type: ignore[attr-defined]
_d = MatchDecision.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_NOW = bindparam("now", type_=UTC())


def _holds(*capacities: Capacity) -> Any:
    """That whom the match is of holds one of these now."""
    theirs = _g.alias("theirs")
    return exists().where(
        theirs.c.procedure_id == _m.c.procedure_id,
        theirs.c.person_id == _m.c.person_id,
        theirs.c.capacity.in_([capacity.value for capacity in capacities]),
        theirs.c.ended_at.is_(None),
        or_(theirs.c.until.is_(None), theirs.c.until > _NOW),
    )


# the same as rules.matching.decider says, of rows
_CHAIRS = _holds(Capacity.CHAIR)
_MEMBERS = and_(~_CHAIRS, _holds(Capacity.MEMBER, Capacity.FOCAL_POINT))
_FOCALS = and_(~_CHAIRS, ~_holds(Capacity.MEMBER, Capacity.FOCAL_POINT))
_WHOSE = {
    Capacity.FOCAL_POINT: _FOCALS,
    Capacity.CHAIR: _MEMBERS,
    Capacity.MEMBER: _CHAIRS,
}


def _matches(whose: Any) -> Any:
    return (
        select(
            _m.c.id,
            _m.c.candidate_id,
            _m.c.procedure_id,
            _m.c.grounds,
            _m.c.status,
            _m.c.found_at,
            _c.c.reference,
            _c.c.sealed,
            _a.c.name,
            _a.c.mail,
            _v.c.same.label("mine"),
        )
        .select_from(
            _m.join(_c, _c.c.id == _m.c.candidate_id)
            .join(_a, _a.c.id == _m.c.person_id)
            .outerjoin(_v, and_(_v.c.match_id == _m.c.id, _v.c.grant_id == bindparam("grant")))
        )
        .where(
            _m.c.procedure_id == bindparam("procedure"),
            _m.c.person_id != bindparam("person"),
            whose,
        )
        .order_by(_m.c.status != Matched.ASKED.value, _m.c.found_at.desc(), _m.c.id)
        .limit(100)
    )


_FOR = {capacity: _matches(whose) for capacity, whose in _WHOSE.items()}
_SAID = (
    select(_d.c.id, _d.c.match_id, _d.c.same, _d.c.sealed, _d.c.at)
    .where(_d.c.match_id.in_(bindparam("matches", expanding=True)))
    .order_by(_d.c.at, _d.c.id)
)


def of(connection: Connection, reader: Reader) -> list[MatchView]:
    """The matches that this reader decides on, undecided ones first: two statements."""
    rows = connection.execute(
        _FOR[reader.capacity],
        {
            "procedure": reader.procedure_id,
            "person": reader.person_id,
            "grant": reader.grant_id,
            "now": reader.now,
        },
    ).all()
    if not rows:
        return []
    key_of = {row.id: keys.file_key(row.candidate_id, row.procedure_id) for row in rows}
    opened = vault.unseal_all(
        [(key_of[row.id], row.sealed, row.candidate_id) for row in rows],
        "applications_candidate",
    )
    decided = connection.execute(_SAID, {"matches": list(key_of)}).all()
    reasons = vault.unseal_all(
        [(key_of[row.match_id], row.sealed, row.id) for row in decided],
        "finding_match_decision",
    )
    said: dict[str, list[Said]] = {}
    for row, why in zip(decided, reasons, strict=True):
        said.setdefault(row.match_id, []).append(
            Said(row.same, str(why["reason"]) if why else "", row.at)
        )
    return [
        MatchView(
            row.id,
            row.reference,
            str(named["name"]) if named else "",
            str(named["mail"]) if named else "",
            row.name,
            row.mail,
            grounds_words(row.grounds),
            row.status,
            row.found_at,
            row.mine,
            tuple(said.get(row.id, ())),
        )
        for row, named in zip(rows, opened, strict=True)
    ]


_MINE = (
    select(_g.c.capacity, _g.c.seat)
    .select_from(_g.join(_p, _p.c.id == _g.c.procedure_id))
    .where(
        _p.c.name == bindparam("name"),
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        or_(_g.c.until.is_(None), _g.c.until > _NOW),
        matches.emptied(_g),
    )
    .order_by(_g.c.since, _g.c.id)
)


def emptied(
    connection: Connection, person_id: str, procedure_name: str, now: datetime
) -> list[tuple[Capacity, int]]:
    """The capacities of a person that are empty because they applied, with the seat."""
    asked = {"name": procedure_name, "person": person_id, "now": now}
    return [(Capacity(c), seat) for c, seat in connection.execute(_MINE, asked)]


# --- what there is to do -------------------------------------------------------------

_LIVING = (
    _g.c.person_id == bindparam("person"),
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > _NOW),
)


def _asked(capacity: Capacity, kind: str, *more: Any) -> Any:
    return (
        select(
            *columns(
                procedure_id=_g.c.procedure_id,
                procedure_name=_p.c.name,
                capacity=_g.c.capacity,
                kind=kind,
                since=func.min(_m.c.found_at),
                n=func.count(),
            )
        )
        .select_from(
            _g.join(_p, _p.c.id == _g.c.procedure_id).join(
                _m,
                and_(
                    _m.c.procedure_id == _g.c.procedure_id,
                    _m.c.status == Matched.ASKED.value,
                    _m.c.person_id != _g.c.person_id,
                ),
            )
        )
        .where(*_LIVING, _g.c.capacity == capacity.value, _WHOSE[capacity], *more)
        .group_by(_g.c.procedure_id, _p.c.name, _g.c.capacity)
    )


_UNSAID = ~exists().where(_v.c.match_id == _m.c.id, _v.c.grant_id == _g.c.id)
TASKS = [
    _asked(Capacity.FOCAL_POINT, "finding.decide_match"),
    _asked(Capacity.CHAIR, "finding.decide_match"),
    _asked(Capacity.MEMBER, "finding.decide_chair", _UNSAID),
    # the person's own, outside of the capacity whose pages are empty
    select(
        *columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_p.c.name,
            capacity=Capacity.ANYBODY.value,
            kind="finding.have_ended",
            since=func.min(_g.c.since),
        )
    )
    .select_from(_g.join(_p, _p.c.id == _g.c.procedure_id))
    .where(*_LIVING, matches.emptied(_g))
    .group_by(_g.c.procedure_id, _p.c.name),
]
