"""Reading whom a letter is due to (D5), and which were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, exists, literal, select, union_all
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.applications.queries import named
from recruit.appointment import models
from recruit.appointment.rules.letters import RECORDED, SENDER, Letter
from recruit.approval import models as approval
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
_s = models.Step.__table__  # type: ignore[attr-defined]
_r = approval.Round.__table__  # type: ignore[attr-defined]


_SENDINGS = (
    select(_e.c.kind, _e.c.letters, _e.c.at)
    .where(_e.c.procedure_id == bindparam("procedure"))
    .order_by(_e.c.at)
)

_LATEST_OUTCOME = ~exists().where(_later.c.candidate_id == _o.c.candidate_id, _later.c.at > _o.c.at)
_ON_A_LIST = exists().where(_listed.c.candidate_id == _k.c.id)
_IS_INVITED = exists().where(_invited.c.candidate_id == _k.c.id)
_IS_INTERVIEWED = exists().where(
    _i.c.candidate_id == _k.c.id, _i.c.procedure_id == _k.c.procedure_id
)
_FOUND_UNSUITABLE = exists().where(
    _o.c.candidate_id == _k.c.id, _o.c.outcome == "not_suitable", _LATEST_OUTCOME
)
_HAS_LETTER = exists().where(_l.c.candidate_id == _k.c.id)
# whom the GICHD wrote to before a stage was reopened may have been interviewed since
_HAS_CHAIRS = exists().where(_l.c.candidate_id == _k.c.id, _l.c.sender == "chair")
_DECLINED = exists().where(
    _s.c.round_id == _r.c.id, _s.c.kind == "declined", _r.c.candidate_id == _k.c.id
)
_REACHED = and_(_k.c.merged_into.is_(None), _k.c.withdrawn_at.is_(None))
_OF_CHAIR = and_(_REACHED, ~_HAS_CHAIRS, ~_DECLINED)
_OF_GICHD = and_(_REACHED, ~_HAS_LETTER, ~_IS_INVITED)
OF_PROCEDURE, CANDIDATE = _k.c.procedure_id, _k.c.id
LEFT_OUT = {
    Letter.NOT_SUITABLE: and_(_OF_GICHD, ~_ON_A_LIST, _FOUND_UNSUITABLE),
    Letter.WITHOUT_PLACE: and_(_OF_GICHD, ~_ON_A_LIST, ~_FOUND_UNSUITABLE),
    Letter.NOT_SHORTLISTED: and_(_OF_GICHD, _ON_A_LIST),
    Letter.NOT_INTERVIEWED: and_(_OF_CHAIR, _IS_INVITED, ~_IS_INTERVIEWED),
    Letter.INTERVIEWED: and_(_OF_CHAIR, _IS_INTERVIEWED),
    Letter.RESERVE: and_(_OF_CHAIR, _IS_INTERVIEWED),
}
"""Whom a letter is due to, each candidate under one sender: so that nobody who was not
appointed is without one. Of the last two the panel's sealed decision says which it is."""


def _left(letter: Letter) -> Select[Any]:
    return select(literal(letter.value, String).label("kind"), _k.c.id, _k.c.reference).where(
        _k.c.procedure_id == bindparam("procedure"), LEFT_OUT[letter]
    )


_DUE = {letter: _left(letter).order_by(_k.c.reference) for letter in Letter}
_DUE_OF = {
    sender: union_all(*(_left(one) for one, by in SENDER.items() if by == sender)).order_by(
        "reference"
    )
    for sender in sorted(set(SENDER.values()))
}
_DECISION = (
    select(_d.c.id, _d.c.candidate_id, _d.c.sealed)
    .where(_d.c.procedure_id == bindparam("procedure"))
    .order_by(_d.c.run.desc(), _d.c.number.desc())
    .limit(1)
)

SENDINGS_AHEAD = (_SENDINGS,)
"""What sendings asks."""


def sendings(connection: Connection, procedure_id: str) -> list[SendingView]:
    """Which letters were sent to candidates, when and how many."""
    return [SendingView(*row) for row in connection.execute(_SENDINGS, {"procedure": procedure_id})]


def due(
    connection: Connection, procedure_id: str, letter: Letter, appointed: str = ""
) -> list[Due]:
    """Whom a letter is still due to, by reference (D5).

    appointed: the candidate that the States approved, who gets none. For a letter of the
    GICHD's nobody's judgement is asked; the reserve stands under the panel's key.
    """
    rows = connection.execute(_DUE[letter], {"procedure": procedure_id})
    return _told_apart(connection, procedure_id, rows, {letter}, appointed)[letter]


def due_of(
    connection: Connection, procedure_id: str, sender: str, letters: set[Letter], appointed: str
) -> dict[Letter, list[Due]]:
    """The same for several letters of one sender, by two or three statements together."""
    if not letters:
        return {}
    rows = connection.execute(_DUE_OF[sender], {"procedure": procedure_id})
    return _told_apart(connection, procedure_id, rows, letters, appointed)


def _told_apart(
    connection: Connection, procedure_id: str, rows: Any, letters: set[Letter], appointed: str
) -> dict[Letter, list[Due]]:
    kept = [(Letter(r.kind), r.id) for r in rows if r.kind in letters and r.id != appointed]
    if any(letter in RECORDED for letter, _id in kept):
        reserve = _reserve(connection, procedure_id)
        kept = [
            (letter, one)
            for letter, one in kept
            if letter not in RECORDED or (one in reserve) is (letter is Letter.RESERVE)
        ]
    known = named(connection, procedure_id, [one for _letter, one in kept]) if kept else {}
    found: dict[Letter, list[Due]] = {letter: [] for letter in letters}
    for letter, one in kept:
        if one in known:
            found[letter].append(Due(one, known[one].reference, known[one].name or ""))
    return found


def _reserve(connection: Connection, procedure_id: str) -> set[str]:
    decision = connection.execute(_DECISION, {"procedure": procedure_id}).first()
    if decision is None:
        return set()
    key_id = keys.panel_key(procedure_id)
    told = vault.unseal_or_none(key_id, decision.sealed, "report_decision", decision.id)
    return set(told.get("reserve", [])) if told else set()
