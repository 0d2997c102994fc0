"""Tables of the prescreening: assignments, votes, settlements, lists, requests."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, only_one


class Assignment(SQLModel, table=True):
    """A file given to a screener. place: 1 and 2 are blind to each other (A5), 3 settles.

    outside_line: the focal point declared that the person stands outside the line of an
    applicant employed by GICHD or the ISU (A7).
    """

    __tablename__ = "prescreening_assignment"
    __table_args__ = (
        only_one(
            "uq_prescreening_assignment_place", "candidate_id", "place", where="ended_at IS NULL"
        ),
        only_one(
            "uq_prescreening_assignment_person",
            "candidate_id",
            "person_id",
            where="ended_at IS NULL",
        ),
        Index("ix_prescreening_assignment_mine", "procedure_id", "person_id", "ended_at"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    place: int
    outside_line: bool = False
    at: datetime = Field(sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_why: str = ""


class Vote(SQLModel, table=True):
    """A screener's answers on one file, sealed under the file key; locked for good.

    sealed: JSON {answers: {M1: {answer, reason, evidence}}, periods: [...]}.
    """

    __tablename__ = "prescreening_vote"
    id: str = Field(default_factory=ids.new, primary_key=True)
    assignment_id: str = Field(foreign_key="prescreening_assignment.id", unique=True)
    candidate_id: str = Field(foreign_key="applications_candidate.id", index=True)
    sealed: bytes
    version: int = 1
    saved_at: datetime = Field(sa_type=UTC)
    locked_at: datetime | None = Field(default=None, sa_type=UTC)


class Outcome(SQLModel, table=True):
    """What the settled answers give (A4): suitable, borderline or not suitable; latest counts.

    sealed: the settled answers and reasons, under the file key. equivalence: path (b).
    how: 'agreed', 'third' or 'note' (A5). terms_version: what it was screened against (T5).
    """

    __tablename__ = "prescreening_outcome"
    __table_args__ = (Index("ix_prescreening_outcome_candidate", "candidate_id", "at"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    outcome: str
    equivalence: bool = False
    sealed: bytes
    how: str
    terms_version: int = 1
    by_person: str | None = Field(default=None, foreign_key="accounts_person.id")
    at: datetime = Field(sa_type=UTC)


class ScreenerDeclaration(SQLModel, table=True):
    """A screener's declared conflict on a file (A7); sealed {kind, text}; decided on."""

    __tablename__ = "prescreening_screener_declaration"
    __table_args__ = (UniqueConstraint("candidate_id", "person_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    sealed: bytes
    conflict: bool | None = None
    reason: str = ""
    at: datetime = Field(sa_type=UTC)
    decided_at: datetime | None = Field(default=None, sa_type=UTC)


class Circulation(SQLModel, table=True):
    """A circulated list: numbered, frozen (A8)."""

    __tablename__ = "prescreening_circulation"
    __table_args__ = (UniqueConstraint("procedure_id", "version"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    version: int
    why: str = ""
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Listed(SQLModel, table=True):
    """A candidate on a version of the list. place: the alphabetical order, frozen.

    status: 'suitable', 'borderline', 'staff' (A7) or 'placed' by the panel (A8).
    sealed: the settled answers and reasons as circulated, under the file key.
    """

    __tablename__ = "prescreening_listed"
    __table_args__ = (
        UniqueConstraint("circulation_id", "candidate_id"),
        UniqueConstraint("circulation_id", "place"),
        Index("ix_prescreening_listed_status", "circulation_id", "status"),
        Index("ix_prescreening_listed_equivalence", "circulation_id", "equivalence"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    circulation_id: str = Field(foreign_key="prescreening_circulation.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id", index=True)
    place: int
    status: str
    equivalence: bool = False
    since_version: int
    sealed: bytes


class PanelRuling(SQLModel, table=True):
    """The panel's decision on a borderline file, an equivalence or a placing; with a reason.

    kind: 'borderline', 'equivalence', 'placing'. accepted: stays (or comes) on the list
    as suitable. sealed: {reason}, of a placing {reasons} by criterion, under the judgement
    key. motion_id: the panel's decision.
    """

    __tablename__ = "prescreening_panel_ruling"
    __table_args__ = (UniqueConstraint("candidate_id", "kind"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    kind: str
    accepted: bool
    sealed: bytes
    motion_id: str | None = Field(default=None, foreign_key="panel_motion.id")
    at: datetime = Field(sa_type=UTC)


class Request(SQLModel, table=True):
    """The panel's request for the applications received (R7). kind: 'list' or 'files'.

    objects: candidate ids joined by a space, '' for all. made_at: since when seconds or a
    vote made it the panel's (without either it is by lapse of time, derived); lost_at: by
    the vote that an objection put it to.
    """

    __tablename__ = "prescreening_request"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    number: int
    kind: str
    objects: str = ""
    reason: str
    by_grant: str = Field(foreign_key="access_grant.id")
    moved_at: datetime = Field(sa_type=UTC)
    made_at: datetime | None = Field(default=None, sa_type=UTC)
    lost_at: datetime | None = Field(default=None, sa_type=UTC)


class RequestVoice(SQLModel, table=True):
    """A member's second of a request, or objection to it."""

    __tablename__ = "prescreening_request_voice"
    __table_args__ = (UniqueConstraint("request_id", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    request_id: str = Field(foreign_key="prescreening_request.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    objects: bool
    reason: str = ""
    at: datetime = Field(sa_type=UTC)


class Answer(SQLModel, table=True):
    """GICHD's answer to a request, in full or with documents withheld, a reason for each.

    withheld: JSON {document id: reason}.
    """

    __tablename__ = "prescreening_answer"
    id: str = Field(default_factory=ids.new, primary_key=True)
    request_id: str = Field(foreign_key="prescreening_request.id", unique=True)
    withheld: str = "{}"
    note: str = ""
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Instruction(SQLModel, table=True):
    """A written instruction of the oversight to the GICHD (54(b), C11)."""

    __tablename__ = "prescreening_instruction"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    text: str
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Progress(SQLModel, table=True):
    """Counts for the oversight, kept by the writer: files with two locks, outcomes."""

    __tablename__ = "prescreening_progress"
    procedure_id: str = Field(primary_key=True, foreign_key="procedure_procedure.id")
    assigned: int = 0
    locked_once: int = 0
    locked_twice: int = 0
    settled: int = 0
