"""Tables of the vacancy: its text, where it was published, its close, the agency."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from recruit.core import ids
from recruit.core.db import UTC


class Vacancy(SQLModel, table=True):
    """The announcement of a procedure: drafted, then posted once; version of the draft.

    text: JSON of the announcement's parts. address: where applications are received.
    closes_at: the close by the window of 54(a); an extension stands beside it.
    """

    __tablename__ = "vacancy_vacancy"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", unique=True)
    terms_version: int
    text: str
    address: str
    closes_at: datetime = Field(sa_type=UTC)
    version: int = 1
    posted_at: datetime | None = Field(default=None, sa_type=UTC)
    posted_by: str | None = Field(default=None, foreign_key="access_grant.id")
    early_reason: str = ""


class Website(SQLModel, table=True):
    """A website where the vacancy was published: address, day, cost."""

    __tablename__ = "vacancy_website"
    id: str = Field(default_factory=ids.new, primary_key=True)
    vacancy_id: str = Field(foreign_key="vacancy_vacancy.id", index=True)
    name: str
    address: str
    published_on: date
    cost: str = "0"
    currency: str = "CHF"
    at: datetime = Field(sa_type=UTC)


class Extension(SQLModel, table=True):
    """The one extension of the close, by the Chair, with its reason (A1)."""

    __tablename__ = "vacancy_extension"
    id: str = Field(default_factory=ids.new, primary_key=True)
    vacancy_id: str = Field(foreign_key="vacancy_vacancy.id", unique=True)
    closes_at: datetime = Field(sa_type=UTC)
    reason: str
    at: datetime = Field(sa_type=UTC)


class Reopening(SQLModel, table=True):
    """The vacancy open again in a new run of the panel, with a new close (S12, R27)."""

    __tablename__ = "vacancy_reopening"
    id: str = Field(default_factory=ids.new, primary_key=True)
    vacancy_id: str = Field(foreign_key="vacancy_vacancy.id", index=True)
    closes_at: datetime = Field(sa_type=UTC)
    at: datetime = Field(sa_type=UTC)


class PublishedAnswer(SQLModel, table=True):
    """A question that was answered in substance before the close, published for all (A12).

    question: in words that name nobody. corrects: the answer that this one replaces, which
    stays in sight (R24).
    """

    __tablename__ = "vacancy_answer"
    id: str = Field(default_factory=ids.new, primary_key=True)
    vacancy_id: str = Field(foreign_key="vacancy_vacancy.id", index=True)
    question: str
    answer: str
    corrects: str | None = Field(default=None, foreign_key="vacancy_answer.id", unique=True)
    at: datetime = Field(sa_type=UTC)
    by_grant: str = Field(foreign_key="access_grant.id")


class Agency(SQLModel, table=True):
    """A recruitment agency that the GICHD employs: task, cost, who decided (53(h))."""

    __tablename__ = "vacancy_agency"
    id: str = Field(default_factory=ids.new, primary_key=True)
    procedure_id: str = Field(foreign_key="procedure_procedure.id", index=True)
    name: str
    task: str
    cost: str
    currency: str = "CHF"
    decided_by: str
    at: datetime = Field(sa_type=UTC)
