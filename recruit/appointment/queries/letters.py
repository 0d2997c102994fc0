"""Reading whom a letter is due to (D5), and which were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.applications.queries import named
from recruit.appointment import models
from recruit.appointment.rules.letters import Letter
from recruit.core import keys, vault
from recruit.interviews import models as interviews
from recruit.prescreening import models as prescreening
from recruit.report import models as report
from recruit.shortlist import models as shortlist


@dataclass(frozen=True, slots=True)
class Due:
    """A candidate to whom a letter of a kind is due. name: '' once erased."""

    candidate_id: str
    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class SendingView:
    """That the letters of a kind were sent; how many."""

    kind: str
    letters: int
    at: datetime


_l = models.Letter.__table__  # type: ignore[attr-defined]
_e = models.Sending.__table__  # type: ignore[attr-defined]
_k = applications.Candidate.__table__  # type: ignore[attr-defined]
_o = prescreening.Outcome.__table__  # type: ignore[attr-defined]
_later = _o.alias("later_outcome")


_listed = prescreening.Listed.__table__  # type: ignore[attr-defined]
_invited = shortlist.Invited.__table__  # type: ignore[attr-defined]
_i = interviews.Interview.__table__  # type: ignore[attr-defined]
_d = report.Decision.__table__  # type: ignore[attr-defined]


_SENDINGS = (
    select(_e.c.kind, _e.c.letters, _e.c.at)
    .where(_e.c.procedure_id == bindparam("procedure"))
    .order_by(_e.c.at)
)

# whom the prescreening left out: the latest outcome says so, and no list has them
_LATEST_OUTCOME = ~exists().where(_later.c.candidate_id == _o.c.candidate_id, _later.c.at > _o.c.at)
_ON_A_LIST = exists().where(_listed.c.candidate_id == _k.c.id)
_IS_INVITED = exists().where(_invited.c.candidate_id == _k.c.id)
HAS_LETTER = exists().where(_l.c.candidate_id == _k.c.id)
_REACHED = and_(_k.c.merged_into.is_(None), _k.c.withdrawn_at.is_(None))
_NOT_SUITABLE = and_(
    _REACHED,
    ~_ON_A_LIST,
    exists().where(_o.c.candidate_id == _k.c.id, _o.c.outcome == "not_suitable", _LATEST_OUTCOME),
)
_NOT_SHORTLISTED = and_(_REACHED, _ON_A_LIST, ~_IS_INVITED)
OF_PROCEDURE = _k.c.procedure_id
LEFT_OUT = {Letter.NOT_SUITABLE: _NOT_SUITABLE, Letter.NOT_SHORTLISTED: _NOT_SHORTLISTED}


def _due(where: Any) -> Select[Any]:
    return (
        select(_k.c.id, _k.c.reference)
        .where(_k.c.procedure_id == bindparam("procedure"), where, ~HAS_LETTER)
        .order_by(_k.c.reference)
    )


_DUE = {letter: _due(where) for letter, where in LEFT_OUT.items()}
_INTERVIEWED = _due(
    and_(
        _REACHED,
        exists().where(_i.c.candidate_id == _k.c.id, _i.c.procedure_id == _k.c.procedure_id),
    )
)
_DECISION = (
    select(_d.c.id, _d.c.candidate_id, _d.c.sealed)
    .where(_d.c.procedure_id == bindparam("procedure"))
    .order_by(_d.c.run.desc(), _d.c.number.desc())
    .limit(1)
)


def sendings(connection: Connection, procedure_id: str) -> list[SendingView]:
    """Which letters were sent to candidates, when and how many."""
    return [SendingView(*row) for row in connection.execute(_SENDINGS, {"procedure": procedure_id})]


def _named(connection: Connection, procedure_id: str, rows: Any) -> list[Due]:
    listed = [row.id for row in rows]
    known = named(connection, procedure_id, listed)
    return [Due(i, known[i].reference, known[i].name or "") for i in listed if i in known]


def due(connection: Connection, procedure_id: str, letter: Letter) -> list[Due]:
    """Whom a letter of the GICHD's is still due to: nobody else's judgement is asked (D5)."""
    return _named(
        connection, procedure_id, connection.execute(_DUE[letter], {"procedure": procedure_id})
    )


def due_from_chair(
    connection: Connection, procedure_id: str, letter: Letter, appointed: str
) -> list[Due]:
    """Whom the Chair's letter is still due to: interviewed, not appointed; in the reserve or
    not (D5). The reserve stands under the panel's key."""
    decision = connection.execute(_DECISION, {"procedure": procedure_id}).first()
    reserve: set[str] = set()
    if decision is not None:
        told = vault.unseal_or_none(
            keys.panel_key(procedure_id), decision.sealed, "report_decision", decision.id
        )
        reserve = set(told.get("reserve", [])) if told else set()
    rows = connection.execute(_INTERVIEWED, {"procedure": procedure_id})
    wanted = [
        row
        for row in rows
        if row.id != appointed and (row.id in reserve) is (letter is Letter.RESERVE)
    ]
    return _named(connection, procedure_id, wanted)
