"""Tables of the ground: States, their missions' contacts, seats of the Committee."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC


class State(SQLModel, table=True):
    """A State. decision_name: the decision's own spelling, where it names the State.

    group: the regional group of the United Nations. affected: 'yes', 'no', 'unknown'.
    in_force_on: first day as a State Party, in Geneva; None for a State not party.
    """

    __tablename__ = "states_state"
    id: str = Field(primary_key=True)
    name: str
    decision_name: str = ""
    group: str
    affected: str
    source: str = ""
    in_force_on: date | None = None
    withdrawn_on: date | None = None
    signatory: bool = False


class Correction(SQLModel, table=True):
    """The President's correction of a State's affected status, with a reason (C2)."""

    __tablename__ = "states_correction"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    state_id: str = Field(foreign_key="states_state.id")
    affected: str
    reason: str
    at: datetime = Field(sa_type=UTC)


class Contact(SQLModel, table=True):
    """A registered address of a State's mission; ended, never changed (S19).

    lang: the language that the mission chose; its letters stand above the English (S17).
    """

    __tablename__ = "states_contact"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    state_id: str = Field(foreign_key="states_state.id")
    mail: str
    lang: str = "en"
    evidence: str
    since: datetime = Field(sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)


class CommitteeSeat(SQLModel, table=True):
    """A seat of the Coordination Committee, with its term; observers are no members."""

    __tablename__ = "states_committee_seat"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    state_id: str = Field(foreign_key="states_state.id")
    role: str
    since: date
    until: date | None = None
    observer: bool = False
