"""Tables of notices: broadcasts, their deliveries, lines in the application, calendar feeds."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, known, only_one, only_those
from recruit.notices.rules import How


class DeliveryStatus(StrEnum):
    """Where a delivery stands; the sum over all is the number of recipients."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"  # the server was asked, its answer was not recorded
    DROPPED = "dropped"  # the recipient had lost the right when it was to be sent


SENDING = "handed to the server"
"""What a delivery says of itself while its server is asked."""


class Broadcast(SQLModel, table=True):
    """One message to an audience, queued in the operation's own transaction.

    The worker expands it into deliveries. kind names the words; audience the rule that
    finds the recipients (``recruit.notices.audiences``), recipients the ids it needs,
    joined by a space; object_id what it is about; sender the capacity that sees what
    could not be delivered (D7). body: a letter's own text, sealed under key_id (letters
    only); None for the mails that carry a link and nothing else.
    """

    __tablename__ = "notices_broadcast"
    __table_args__ = (
        Index("ix_notices_broadcast_expanded", "expanded_at"),
        Index("ix_notices_broadcast_object", "object_id", "kind"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str | None = Field(default=None, foreign_key="procedure_procedure.id")
    kind: str
    object_id: str = ""
    audience: str
    recipients: str = ""
    sender: str
    as_of: datetime = Field(sa_type=UTC)
    key_id: str = ""
    body: bytes | None = None
    expanded_at: datetime | None = Field(default=None, sa_type=UTC)


class Delivery(SQLModel, table=True):
    """One message to one recipient. recipient: a person's, State's or candidate's id."""

    __tablename__ = "notices_delivery"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "recipient", "address_hash"),
        known("status", DeliveryStatus),
        Index("ix_notices_delivery_due", "status", "next_at"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    broadcast_id: str = Field(foreign_key="notices_broadcast.id", index=True)
    recipient: str
    address: str = ""
    address_hash: str = ""
    status: str = DeliveryStatus.QUEUED
    attempts: int = 0
    next_at: datetime = Field(sa_type=UTC)
    sent_at: datetime | None = Field(default=None, sa_type=UTC)
    said: str = ""


class Settling(SQLModel, table=True):
    """What its sender decided about a delivery that did not arrive (D7); the latest counts."""

    __tablename__ = "notices_settling"
    __table_args__ = (known("how", How),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    delivery_id: str = Field(foreign_key="notices_delivery.id", index=True)
    how: str
    by_grant: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class Notice(SQLModel, table=True):
    """A line in 'since your last visit' of one person in one capacity; never content.

    digest: None where a mail of its own went out or none was wanted; '' while it waits for
    the person's daily digest; then the id of the broadcast that is that digest (W12).
    """

    __tablename__ = "notices_notice"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "person_id", "capacity"),
        Index("ix_notices_notice_person", "person_id", "at"),
        only_those("ix_notices_notice_waiting", "person_id", where="digest = ''"),
        Index("ix_notices_notice_digest", "digest"),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    broadcast_id: str = Field(foreign_key="notices_broadcast.id")
    procedure_id: str | None = Field(default=None, foreign_key="procedure_procedure.id")
    person_id: str = Field(foreign_key="accounts_person.id")
    capacity: str
    kind: str
    object_id: str = ""
    at: datetime = Field(sa_type=UTC)
    digest: str | None = None


class Feed(SQLModel, table=True):
    """A calendar at a secret address, of one capacity of one person; dies with the grant.

    token: SHA-256 of the secret in the address, which is shown once and kept nowhere.
    """

    __tablename__ = "notices_feed"
    __table_args__ = (only_one("uq_notices_feed_grant", "grant_id", where="ended_at IS NULL"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    grant_id: str = Field(foreign_key="access_grant.id")
    token: str = Field(unique=True)
    made_at: datetime = Field(sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
