"""Tables of applications: candidates, their separate sheet, likenesses between them; and
what was dropped at once and is not filed yet."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, known, only_those


class Channel(StrEnum):
    """How an application came."""

    MAIL = "mail"
    POST = "post"
    HAND = "hand"
    AGENCY = "agency"


class Standing(StrEnum):
    """Where the stages so far leave an application, for the letters at its end (D5).

    Kept by whoever changes it (``operations.standing``), so that the letters still to be
    written are found without looking through all applications.
    """

    OPEN = ""  # neither found unsuitable nor on a list
    NOT_SUITABLE = "not_suitable"  # by its latest outcome, and on no list
    LISTED = "listed"  # on a version of the list
    WRITTEN_TO = "written_to"  # a letter went: for good


class Candidate(SQLModel, table=True):
    """One application: one candidate in one procedure.

    reference: neutral, drawn at random ('D22-417'). sealed: JSON {name, mail, phone,
    note} under the file key; beside: JSON {evidence, late_reason, admitted_why} under it too,
    what people typed on its receipt. name_hash, mail_hash: HMACs of the normalised values for
    equality. received_at: receipt at the vacancy's address (A1). late: received after
    the close (R8); admitted_at: by the Chair; not_admitted_at: the Chair looked at it and
    left it out, which can be taken up again. merged_into: GICHD's decision that it is
    the same person's, kept. withdrawn_at: from receipt of the withdrawal. standing: of
    Standing. erased_at: its retention was over (D3); only reference, times and counts are
    left.
    """

    __tablename__ = "applications_candidate"
    __table_args__ = (
        UniqueConstraint("procedure_id", "reference"),
        Index("ix_applications_candidate_received", "procedure_id", "received_at", "id"),
        Index("ix_applications_candidate_name", "procedure_id", "name_hash"),
        Index("ix_applications_candidate_mail", "procedure_id", "mail_hash"),
        Index("ix_applications_candidate_late", "procedure_id", "late"),
        only_those(
            "ix_applications_candidate_standing",
            "procedure_id",
            "standing",
            where="merged_into IS NULL AND withdrawn_at IS NULL",
        ),
        known("channel", Channel),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    reference: str
    sealed: bytes
    version: int = 1
    name_hash: str
    mail_hash: str
    channel: str
    terms_version: int = 1
    received_at: datetime = Field(sa_type=UTC)
    filed_at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")
    late: bool = False
    admitted_at: datetime | None = Field(default=None, sa_type=UTC)
    not_admitted_at: datetime | None = Field(default=None, sa_type=UTC)
    staff: bool = False
    merged_into: str | None = Field(default=None, foreign_key="applications_candidate.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTC)
    standing: str = Standing.OPEN
    erased_at: datetime | None = Field(default=None, sa_type=UTC)
    beside: bytes | None = None


class Sheet(SQLModel, table=True):
    """The separate sheet (A7): nationalities, gender if given; sealed under the file key."""

    __tablename__ = "applications_sheet"
    candidate_id: str = Field(primary_key=True, foreign_key="applications_candidate.id")
    sealed: bytes


class Likeness(SQLModel, table=True):
    """Two applications that may be one person's, shown for a decision, never merged silently.

    grounds: 'file', 'name', 'mail', 'spelling', 'longer', 'mailbox', 'phone', joined by '+'
    (``rules.grounds_words``). decision: '' open, 'same' or
    'different'. sealed: JSON {reason} of the decision, under the first one's file key.
    """

    __tablename__ = "applications_likeness"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        only_those(
            "ix_applications_likeness_open", "procedure_id", "found_at", where="decision = ''"
        ),
        only_those(
            "ix_applications_likeness_decided",
            "procedure_id",
            "found_at",
            "id",
            where="decision <> ''",
        ),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    first_id: str = Field(foreign_key="applications_candidate.id")
    second_id: str = Field(foreign_key="applications_candidate.id")
    grounds: str
    found_at: datetime = Field(sa_type=UTC)
    decision: str = ""
    sealed: bytes | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UTC)
    by_grant: str | None = Field(default=None, foreign_key="access_grant.id")


class Reversal(SQLModel, table=True):
    """A decision on a likeness that was taken back (R24): what it said, and why it fell.

    decision, decided_at, decided_by: of the decision that was taken back. sealed: JSON
    {decided_why, reason}, under the file key of the pair's first.
    """

    __tablename__ = "applications_reversal"
    id: str = Field(default_factory=ids.new, primary_key=True)
    likeness_id: str = Field(foreign_key="applications_likeness.id", index=True)
    decision: str
    decided_at: datetime = Field(sa_type=UTC)
    decided_by: str = Field(foreign_key="access_grant.id")
    sealed: bytes
    at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")


class Tally(SQLModel, table=True):
    """What is shown as a count, kept by the writer in the same transaction."""

    __tablename__ = "applications_tally"
    procedure_id: str = Field(primary_key=True, foreign_key="procedure_procedure.id")
    received: int = 0
    late: int = 0
    withdrawn: int = 0
    merged: int = 0


class Statistics(SQLModel, table=True):
    """The applications in figures, taken once, when the first list is circulated (D6).

    shown: JSON of what may be read and nothing more (``rules.statistics``): a number that
    is withheld stands in no row, so neither a copy of the database nor a later erasure
    tells it. total: applications that the figures are of; listed: on that first list.
    """

    __tablename__ = "applications_statistics"
    procedure_id: str = Field(primary_key=True, foreign_key="procedure_procedure.id")
    taken_at: datetime = Field(sa_type=UTC)
    total: int
    listed: int
    shown: str


class Change(SQLModel, table=True):
    """What came after an application: a correction, a withdrawal, a document (R24, R25, A11).

    kind: 'correction', 'withdrawal' or 'document'. received_at: of the candidate's word.
    sealed: JSON {evidence, before}, under the file key; before: the values corrected.
    """

    __tablename__ = "applications_change"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id", index=True)
    kind: str
    sealed: bytes
    received_at: datetime = Field(sa_type=UTC)
    at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")


class BatchState(StrEnum):
    """How far an intake batch is. reading: files wait to be read. review: proposals wait
    for a person. filing: that person has ordered it. done: nothing is left to file."""

    READING = "reading"
    REVIEW = "review"
    FILING = "filing"
    DONE = "done"


class ItemState(StrEnum):
    """What became of a file of a batch. left: a person left it out."""

    TAKEN = "taken"
    READ = "read"
    REFUSED = "refused"
    LEFT = "left"


class ProposalState(StrEnum):
    """What became of a proposed application. refused: by the rules, when it was to be filed."""

    OPEN = "open"
    LEFT = "left"
    ORDERED = "ordered"
    REFUSED = "refused"
    FILED = "filed"


class Batch(SQLModel, table=True):
    """An intake batch: files dropped at once, one person's own draft until they are filed.

    grant_id: in which the person dropped or ordered last. leased_until: somebody works on
    it until then (the worker or a page). touched_at: the last drop, correction or step.
    waits_since: its files wait for the scanner since then, which did not answer.
    """

    __tablename__ = "applications_batch"
    __table_args__ = (
        Index("ix_applications_batch_person", "procedure_id", "person_id"),
        known("state", BatchState),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    state: str = BatchState.READING
    begun_at: datetime = Field(sa_type=UTC)
    touched_at: datetime = Field(sa_type=UTC)
    leased_until: datetime | None = Field(default=None, sa_type=UTC)
    waits_since: datetime | None = Field(default=None, sa_type=UTC)


class Proposal(SQLModel, table=True):
    """One application as proposed from a batch. identity: an HMAC of what its files have in
    common (a folder, a mail, a row), so that reading again proposes nothing twice. sealed:
    JSON of what would be filed, where each value is from, and the reason where it was left
    out or refused, under the procedure's key. version: 1 until a person has touched it.
    """

    __tablename__ = "applications_proposal"
    __table_args__ = (UniqueConstraint("batch_id", "identity"), known("state", ProposalState))
    id: str = Field(default_factory=ids.new, primary_key=True)
    batch_id: str = Field(foreign_key="applications_batch.id")
    identity: str
    place: int
    state: str = ProposalState.OPEN
    sealed: bytes
    version: int = 1
    candidate_id: str | None = Field(default=None, foreign_key="applications_candidate.id")


class Item(SQLModel, table=True):
    """One file of a batch, dropped or taken out of a container (parent_id).

    identity: an HMAC of its place and content, content_hash of its content alone, as
    documents have it. kind: '' until it is read; 'zip', 'mbox' and 'list' are containers,
    a mail is both. kept: it may be filed. wrapped: its own key under the procedure's; None
    once its bytes are purged. sealed: JSON {path, why, todo, facts}, under the same key.
    depth: in how many containers it lies.
    """

    __tablename__ = "applications_item"
    __table_args__ = (
        UniqueConstraint("batch_id", "identity"),
        Index("ix_applications_item_proposal", "proposal_id"),
        Index("ix_applications_item_parent", "parent_id"),
        known("state", ItemState),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    batch_id: str = Field(foreign_key="applications_batch.id")
    parent_id: str | None = Field(default=None, foreign_key="applications_item.id")
    proposal_id: str | None = Field(default=None, foreign_key="applications_proposal.id")
    identity: str
    content_hash: str
    kind: str = ""
    kept: bool = False
    state: str = ItemState.TAKEN
    size: int
    depth: int = 0
    place: int
    wrapped: bytes | None = None
    sealed: bytes
