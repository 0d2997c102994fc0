"""Where an application stands for the letters at its end (D5): writing functions of later acts.

A letter that went is never taken back, and a place on a list outlasts a later outcome.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Update, bindparam, or_, update

from recruit.access.frame import Act
from recruit.applications.models import Candidate, Standing

_c = Candidate.__table__  # type: ignore[attr-defined]


def _over(*earlier: Standing) -> Update:
    """Over one of these and nothing else."""
    return (
        update(_c)
        .where(
            _c.c.id == bindparam("candidate"),
            _c.c.procedure_id == bindparam("procedure"),
            or_(*(_c.c.standing == one.value for one in earlier)),  # no list: many at once
        )
        .values(standing=bindparam("as"))
    )


_BEFORE_A_LIST = _over(Standing.OPEN, Standing.NOT_SUITABLE)
_BEFORE_A_LETTER = _over(Standing.OPEN, Standing.NOT_SUITABLE, Standing.LISTED)


def _stand(a: Act, statement: Update, candidates: Iterable[str], now: Standing) -> None:
    asked = [{"candidate": one, "procedure": a.procedure_id, "as": now} for one in candidates]
    if asked:
        a.session.connection().execute(statement, asked)


def screened(a: Act, candidate_id: str, *, not_suitable: bool) -> None:
    """An outcome was found: not suitable, or anything else (A4)."""
    found = Standing.NOT_SUITABLE if not_suitable else Standing.OPEN
    _stand(a, _BEFORE_A_LIST, [candidate_id], found)


def listed(a: Act, candidates: Iterable[str]) -> None:
    """They stand on a version of the list (A8)."""
    _stand(a, _BEFORE_A_LIST, candidates, Standing.LISTED)


def written_to(a: Act, candidate_id: str) -> None:
    """A letter to this candidate goes (D5)."""
    _stand(a, _BEFORE_A_LETTER, [candidate_id], Standing.WRITTEN_TO)
