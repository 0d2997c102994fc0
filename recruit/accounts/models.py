"""Tables of accounts: people, invitations, sessions, second factors."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC


class Person(SQLModel, table=True):
    """Somebody with an account. zone: IANA name. passphrase: Argon2id, '' until set.

    totp: the authenticator's secret, sealed under the site's key; None where there is
    none (delegates may use codes, S6). totp_last: the last counter used, so that a code
    is used once. digest: one mail a day instead of one for each notice (W12).
    """

    __tablename__ = "accounts_person"
    id: str = Field(default_factory=ids.new, primary_key=True)
    name: str
    mail: str = Field(unique=True)
    function: str = ""
    zone: str = "Europe/Zurich"
    lang: str = "en"
    passphrase: str = ""
    totp: bytes | None = None
    totp_last: int = 0
    created_at: datetime = Field(sa_type=UTC)
    muted: bool = False
    digest: bool = False


class Invitation(SQLModel, table=True):
    """A one-time link to set up an account or a lost factor. token: SHA-256 of the secret."""

    __tablename__ = "accounts_invitation"
    id: str = Field(default_factory=ids.new, primary_key=True)
    person_id: str = Field(foreign_key="accounts_person.id", index=True)
    purpose: str
    token: str = Field(unique=True)
    made_at: datetime = Field(sa_type=UTC)
    until: datetime = Field(sa_type=UTC)
    used_at: datetime | None = Field(default=None, sa_type=UTC)


class Session(SQLModel, table=True):
    """A session on the server; the cookie holds an opaque token alone.

    id: shown to its owner for revoking. token: SHA-256 of the cookie's secret. held:
    JSON that Flask-Login keeps (never sent). second_at: last second factor. address: a
    keyed digest of where it was begun: guesses from elsewhere never keep its owner out.
    """

    __tablename__ = "accounts_session"
    __table_args__ = (Index("ix_accounts_session_person", "person_id"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    token: str = Field(unique=True)
    person_id: str | None = Field(default=None, foreign_key="accounts_person.id")
    csrf: str
    held: str = "{}"
    device: str = ""
    address: str = ""
    made_at: datetime = Field(sa_type=UTC)
    seen_at: datetime = Field(sa_type=UTC)
    second_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)


class Code(SQLModel, table=True):
    """A code used once. kind: 'recovery', 'one-time' (handed over, S6) or 'mailed'."""

    __tablename__ = "accounts_code"
    __table_args__ = (UniqueConstraint("person_id", "code"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    person_id: str = Field(foreign_key="accounts_person.id")
    kind: str
    code: str
    made_at: datetime = Field(sa_type=UTC)
    until: datetime | None = Field(default=None, sa_type=UTC)
    used_at: datetime | None = Field(default=None, sa_type=UTC)


class Passkey(SQLModel, table=True):
    """A passkey of a person: the public half alone (Web Authentication).

    credential: its id, base64url. public_key: COSE. count: the authenticator's counter when
    it last answered. A removed one stays, since it may have signed.
    """

    __tablename__ = "accounts_passkey"
    id: str = Field(default_factory=ids.new, primary_key=True)
    person_id: str = Field(foreign_key="accounts_person.id", index=True)
    credential: str = Field(unique=True)
    public_key: bytes
    count: int = 0
    label: str = ""
    made_at: datetime = Field(sa_type=UTC)
    removed_at: datetime | None = Field(default=None, sa_type=UTC)


class Attempt(SQLModel, table=True):
    """A failed sign-in, for the throttle: by account and by address, hashed."""

    __tablename__ = "accounts_attempt"
    __table_args__ = (Index("ix_accounts_attempt_about", "about", "at"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    about: str
    at: datetime = Field(sa_type=UTC)


class Parked(SQLModel, table=True):
    """A form whose session or second factor had expired: what was typed, sealed.

    It comes back after sign-in of the same person, and is erased after an hour.
    """

    __tablename__ = "accounts_parked"
    id: str = Field(default_factory=ids.new, primary_key=True)
    token: str = Field(unique=True)
    person_id: str | None = Field(default=None, foreign_key="accounts_person.id")
    path: str
    sealed: bytes
    at: datetime = Field(sa_type=UTC)
