"""What one reader keeps for themselves of a candidate's file: marks, notes, passages (W1).

Read and written for the reader's own grant only; no entry of the record is made and no
form's key is kept. Every row has a key of its own below the candidate's file key. Rows go
with the grant (replacement), with the report's signature, and with the candidate; their
keys within the hour after (``recruit.documents.tending``). Whoever may not know of the
signature keeps theirs until the first fact after it that they may learn of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, select
from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.documents import door
from recruit.documents.covering import covered
from recruit.documents.models import Book, Document, Reading
from recruit.documents.rules import private as rules
from recruit.documents.rules.door import CANDIDATES_FILES
from recruit.documents.rules.private import Quote
from recruit.procedure.rules.milestones import Milestone, MilestoneKind, current_run, latest

TABLE = "documents_reading"


@dataclass(frozen=True, slots=True)
class Own:
    """What a reader has of one file. marks: documents read. pages: (document, page) -> note."""

    marks: frozenset[str] = frozenset()
    note: str = ""
    pages: dict[tuple[str, int], str] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()


_o = Reading.__table__  # type: ignore[attr-defined]
_d = Document.__table__  # type: ignore[attr-defined]
_g = Grant.__table__  # type: ignore[attr-defined]
_b = Book.__table__  # type: ignore[attr-defined]
_ONE = select(_o).where(_o.c.grant_id == bindparam("grant"), _o.c.object_id == bindparam("object"))
READ = (
    select(_o.c.id, _o.c.object_id, _o.c.marks, _d.c.id)
    .select_from(_o.join(_d, and_(_d.c.object_id == _o.c.object_id, _d.c.withdrawn_at.is_(None))))
    .where(_o.c.grant_id == bindparam("grant"), _o.c.marks.is_not(None), ~covered(_d))
)
"""A reader's marked files with their documents: row, candidate, marks, document."""
_MEMBERS = select(_g.c.id).where(
    _g.c.procedure_id == bindparam("procedure"), _g.c.capacity == Capacity.MEMBER
)


def _key(reading_id: str, procedure_id: str) -> str:
    return keys.reading_key(reading_id, procedure_id)


def _digest(text: str) -> str:
    return ids.digest(text)[:16]


seen = _digest
"""What a form carries of the note it shows: another window's change is told by it."""


def mine(connection: Connection, reader: Reader, object_id: str) -> Own:
    """What this reader has of this candidate's file."""
    row = connection.execute(_ONE, {"grant": reader.grant_id, "object": object_id}).first()
    return Own() if row is None else _own(row)


def _own(row: Any) -> Own:
    return own_of(row.id, row.procedure_id, row.marks, row.notes)


def own_of(row_id: str, procedure_id: str, sealed: bytes | None, noted: bytes | None) -> Own:
    """What a row of this id holds, opened; nothing of what was erased."""
    key = _key(row_id, procedure_id)
    marks = vault.unseal_or_none(key, sealed, TABLE, row_id, "marks") or []
    notes = vault.unseal_or_none(key, noted, TABLE, row_id, "notes") or {}
    return Own(
        frozenset(marks),
        notes.get("file", ""),
        {(document, int(page)): text for document, page, text in notes.get("pages", [])},
        tuple(Quote(*quote) for quote in notes.get("quotes", [])),
    )


def read_of(
    connection: Connection, reader: Reader, asking: Select[Any] = READ, **bound: Any
) -> set[str]:
    """The candidates of whose files this reader has marked every document.

    asking: ``READ``, or a statement that narrows it to some candidates, with what it binds.
    """
    marked: set[str] = set()
    held: dict[str, set[str]] = {}
    sealed: dict[str, bytes] = {}
    for row_id, object_id, marks, document_id in connection.execute(
        asking, {"grant": reader.grant_id, "capacity": reader.capacity.value, **bound}
    ):
        sealed[row_id] = marks
        held.setdefault(object_id, set()).add(document_id)
    opened = vault.unseal_all(
        [(_key(row_id, reader.procedure_id), marks, row_id) for row_id, marks in sealed.items()],
        TABLE,
        "marks",
    )
    for marks in opened:
        marked.update(marks or ())
    return {o for o, documents in held.items() if rules.is_read(documents, marked)}


# --- writing ----------------------------------------------------------------------


def _row(a: Act, document_id: str) -> tuple[Reading, Own]:
    """The reader's row for the file of a document that they may open now."""
    connection = a.session.connection()
    a.silent = True
    if not door.may_open(connection, a.reader, document_id):
        raise nothing()
    document = a.session.get(Document, document_id)
    if document is None or Action(document.action) not in CANDIDATES_FILES:
        raise nothing()
    lodged = latest(a.milestones, MilestoneKind.REPORT_LODGED)
    ended = lodged is not None and lodged.run == current_run(a.milestones)
    if ended and a.reader.capacity is Capacity.MEMBER:
        raise Refusal(
            "W1",
            "reading W1",
            _("The report is signed: notes on the files were erased, and none are kept any more."),
            kind=Kind.CLOSED,
        )
    row = db.locked(a.session, Reading, grant_id=a.reader.grant_id, object_id=document.object_id)
    if row is not None:
        return row, _own(row)
    row = Reading(
        id=ids.new(),
        procedure_id=a.procedure_id,
        grant_id=a.reader.grant_id,
        object_id=document.object_id,
    )
    keys.ring().make(_key(row.id, a.procedure_id), document.key_id, a.now)
    return row, Own()


