"""Tables of the panel: interest, places, declarations, findings, meetings, votes."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, only_one


class Interest(SQLModel, table=True):
    """A State's expression of interest in serving on the panel (53(c)).

    Through the application by its delegate, or a letter registered by the office.
    """

    __tablename__ = "panel_interest"
    __table_args__ = (
        only_one(
            "uq_panel_interest_state", "procedure_id", "state_id", where="withdrawn_at IS NULL"
        ),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    state_id: str = Field(foreign_key="states_state.id")
    person_name: str
    person_function: str = ""
    mail: str = ""
    gender: str = ""
    evidence: str = ""
    received_at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTC)


class Place(SQLModel, table=True):
    """Who is asked for a place while composing. kind: 'seat' 1-5 or 'surrogate' 1-4 (and on).

    gender: 'woman', 'man' or '' (not given); read by the President alone while
    composing. time_shown_at: the page with the professional time asked was shown
    (P53e-1). grant_id: the grant that the constitution gave.
    """

    __tablename__ = "panel_place"
    __table_args__ = (
        only_one(
            "uq_panel_place_number", "procedure_id", "kind", "number", where="ended_at IS NULL"
        ),
        Index("ix_panel_place_person", "person_id"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    kind: str
    number: int
    state_id: str = Field(foreign_key="states_state.id")
    person_id: str | None = Field(default=None, foreign_key="accounts_person.id")
    name: str
    mail: str
    function: str = ""
    gender: str = ""
    made_at: datetime = Field(sa_type=UTC)
    invited_at: datetime | None = Field(default=None, sa_type=UTC)
    time_shown_at: datetime | None = Field(default=None, sa_type=UTC)
    accepted_at: datetime | None = Field(default=None, sa_type=UTC)
    declined_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    grant_id: str | None = Field(default=None, foreign_key="access_grant.id")


class BalanceReason(SQLModel, table=True):
    """The written reason for an imbalance that was warned of (R28, C2)."""

    __tablename__ = "panel_balance_reason"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    warnings: str
    reason: str
    at: datetime = Field(sa_type=UTC)


class Asked(SQLModel, table=True):
    """A name on which members and surrogates are asked to declare (C4).

    version: of the list that brought the name. place: its place there. listed: on the
    circulated list; otherwise given upon request (R7), where a conflict closes the file
    alone (C5).
    """

    __tablename__ = "panel_asked"
    __table_args__ = (
        UniqueConstraint("procedure_id", "candidate_id"),
        Index("ix_panel_asked_at", "procedure_id", "at"),
        Index("ix_panel_asked_place", "procedure_id", "place", "candidate_id"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    version: int
    place: int
    listed: bool = True
    at: datetime = Field(sa_type=UTC)


class Declaration(SQLModel, table=True):
    """What a person declared on a name (C4, C5); sealed {kind, text} under the judgement key.

    none_or_known: clear, whether it was none or acquaintance (nothing to decide).
    """

    __tablename__ = "panel_declaration"
    __table_args__ = (
        Index("ix_panel_declaration_person", "procedure_id", "person_id", "candidate_id"),
        Index("ix_panel_declaration_candidate", "candidate_id"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    list_version: int
    none_or_known: bool
    sealed: bytes
    at: datetime = Field(sa_type=UTC)


class Declared(SQLModel, table=True):
    """A person has declared on every name that was asked until then (C4).

    Kept by the writer of the declarations, so that no page looks through the names of a
    list to know that nothing is left. until: when the latest of these names was asked;
    names asked later are not covered.
    """

    __tablename__ = "panel_declared"
    __table_args__ = (UniqueConstraint("procedure_id", "person_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    until: datetime = Field(sa_type=UTC)


class AskedAgain(SQLModel, table=True):
    """The day on which all are asked again on the whole list, and each answer (C4)."""

    __tablename__ = "panel_asked_again"
    __table_args__ = (UniqueConstraint("procedure_id", "person_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    person_id: str | None = Field(default=None, foreign_key="accounts_person.id")
    day: date
    answered_at: datetime | None = Field(default=None, sa_type=UTC)


class Finding(SQLModel, table=True):
    """The decision on a declaration (C6): 'conflict' or 'no conflict', always with a reason.

    sealed: {reason} under the judgement key.
    """

    __tablename__ = "panel_finding"
    id: str = Field(default_factory=ids.new, primary_key=True)
    declaration_id: str = Field(foreign_key="panel_declaration.id", unique=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    conflict: bool
    sealed: bytes
    by_grant: str | None = Field(default=None, foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class FindingVote(SQLModel, table=True):
    """A vote of another living occupant on a declaration (the Chair's, or one overdue)."""

    __tablename__ = "panel_finding_vote"
    __table_args__ = (UniqueConstraint("declaration_id", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    declaration_id: str = Field(foreign_key="panel_declaration.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    conflict: bool
    sealed: bytes
    at: datetime = Field(sa_type=UTC)


class Passing(SQLModel, table=True):
    """A seat fell vacant, and to whom it passed; the cause is never here.

    to_grant: empty while nobody is seated, and for good once the first interview of the
    run has started (C8). passed_over: number:why, joined by a space. sealed_reason:
    {reason} under the panel's key, where the order was passed over for balance (C7).
    """

    __tablename__ = "panel_passing"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    seat: int
    from_grant: str = Field(foreign_key="access_grant.id", unique=True)
    to_grant: str | None = Field(default=None, foreign_key="access_grant.id")
    passed_over: str = ""
    sealed_reason: bytes | None = None
    at: datetime = Field(sa_type=UTC)


class Meeting(SQLModel, table=True):
    """A meeting of the panel (C10). sealed: {title, minutes} under the panel's key.

    present, recused: grant ids, joined by a space. recorded_at: minutes written by the
    Chair; they are confirmed by all present, or two working days later.
    """

    __tablename__ = "panel_meeting"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    number: int
    held_at: datetime = Field(sa_type=UTC)
    present: str
    recused: str = ""
    sealed: bytes
    version: int = 1
    by_grant: str = Field(foreign_key="access_grant.id")
    recorded_at: datetime | None = Field(default=None, sa_type=UTC)


class Motion(SQLModel, table=True):
    """A decision put to a meeting. kind names what it is about, object_id on what.

    by: 'consensus' or 'vote'; ballot: 1, 2, 3 (C10). carried: None while open.
    sealed: {text, reason} under the panel's key.
    """

    __tablename__ = "panel_motion"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    meeting_id: str = Field(foreign_key="panel_meeting.id", index=True)
    kind: str
    object_id: str = ""
    run: int = 1
    by: str
    ballot: int = 1
    carried: bool | None = None
    sealed: bytes
    at: datetime = Field(sa_type=UTC)


class Vote(SQLModel, table=True):
    """A vote by name on a motion."""

    __tablename__ = "panel_vote"
    __table_args__ = (UniqueConstraint("motion_id", "ballot", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    motion_id: str = Field(foreign_key="panel_motion.id")
    ballot: int
    grant_id: str = Field(foreign_key="access_grant.id")
    choice: str
    at: datetime = Field(sa_type=UTC)


class MinutesConfirmation(SQLModel, table=True):
    """That somebody who was present confirmed the minutes, or dissented from a motion.

    motion_id: '' for a confirmation, the motion for a dissent from its consensus (C10).
    """

    __tablename__ = "panel_minutes_confirmation"
    __table_args__ = (UniqueConstraint("meeting_id", "grant_id", "motion_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    meeting_id: str = Field(foreign_key="panel_meeting.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    motion_id: str = ""
    dissent: bool = False
    sealed: bytes | None = None
    at: datetime = Field(sa_type=UTC)


class Destruction(SQLModel, table=True):
    """A replaced member's confirmation that copies were destroyed (C13)."""

    __tablename__ = "panel_destruction"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    at: datetime = Field(sa_type=UTC)


class Election(SQLModel, table=True):
    """An election of the acting Chair (R19), one at a time.

    why: 'vacant', or for a time 'prevented' or 'undecided'. ballot: 1 or 2, since ballot_at.
    elected: the seat that was elected, or came first in the order after two ballots
    (by_order). stood_in_for: the chair's grant that an acting Chair took over for a time;
    returned_at: when it went back.
    """

    __tablename__ = "panel_election"
    __table_args__ = (
        only_one("uq_panel_election_open", "procedure_id", where="ended_at IS NULL"),
        Index("ix_panel_election_procedure", "procedure_id", "at"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    why: str
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
    ballot: int = 1
    ballot_at: datetime = Field(sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    elected: str | None = Field(default=None, foreign_key="access_grant.id")
    by_order: bool = False
    chair_grant: str | None = Field(default=None, foreign_key="access_grant.id")
    stood_in_for: str | None = Field(default=None, foreign_key="access_grant.id")
    returned_at: datetime | None = Field(default=None, sa_type=UTC)


class ElectionVote(SQLModel, table=True):
    """A vote by name in a ballot of an election; for_grant: the seat voted for."""

    __tablename__ = "panel_election_vote"
    __table_args__ = (UniqueConstraint("election_id", "ballot", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    election_id: str = Field(foreign_key="panel_election.id")
    ballot: int
    grant_id: str = Field(foreign_key="access_grant.id")
    for_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Reminder(SQLModel, table=True):
    """A written reminder to somebody seated, or what two members asked the Chair for (R23, R19).

    what: a duty of rules.serving. grant_id: the seat reminded, for an act of the chair the
    chair's own grant; empty where all who sit are reminded in the same words (a lock, W12).
    to_chair: asked by two members; it is in effect from valid_at, when the second joined.
    sealed, sealed_answer: {text} under the panel's key. ended_at: the askers took it back, or
    what they asked for is done.
    """

    __tablename__ = "panel_reminder"
    __table_args__ = (Index("ix_panel_reminder_procedure", "procedure_id", "at"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    what: str
    grant_id: str | None = Field(default=None, foreign_key="access_grant.id")
    to_chair: bool = False
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
    second_grant: str | None = Field(default=None, foreign_key="access_grant.id")
    valid_at: datetime | None = Field(default=None, sa_type=UTC)
    sealed_answer: bytes | None = None
    answered_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)


class StandingDown(SQLModel, table=True):
    """A motion of the others that somebody seated stands down (R23).

    ground: 'unreachable' since an instant, or 'reminded' of what, on object_id in this run.
    sealed: {reason} under the panel's key. carried: None while it is open; ended_at without
    it carried: lost, fallen since the act was done, or answered.
    """

    __tablename__ = "panel_standing_down"
    __table_args__ = (
        only_one(
            "uq_panel_standing_down_open",
            "grant_id",
            "ground",
            "what",
            "object_id",
            where="ended_at IS NULL",
        ),
        Index("ix_panel_standing_down_procedure", "procedure_id", "at"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    ground: str
    what: str = ""
    object_id: str = ""
    run: int = 1
    since: datetime = Field(sa_type=UTC)
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    carried: bool | None = None


class StandingDownVote(SQLModel, table=True):
    """A vote by name on whether somebody seated stands down."""

    __tablename__ = "panel_standing_down_vote"
    __table_args__ = (UniqueConstraint("motion_id", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    motion_id: str = Field(foreign_key="panel_standing_down.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    agrees: bool
    at: datetime = Field(sa_type=UTC)
