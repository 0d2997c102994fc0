"""Table of the countersignatures: what a President in conflict asked for, and its end (R5)."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, only_one


class Request(SQLModel, table=True):
    """An act of the President that has no effect before the acting Chair countersigns it.

    act: a ``rules.PresidentialAct`` on object_id. sealed: what is asked for, JSON, and
    sealed_reason: {reason} of a refusal, both under key_id. document_id: the one document of
    evidence that the acting Chair may open meanwhile. due_at: until when; for the acts of
    ``rules.STRICT`` nothing can be done after it. outcome: '' while it waits, then 'given',
    'refused' or 'withdrawn', by other_grant.
    """

    __tablename__ = "countersigning_request"
    __table_args__ = (
        only_one(
            "uq_countersigning_request_waiting",
            "procedure_id",
            "act",
            "object_id",
            where="ended_at IS NULL",
        ),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    act: str
    object_id: str
    key_id: str
    sealed: bytes
    document_id: str = ""
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
    due_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    outcome: str = ""
    other_grant: str | None = Field(default=None, foreign_key="access_grant.id")
    sealed_reason: bytes | None = None
