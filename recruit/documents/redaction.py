"""Redacted copies, from the draft to the release (W4): GICHD's focal point's acts.

A draft collects areas. Asked for, the worker makes the copy out of pixels and proves it
(``recruit.documents.redacting``); until its release it is a file under a key of its own and
no document, so that no door opens it. Whoever asked looks at every page and releases it; from
then on it stands in the original's place for everybody but the focal point (``covering``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Reader
from recruit.core import db, ids, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.documents import blacking, door, held, keeping, page_image, recognising
from recruit.documents.covering import TABLE, said
from recruit.documents.models import Document, Redaction
from recruit.documents.rules import placed
from recruit.documents.rules import redaction as rules
from recruit.documents.rules.door import CANDIDATES_FILES
from recruit.documents.rules.redaction import Area, RedactionState

OPEN = (
    RedactionState.DRAFT,
    RedactionState.WAITS,
    RedactionState.MADE,
    RedactionState.FAILED,
)


@dataclass(frozen=True, slots=True)
class RedactionView:
    """A redaction as its maker sees it. looked: pages of the copy that this
    reader looked at so far."""

    id: str
    number: int
    state: RedactionState
    why: str
    areas: tuple[Area, ...]
    pages: int
    looked: frozenset[int]
    fault: str
    ocr: str
    asked_at: datetime | None
    made_at: datetime | None
    released_at: datetime | None
    copy_id: str | None
    copy_withdrawn: bool


_r = Redaction.__table__  # type: ignore[attr-defined]
_d = Document.__table__  # type: ignore[attr-defined]
_copy = _d.alias("copy")
OF = (
    select(_r, _d.c.key_id, _copy.c.withdrawn_at.label("copy_withdrawn"))
    .select_from(
        _r.join(_d, _d.c.id == _r.c.original_id).outerjoin(_copy, _copy.c.id == _r.c.copy_id)
    )
    .where(_r.c.original_id == bindparam("document"), _r.c.state != RedactionState.DROPPED.value)
    .order_by(_r.c.number.desc())
)
_IS_COPY = select(_r.c.original_id).where(_r.c.copy_id == bindparam("document"))


def of(connection: Connection, reader: Reader, document_id: str) -> list[RedactionView]:
    """The redactions of a document that this reader was let to, the latest first."""
    rows = connection.execute(OF, {"document": document_id})
    return [_view(row, reader) for row in rows]


def original_of(connection: Connection, document_id: str) -> str | None:
    """What a document is the redacted copy of; None where it is none."""
    found: str | None = connection.execute(_IS_COPY, {"document": document_id}).scalar()
    return found


def _view(row: Any, reader: Reader) -> RedactionView:
    why, areas = said(row.key_id, row.id, row.sealed)
    return RedactionView(
        row.id,
        row.number,
        RedactionState(row.state),
        why,
        areas,
        row.pages,
        frozenset(json.loads(row.looked) if row.looked_by == reader.grant_id else ()),
        row.fault,
        row.ocr,
        row.asked_at,
        row.made_at,
        row.released_at,
        row.copy_id,
        row.copy_withdrawn is not None,
    )


# --- the draft ---------------------------------------------------------------------


def original(a: Act, document_id: str) -> Document:
    """A candidate's document that the reader may open now, and that is no copy itself."""
    connection = a.session.connection()
    document = a.session.get(Document, document_id)
    if document is None or not door.may_open(connection, a.reader, document_id):
        raise nothing()
    if Action(document.action) not in CANDIDATES_FILES:
        raise nothing()
    if original_of(connection, document_id) is not None:
        raise Refusal(
            "W4",
            "reading W4",
            _("This is a redacted copy."),
            todo=_("Make another edition from the original; it takes this one's place."),
        )
    return document


def under_way(a: Act, document: Document) -> Redaction | None:
    return a.session.exec(
        select_rows(Redaction)
        .where(Redaction.original_id == document.id, col(Redaction.state).in_(OPEN))
        .with_for_update(key_share=True)
    ).first()