def _keep_notes(a: Act, row: Reading, own: Own) -> None:
    said = {
        "file": own.note,
        "pages": [[d, page, text] for (d, page), text in sorted(own.pages.items()) if text],
        "quotes": [[q.id, q.document, q.text, q.note] for q in own.quotes],
    }
    row.notes = vault.seal(_key(row.id, row.procedure_id), said, TABLE, row.id, "notes")
    a.session.add(row)


def mark(reader: Reader, document_id: str, *, read: bool) -> None:
    """Mark a document as read, or take the mark back: the reader's own act, told to nobody.

    Raises Refusal (nothing) for a document that the reader may not open, Refusal (W1) once
    the report is signed.
    """
    with act(reader, Action.READING_OWN) as a:
        row, own = _row(a, document_id)
        marks = own.marks | {document_id} if read else own.marks - {document_id}
        row.marks = vault.seal(
            _key(row.id, row.procedure_id), sorted(marks), TABLE, row.id, "marks"
        )
        a.session.add(row)


def note(reader: Reader, document_id: str, *, page: int, text: str, was: str) -> str:
    """Keep the note on a page (from 1), or on the candidate (page 0); what ``seen`` says of it.

    was: of the text that was on the form. Raises Refusal (W1) where it was changed in
    another window in between, or is too long, and as ``mark`` does.
    """
    text = text.replace("\r\n", "\n").strip()
    with act(reader, Action.READING_OWN) as a:
        row, own = _row(a, document_id)
        before = own.pages.get((document_id, page), "") if page else own.note
        if text != before and _digest(before) != was:
            raise Refusal(
                "W1",
                "reading W1",
                _("This note was changed in another window in the meantime."),
                todo=_("Copy your words, open the page again, and add them there."),
            )
        if len(text) > rules.LONGEST_NOTE:
            raise Refusal(
                "W1",
                "reading W1",
                _("A note has at most %(n)s characters.", n=rules.LONGEST_NOTE),
                kind=Kind.INVALID,
            )
        pages = own.pages | ({(document_id, page): text} if page else {})
        changed = Own(own.marks, own.note if page else text, pages, own.quotes)
        _keep_notes(a, row, changed)
    return _digest(text)


def quote(reader: Reader, document_id: str, *, text: str, note: str) -> str:
    """Keep a passage of the document's words, with a note on it; its id.

    Raises Refusal (W1) where the words are not in the document, or it is too much; and as
    ``mark`` does.
    """
    said = door.open_text(reader, document_id)
    passage = text.replace("\r\n", "\n").strip()
    if not rules.found(passage, said.text):
        raise Refusal(
            "W1",
            "reading W1",
            _("These words are not in the document, so they can't be a passage of it."),
            kind=Kind.INVALID,
            todo=_("Copy the passage from the text above, word for word."),
        )
    with act(reader, Action.READING_OWN) as a:
        row, own = _row(a, document_id)
        if (
            len(passage) > rules.LONGEST_QUOTE
            or len(note) > rules.LONGEST_NOTE
            or len(own.quotes) >= rules.MOST_QUOTES
        ):
            raise Refusal(
                "W1",
                "reading W1",
                _(
                    "A passage has at most %(n)s characters, and a file at most %(most)s passages.",
                    n=rules.LONGEST_QUOTE,
                    most=rules.MOST_QUOTES,
                ),
                kind=Kind.INVALID,
            )
        kept = Quote(ids.new(), document_id, passage, note.strip())
        _keep_notes(a, row, Own(own.marks, own.note, own.pages, (*own.quotes, kept)))
    return kept.id


def unquote(reader: Reader, document_id: str, *, quote_id: str) -> None:
    """Forget a passage; nothing happens where there is none. Raises as ``mark`` does."""
    with act(reader, Action.READING_OWN) as a:
        row, own = _row(a, document_id)
        left = tuple(q for q in own.quotes if q.id != quote_id)
        _keep_notes(a, row, Own(own.marks, own.note, own.pages, left))


# --- the end ----------------------------------------------------------------------


def forget_grant(a: Act, grant: Grant) -> None:
    """W1: at replacement, as at any end of a grant, all of it is erased."""
    a.session.connection().execute(delete(_o).where(_o.c.grant_id == grant.id))


def forget_members(a: Act, _milestone: Milestone) -> None:
    """W1: when the report is signed the members' are erased. Nobody else may know of it."""
    a.session.connection().execute(
        delete(_o).where(_o.c.grant_id.in_(_MEMBERS)), {"procedure": a.procedure_id}
    )


def forget_all(a: Act, _milestone: Milestone) -> None:
    """W1: at the first fact after the signature that everybody may learn of, what is left."""
    a.session.connection().execute(delete(_o).where(_o.c.procedure_id == a.procedure_id))


def known_keys(connection: Connection) -> set[str]:
    """The ids of the keys that rows and living books still have."""
    rows = connection.execute(select(_o.c.id, _o.c.procedure_id)).all()
    books = connection.execute(
        select(_b.c.id, _b.c.procedure_id).where(_b.c.ended_at.is_(None))
    ).all()
    return {keys.reading_key(row_id, procedure_id) for row_id, procedure_id in (*rows, *books)}
