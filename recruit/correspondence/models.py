"""Tables of correspondence: letters and mails that came in, with their evidence."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC


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
