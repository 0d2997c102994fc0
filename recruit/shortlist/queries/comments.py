"""Reading what was said of a paper on the way; its readers are those of the paper (R16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.accounts import models as accounts
from recruit.core import keys, vault
from recruit.shortlist import models

TABLE = "shortlist_comment"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. number: of the version that was read. entry: '' for the whole paper."""

    kind: str
    number: int
    entry: str
    at: datetime
    name: str
    text: str


_c = models.Comment.__table__  # type: ignore[attr-defined]
_person = accounts.Person.__table__  # type: ignore[attr-defined]
_COMMENTS = (
    select(_c.c.kind, _c.c.number, _c.c.entry, _c.c.at, _person.c.name, _c.c.sealed, _c.c.id)
    .select_from(_c.join(_person, _person.c.id == _c.c.by_person))
    .where(_c.c.procedure_id == bindparam("procedure"), _c.c.run == bindparam("run"))
    .order_by(_c.c.at, _c.c.id)
)
AHEAD = (_COMMENTS,)
"""What of_run asks, for a page that asks it together with others."""


def of_run(connection: Connection, procedure_id: str, run: int) -> list[Comment]:
    """Every comment on the papers of this run, the oldest first."""
    key = keys.panel_key(procedure_id)
    return [
        Comment(*row[:5], vault.unseal(key, row.sealed, TABLE, row.id))
        for row in connection.execute(_COMMENTS, {"procedure": procedure_id, "run": run})
    ]
