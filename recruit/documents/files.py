"""A candidate's file as the page of its reader has it, in one statement.

What may be opened of it is the door's answer, and what stands beside is the reader's own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

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
    keeps closed. own: what this reader keeps on the file, less what is on documents that
    are not known any more."""

    documents: list[DocumentView]
    opens: frozenset[str]
    known: frozenset[str]
    own: private.Own

    @property
    def given(self) -> list[DocumentView]:
        """The documents whose names this reader may have: those known (R7)."""
        return [document for document in self.documents if document.id in self.known]


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

_GIVEN = (
    asking.asking()
    .where(_d.c.object_id.in_(bindparam("objects", expanding=True)))
    .order_by(_d.c.stored_at, _d.c.place, _d.c.id)
)


def given(
    connection: Connection, reader: Reader, object_ids: Collection[str]
) -> dict[str, list[DocumentView]]:
    """By object, the documents that the door opens to this reader, or would but for the
    scanner; of every other not even its name is told. One statement for all objects."""
    found: dict[str, list[DocumentView]] = {object_id: [] for object_id in object_ids}
    asked = {**asking.who(reader), "objects": list(found)}
    for row in connection.execute(_GIVEN, asked):
        if asking.entitles(row, reader):
            found[row.object_id].append(view_of(row))
    return found


def file_of(connection: Connection, reader: Reader, object_id: str) -> FileView:
    """This candidate's file as this reader has it; writes nothing."""
    rows = connection.execute(_FILE, {**asking.who(reader), "object": object_id}).all()
    opens = frozenset(row.id for row in rows if asking.may(row, reader))
    known = frozenset(row.id for row in rows if asking.entitles(row, reader))
    own = private.Own()
    if rows and rows[0].own_id is not None:
        first = rows[0]
        own = private.own_of(first.own_id, reader.procedure_id, first.marks, first.notes)
    own = replace(
        own,
        pages={at: text for at, text in own.pages.items() if at[0] in known},
        quotes=tuple(quote for quote in own.quotes if quote.document in known),
    )
    return FileView([view_of(row) for row in rows], opens, known, own)
