"""Conflict hints from the papers, for the member who declares and for nobody else (W5).

The member may not open these files yet (C4), so no word of them is shown, only that there
is something to think of. Nothing is written: no hint, and not that one was given.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.accounts.models import Person
from recruit.core import keys
from recruit.core.words import _
from recruit.finding import conditions, indexing, shelving
from recruit.finding.conditions import FILES, LIVING, PERSON, PROCEDURE
from recruit.finding.models import PartKind
from recruit.finding.rules.hints import Hint, Own, hints, own_of
from recruit.finding.rules.laid import lay
from recruit.panel.models import Asked
from recruit.states.models import State

_c = conditions.candidate
_d = conditions.document
_t = conditions.text
_p = conditions.part
_k = conditions.token
_l = conditions.laid_out
_a = Asked.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_x = Person.__table__  # type: ignore[attr-defined]
_s = State.__table__  # type: ignore[attr-defined]

_WHO = (
    select(_x.c.name, _s.c.name.label("state"))
    .select_from(_g.join(_x, _x.c.id == _g.c.person_id).outerjoin(_s, _s.c.id == _g.c.state_id))
    .where(_g.c.id == bindparam("grant"), _g.c.person_id == PERSON)
)


def _have(what: str) -> Any:
    """The parts with all marks of one kind."""
    return (
        select(_k.c.part)
        .where(_k.c.token.in_(bindparam(f"{what}_tokens", expanding=True)))
        .group_by(_k.c.part)
        .having(func.count() == bindparam(f"{what}_marks"))
    )


_PAPERS = (
    select(
        _p.c.number,
        _p.c.kind,
        _p.c.object_id,
        _p.c.candidate_id,
        _p.c.procedure_id,
        _d.c.key_id,
        _t.c.sealed,
        _l.c.sealed.label("laid"),
    )
    .select_from(
        _p.join(_c, _c.c.id == _p.c.candidate_id)
        .join(_a, and_(_a.c.candidate_id == _c.c.id, _a.c.procedure_id == _p.c.procedure_id))
        .join(_d, _d.c.id == _p.c.object_id)
        .join(_t, _t.c.document_id == _d.c.id)
        .outerjoin(_l, _l.c.part == _p.c.number)
    )
    .where(
        or_(_p.c.number.in_(_have("name")), _p.c.number.in_(_have("state"))),
        _p.c.kind == PartKind.DOCUMENT.value,
        _p.c.procedure_id == PROCEDURE,
        _p.c.candidate_id.in_(bindparam("candidates", expanding=True)),
        _d.c.action == FILES,
        _d.c.withdrawn_at.is_(None),
        _c.c.withdrawn_at.is_(None),
        LIVING,
    )
    .order_by(_p.c.number)
)


@dataclass(frozen=True, slots=True)
class _Who:
    own: Own
    state: str


def _who(connection: Connection, reader: Reader) -> _Who | None:
    row = connection.execute(
        _WHO, {"grant": reader.grant_id, "person": reader.person_id}
    ).one_or_none()
    return None if row is None else _Who(own_of(row.name, row.state or ""), row.state or "")


def _found(
    connection: Connection, reader: Reader, candidate_ids: Collection[str], own: Own
) -> dict[str, frozenset[Hint]]:
    name, state = own.name_marks(), own.state_marks()
    bound = {
        "procedure": reader.procedure_id,
        "person": reader.person_id,
        "grant": reader.grant_id,
        "capacity": reader.capacity.value,
        "now": reader.now,
        "candidates": list(candidate_ids),
        "name_tokens": shelving.numbers(connection, reader.procedure_id, name),
        "name_marks": len(name),
        "state_tokens": shelving.numbers(connection, reader.procedure_id, state),
        "state_marks": len(state),
    }
    rows = connection.execute(_PAPERS, bound).all()
    held = keys.ring().get_all({key_id for row in rows for key_id in indexing.keys_of(row)})
    by_candidate: dict[str, frozenset[Hint]] = {}
    for row in rows:
        text = indexing.text_of(row, held)
        laid = indexing.laid_out(row, row.laid, held)
        if laid is None or not laid.is_of(text):
            laid = lay(text)
        if seen := hints(laid, own):
            by_candidate[row.candidate_id] = by_candidate.get(row.candidate_id, frozenset()) | seen
    return by_candidate


def sentences(
    connection: Connection, reader: Reader, candidate_ids: Collection[str]
) -> dict[str, list[str]]:
    """The same in words."""
    who = _who(connection, reader)
    if who is None:
        return {}
    words = {
        Hint.NAME: _("Your name stands in this person's papers."),
        Hint.INSTITUTION: _(
            "A mission, ministry or embassy is named beside %(state)s in this person's papers.",
            state=who.state,
        ),
    }
    by_candidate = _found(connection, reader, candidate_ids, who.own)
    return {
        candidate_id: [words[hint] for hint in Hint if hint in seen]
        for candidate_id, seen in by_candidate.items()
    }
