"""Tables of the archive: what the operator's command sealed, and for whom."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC


class Sealed(SQLModel, table=True):
    """An archive sealed by the operator's command for one reader, who alone opens it.

    sealed: JSON {passphrase} under the procedure's key, gone once it was shown. sha256: of
    the sealed file, in hexadecimal, by which the reader tells which passphrase is whose.
    """

    __tablename__ = "archive_sealed"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    grant_id: str = Field(foreign_key="access_grant.id", index=True)
    sha256: str
    as_of: datetime = Field(sa_type=UTC)
    made_at: datetime = Field(sa_type=UTC)
    sealed: bytes | None = None
    shown_at: datetime | None = Field(default=None, sa_type=UTC)


class Lesson(SQLModel, table=True):
    """A line for the next time, by GICHD or the Chair, without names; ten at most for each.

    capacity: whose line it is. number: its place, from 1. Rewritten as a whole.
    """

    __tablename__ = "archive_lesson"
    __table_args__ = (UniqueConstraint("procedure_id", "capacity", "number"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    capacity: str
    number: int
    text: str
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
