"""Reading whom a letter is due to (D5), and which were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    exists,
    literal,
    select,
    union_all,
)
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.applications.models import Standing
from recruit.applications.queries import named
from recruit.appointment import models
from recruit.appointment.rules.letters import RECORDED, Letter
from recruit.approval import models as approval
from recruit.core import keys, vault
from recruit.interviews import models as interviews
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

_IS_INVITED = exists().where(_invited.c.candidate_id == _k.c.id)
_IS_INTERVIEWED = exists().where(
    _i.c.candidate_id == _k.c.id, _i.c.procedure_id == _k.c.procedure_id
)
# whom the GICHD wrote to before a stage was reopened may have been interviewed since
_HAS_CHAIRS = exists().where(_l.c.candidate_id == _k.c.id, _l.c.sender == "chair")
_offered = _r.alias("offered")
_DECLINED = exists().where(
    _s.c.round_id == _offered.c.id,
    _s.c.kind == "declined",
    _offered.c.candidate_id == _k.c.id,
)
_REACHED = and_(_k.c.merged_into.is_(None), _k.c.withdrawn_at.is_(None))
_OF_CHAIR = and_(_REACHED, ~_HAS_CHAIRS, ~_DECLINED)
_OF_GICHD = and_(_REACHED, ~_IS_INVITED)
_LEFT_OUT = {
    Letter.NOT_SUITABLE: and_(_OF_GICHD, _k.c.standing == Standing.NOT_SUITABLE.value),
    Letter.WITHOUT_PLACE: and_(_OF_GICHD, _k.c.standing == Standing.OPEN.value),
    Letter.NOT_SHORTLISTED: and_(_OF_GICHD, _k.c.standing == Standing.LISTED.value),
    Letter.NOT_INTERVIEWED: and_(_OF_CHAIR, ~_IS_INTERVIEWED),
    Letter.INTERVIEWED: _OF_CHAIR,
    Letter.RESERVE: _OF_CHAIR,
}
_AMONG = {
    Letter.NOT_INTERVIEWED: _invited.alias("among"),
    Letter.INTERVIEWED: _i.alias("among"),
    Letter.RESERVE: _i.alias("among"),
}
"""Whom a letter is due to, each candidate under one sender: so that nobody who was not
appointed is without one. The GICHD's are told by where an application stands; the Chair's
are among the few who were invited or interviewed, and of the last two the panel's sealed
decision says which it is."""


def left(letter: Letter, procedure_id: Any, appointed: Any = None) -> ColumnElement[bool]:
    """That somebody of this procedure is due the letter; appointed, if given, is not."""
    among, own = _AMONG.get(letter), _LEFT_OUT[letter]
    if among is None:
        asked = [_k.c.procedure_id == procedure_id, own]
        candidate = _k.c.id
    else:
        here = and_(_k.c.id == among.c.candidate_id, _k.c.procedure_id == among.c.procedure_id, own)
        asked = [among.c.procedure_id == procedure_id, exists().where(here)]
        candidate = among.c.candidate_id
    if appointed is not None:
        asked.append(candidate != appointed)
    return exists().where(*asked)


def _left(letter: Letter) -> Select[Any]:
    found = select(literal(letter.value, String).label("kind"), _k.c.id, _k.c.reference)
    if letter in _AMONG:
        among = _AMONG[letter]
        found = (
            found.distinct()
            .select_from(among.join(_k, _k.c.id == among.c.candidate_id))
            .where(among.c.procedure_id == bindparam("procedure"))
        )
    return found.where(_k.c.procedure_id == bindparam("procedure"), _LEFT_OUT[letter])


@lru_cache(maxsize=2 ** len(Letter))
def _due_of(letters: frozenset[Letter]) -> Any:
    """Made once for each set of letters; in no order: by the reference all would be read."""
    return union_all(*(_left(one) for one in Letter if one in letters))


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
    return due_of(connection, procedure_id, {letter}, appointed)[letter]


def due_of(
    connection: Connection, procedure_id: str, letters: set[Letter], appointed: str
) -> dict[Letter, list[Due]]:
    """The same for several letters, by two or three statements together."""
    if not letters:
        return {}
    rows = connection.execute(_due_of(frozenset(letters)), {"procedure": procedure_id})
    in_order = sorted(rows, key=lambda row: str(row.reference))
    return _told_apart(connection, procedure_id, in_order, letters, appointed)


def _told_apart(
    connection: Connection, procedure_id: str, rows: Any, letters: set[Letter], appointed: str
) -> dict[Letter, list[Due]]:
    kept = [(Letter(r.kind), r.id) for r in rows if r.id != appointed]
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