def _draft(a: Act, document_id: str) -> tuple[Document, Redaction, str, tuple[Area, ...]]:
    """The draft on a document, begun with what the edition before struck where there is none.
    Raises Refusal (W4) once the copy
    is asked for."""
    a.silent = True
    document = original(a, document_id)
    row = under_way(a, document)
    if row is not None and row.state != RedactionState.DRAFT:
        raise Refusal(
            "W4",
            "reading W4",
            _("The copy is asked for, so its areas stand."),
            todo=_("Go back to the areas first; the copy is then made anew."),
        )
    if row is not None:
        return (document, row, *said(document.key_id, row.id, row.sealed))
    before = a.session.exec(
        select_rows(Redaction)
        .where(Redaction.original_id == document.id)
        .order_by(col(Redaction.number).desc())
    ).all()
    row = Redaction(
        id=ids.new(),
        procedure_id=a.procedure_id,
        original_id=document.id,
        number=before[0].number + 1 if before else 1,
        by_grant=a.reader.grant_id,
        begun_at=a.now,
        sealed=b"",
    )
    last = next((one for one in before if one.state == RedactionState.RELEASED), None)
    kept = said(document.key_id, last.id, last.sealed) if last else ("", ())
    _keep(a, document, row, *kept)
    return (document, row, *kept)


def _keep(a: Act, document: Document, row: Redaction, why: str, areas: Sequence[Area]) -> None:
    row.sealed = _sealed(document.key_id, row.id, why, areas)
    a.session.add(row)
    a.session.flush()


def _sealed(key_id: str, row_id: str, why: str, areas: Sequence[Area]) -> bytes:
    kept = {
        "why": why,
        "areas": [[s.page, s.left, s.top, s.width, s.height, s.words] for s in areas],
    }
    return vault.seal(key_id, kept, TABLE, row_id)


def also(session: Session, row: Redaction, key_id: str, places: Sequence[Area]) -> None:
    """Keep the row, with these places among its areas as far as there is room for them.

    For the worker, when a machine read struck words there off the copy: their maker finds the
    places struck when going back to the areas.
    """
    if places:
        why, areas = said(key_id, row.id, row.sealed)
        together = tuple(dict.fromkeys((*areas, *places)))[: rules.MOST_AREAS]
        row.sealed = _sealed(key_id, row.id, why, together)
    session.add(row)


def pages_of(opened: door.Pages) -> int:
    """How many pages of the document can be drawn; 0 where none can."""
    if opened.kind is None:
        return 0
    return opened.pages or page_image.count(opened.kind, opened.content)


def strike(reader: Reader, document_id: str, area: Area) -> None:
    """Strike an area. Raises Refusal (W4) where it is on no page; nothing for a document
    that the reader may not redact."""
    opened = door.open_pages(reader, document_id)
    checked = rules.area(
        area.page, area.left, area.top, area.width, area.height, pages=pages_of(opened)
    )
    _add(reader, document_id, [checked])


def strike_words(reader: Reader, document_id: str, typed: str) -> int:
    """Strike every place where these words stand in the text of its pages, or in what a
    machine made out on the pages of a scan; how many.

    Raises Refusal (W4) where they stand nowhere: in an image that no machine could read only
    areas can be struck.
    """
    wanted = rules.words(typed)
    opened = door.open_pages(reader, document_id)
    found = blacking.found(opened.kind, opened.content, wanted) if opened.kind else []
    found += placed.found(recognising.words_of(document_id), wanted) if opened.kind else []
    if not found:
        raise Refusal(
            "W4",
            "reading W4",
            _("These words stand nowhere in the text of the document."),
            kind=Kind.INVALID,
            todo=_("Look for other spellings. What no machine could read, strike as an area."),
        )
    _add(reader, document_id, found)
    return len(found)


def _add(reader: Reader, document_id: str, more: Sequence[Area]) -> None:
    with act(reader, Action.DOCUMENT_REDACT) as a:
        document, row, why, areas = _draft(a, document_id)
        _keep(a, document, row, why, rules.with_more(areas, more))


