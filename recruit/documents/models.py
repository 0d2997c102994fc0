"""Tables of documents: what is stored, its text, who opened it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, known, only_one, only_those
from recruit.documents.rules.book import BookStatus
from recruit.documents.rules.redaction import Ocr, RedactionState
from recruit.documents.rules.scanning import Scan

TO_SCAN = "scan IN ('', 'waits')"
UNSEARCHED = "NOT searched AND withdrawn_at IS NULL"


class Document(SQLModel, table=True):
    """A stored document; its bytes are encrypted with a key of its own.

    action: the Action that reads it; object_id: what it belongs to (a candidate, a
    letter, a report). key_id: the key that wraps its own. sealed: its display name and
    what it is ('cv', 'letter', ...), under the same key. place: the order in which the
    documents of one filing were given. sha256: of the plain bytes,
    an HMAC, so that it identifies nothing outside. scan: whether a scanner lets it be read
    (rules.scanning); scan_at: since when. scan_tries, scan_due: how often it gave no verdict,
    and when it is asked again. signature: what it found in an infected one. searched: its
    words stand where they are found (finding), so that an index tells the few whose do not.
    """

    __tablename__ = "documents_document"
    __table_args__ = (
        Index("ix_documents_document_object", "object_id", "procedure_id"),
        Index("ix_documents_document_hash", "procedure_id", "content_hash"),
        only_those("ix_documents_document_scan", "scan", "procedure_id", where=TO_SCAN),
        only_those("ix_documents_document_unsearched", "procedure_id", where=UNSEARCHED),
        only_those(
            "ix_documents_document_withdrawn",
            "procedure_id",
            "withdrawn_at",
            where="withdrawn_at IS NOT NULL",
        ),
        known("scan", Scan),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    action: str
    object_id: str
    key_id: str
    wrapped: bytes
    sealed: bytes
    kind: str
    mime: str
    size: int
    content_hash: str
    pages: int = 0
    place: int = 0
    received_at: datetime = Field(sa_type=UTC)
    stored_at: datetime = Field(sa_type=UTC)
    by_grant: str | None = Field(default=None, foreign_key="access_grant.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTC)
    withdrawn_why: str = ""
    scan: str = Scan.UNSCANNED
    scan_at: datetime | None = Field(default=None, sa_type=UTC)
    scan_tries: int = 0
    scan_due: datetime | None = Field(default=None, sa_type=UTC)
    signature: str = ""
    searched: bool = False


class Text(SQLModel, table=True):
    """The text taken from a document by the worker, sealed.

    status: 'read'; 'unreadable'; 'scan', an image without words of which no machine has made
    out any yet; 'recognised' from such an image by a machine; 'wordless', where it found none.
    due: when a machine is to look at it (again), None never. tries: how often it did.
    missed: pages whose words nobody read: the machine failed at them, or they are too many.
    """

    __tablename__ = "documents_text"
    __table_args__ = (only_those("ix_documents_text_due", "due", where="due IS NOT NULL"),)
    document_id: str = Field(primary_key=True, foreign_key="documents_document.id")
    status: str
    sealed: bytes | None = None
    at: datetime = Field(sa_type=UTC)
    due: datetime | None = Field(default=None, sa_type=UTC)
    tries: int = 0
    missed: int = 0


class View(SQLModel, table=True):
    """That somebody opened a document (D2): once for a document, reader and half hour."""

    __tablename__ = "documents_view"
    __table_args__ = (UniqueConstraint("document_id", "person_id", "half_hour", "kind"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    document_id: str = Field(foreign_key="documents_document.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    capacity: str
    kind: str
    half_hour: int
    reference: str
    at: datetime = Field(sa_type=UTC)


class Rendition(SQLModel, table=True):
    """The PDF that was made once of a DOCX or ODT, sealed in the store beside the original.

    status: 'made' or 'failed' (it is then read as text). file_id: its file's name in the
    store, encrypted under the document's own key. size: bytes.
    """

    __tablename__ = "documents_rendition"
    document_id: str = Field(primary_key=True, foreign_key="documents_document.id")
    status: str
    file_id: str = ""
    size: int = 0
    pages: int = 0
    at: datetime = Field(sa_type=UTC)


class Redaction(SQLModel, table=True):
    """A copy of a document with areas struck out, from its draft to its release (W4).

    number: of the edition among those of the document. sealed: why, and the areas with the
    words they were struck as, under the original's key. file_id, wrapped: the proved copy in
    the store under a key of its own, until it is a document (copy_id). size: bytes. fault:
    why no copy could be proved. ocr: what a machine read off its images. looked: the pages
    that looked_by looked at, JSON. released_at: since when everybody but GICHD's focal point
    has the copy in the original's place, for good.
    """

    __tablename__ = "documents_redaction"
    __table_args__ = (
        known("state", RedactionState),
        known("ocr", Ocr),
        Index("ix_documents_redaction_original", "original_id", "released_at"),
        Index("ix_documents_redaction_copy", "copy_id"),
        only_one(
            "uq_documents_redaction_open",
            "original_id",
            where="state IN ('draft', 'waits', 'made', 'failed')",
        ),
        only_those("ix_documents_redaction_waits", "state", where="state = 'waits'"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    original_id: str = Field(foreign_key="documents_document.id")
    copy_id: str | None = Field(default=None, foreign_key="documents_document.id")
    number: int
    state: str = RedactionState.DRAFT
    by_grant: str = Field(foreign_key="access_grant.id")
    begun_at: datetime = Field(sa_type=UTC)
    asked_at: datetime | None = Field(default=None, sa_type=UTC)
    made_at: datetime | None = Field(default=None, sa_type=UTC)
    released_at: datetime | None = Field(default=None, sa_type=UTC)
    released_by: str | None = Field(default=None, foreign_key="access_grant.id")
    sealed: bytes
    file_id: str = ""
    wrapped: bytes = b""
    size: int = 0
    pages: int = 0
    fault: str = ""
    ocr: str = Ocr.NOTHING
    looked: str = "[]"
    looked_by: str | None = Field(default=None, foreign_key="access_grant.id")


class Reading(SQLModel, table=True):
    """What one reader keeps for themselves on one candidate's file (W1): nobody else's.

    grant_id: of the reader; the row goes with it. marks: the documents marked as read.
    notes: the note on the candidate, those on pages, the quoted passages. Both sealed under
    a key of this row alone, which hangs on the candidate's file key: it goes with either.
    """

    __tablename__ = "documents_reading"
    __table_args__ = (
        UniqueConstraint("grant_id", "object_id"),
        Index("ix_documents_reading_procedure", "procedure_id"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    object_id: str
    marks: bytes | None = None
    notes: bytes | None = None


class Book(SQLModel, table=True):
    """A member's reading book: one PDF of all files of a circulated list, under a passphrase.

    list_id, list_number: the version of the list. number: of the copy, over all of the
    procedure. status: 'waiting', 'making', 'ready' or 'failed'; done of total: candidates.
    documents: ids of what it holds, JSON. sealed: the passphrase until it was shown once.
    ended_at: dead, its key erased within the hour.
    """

    __tablename__ = "documents_book"
    __table_args__ = (
        known("status", BookStatus),
        UniqueConstraint("procedure_id", "number"),
        Index("ix_documents_book_owner", "procedure_id", "person_id"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    list_id: str
    list_number: int
    number: int
    status: str
    done: int = 0
    total: int = 0
    documents: str = "[]"
    sealed: bytes | None = None
    file_id: str = ""
    size: int = 0
    pages: int = 0
    asked_at: datetime = Field(sa_type=UTC)
    made_at: datetime | None = Field(default=None, sa_type=UTC)
    shown_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
