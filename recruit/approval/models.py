"""Tables of the approval: rounds of the silence procedure, what States wrote, paths."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, only_one


class Rehearsal(SQLModel, table=True):
    """A rehearsal mail to missions before a round (W8). to_all: to every State Party, not to
    those alone that were not reached yet."""

    __tablename__ = "approval_rehearsal"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    to_all: bool
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Proof(SQLModel, table=True):
    """The rehearsal mail to one State. token: SHA-256 of the link's secret. acknowledged_at:
    whoever got it said that it came, which has no other effect."""

    __tablename__ = "approval_proof"
    __table_args__ = (UniqueConstraint("rehearsal_id", "state_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    rehearsal_id: str = Field(foreign_key="approval_rehearsal.id")
    state_id: str = Field(foreign_key="states_state.id")
    token: str = Field(unique=True)
    at: datetime = Field(sa_type=UTC)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UTC)


class Draft(SQLModel, table=True):
    """The proposal letter as drafted by President and office; sealed under the procedure key."""

    __tablename__ = "approval_draft"
    __table_args__ = (UniqueConstraint("procedure_id", "hand_over_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    hand_over_id: str = Field(foreign_key="report_hand_over.id")
    sealed: bytes
    version: int = 1
    saved_at: datetime = Field(sa_type=UTC)


class Round(SQLModel, table=True):
    """One round of the written silence procedure (tables S). The row is its lock.

    sealed: JSON {name, biography, letter} under the procedure's key. box_public: what
    objections are sealed to; its private half stands under the procedure's key. The
    deadline in force is the last lengthening's, or deadline_at. No stored outcome: it
    is computed from these facts and the time (R13). unreached: the States Parties that the
    opening named as not reached (W8), ids joined by a space. broken_notice: the letter that tells
    all States of a break, written and sealed at the opening, and broken_notice_id the
    broadcast it is bound to, so that breaking silence needs no key store.
    """

    __tablename__ = "approval_round"
    __table_args__ = (
        UniqueConstraint("procedure_id", "number"),
        only_one("uq_approval_round_open", "procedure_id", where="ended_at IS NULL"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    number: int
    reference: str = Field(unique=True)
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    hand_over_id: str = Field(foreign_key="report_hand_over.id")
    opened_at: datetime = Field(sa_type=UTC)
    opened_by: str = Field(foreign_key="access_grant.id")
    deadline_at: datetime = Field(sa_type=UTC)
    sealed: bytes
    box_public: bytes
    box_private: bytes
    broken_notice_id: str
    broken_notice: bytes
    unreached: str = ""
    cancelled_at: datetime | None = Field(default=None, sa_type=UTC)
    cancelled_why: str = ""
    without_object_at: datetime | None = Field(default=None, sa_type=UTC)
    certified_at: datetime | None = Field(default=None, sa_type=UTC)
    certified_by: str | None = Field(default=None, foreign_key="access_grant.id")
    ended_at: datetime | None = Field(default=None, sa_type=UTC)


class Break(SQLModel, table=True):
    """That a round is broken, and since when, as it was recorded (S10); all States were told.

    A row of its own: the round's holds the letters, which SQLite would write anew with it.
    """

    __tablename__ = "approval_break"
    __table_args__ = {"sqlite_with_rowid": False}
    round_id: str = Field(foreign_key="approval_round.id", primary_key=True)
    at: datetime = Field(sa_type=UTC)


class Call(SQLModel, table=True):
    """The office's call to a State that the opening letter did not reach (S4). sealed: JSON
    {said}, with whom and what was said, under the procedure's key."""

    __tablename__ = "approval_call"
    __table_args__ = (Index("ix_approval_call_round", "round_id", "at"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    round_id: str = Field(foreign_key="approval_round.id")
    state_id: str = Field(foreign_key="states_state.id")
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Lengthening(SQLModel, table=True):
    """The deadline made later for all, at most twice in a round (S3)."""

    __tablename__ = "approval_lengthening"
    __table_args__ = (UniqueConstraint("round_id", "number"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    round_id: str = Field(foreign_key="approval_round.id")
    number: int
    deadline_at: datetime = Field(sa_type=UTC)
    reason: str
    at: datetime = Field(sa_type=UTC)


class Item(SQLModel, table=True):
    """What a State (or somebody without standing) wrote on a round (S6-S9).

    said: what it is by its content; kind: as classified at receipt (rules of this room).
    received_at decides; sealed is written to the round's box, so that no key store is
    needed to object. settled_as: the President's settling of an unclear item. receipt:
    the reference given at once.
    """

    __tablename__ = "approval_item"
    __table_args__ = (Index("ix_approval_item_round", "round_id", "received_at"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    round_id: str = Field(foreign_key="approval_round.id")
    state_id: str | None = Field(default=None, foreign_key="states_state.id")
    author: str = ""
    said: str
    kind: str
    channel: str
    received_at: datetime = Field(sa_type=UTC)
    registered_at: datetime = Field(sa_type=UTC)
    late: bool = False
    late_registration_reason: str = ""
    by_grant: str = Field(foreign_key="access_grant.id")
    letter_id: str | None = Field(default=None, foreign_key="correspondence_letter.id")
    joint: str = ""
    sealed: bytes
    settled_as: str = ""
    settled_at: datetime | None = Field(default=None, sa_type=UTC)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTC)
    receipt: str


class Asking(SQLModel, table=True):
    """What the President asked a State about its unclear letter (S7). sealed: JSON {text} under
    the procedure's key."""

    __tablename__ = "approval_asking"
    id: str = Field(default_factory=ids.new, primary_key=True)
    item_id: str = Field(foreign_key="approval_item.id", index=True)
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Receipt(SQLModel, table=True):
    """What is given at once for a letter on a round: a signed note, and no number in it.

    note: the entry's exact bytes, its facts with their salt, the signature. Kept readable,
    since it says no more than the item's own columns do and must need no key store.
    """

    __tablename__ = "approval_receipt"
    item_id: str = Field(foreign_key="approval_item.id", primary_key=True)
    entry: str = Field(unique=True)
    note: str


class Path(SQLModel, table=True):
    """What the President recorded after a break, a cancellation or a lapse; one only (S12)."""

    __tablename__ = "approval_path"
    __table_args__ = (UniqueConstraint("round_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    round_id: str = Field(foreign_key="approval_round.id")
    path: str
    reason: str = ""
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Dispute(SQLModel, table=True):
    """A timely objection that surfaced after certification (S14), and how it ended."""

    __tablename__ = "approval_dispute"
    id: str = Field(default_factory=ids.new, primary_key=True)
    round_id: str = Field(foreign_key="approval_round.id", index=True)
    item_id: str = Field(foreign_key="approval_item.id", unique=True)
    opened_at: datetime = Field(sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    annulled: bool | None = None
    sealed: bytes | None = None


class Question(SQLModel, table=True):
    """A delegation's question to the President, and the answer (S20); not a break."""

    __tablename__ = "approval_question"
    id: str = Field(default_factory=ids.new, primary_key=True)
    round_id: str = Field(foreign_key="approval_round.id", index=True)
    state_id: str = Field(foreign_key="states_state.id")
    text: str
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
    answer: str = ""
    to_all: bool = False
    answered_at: datetime | None = Field(default=None, sa_type=UTC)
