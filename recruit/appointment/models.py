"""Tables of the appointment: steps of the contract, letters to candidates, publication."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, only_one


class Step(SQLModel, table=True):
    """A step of the contract (T1): offer, accepted, declined, checks, signed, start, handover.

    on: the day it was taken, in Geneva. skipped_why: a reason where it was skipped.
    """

    __tablename__ = "appointment_step"
    __table_args__ = (UniqueConstraint("round_id", "kind"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    round_id: str = Field(foreign_key="approval_round.id")
    kind: str
    on: date
    detail: str = ""
    skipped_why: str = ""
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Contract(SQLModel, table=True):
    """The term of office: 48 months, 100 %, Geneva (T2)."""

    __tablename__ = "appointment_contract"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", unique=True)
    round_id: str = Field(foreign_key="approval_round.id")
    first_day: date
    last_day: date
    renewals: int = 0
    at: datetime = Field(sa_type=UTC)


class Publication(SQLModel, table=True):
    """What was published after approval and acceptance (S18): name and position, start."""

    __tablename__ = "appointment_publication"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    round_id: str = Field(foreign_key="approval_round.id")
    sealed: bytes
    first_day: date | None = None
    at: datetime = Field(sa_type=UTC)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTC)


class Erasure(SQLModel, table=True):
    """The erasure of one lot (D3): announced, confirmed by two persons (R27), done, certified.

    lot: 'applications' or 'panel'. due_at: not before. one, other: who confirmed, of either
    side. held_why: the legal hold's reason while it stands, else ''. begun_at: recorded
    before the first key goes. erased: JSON of the ids of the keys, to be erased again where
    an older key store comes back. totals: JSON of the certificate's counts.
    """

    __tablename__ = "appointment_erasure"
    __table_args__ = (UniqueConstraint("procedure_id", "lot"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    lot: str
    announced_at: datetime = Field(sa_type=UTC)
    announced_by: str = Field(foreign_key="access_grant.id")
    due_at: datetime = Field(sa_type=UTC)
    one_grant: str | None = Field(default=None, foreign_key="access_grant.id")
    one_at: datetime | None = Field(default=None, sa_type=UTC)
    other_grant: str | None = Field(default=None, foreign_key="access_grant.id")
    other_at: datetime | None = Field(default=None, sa_type=UTC)
    held_why: str = ""
    begun_at: datetime | None = Field(default=None, sa_type=UTC)
    done_at: datetime | None = Field(default=None, sa_type=UTC)
    erased: str = "[]"
    totals: str = "{}"


class Letter(SQLModel, table=True):
    """A letter to a candidate (D5). kind: of rules.letters.Letter. sender: 'gichd' or 'chair'.
    sealed: its text under the file key. by_grant: who put it together."""

    __tablename__ = "appointment_letter"
    __table_args__ = (UniqueConstraint("candidate_id", "kind"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    kind: str
    sender: str
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    broadcast_id: str | None = Field(default=None, foreign_key="notices_broadcast.id")
    at: datetime = Field(sa_type=UTC)


class Held(SQLModel, table=True):
    """Letters of one kind put together, held until a second person releases them (W9).

    by_grant: who put them together. ended_at, ended_by: released, or sent back with a
    reason, which stands sealed under key_id. gone: how many letters went at the release.
    """

    __tablename__ = "appointment_held"
    __table_args__ = (
        only_one("uq_appointment_held_open", "procedure_id", "kind", where="ended_at IS NULL"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    kind: str
    sender: str
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_by: str | None = Field(default=None, foreign_key="access_grant.id")
    released: bool = False
    gone: int = 0
    key_id: str = ""
    reason: bytes | None = None


class HeldLetter(SQLModel, table=True):
    """Whom a held batch would write to: fixed when it was put together."""

    __tablename__ = "appointment_held_letter"
    held_id: str = Field(foreign_key="appointment_held.id", primary_key=True)
    candidate_id: str = Field(foreign_key="applications_candidate.id", primary_key=True)


class Sending(SQLModel, table=True):
    """That the letters of one kind were sent to all who were due; letters: how many went.

    round_id: the approval after which the Chair's letters went; None for the GICHD's.
    """

    __tablename__ = "appointment_sending"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    kind: str
    round_id: str | None = Field(default=None, foreign_key="approval_round.id")
    letters: int
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Closing(SQLModel, table=True):
    """The end of the procedure: contract signed, or closed without result (R26)."""

    __tablename__ = "appointment_closing"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", unique=True)
    result: bool
    ground: str = ""
    reason: str = ""
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class PeriodChange(SQLModel, table=True):
    """A changed period of retention (D3), with every record affected by it.

    lot: as of an erasure. before, after: calendar months. affected: JSON list of the records,
    by reference or kind, never a name; all of them had the one date and have the other.
    """

    __tablename__ = "appointment_period_change"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    lot: str
    before: int
    after: int
    old_date: datetime = Field(sa_type=UTC)
    new_date: datetime = Field(sa_type=UTC)
    reason: str
    affected: str
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
