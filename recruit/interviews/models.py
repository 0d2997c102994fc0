"""Tables of the interviews: slots, appointments, starts, sheets, agreed scores, needs."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, only_one


class Slot(SQLModel, table=True):
    """A time for one invited candidate. minutes: allotted, equal for all (J12).

    place: room or video link. invited_at: the invitation was queued. answer: '' open,
    'confirmed', 'declined'; ended_at: replaced by another slot, or taken away. number: what
    the interview is called where no candidate is named, kept when it moves. hours_agreed:
    the candidate agreed to a time before 07:00 or after 21:00 in its own zone.
    """

    __tablename__ = "interviews_slot"
    __table_args__ = (
        only_one(
            "uq_interviews_slot_candidate",
            "procedure_id",
            "run",
            "candidate_id",
            where="ended_at IS NULL",
        ),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    starts_at: datetime = Field(sa_type=UTC)
    minutes: int
    zone: str
    place: str
    version: int = 1
    invited_at: datetime | None = Field(default=None, sa_type=UTC)
    answer: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_why: str = ""
    number: int = 0
    hours_agreed: bool = False


class Appointment(SQLModel, table=True):
    """What a seated member was last told of an interview's time, by a calendar mail.

    sequence: rises with each change, so that calendar programs know the later one.
    cancelled_at: it fell away, or the person lost the seat.
    """

    __tablename__ = "interviews_appointment"
    __table_args__ = (
        UniqueConstraint(
            "procedure_id", "run", "candidate_id", "person_id", name="uq_interviews_appointment"
        ),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    number: int
    starts_at: datetime = Field(sa_type=UTC)
    minutes: int
    sequence: int = 0
    at: datetime = Field(sa_type=UTC)
    cancelled_at: datetime | None = Field(default=None, sa_type=UTC)


class Engaged(SQLModel, table=True):
    """A time that a seated member cannot have interviews in; why is never asked."""

    __tablename__ = "interviews_engaged"
    __table_args__ = (Index("ix_interviews_engaged_grant", "grant_id", "starts_at"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    starts_at: datetime = Field(sa_type=UTC)
    ends_at: datetime = Field(sa_type=UTC)
    at: datetime = Field(sa_type=UTC)


class Interview(SQLModel, table=True):
    """An interview that was held: started, and its end recorded, by acts of the Chair.

    sealed: JSON {left_out}, why a main question was not asked, under the panel's key.
    """

    __tablename__ = "interviews_interview"
    __table_args__ = (UniqueConstraint("procedure_id", "run", "candidate_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    slot_id: str = Field(foreign_key="interviews_slot.id")
    started_at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    sealed: bytes | None = None


class Asked(SQLModel, table=True):
    """A main question ticked when it was asked (W6). probes: how often it was probed.

    asked_at: as ticked, or as entered afterwards; recorded_at: the server's time.
    taken_back_at: ticked by mistake.
    """

    __tablename__ = "interviews_asked"
    __table_args__ = (
        only_one(
            "uq_interviews_asked_question",
            "interview_id",
            "question_id",
            where="taken_back_at IS NULL",
        ),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    interview_id: str = Field(foreign_key="interviews_interview.id")
    question_id: str
    asked_at: datetime = Field(sa_type=UTC)
    recorded_at: datetime = Field(sa_type=UTC)
    probes: int = 0
    by_grant: str = Field(foreign_key="access_grant.id")
    taken_back_at: datetime | None = Field(default=None, sa_type=UTC)


class Incident(SQLModel, table=True):
    """An interruption and its remedy (W6, J12). minutes: given back to the candidate.

    sealed: JSON {what, remedy} under the panel's key.
    """

    __tablename__ = "interviews_incident"
    id: str = Field(default_factory=ids.new, primary_key=True)
    interview_id: str = Field(foreign_key="interviews_interview.id", index=True)
    began_at: datetime = Field(sa_type=UTC)
    recorded_at: datetime = Field(sa_type=UTC)
    minutes: int
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")


class Sheet(SQLModel, table=True):
    """One member's scores of one candidate: one sealed blob under the judgement key.

    sealed: JSON {entry: {score: 1-5 | null (not observed), note}}. Locked for good (J6).
    """

    __tablename__ = "interviews_sheet"
    __table_args__ = (UniqueConstraint("procedure_id", "run", "grant_id", "candidate_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    grant_id: str = Field(foreign_key="access_grant.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id", index=True)
    sealed: bytes
    version: int = 1
    saved_at: datetime = Field(sa_type=UTC)
    locked_at: datetime | None = Field(default=None, sa_type=UTC)


class Erratum(SQLModel, table=True):
    """Its author's word beside a locked sheet, that a slip was made (J6). No figure changes.

    sealed: JSON {entry, text} under the judgement key.
    """

    __tablename__ = "interviews_erratum"
    id: str = Field(default_factory=ids.new, primary_key=True)
    sheet_id: str = Field(foreign_key="interviews_sheet.id", index=True)
    sealed: bytes
    at: datetime = Field(sa_type=UTC)


class Debrief(SQLModel, table=True):
    """The panel's agreed scores of one candidate, beside the individual ones (J6).

    sealed: JSON {entry: {score, note}} under the judgement key. closed_at: recorded for
    good by the Chair.
    """

    __tablename__ = "interviews_debrief"
    __table_args__ = (UniqueConstraint("procedure_id", "run", "candidate_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    sealed: bytes
    version: int = 1
    saved_at: datetime = Field(sa_type=UTC)
    closed_at: datetime | None = Field(default=None, sa_type=UTC)


class Consent(SQLModel, table=True):
    """What an interviewed candidate answered on the day of the interview (S1).

    sealed: JSON {named: bool, biography, referees, ask_referees} under the file key.
    """

    __tablename__ = "interviews_consent"
    __table_args__ = (UniqueConstraint("procedure_id", "candidate_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    named: bool
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Missed(SQLModel, table=True):
    """A date that was not kept (J8), recorded by the Chair; its slot has ended.

    cause: 'candidate', 'panel' or 'technical'. sealed: JSON {reason} under the file key.
    accepted: what the panel decided on a candidate's reason; None: not decided, or nobody's
    fault. counted_at: by this one the candidate counts as withdrawn.
    """

    __tablename__ = "interviews_missed"
    __table_args__ = (
        UniqueConstraint("slot_id"),
        Index("ix_interviews_missed_run", "procedure_id", "run", "candidate_id"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    slot_id: str = Field(foreign_key="interviews_slot.id")
    cause: str
    sealed: bytes
    at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")
    accepted: bool | None = None
    motion_id: str | None = Field(default=None, foreign_key="panel_motion.id")
    decided_at: datetime | None = Field(default=None, sa_type=UTC)
    counted_at: datetime | None = Field(default=None, sa_type=UTC)


class Need(SQLModel, table=True):
    """What an invited candidate needs for the interview, asked by GICHD (J11).

    due_at: the end of the last day for an answer. answered_on: the day, in Geneva, on which
    the answer came. sealed: JSON {access, zone, channel, text} under the file key, for GICHD
    alone. ready: JSON {text} under the same key: what the room must have ready, without the
    reason; that alone is shown to the panel.
    """

    __tablename__ = "interviews_need"
    __table_args__ = (UniqueConstraint("procedure_id", "run", "candidate_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    asked_at: datetime = Field(sa_type=UTC)
    due_at: datetime = Field(sa_type=UTC)
    times_asked: int = 1
    answered_on: date | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")
    sealed: bytes | None = None
    ready: bytes | None = None
    version: int = 1


class Booking(SQLModel, table=True):
    """What an assistant, or the principal, booked for the principal (W2).

    principal_id: whose. slot_id: the interview that it is for, None for a time of its own.
    sealed: JSON {what, place} under the procedure's key. ended_at: taken back.
    """

    __tablename__ = "interviews_booking"
    __table_args__ = (Index("ix_interviews_booking_principal", "procedure_id", "principal_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    principal_id: str = Field(foreign_key="accounts_person.id")
    slot_id: str | None = Field(default=None, foreign_key="interviews_slot.id")
    starts_at: datetime = Field(sa_type=UTC)
    minutes: int
    sealed: bytes
    at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
