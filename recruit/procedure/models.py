"""Tables of the ground: a procedure, its windows, its Terms of Reference, its milestones."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC, known
from recruit.procedure.rules.milestones import Audience, MilestoneKind


class Procedure(SQLModel, table=True):
    """One recruitment: the rules of paras 53 and 54 for one meeting's closure (R18).

    settings: JSON of the procedure's settings, where the decision gives no number.
    version counts changes; every writing act locks this row first.
    """

    __tablename__ = "procedure_procedure"
    id: str = Field(default_factory=ids.new, primary_key=True)
    name: str = Field(unique=True)
    title: str
    preset: str
    meeting: str
    closure_at: datetime = Field(sa_type=UTC)
    president_from: date
    president_until: date
    settings: str = "{}"
    created_at: datetime = Field(sa_type=UTC)


class Window(SQLModel, table=True):
    """A window of para. 54: both days inclusive, in Geneva; null where there is none."""

    __tablename__ = "procedure_window"
    __table_args__ = (UniqueConstraint("procedure_id", "para"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    place: int
    para: str
    who: str
    what: str
    first: date | None = None
    last: date | None = None


class Amendment(SQLModel, table=True):
    """The Chair's decision that a deliverable may come outside its window (R2)."""

    __tablename__ = "procedure_amendment"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    para: str
    first: date
    last: date
    reason: str
    grant_id: str = Field(foreign_key="access_grant.id")
    at: datetime = Field(sa_type=UTC)


class TermsOfReference(SQLModel, table=True):
    """A version of the Terms of Reference (T5); text: JSON as in the preset."""

    __tablename__ = "procedure_terms"
    __table_args__ = (UniqueConstraint("procedure_id", "version"),)
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    version: int
    text: str
    at: datetime = Field(sa_type=UTC)


class Milestone(SQLModel, table=True):
    """A recorded fact of the procedure; only added. place: its order, from 1.

    entry: the reference of the record's entry of the act, by_grant: who acted; both '' for what
    was recorded before they were noted, and for what stands in a round's log (S16), by_grant
    also for what the application does by itself.
    """

    __tablename__ = "procedure_milestone"
    __table_args__ = (
        UniqueConstraint("procedure_id", "place"),
        known("kind", MilestoneKind),
        known("audience", Audience),
    )
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id")
    place: int
    kind: str
    run: int = 1
    number: int = 0
    object_id: str = ""
    audience: str
    at: datetime = Field(sa_type=UTC)
    entry: str = ""
    by_grant: str = ""
