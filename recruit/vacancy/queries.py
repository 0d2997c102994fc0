"""Reading the vacancy: public once posted, drafted by the GICHD before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.access.tasks import columns
from recruit.procedure import models as procedure
from recruit.vacancy import models, rules


@dataclass(frozen=True, slots=True)
class WebsiteView:
    """A website where the vacancy was published."""

    name: str
    address: str
    published_on: date
    cost: str
    currency: str


@dataclass(frozen=True, slots=True)
class VacancyView:
    """The announcement. closes_at: the close in force, first instant after it (UTC)."""

    id: str
    terms_version: int
    text: dict[str, str]
    address: str
    version: int
    posted_at: datetime | None
    announced_close: datetime
    extended_to: datetime | None
    extended_why: str
    reopened_to: datetime | None = None

    @property
    def closes_at(self) -> datetime:
        """The close in force (A1); of a vacancy that is open again its new one (S12)."""
        return self.reopened_to or rules.closes(self.announced_close, self.extended_to)


@dataclass(frozen=True, slots=True)
class PostedView:
    """A posted vacancy in the public list."""

    name: str
    title: str
    headline: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question and its answer as published. replaced: a later answer corrects it."""

    id: str
    question: str
    answer: str
    at: datetime
    replaced: bool


@dataclass(frozen=True, slots=True)
class AgencyView:
    """A recruitment agency employed by the GICHD (53(h))."""

    name: str
    task: str
    cost: str
    currency: str
    decided_by: str
    at: datetime


_v = models.Vacancy.__table__  # type: ignore[attr-defined]
_x = models.Extension.__table__  # type: ignore[attr-defined]
_o = models.Reopening.__table__  # type: ignore[attr-defined]
_reopened_to: Any = (
    select(func.max(_o.c.closes_at, type_=_o.c.closes_at.type))
    .where(_o.c.vacancy_id == _v.c.id)
    .correlate(_v)
    .scalar_subquery()
    .label("reopened_to")
)
_w = models.Website.__table__  # type: ignore[attr-defined]
_y = models.Agency.__table__  # type: ignore[attr-defined]
_a = models.PublishedAnswer.__table__  # type: ignore[attr-defined]
_b = _a.alias("correction")
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]

_VACANCY = (
    select(
        _v.c.id,
        _v.c.terms_version,
        _v.c.text,
        _v.c.address,
        _v.c.version,
        _v.c.posted_at,
        _v.c.closes_at,
        _x.c.closes_at.label("extended_to"),
        _x.c.reason,
        _reopened_to,
    )
    .select_from(_v.outerjoin(_x, _x.c.vacancy_id == _v.c.id))
    .where(_v.c.procedure_id == bindparam("procedure"))
)
_WEBSITES = (
    select(_w.c.name, _w.c.address, _w.c.published_on, _w.c.cost, _w.c.currency)
    .where(_w.c.vacancy_id == bindparam("vacancy"))
    .order_by(_w.c.published_on, _w.c.name)
)
_ANSWERS = (
    select(_a.c.id, _a.c.question, _a.c.answer, _a.c.at, _b.c.id.is_not(None))
    .select_from(_a.outerjoin(_b, _b.c.corrects == _a.c.id))
    .where(_a.c.vacancy_id == bindparam("vacancy"))
    .order_by(_a.c.at, _a.c.id)
)
_POSTED = (
    select(_p.c.name, _p.c.title, _v.c.text, _v.c.closes_at, _x.c.closes_at, _reopened_to)
    .select_from(
        _v.join(_p, _p.c.id == _v.c.procedure_id).outerjoin(_x, _x.c.vacancy_id == _v.c.id)
    )
    .where(_v.c.posted_at.is_not(None))
    .order_by(_v.c.posted_at.desc())
)
_AGENCIES = (
    select(_y.c.name, _y.c.task, _y.c.cost, _y.c.currency, _y.c.decided_by, _y.c.at)
    .where(_y.c.procedure_id == bindparam("procedure"))
    .order_by(_y.c.at)
)

TASKS = (
    select(
        *columns(
            procedure_id=_g.c.procedure_id,
            procedure_name=_p.c.name,
            capacity=_g.c.capacity,
            kind="vacancy.post",
            since=_p.c.closure_at,
        )
    )
    .select_from(
        _g.join(_p, _p.c.id == _g.c.procedure_id).outerjoin(_v, _v.c.procedure_id == _p.c.id)
    )
    .where(
        _g.c.person_id == bindparam("person"),
        _g.c.ended_at.is_(None),
        _g.c.capacity == Capacity.FOCAL_POINT.value,
        _v.c.posted_at.is_(None),
    )
)


def vacancy(connection: Connection, procedure_id: str) -> VacancyView | None:
    """The announcement of a procedure, drafted or posted; None where there is none."""
    row = connection.execute(_VACANCY, {"procedure": procedure_id}).first()
    if row is None:
        return None
    return VacancyView(
        row.id,
        row.terms_version,
        json.loads(row.text),
        row.address,
        row.version,
        row.posted_at,
        row.closes_at,
        row.extended_to,
        row.reason or "",
        row.reopened_to,
    )


def websites(connection: Connection, vacancy_id: str) -> list[WebsiteView]:
    """Where it was published, by day."""
    return [WebsiteView(*row) for row in connection.execute(_WEBSITES, {"vacancy": vacancy_id})]


def answers(connection: Connection, vacancy_id: str) -> list[AnswerView]:
    """The questions answered for all, in the order of their publication (A12)."""
    return [AnswerView(*row) for row in connection.execute(_ANSWERS, {"vacancy": vacancy_id})]


def posted(connection: Connection) -> list[PostedView]:
    """Every posted vacancy, the latest first: what the public sees."""
    return [
        PostedView(
            name,
            title,
            json.loads(text)["headline"],
            reopened_to or rules.closes(closes_at, extended_to),
        )
        for name, title, text, closes_at, extended_to, reopened_to in connection.execute(_POSTED)
    ]


def agencies(connection: Connection, procedure_id: str) -> list[AgencyView]:
    """The agencies employed, with task, cost and who decided."""
    return [AgencyView(*row) for row in connection.execute(_AGENCIES, {"procedure": procedure_id})]