def give_back(reader: Reader, document_id: str, areas: Sequence[Area]) -> None:
    """Take areas back from the draft, whatever words they were struck as; nothing happens
    for one that is not in it."""
    gone = {replace(one, words="") for one in areas}
    with act(reader, Action.DOCUMENT_REDACT) as a:
        document, row, why, kept = _draft(a, document_id)
        left = [one for one in kept if replace(one, words="") not in gone]
        _keep(a, document, row, why, left)


def as_areas(reader: Reader, document_id: str) -> None:
    """Forget the words of the draft and keep their places as plain areas: nothing is then
    claimed of words that stand elsewhere in an image."""
    with act(reader, Action.DOCUMENT_REDACT) as a:
        document, row, why, kept = _draft(a, document_id)
        plain = [replace(one, words="") for one in kept]
        _keep(a, document, row, why, tuple(dict.fromkeys(plain)))


# --- the copy ----------------------------------------------------------------------


def ask(reader: Reader, document_id: str, *, why: str, key: str = "") -> str:
    """Have the copy made; the receipt. why: a full sentence, which whoever gets the copy
    reads beside it (R7). Raises Refusal where a gate of ASKING does not hold."""
    pages = pages_of(door.open_pages(reader, document_id))
    with act(reader, Action.DOCUMENT_REDACT, key) as a:
        document, row, _before, areas = _draft(a, document_id)
        a.silent = False
        require(rules.ASKING, rules.Asking(len(areas), pages, why))
        row.state, row.asked_at, row.pages, row.fault = RedactionState.WAITS, a.now, pages, ""
        row.by_grant = reader.grant_id
        _keep(a, document, row, why.strip(), areas)
        struck = sorted({one.page for one in areas})
        a.record(document.id, of=document.object_id, asked=row.number, pages=struck)
    return a.receipt


def _back(a: Act, row: Redaction) -> str:
    """Forget the copy that was made, if one was; the id of its file."""
    gone = row.file_id
    row.file_id, row.wrapped, row.size = "", b"", 0
    row.made_at, row.ocr, row.fault = None, rules.Ocr.NOTHING, ""
    row.looked, row.looked_by = "[]", None
    a.session.add(row)
    return gone


def go_back(reader: Reader, document_id: str) -> None:
    """Back to the areas: the copy that was made, or could not be, is forgotten."""
    with act(reader, Action.DOCUMENT_REDACT) as a:
        a.silent = True
        row = under_way(a, original(a, document_id))
        if row is None:
            raise nothing()
        gone = _back(a, row)
        row.state = RedactionState.DRAFT
    held.let_go([gone] if gone else [])


def drop(reader: Reader, document_id: str, key: str = "") -> None:
    """Give a redaction up that was not released: areas, reason and copy are forgotten."""
    with act(reader, Action.DOCUMENT_REDACT, key) as a:
        document = original(a, document_id)
        row = under_way(a, document)
        if row is None:
            raise nothing()
        gone, asked = _back(a, row), row.asked_at is not None
        row.state = RedactionState.DROPPED
        _keep(a, document, row, "", ())
        a.silent = not asked
        a.record(document.id, of=document.object_id, dropped=row.number)
    held.let_go([gone] if gone else [])


def known_files(connection: Connection) -> set[str]:
    """The files of copies that wait for their release; not those whose key is erased."""
    rows = connection.execute(
        select(_r.c.file_id, _d.c.key_id)
        .select_from(_r.join(_d, _d.c.id == _r.c.original_id))
        .where(_r.c.file_id != "", _r.c.state == RedactionState.MADE.value)
    ).all()
    erased = keeping.erased()
    return {row.file_id for row in rows if row.key_id not in erased}


def locked(session: Any, redaction_id: str) -> Redaction | None:
    """The row, locked for its writer."""
    found: Redaction | None = db.locked(session, Redaction, id=redaction_id)
    return found
