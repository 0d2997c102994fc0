"""Tables of correspondence: letters and mails that came in, with their evidence."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC


class Matter(SQLModel, table=True):
    """A request, a complaint or a claimed failure (D4, D8, D9, W16); it suspends nothing.

    kind: ``rules.matters.MatterKind``. answerer: the capacity whose it is to answer, and that
    alone reads it. sealed: {from_whom, text, evidence}; answer: {text, compared}, both under
    key_id.
    """

    __tablename__ = "correspondence_matter"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    kind: str
    answerer: str
    received_at: datetime = Field(sa_type=UTC)
    registered_at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")
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


class Fault(SQLModel, table=True):
    """A request that this application could not serve, by its own record (W16).

    reference: as the page of the error showed it, '' where it showed none. grant_id, capacity:
    whose request it was, '' for anybody's without an account. endpoint: the page's name,
    never its address. status: 500 or 503.
    """

    __tablename__ = "correspondence_fault"
    __table_args__ = (Index("ix_correspondence_fault_at", "procedure_id", "at"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    grant_id: str = ""
    capacity: str = ""
    endpoint: str
    status: int
    reference: str = ""
    at: datetime = Field(sa_type=UTC)


class Failure(SQLModel, table=True):
    """One technical failure, with one remedy for all that it touched (W16).

    side: the capacity that answers for it (as of a Matter). from_at, until_at: the time that it
    lasted. sealed: JSON {what}; remedy: JSON {text, compared}; both under key_id.
    """

    __tablename__ = "correspondence_failure"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    side: str
    from_at: datetime = Field(sa_type=UTC)
    until_at: datetime = Field(sa_type=UTC)
    key_id: str
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
    remedied_at: datetime | None = Field(default=None, sa_type=UTC)
    remedied_by: str | None = Field(default=None, foreign_key="access_grant.id")
    remedy: bytes | None = None


class Touched(SQLModel, table=True):
    """Who or what a failure touched, found in the application's own record (W16).

    kind: 'claim' (a Matter), 'request' (a Fault) or 'mail' (a Delivery); object_id: its id.
    grant_id: of the person touched, '' where it is nobody inside. told: how the remedy reached
    them: 'answer', 'page', 'letter', or 'hand' where a person has to tell them.
    """

    __tablename__ = "correspondence_touched"
    __table_args__ = (
        UniqueConstraint("failure_id", "kind", "object_id"),
        Index("ix_correspondence_touched_grant", "grant_id"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    failure_id: str = Field(foreign_key="correspondence_failure.id")
    kind: str
    object_id: str
    grant_id: str = ""
    told: str = ""
