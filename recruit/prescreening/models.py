"""Tables of the prescreening: assignments, votes, outcomes, lists, rulings, requests."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, only_one, only_those


class Assignment(SQLModel, table=True):
    """A file given to a screener. place: 1 and 2 are blind to each other (A5), 3 settles.

    outside_line: the focal point declared that the person stands outside the line of an
    applicant employed by GICHD or the ISU (A7). locked_at: when the holder locked the vote
    (the vote's own time, kept here too so that open places are found by an index).
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
        Index(
            "ix_prescreening_assignment_mine",
            "procedure_id",
            "person_id",
            "ended_at",
            "locked_at",
        ),
        only_those(
            "ix_prescreening_assignment_open",
            "procedure_id",
            "person_id",
            "candidate_id",
            where="ended_at IS NULL AND locked_at IS NULL",
        ),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    place: int
    outside_line: bool = False
    at: datetime = Field(sa_type=UTC)
    locked_at: datetime | None = Field(default=None, sa_type=UTC)
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
    __table_args__ = (
        Index("ix_prescreening_outcome_candidate", "candidate_id", "at"),
        Index("ix_prescreening_outcome_at", "procedure_id", "at"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
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
    key. motion_id: the panel's decision. fallen_at: since when a later decision stands in
    place of this one, whose motion was lost in the vote after a dissent (C10).
    """

    __tablename__ = "prescreening_panel_ruling"
    __table_args__ = (
        only_one(
            "uq_prescreening_panel_ruling_living",
            "candidate_id",
            "kind",
            where="fallen_at IS NULL",
        ),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    kind: str
    accepted: bool
    sealed: bytes
    motion_id: str | None = Field(default=None, foreign_key="panel_motion.id")
    at: datetime = Field(sa_type=UTC)
    fallen_at: datetime | None = Field(default=None, sa_type=UTC)


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


class Comparison(SQLModel, table=True):
    """Two locked votes on one file, compared when the second locked (A5).

    differing: how many of the answers differ. settled_at: since when nothing differs or
    every difference is settled. sealed: the criteria that differ, under the file key; None
    for files that both had locked before this table was there.
    """

    __tablename__ = "prescreening_comparison"
    __table_args__ = (
        only_those(
            "ix_prescreening_comparison_open",
            "procedure_id",
            "candidate_id",
            where="settled_at IS NULL",
        ),
        only_those(
            "ix_prescreening_comparison_differing",
            "procedure_id",
            "candidate_id",
            where="differing > 0",
        ),
    )
    candidate_id: str = Field(primary_key=True, foreign_key="applications_candidate.id")
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    first_person: str = Field(foreign_key="accounts_person.id")
    second_person: str = Field(foreign_key="accounts_person.id")
    differing: int
    sealed: bytes | None = None
    at: datetime = Field(sa_type=UTC)
    settled_at: datetime | None = Field(default=None, sa_type=UTC)


class Agreement(SQLModel, table=True):
    """How often a pair of screeners answered what, over the files that both locked (A5).

    The pair is in the order of their ids. files: how many they share. sealed: by criterion
    the counts of pairs of answers ('met|unclear': 3), under the procedure's key; no file is
    in it by itself.
    """

    __tablename__ = "prescreening_agreement"
    __table_args__ = (UniqueConstraint("procedure_id", "first_person", "second_person"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    first_person: str = Field(foreign_key="accounts_person.id")
    second_person: str = Field(foreign_key="accounts_person.id")
    files: int = 0
    sealed: bytes


class Completion(SQLModel, table=True):
    """What GICHD asked a candidate for after the close (A11, A12): once for each thing.

    kind: 'page' (a missing page) or 'translation'. sealed: {what, evidence} (evidence of the
    receipt, once something came), under the file key.
    due_at: the end of the fifth working day. received_at: of what came; document_id: as it
    was filed. Neither: not answered in time, which the screeners are told.
    """

    __tablename__ = "prescreening_completion"
    __table_args__ = (Index("ix_prescreening_completion_candidate", "candidate_id", "asked_at"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    kind: str
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    asked_at: datetime = Field(sa_type=UTC)
    due_at: datetime = Field(sa_type=UTC)
    received_at: datetime | None = Field(default=None, sa_type=UTC)
    document_id: str | None = Field(default=None, foreign_key="documents_document.id")


class Progress(SQLModel, table=True):
    """Counts for the oversight, kept by the writer: files with two locks, outcomes.

    assigned: files with both places taken. locked_once, locked_twice: files with at least
    one lock, and with two. settled: files with an outcome. given_at_received: how many
    applications had been received when the last act of assigning left no open place;
    None: places may be open.
    """

    __tablename__ = "prescreening_progress"
    procedure_id: str = Field(primary_key=True, foreign_key="procedure_procedure.id")
    assigned: int = 0
    locked_once: int = 0
    locked_twice: int = 0
    settled: int = 0
    given_at_received: int | None = None
