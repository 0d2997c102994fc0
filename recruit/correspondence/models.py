"""Tables of correspondence: letters and mails that came in, with their evidence."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC


class Matter(SQLModel, table=True):
    """A request, a complaint or a claimed failure (D4, D8, D9, W16); it suspends nothing.

    kind: ``rules.matters.MatterKind``. answerer: the capacity whose it is to answer, and that
    alone reads it. sealed: {from_whom, text}; answer: {text, compared}, both under key_id.
    """

    __tablename__ = "correspondence_matter"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    kind: str
    answerer: str
    received_at: datetime = Field(sa_type=UTC)
    registered_at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")
    evidence: str
    key_id: str
    sealed: bytes
    acknowledged_at: datetime | None = Field(default=None, sa_type=UTC)
    answered_at: datetime | None = Field(default=None, sa_type=UTC)
    answered_by: str | None = Field(default=None, foreign_key="access_grant.id")
    answer: bytes | None = None


class Letter(SQLModel, table=True):
    """An incoming letter, note verbale or mail; what counts is receipt (S8, A1).

    sender: the State's id, or a candidate's id, or ''. kind: what it is taken for.
    sealed: summary and sender's words, under key_id.
    """

    __tablename__ = "correspondence_letter"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    sender: str = ""
    kind: str
    channel: str
    received_at: datetime = Field(sa_type=UTC)
    registered_at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")
    evidence: str = ""
    late_reason: str = ""
    document_id: str | None = Field(default=None, foreign_key="documents_document.id")
    key_id: str
    sealed: bytes
