"""A candidate's file as the page of its reader has it, in one statement.

What may be opened of it is the door's answer, and what stands beside is the reader's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, bindparam
from sqlalchemy.engine import Connection

from recruit.access.rules import Reader
from recruit.documents import asking, private
from recruit.documents.models import Document, Reading
from recruit.documents.queries import DocumentView, view_of


@dataclass(frozen=True, slots=True)
class FileView:
    """documents: those of the file that are not withdrawn, the first stored first. opens:
    the ids of those that the door would open now. known: those and what only the scanner
    keeps closed. own: what this reader keeps on the file."""

    documents: list[DocumentView]
    opens: frozenset[str]
    known: frozenset[str]
    own: private.Own


_d = Document.__table__  # type: ignore[attr-defined]
_o = Reading.__table__  # type: ignore[attr-defined]
_OWN = and_(_o.c.grant_id == bindparam("grant"), _o.c.object_id == _d.c.object_id)
_FILE = (
    asking.asking(
        _o.c.id.label("own_id"),
        _o.c.marks,
        _o.c.notes,
        beside=(_o, _OWN),
    )
    .where(_d.c.object_id == bindparam("object"))
    .order_by(_d.c.stored_at, _d.c.place, _d.c.id)
)


def file_of(connection: Connection, reader: Reader, object_id: str) -> FileView:
    """This candidate's file as this reader has it; writes nothing."""
    rows = connection.execute(_FILE, {**asking.who(reader), "object": object_id}).all()
    opens = frozenset(row.id for row in rows if asking.may(row, reader))
    known = frozenset(row.id for row in rows if asking.entitles(row, reader))
    own = private.Own()
    if rows and rows[0].own_id is not None:
        first = rows[0]
        own = private.own_of(first.own_id, reader.procedure_id, first.marks, first.notes)
    return FileView([view_of(row) for row in rows], opens, known, own)
