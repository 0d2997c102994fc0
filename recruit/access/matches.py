"""The one condition of C12, as part of the statements that ask for a grant anyway.

A person is matched in a procedure as long as a question whether they are one of its
applicants is open, or was answered with yes. It costs a look into an index, never a
statement of its own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select

from recruit.access import models
from recruit.access.rules import Capacity, Matched

_m = models.Match.__table__  # type: ignore[attr-defined]


def matched(procedure_id: Any, person_id: Any) -> Any:
    """A column 'matched': 'same' before 'asked', '' where nothing stands.

    procedure_id, person_id: columns of the wider statement, or bound names.
    """
    standing = _m.alias("standing")
    return func.coalesce(
        select(func.max(standing.c.status))  # 'same' comes after 'asked'
        .where(
            standing.c.procedure_id == procedure_id,
            standing.c.person_id == person_id,
            standing.c.status != Matched.OTHER.value,
        )
        .scalar_subquery(),
        "",
    ).label("matched")


def files_closed(procedure_id: Any, person_id: Any) -> ColumnElement[bool]:
    """That this person opens no file of this procedure: undecided, or the same person."""
    open_ = _m.alias("open_match")
    return exists().where(
        open_.c.procedure_id == procedure_id,
        open_.c.person_id == person_id,
        open_.c.status != Matched.OTHER.value,
    )


def emptied(grant: Any) -> ColumnElement[bool]:
    """That the capacity of this grant (a table or an alias) is empty: its holder is an
    applicant. A former member's stays: it has nothing but one's own (C13)."""
    same = _m.alias("same_person")
    return and_(
        grant.c.capacity != Capacity.FORMER_MEMBER.value,
        exists().where(
            same.c.procedure_id == grant.c.procedure_id,
            same.c.person_id == grant.c.person_id,
            same.c.status == Matched.SAME.value,
        ),
    )
