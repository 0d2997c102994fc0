"""Tables of what a candidate may ask for: the own file as it is fetched, and feedback."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, only_one


class Parcel(SQLModel, table=True):
    """A candidate's own file as one ZIP behind a link that is good once (D4, W15).

    matter_id: the request that it answers. received_at: the request, from
    which thirty days run; asked_at: put in hand.
    identity: sealed under the matter's key: how it is known that the request is that person's
    own. whole: with the panel's part, which the Chair releases. address: the candidate's HMAC
    of the mail address to which the link was let go. made_at: the file is there, under a key
    of its own, in the store as file_id; size: bytes; sha256: hexadecimal. token: SHA-256 of
    the link's secret. until: how long it is good. wrong: references typed that were not the
    candidate's. opened_at: fetched. ended_at: nothing is behind it any more, its key is gone.
    fault: why it could not be made, for the operator.
    """

    __tablename__ = "rights_parcel"
    __table_args__ = (
        Index("ix_rights_parcel_procedure", "procedure_id", "asked_at"),
        only_one("uq_rights_parcel_living", "matter_id", where="ended_at IS NULL"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    matter_id: str = Field(foreign_key="correspondence_matter.id", index=True)
    received_at: datetime = Field(sa_type=UTC)
    asked_at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")
    identity: bytes
    identity_key: str
    whole: bool = False
    address: str = ""
    released_at: datetime | None = Field(default=None, sa_type=UTC)
    released_by: str | None = Field(default=None, foreign_key="access_grant.id")
    made_at: datetime | None = Field(default=None, sa_type=UTC)
    file_id: str = ""
    size: int = 0
    sha256: str = ""
    token: str | None = Field(default=None, unique=True)
    until: datetime | None = Field(default=None, sa_type=UTC)
    wrong: int = 0
    opened_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    fault: str = ""


class Feedback(SQLModel, table=True):
    """A letter that tells one candidate what the result rests on, from the own record alone (D5).

    side: 'gichd' on the screening, 'chair' on the ratings that the panel agreed on. sealed:
    JSON {text} under key_id (the file key; the Chair's under the judgement key). version:
    against loss in two windows. found: JSON of the names and scores that the search found in
    what was sent, each with the reason why it stands, sealed under the same key.
    """

    __tablename__ = "rights_feedback"
    __table_args__ = (
        UniqueConstraint("candidate_id", "side"),
        Index("ix_rights_feedback_procedure", "procedure_id", "side", "saved_at"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    candidate_id: str = Field(foreign_key="applications_candidate.id")
    side: str
    key_id: str
    sealed: bytes
    version: int = 1
    by_grant: str = Field(foreign_key="access_grant.id")
    saved_at: datetime = Field(sa_type=UTC)
    found: bytes | None = None
    sent_by: str | None = Field(default=None, foreign_key="access_grant.id")
    sent_at: datetime | None = Field(default=None, sa_type=UTC)
    broadcast_id: str | None = Field(default=None, foreign_key="notices_broadcast.id")
