"""Tables of the report: the decision, the text, signatures, hand-over, release."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, only_one


class Decision(SQLModel, table=True):
    """The panel's final decision about the appointed candidate (53(f)), by a motion.

    number: of the run; a later one names another candidate and stands in place of the earlier
    (T3, S12). candidate_id: None where none is recommendable. sealed: JSON
    {reason, reserve: [candidate ids in order], instead: why it took an earlier one's place}
    under the panel's key.
    """

    __tablename__ = "report_decision"
    __table_args__ = (UniqueConstraint("procedure_id", "run", "number"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    run: int
    number: int = 1
    candidate_id: str | None = Field(default=None, foreign_key="applications_candidate.id")
    motion_id: str = Field(foreign_key="panel_motion.id")
    sealed: bytes
    at: datetime = Field(sa_type=UTC)


class Report(SQLModel, table=True):
    """A report or addendum (kind), numbered. Sealed blobs under the report key.

    decision_id: the decision that it tells, once called to sign. frozen: the canonical content
    (RFC 8785 bytes) once called to sign; content_hash its SHA-256 in hexadecimal. edition
    counts what was called to sign: a change of text after the first signature makes a new
    one, and all signatures fall. sealed_by: SHA-256 (hexadecimal) of the certificate of the seal
    on both files, '' for those lodged before there was one. stamp: the time that an authority
    outside gave to the report's seal (ISO 8601), 'away' where it gave none, '' where none is
    named.
    """

    __tablename__ = "report_report"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    number: int
    kind: str = "report"
    run: int
    opened_at: datetime = Field(sa_type=UTC)
    edition: int = 0
    decision_id: str | None = Field(default=None, foreign_key="report_decision.id")
    called_at: datetime | None = Field(default=None, sa_type=UTC)
    frozen: bytes | None = None
    content_hash: str = ""
    lodged_at: datetime | None = Field(default=None, sa_type=UTC)
    document_id: str | None = Field(default=None, foreign_key="documents_document.id")
    file_hash: str = ""
    certificate_id: str | None = Field(default=None, foreign_key="documents_document.id")
    sealed_by: str = ""
    stamp: str = ""


class Part(SQLModel, table=True):
    """A part of the panel's narrative; sealed under the report key; version against loss."""

    __tablename__ = "report_part"
    __table_args__ = (UniqueConstraint("report_id", "name"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    report_id: str = Field(foreign_key="report_report.id")
    name: str
    sealed: bytes
    version: int = 1
    by_grant: str = Field(foreign_key="access_grant.id")
    saved_at: datetime = Field(sa_type=UTC)


class PartVersion(SQLModel, table=True):
    """A version of a part as it was saved, never changed; sealed under the report key."""

    __tablename__ = "report_part_version"
    __table_args__ = (UniqueConstraint("part_id", "number"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    part_id: str = Field(foreign_key="report_part.id")
    number: int
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Signature(SQLModel, table=True):
    """A member's signature over the content's hash.

    how: 'passkey' with the assertion (JSON: statement, public key, what the authenticator
    signed); 'code' is the server's word that the second factor was given.
    """

    __tablename__ = "report_signature"
    __table_args__ = (UniqueConstraint("report_id", "edition", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    report_id: str = Field(foreign_key="report_report.id")
    edition: int
    grant_id: str = Field(foreign_key="access_grant.id")
    content_hash: str
    how: str
    assertion: str = ""
    at: datetime = Field(sa_type=UTC)


class Unsigned(SQLModel, table=True):
    """The reason that a member gave for not signing; in the certificate (J9)."""

    __tablename__ = "report_unsigned"
    __table_args__ = (UniqueConstraint("report_id", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    report_id: str = Field(foreign_key="report_report.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    sealed: bytes
    at: datetime = Field(sa_type=UTC)


class Opinion(SQLModel, table=True):
    """A separate opinion, annexed; sealed under the report key."""

    __tablename__ = "report_opinion"
    __table_args__ = (UniqueConstraint("report_id", "grant_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    report_id: str = Field(foreign_key="report_report.id")
    grant_id: str = Field(foreign_key="access_grant.id")
    sealed: bytes
    version: int = 1
    at: datetime = Field(sa_type=UTC)


class HandOver(SQLModel, table=True):
    """What the Chair gave the President as President (S1): name, biography, nothing else.

    sealed: JSON {name, biography, pronoun} under the procedure's key. recalled_at: by
    the Chair, without a reason.
    """

    __tablename__ = "report_hand_over"
    __table_args__ = (
        only_one("uq_report_hand_over_living", "procedure_id", where="recalled_at IS NULL"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    decision_id: str = Field(foreign_key="report_decision.id")
    sealed: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
    recalled_at: datetime | None = Field(default=None, sa_type=UTC)


class FindingGiven(SQLModel, table=True):
    """The panel's finding that it proposes nobody, as handed over to the President (R26).

    finding: 'none-recommendable' or 'no-three-votes' of a final decision, 'no-suitable' at the
    shortlist's stage; one hand-over of each.
    """

    __tablename__ = "report_finding_given"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    decision_id: str | None = Field(default=None, foreign_key="report_decision.id", unique=True)
    shortlist_id: str | None = Field(
        default=None, foreign_key="shortlist_no_suitable.id", unique=True
    )
    finding: str
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Reference(SQLModel, table=True):
    """A referee asked by the panel (J10), who answers through a secret link (W17).

    token: SHA-256 of the link's secret. asked: sealed JSON {name, mail}; answer: sealed JSON
    {relation, text}, both under the candidate's judgement key. document_id: a file that
    the referee sent with it. withdrawn_at: the link was closed by the panel.
    """

    __tablename__ = "report_reference"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    run: int
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    token: str = Field(unique=True)
    asked: bytes
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)
    until: datetime = Field(sa_type=UTC)
    answer: bytes | None = None
    document_id: str | None = Field(default=None, foreign_key="documents_document.id")
    answered_at: datetime | None = Field(default=None, sa_type=UTC)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTC)


class Release(SQLModel, table=True):
    """The release of the lodged report to the Committee by two people (53(f), R27)."""

    __tablename__ = "report_release"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    report_id: str = Field(foreign_key="report_report.id", unique=True)
    second_id: str = Field(foreign_key="access_second.id")
    at: datetime = Field(sa_type=UTC)


class SecondEdition(SQLModel, table=True):
    """The second edition of a lodged report or addendum: references in place of the names of
    those who were not appointed (J9, D3). It outlives the first.

    second_id: the two-person act that confirms it (R27). first_hash, content_hash: SHA-256 of
    either edition's canonical content, hexadecimal; file_hash of its PDF. replaced: JSON, how
    often each reference took a name's place. sealed: JSON {canonical, pdf, certificate}, the
    last two in base64, under the procedure's key, since the report's own key is erased.
    sealed_by, stamp: of the seal on its PDF, as the report's.
    """

    __tablename__ = "report_second_edition"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    report_id: str = Field(foreign_key="report_report.id", unique=True)
    second_id: str = Field(foreign_key="access_second.id")
    first_hash: str
    content_hash: str
    file_hash: str
    replaced: str
    sealed: bytes
    made_at: datetime = Field(sa_type=UTC)
    sealed_by: str = ""
    stamp: str = ""
