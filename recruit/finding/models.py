"""Tables of finding: which words stand in which text, as fingerprints under a key.

Nothing here can be read without its key. A word of a candidate's texts is a number, made from
the word and the key of the candidate's shelf; a shelf holds a few candidates, so that equal
words of others are other numbers. Neither order nor count of the words is kept, except in
what was laid out of a text to draw excerpts from, which is sealed as the text itself is.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, known


class PartKind(StrEnum):
    """What a text is."""

    NAME = "name"
    DOCUMENT = "document"
    VOTE = "vote"
    OUTCOME = "outcome"
    LISTED = "listed"


class PartStatus(StrEnum):
    """How its words came: as written, recognised by a machine, or not at all."""

    READ = "read"
    RECOGNISED = "recognised"
    UNREAD = "unread"


class Shelf(SQLModel, table=True):
    """A few candidates whose words stand under one key; erased with any of them.

    filled: how many candidates were put on it so far.
    """

    __tablename__ = "finding_shelf"
    __table_args__ = (Index("ix_finding_shelf_procedure", "procedure_id", "filled"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    filled: int = 0
    opened_at: datetime = Field(sa_type=UTC)


class Shelved(SQLModel, table=True):
    """On which shelf a candidate's words stand."""

    __tablename__ = "finding_shelved"
    candidate_id: str = Field(primary_key=True, foreign_key="applications_candidate.id")
    shelf_id: str = Field(foreign_key="finding_shelf.id", index=True)


class Part(SQLModel, table=True):
    """One text of a candidate: the name, a document, what screeners wrote.

    object_id: of the row that holds the text, sealed; version: of that row where it has
    one. text_id: of the document's text, with which the part goes (A9).
    """

    __tablename__ = "finding_part"
    __table_args__ = (
        UniqueConstraint("kind", "object_id"),
        Index("ix_finding_part_candidate", "candidate_id"),
        Index("ix_finding_part_status", "procedure_id", "status"),
        known("kind", PartKind),
        known("status", PartStatus),
    )
    number: int | None = Field(default=None, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    kind: str
    object_id: str
    version: int = 0
    status: str
    text_id: str | None = Field(
        default=None,
        sa_column=Column(
            ForeignKey("documents_text.document_id", ondelete="CASCADE"), nullable=True, index=True
        ),
    )
    at: datetime = Field(sa_type=UTC)


class Token(SQLModel, table=True):
    """That a word, or the beginning of one, stands in a part. token: 64 bits of a keyed
    hash."""

    __tablename__ = "finding_token"
    __table_args__ = (
        Index("ix_finding_token_part", "part"),
        {"sqlite_with_rowid": False},
    )
    token: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    part: int = Field(
        sa_column=Column(
            Integer,
            ForeignKey("finding_part.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        )
    )


class Placed(SQLModel, table=True):
    """Where a part stands in the order of a page: its candidate's reference, which stays. A
    table of its own, so that thousands of parts are put in order from few pages of the file."""

    __tablename__ = "finding_placed"
    part: int = Field(
        sa_column=Column(
            Integer,
            ForeignKey("finding_part.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        )
    )
    reference: str


class Written(SQLModel, table=True):
    """That texts of a procedure were written down. mark: another one each time; while it is the
    same, the same words stand in the same texts, or in fewer."""

    __tablename__ = "finding_written"
    procedure_id: str = Field(primary_key=True, foreign_key="procedure_procedure.id")
    mark: str


class LaidOut(SQLModel, table=True):
    """A part's text and its words laid out for its excerpts, sealed under the candidate's file
    key; goes with the part (``rules.laid``)."""

    __tablename__ = "finding_laid_out"
    part: int = Field(
        sa_column=Column(
            Integer,
            ForeignKey("finding_part.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        )
    )
    sealed: bytes


class Compared(SQLModel, table=True):
    """That an application was compared with the others, in this version of its fields."""

    __tablename__ = "finding_compared"
    candidate_id: str = Field(primary_key=True, foreign_key="applications_candidate.id")
    version: int


class MatchVote(SQLModel, table=True):
    """What one of the others says on the Chair's match (C12). sealed: JSON {reason}, under the
    file key of the application."""

    __tablename__ = "finding_match_vote"
    __table_args__ = (UniqueConstraint("match_id", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    match_id: str = Field(foreign_key="access_match.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    same: bool
    sealed: bytes
    at: datetime = Field(sa_type=UTC)


class MatchDecision(SQLModel, table=True):
    """A decision whether an applicant is the holder of an account (C12); the latest holds.

    sealed: JSON {reason}, under the file key of the application. by_grant: None where the
    others' votes decided.
    """

    __tablename__ = "finding_match_decision"
    id: str = Field(default_factory=ids.new, primary_key=True)
    match_id: str = Field(foreign_key="access_match.id", index=True)
    same: bool
    sealed: bytes
    by_grant: str | None = Field(default=None, foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
