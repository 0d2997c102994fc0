"""Documents as lists show them, and who opened one. The caller has asked the policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, column, select, table
from sqlalchemy.engine import Connection

from recruit.documents import keeping, quarantine
from recruit.documents.covering import covered
from recruit.documents.models import Document, View
from recruit.documents.rules.scanning import to_scan


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document in a list. name: '' once it is erased. size: bytes. received_at: UTC.

    withdrawn_why: the reason (A9). waits_since: nobody can read it before the scanner has
    judged it, for which it waits since then (UTC). signature: what the scanner found, its
    content being erased.
    """

    id: str
    object_id: str
    name: str
    kind: str
    mime: str
    size: int
    pages: int
    received_at: datetime
    withdrawn: bool
    withdrawn_why: str
    waits_since: datetime | None = None
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """That somebody opened a document: D2's entry."""

    document_id: str
    person_id: str
    person_name: str
    capacity: str
    reference: str
    at: datetime


_d = Document.__table__  # type: ignore[attr-defined]
_v = View.__table__  # type: ignore[attr-defined]
_person = table("accounts_person", column("id"), column("name"))
_LISTED = (
    select(
        _d.c.id,
        _d.c.object_id,
        _d.c.key_id,
        _d.c.sealed,
        _d.c.kind,
        _d.c.mime,
        _d.c.size,
        _d.c.pages,
        _d.c.received_at,
        _d.c.withdrawn_at,
        _d.c.withdrawn_why,
        _d.c.scan,
        _d.c.scan_at,
        _d.c.signature,
    )
    .where(_d.c.object_id.in_(bindparam("objects", expanding=True)), ~covered(_d))
    .order_by(_d.c.stored_at, _d.c.place, _d.c.id)
)
_OPENINGS = (
    select(_v.c.document_id, _v.c.person_id, _person.c.name, _v.c.capacity, _v.c.reference, _v.c.at)
    .select_from(_v.join(_person, _person.c.id == _v.c.person_id))
    .where(_v.c.document_id == bindparam("document"))
    .order_by(_v.c.at, _v.c.id)
)


def listed(
    connection: Connection,
    object_ids: Iterable[str],
    *,
    capacity: str = "",
    withdrawn: bool = False,
) -> dict[str, list[DocumentView]]:
    """The documents of these objects, the first stored first; each object has its list.

    capacity: whose list it is; without one, what a redacted copy stands in place of is left
    out, as for everybody but the focal point (W4). withdrawn: whether withdrawn ones are
    among them (with their reason, A9). One static statement for all objects.
    """
    found: dict[str, list[DocumentView]] = {object_id: [] for object_id in object_ids}
    for row in connection.execute(_LISTED, {"objects": list(found), "capacity": capacity}):
        if row.withdrawn_at is not None and not withdrawn:
            continue
        found[row.object_id].append(view_of(row))
    return found


def view_of(row: Any) -> DocumentView:
    """A row that has the columns of a document as its view; its name opened."""
    return DocumentView(
        row.id,
        row.object_id,
        keeping.name_of(row.key_id, row.id, row.sealed),
        row.kind,
        row.mime,
        row.size,
        row.pages,
        row.received_at,
        row.withdrawn_at is not None,
        row.withdrawn_why,
        _waits(row),
        row.signature,
    )


def _waits(row: Any) -> datetime | None:
    if row.withdrawn_at is not None or quarantine.opens(row.scan) or not to_scan(row.scan):
        return None
    since: datetime = row.scan_at or row.received_at
    return since


def openings(connection: Connection, document_id: str) -> list[Opening]:
    """Who opened a document and when, the first first (A9: listed to the Chair)."""
    rows = connection.execute(_OPENINGS, {"document": document_id})
    return [Opening(*row) for row in rows]
