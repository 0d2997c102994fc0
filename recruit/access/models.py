"""Tables of the ground: grants, clearances, disclosures, undertakings, two-person acts."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.access.rules import Capacity, Matched
from recruit.core import ids
from recruit.core.db import UTC, known, only_one


class Grant(SQLModel, table=True):
    """A capacity of a person; never changed, only ended. Living: not ended, before until.

    seat: 1 to 5 for a member, the place in the order for a surrogate. An occupancy is
    the grant of a seat; ballots and scores point to it. principal_id: whose assistant.
    """

    __tablename__ = "access_grant"
    __table_args__ = (
        known("capacity", Capacity),
        only_one(
            "uq_access_grant_seat",
            "procedure_id",
            "seat",
            where="capacity = 'member' AND ended_at IS NULL",
        ),
        only_one(
            "uq_access_grant_chair",
            "procedure_id",
            where="capacity = 'chair' AND ended_at IS NULL",
        ),
        only_one(
            "uq_access_grant_living",
            "procedure_id",
            "person_id",
            "capacity",
            where="ended_at IS NULL",
        ),
        Index("ix_access_grant_person_living", "person_id", "ended_at"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str | None = Field(default=None, foreign_key="procedure_procedure.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    capacity: str
    state_id: str | None = Field(default=None, foreign_key="states_state.id")
    seat: int = 0
    principal_id: str | None = Field(default=None, foreign_key="accounts_person.id")
    since: datetime = Field(sa_type=UTC)
    until: datetime | None = Field(default=None, sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_how: str = ""
    undertaken_at: datetime | None = Field(default=None, sa_type=UTC)
    given_by: str | None = Field(default=None, foreign_key="accounts_person.id")
    given_as: str = ""


class Clearance(SQLModel, table=True):
    """Whether a person may open a candidate's file (C4, A7): it goes with the person.

    status: 'undecided' from a declaration of anything but none or acquaintance,
    'cleared', or 'conflict'.
    """

    __tablename__ = "access_clearance"
    __table_args__ = (
        UniqueConstraint("procedure_id", "person_id", "candidate_id"),
        Index("ix_access_clearance_status", "procedure_id", "status", "person_id"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    status: str
    at: datetime = Field(sa_type=UTC)


class Disclosure(SQLModel, table=True):
    """Which capacity may have an object, from when, under which list or answer.

    Written for a candidate (whole file) or one document (named by an answer of R7).
    """

    __tablename__ = "access_disclosure"
    __table_args__ = (
        UniqueConstraint("procedure_id", "object_id", "capacity", "under"),
        Index("ix_access_disclosure_object", "object_id", "capacity"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    object_id: str
    capacity: str
    under: str
    since: datetime = Field(sa_type=UTC)
    until: datetime | None = Field(default=None, sa_type=UTC)


class Match(SQLModel, table=True):
    """That an applicant may be the holder of an account (C12), found by name or address.

    grounds: as of a likeness ('mail+spelling'). status: 'asked' until it is decided; 'same'
    closes the capacities of this person in this procedure, 'other' opens them again.
    """

    __tablename__ = "access_match"
    __table_args__ = (
        UniqueConstraint("procedure_id", "person_id", "candidate_id"),
        Index("ix_access_match_status", "procedure_id", "status"),
        Index("ix_access_match_candidate", "candidate_id"),
        known("status", Matched),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    grounds: str
    status: str
    found_at: datetime = Field(sa_type=UTC)


class Second(SQLModel, table=True):
    """An act of two people (R27, R20): asked by one, confirmed by another or withdrawn."""

    __tablename__ = "access_second"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str | None = Field(default=None, foreign_key="procedure_procedure.id")
    act: str
    object_id: str
    detail: str = ""
    first_person: str = Field(foreign_key="accounts_person.id")
    first_as: str
    first_at: datetime = Field(sa_type=UTC)
    second_person: str | None = Field(default=None, foreign_key="accounts_person.id")
    second_as: str = ""
    second_at: datetime | None = Field(default=None, sa_type=UTC)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTC)


class Key(SQLModel, table=True):
    """An idempotency key that was used up: the same form sent twice does one thing."""

    __tablename__ = "access_key"
    __table_args__ = {"sqlite_with_rowid": False}
    key: str = Field(primary_key=True)
    person_id: str
    action: str
    at: datetime = Field(sa_type=UTC)
    receipt: str = ""
