"""Tables of the shortlist: criteria, ballots, the decision; profile, questions, grid."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC


class Criteria(SQLModel, table=True):
    """The shortlist criteria of a run (J1), locked before the first ballot.

    sealed: JSON list of {id, text, source} under the panel's key. last_day: for ballots.
    """

    __tablename__ = "shortlist_criteria"
    __table_args__ = (UniqueConstraint("procedure_id", "run"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    sealed: bytes
    version: int = 1
    last_day: date | None = None
    locked_at: datetime | None = Field(default=None, sa_type=UTC)


class Ballot(SQLModel, table=True):
    """A seat's ballot, one sealed blob under the run's ballots key.

    sealed: JSON {chosen: {candidate: rank}, marks: {candidate: {criterion: 1-5}},
    reasons: {candidate: text}}.
    """

    __tablename__ = "shortlist_ballot"
    __table_args__ = (UniqueConstraint("procedure_id", "run", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    grant_id: str = Field(foreign_key="access_grant.id")
    sealed: bytes
    version: int = 1
    saved_at: datetime = Field(sa_type=UTC)
    locked_at: datetime | None = Field(default=None, sa_type=UTC)


class Absence(SQLModel, table=True):
    """A member without ballot, recorded absent after the last day, with a reason (R15)."""

    __tablename__ = "shortlist_absence"
    __table_args__ = (UniqueConstraint("procedure_id", "run", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    grant_id: str = Field(foreign_key="access_grant.id")
    reason: str
    at: datetime = Field(sa_type=UTC)


class Shortlist(SQLModel, table=True):
    """The panel's decision of a run (54(c), R3), by a motion of a meeting with minutes.

    fewer_reason: sealed under the panel's key where fewer than five were chosen.
    """

    __tablename__ = "shortlist_shortlist"
    __table_args__ = (UniqueConstraint("procedure_id", "run"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    motion_id: str = Field(foreign_key="panel_motion.id")
    fewer_reason: bytes | None = None
    at: datetime = Field(sa_type=UTC)


class Shortlisted(SQLModel, table=True):
    """What was decided on a listed candidate: in, substitute (in order), or out.

    sealed: {reason} under the judgement key. place: the alphabetical order within kind
    for 'in', the order of succession for 'substitute'.
    """

    __tablename__ = "shortlist_shortlisted"
    __table_args__ = (
        UniqueConstraint("shortlist_id", "candidate_id"),
        Index("ix_shortlist_shortlisted_kind", "shortlist_id", "kind", "place"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    shortlist_id: str = Field(foreign_key="shortlist_shortlist.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    kind: str
    place: int
    sealed: bytes


class NoSuitable(SQLModel, table=True):
    """The panel's finding that no application is suitable, in place of a shortlist (R26).

    sealed: JSON {reason} under the panel's key.
    """

    __tablename__ = "shortlist_no_suitable"
    __table_args__ = (UniqueConstraint("procedure_id", "run"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    motion_id: str = Field(foreign_key="panel_motion.id")
    sealed: bytes
    at: datetime = Field(sa_type=UTC)


class Unsuitable(SQLModel, table=True):
    """Why one listed candidate is not suitable by that finding (J1). sealed: JSON {reason} under
    the judgement key."""

    __tablename__ = "shortlist_unsuitable"
    __table_args__ = (UniqueConstraint("finding_id", "candidate_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    finding_id: str = Field(foreign_key="shortlist_no_suitable.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    sealed: bytes


class Confirmation(SQLModel, table=True):
    """A newcomer's confirmation, with the others, of the decision found (C7)."""

    __tablename__ = "shortlist_confirmation"
    __table_args__ = (UniqueConstraint("shortlist_id", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    shortlist_id: str = Field(foreign_key="shortlist_shortlist.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Invited(SQLModel, table=True):
    """A candidate released by the Chair to the GICHD for interview (R16). place: alphabetical."""

    __tablename__ = "shortlist_invited"
    __table_args__ = (UniqueConstraint("procedure_id", "run", "candidate_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    place: int
    at: datetime = Field(sa_type=UTC)


class Paper(SQLModel, table=True):
    """Profile, questions or grid: numbered versions, adopted in that order (R4).

    kind: 'profile', 'questions', 'grid'. sealed: JSON under the panel's key. rests_on:
    the version of the paper before it. adopted_at: None for the draft (one a kind).
    ready, unconfirmed: what the last save found, for tasks only (adoption asks again):
    whether the text is complete, and how many questions two members have yet to confirm.
    """

    __tablename__ = "shortlist_paper"
    __table_args__ = (UniqueConstraint("procedure_id", "run", "kind", "number"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    kind: str
    number: int
    sealed: bytes
    version: int = 1
    rests_on: str | None = Field(default=None, foreign_key="shortlist_paper.id")
    reason: str = ""
    ready: bool = False
    unconfirmed: int = 0
    saved_at: datetime = Field(sa_type=UTC)
    by_person: str = Field(foreign_key="accounts_person.id")
    motion_id: str | None = Field(default=None, foreign_key="panel_motion.id")
    adopted_at: datetime | None = Field(default=None, sa_type=UTC)


class Comment(SQLModel, table=True):
    """What somebody says of a paper while it is drafted; never changed (R24).

    kind: of the paper. number: its version that was read. entry: of the profile that it is
    about, '' for the whole paper. sealed: the text, JSON under the panel's key.
    """

    __tablename__ = "shortlist_comment"
    __table_args__ = (Index("ix_shortlist_comment_paper", "procedure_id", "run", "kind"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    kind: str
    number: int
    entry: str = ""
    sealed: bytes
    by_person: str = Field(foreign_key="accounts_person.id")
    at: datetime = Field(sa_type=UTC)


class QuestionConfirmation(SQLModel, table=True):
    """A member confirms that a question asks nothing that may not be asked (J4).

    question: the question's id inside the paper; text_hash: of the text confirmed.
    """

    __tablename__ = "shortlist_question_confirmation"
    __table_args__ = (UniqueConstraint("paper_id", "question", "text_hash", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    paper_id: str = Field(foreign_key="shortlist_paper.id")
    question: str
    text_hash: str
    grant_id: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
