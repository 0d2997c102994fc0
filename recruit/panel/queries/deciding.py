"""The declarations that the Chair's page shows: decided, to be decided, acquaintances (C5, C6).

It costs what it shows, however many names the list has: what awaits a decision and what was
decided is found by an index. That somebody knows a candidate is sealed, and no index may tell
it; so these declarations are opened of fifty names at a time.
"""

from __future__ import annotations

from sqlalchemy import Integer, String, bindparam, select, tuple_, union
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.panel import models
from recruit.panel.queries.declarations import (
    ANY_AHEAD,
    LATEST,
    LEFT_AHEAD,
    VOTES,
    Declared,
    latest,
)
from recruit.panel.rules.conflicts import Clearance, Relation

NAMES = 50
"""Of so many names at a time the acquaintances are looked for."""
START = (-1, "")
"""Before the first name."""
_k = models.Asked.__table__  # type: ignore[attr-defined]
_c = access.Clearance.__table__  # type: ignore[attr-defined]
_d = models.Declaration.__table__  # type: ignore[attr-defined]
_f = models.Finding.__table__  # type: ignore[attr-defined]

_waiting = _d.alias("waiting")
_undecided_ids = (
    select(_waiting.c.id)
    .select_from(
        _c.join(
            _waiting,
            (_waiting.c.candidate_id == _c.c.candidate_id)
            & (_waiting.c.person_id == _c.c.person_id),
        )
    )
    .where(_c.c.procedure_id == bindparam("procedure"), _c.c.status == Clearance.UNDECIDED.value)
    .correlate(None)
)
_UNDECIDED = LATEST.where(_d.c.id.in_(_undecided_ids), _c.c.status == Clearance.UNDECIDED.value)
_found_ids = (
    select(_f.c.declaration_id).where(_f.c.procedure_id == bindparam("procedure")).correlate(None)
)
_SHOWN = LATEST.where(_d.c.id.in_(union(_undecided_ids, _found_ids)))
_NAMES = (
    select(_k.c.candidate_id, _k.c.place)
    .where(
        _k.c.procedure_id == bindparam("procedure"),
        tuple_(_k.c.place, _k.c.candidate_id)
        > tuple_(bindparam("place", type_=Integer), bindparam("after", type_=String)),
    )
    .order_by(_k.c.place, _k.c.candidate_id)
)
_WINDOW = _NAMES.limit(NAMES + 1)
_window_ids = _NAMES.with_only_columns(_k.c.candidate_id).limit(NAMES).correlate(None)
_CLEARED = LATEST.where(
    _d.c.candidate_id.in_(select(_window_ids.subquery("on_page").c.candidate_id)),
    _d.c.none_or_known.is_(True),
    _f.c.id.is_(None),
)
AHEAD = (VOTES, _SHOWN, _WINDOW, _CLEARED, *LEFT_AHEAD, ANY_AHEAD[1])
"""What to_show, acquaintances, left_of, any_asked and again ask; with the values of ``place``."""


def to_show(connection: Connection, procedure_id: str) -> list[Declared]:
    """Of the latest declarations of the living members and surrogates the ones that were decided
    on, or await it (C6)."""
    return latest(connection, procedure_id, _SHOWN)


def acquaintances(
    connection: Connection, procedure_id: str, after: tuple[int, str] = START
) -> tuple[list[Declared], tuple[int, str] | None]:
    """Of these the ones on which nothing was to be decided, though somebody knows the candidate;
    of fifty names by their place, and after which name the next fifty begin, None at the end.

    What was declared is sealed, so that no index finds an acquaintance: fifty names at a time
    are opened. after: place and candidate of the last name that was looked at.
    """
    asked_for = {"procedure": procedure_id, "place": after[0], "after": after[1]}
    names = connection.execute(_WINDOW, asked_for).all()
    found = latest(connection, procedure_id, _CLEARED, place=after[0], after=after[1])
    last = names[NAMES - 1] if len(names) > NAMES else None
    return (
        [d for d in found if d.relation is not Relation.NONE],
        (last.place, last.candidate_id) if last else None,
    )


def undecided(connection: Connection, procedure_id: str) -> list[Declared]:
    """Of these the ones whose consequence nobody has decided."""
    return latest(connection, procedure_id, _UNDECIDED)
