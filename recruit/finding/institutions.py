"""Whether the papers name an institution of the declaring person's own State (W5).

Same mission or ministry is a kind of its own (C5). Where the index has the State's name,
the words laid out of that text are looked through for an institution beside it; that it is
so is told, no word of the text, and nothing is kept. Only names that are asked count.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.core import keys
from recruit.core.words import _
from recruit.documents.covering import covered
from recruit.finding import conditions, indexing, shelving
from recruit.finding.conditions import FILES, LIVING, PERSON, PROCEDURE
from recruit.finding.models import PartKind
from recruit.finding.rules.institutions import beside, marks, named
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
_s = State.__table__  # type: ignore[attr-defined]

_STATE = (
    select(_s.c.name)
    .select_from(_g.join(_s, _s.c.id == _g.c.state_id))
    .where(_g.c.id == bindparam("grant"), _g.c.person_id == PERSON)
)
AHEAD = (_STATE, *shelving.AHEAD)
"""What in_papers asks whatever it finds."""
_HAVE = (
    select(_k.c.part)
    .where(_k.c.token.in_(bindparam("tokens", expanding=True)))
    .group_by(_k.c.part)
    .having(func.count() == bindparam("marks"))
)
_PAPERS = (
    select(
        _p.c.number,
        _p.c.kind,
        _p.c.object_id,
        _p.c.candidate_id,
        _p.c.procedure_id,
        _d.c.key_id,
        _l.c.sealed.label("laid"),
    )
    .select_from(
        _p.join(_c, _c.c.id == _p.c.candidate_id)
        .join(_a, and_(_a.c.candidate_id == _c.c.id, _a.c.procedure_id == _p.c.procedure_id))
        .join(_d, _d.c.id == _p.c.object_id)
        .join(_t, _t.c.document_id == _d.c.id)
        .join(_l, _l.c.part == _p.c.number)
    )
    .where(
        _p.c.number.in_(_HAVE),
        _p.c.kind == PartKind.DOCUMENT.value,
        _p.c.procedure_id == PROCEDURE,
        _p.c.candidate_id.in_(bindparam("candidates", expanding=True)),
        _d.c.action == FILES,
        _d.c.withdrawn_at.is_(None),
        _c.c.withdrawn_at.is_(None),
        ~covered(_d),
        LIVING,
    )
    .order_by(_p.c.number)
)


def in_papers(
    connection: Connection, reader: Reader, candidate_ids: Collection[str]
) -> dict[str, list[str]]:
    """By candidate, that an institution of the reader's State stands in the papers, in words."""
    who = {"grant": reader.grant_id, "person": reader.person_id}
    state = connection.execute(_STATE, who).scalar() or ""
    looked_for = marks(named(state))
    if not looked_for:
        return {}
    bound = {
        "procedure": reader.procedure_id,
        **who,
        "capacity": reader.capacity.value,
        "now": reader.now,
        "candidates": list(candidate_ids),
        "tokens": shelving.numbers(connection, reader.procedure_id, looked_for),
        "marks": len(looked_for),
    }
    rows = connection.execute(_PAPERS, bound).all()
    held = keys.ring().get_all({key_id for row in rows for key_id in indexing.keys_of(row)})
    said = _(
        "A mission, ministry or embassy stands beside the name of %(state)s in these papers.",
        state=state,
    )
    return {
        row.candidate_id: [said]
        for row in rows
        if (laid := indexing.laid_out(row, row.laid, held)) and beside(laid, named(state))
    }
