"""The release of the lodged report to the Coordination Committee, and its reading there.

Asked by the President, confirmed by a seated member who is another person (R27), after
the designation (R14); to nobody else (53(f)).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as sa_select
from sqlalchemy.engine import Connection
from sqlmodel import select

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.frame import act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import clock, db, ids
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.documents import rendering
from recruit.documents.models import View
from recruit.documents.rules.door import half_hour
from recruit.notices import operations as notices
from recruit.procedure.rules.days import geneva_day
from recruit.procedure.rules.milestones import (
    Audience,
    Column,
    Milestone,
    MilestoneKind,
    column,
    holds_since,
)
from recruit.report import marked_copy, models
from recruit.report.queries import reports as queries
from recruit.report.rules.signing import released_to
from recruit.states import queries as states

_g = access.Grant.__table__  # type: ignore[attr-defined]
_READERS = (
    sa_select(_g.c.state_id, _g.c.id)
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity == Capacity.COMMITTEE.value,
        _g.c.ended_at.is_(None),
    )
    .order_by(_g.c.since, _g.c.id)
)
COPY = "released"
"""The kind of a View: a watermarked copy, drawn for one reader."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A watermarked copy: its number, a file's name, its bytes."""

    number: str
    name: str
    content: bytes


def designated_at(milestones: list[Milestone]) -> datetime | None:
    """When the designation that stands was certified; None without one, while it is
    disputed, annulled or lapsed (R14)."""
    found = holds_since(milestones, MilestoneKind.ROUND_CERTIFIED, MilestoneKind.ANNULLED)
    lapsed = holds_since(milestones, MilestoneKind.ROUND_CERTIFIED, MilestoneKind.LAPSED)
    if found is None or lapsed is None:
        return None
    return found.at if column(milestones) in (Column.DESIGNATED, Column.CLOSED) else None


def _designated(milestones: list[Milestone]) -> datetime:
    at = designated_at(milestones)
    if at is None:
        raise Refusal(
            "R14",
            "para. 53(f), reading R14",
            _("The report is released after the designation, and none stands."),
        )
    return at


def ask(reader: Reader, *, key: str = "") -> str:
    """The President asks for the release; the receipt. A duty, which nobody can refuse."""
    with act(reader, Action.REPORT_RELEASE, key) as a:
        _designated(a.milestones)
        connection = a.session.connection()
        report = queries.lodged(connection, a.procedure_id)
        if report is None:
            raise Refusal("P53f-4", "para. 53(f)", _("There is no report to release."))
        if queries.release(connection, a.procedure_id) is not None:
            raise Refusal("R27", "reading R27", _("The release was asked for already."))
        second = access.Second(
            id=ids.new(),
            procedure_id=a.procedure_id,
            act=queries.RELEASE,
            object_id=report.id,
            first_person=reader.person_id,
            first_as=reader.capacity,
            first_at=a.now,
        )
        a.session.add(second)
        notices.tell(
            a, "report.release_asked", "panel", object_id=second.id, sender=Capacity.PRESIDENT
        )
        a.record(second.id, report=report.id)
    return a.receipt


def confirm(reader: Reader, *, key: str = "") -> str:
    """A seated member confirms: the report is released; the receipt's reference.

    Raises Refusal for the person who asked: never one person in two capacities (R27).
    """
    with act(reader, Action.REPORT_RELEASE_SECOND, key) as a:
        _designated(a.milestones)
        asked = queries.release(a.session.connection(), a.procedure_id)
        second = db.locked(a.session, access.Second, id=asked.second_id) if asked else None
        if second is None:
            raise Refusal("R27", "reading R27", _("Nobody has asked for the release yet."))
        if second.second_at is not None:
            raise Refusal("R27", "reading R27", _("The report is released already."))
        if second.first_person == reader.person_id:
            raise Refusal(
                "R27",
                "reading R27",
                _("It takes two people: you have asked for it yourself."),
                todo=_("Another seated member confirms it."),
            )
        second.second_person, second.second_as = reader.person_id, reader.capacity
        second.second_at = a.now
        a.session.add(second)
        release = models.Release(
            id=ids.new(),
            procedure_id=a.procedure_id,
            report_id=second.object_id,
            second_id=second.id,
            at=a.now,
        )
        a.session.add(release)
        a.session.flush()
        a.milestone(MilestoneKind.REPORT_RELEASED, Audience.STATES, object_id=second.object_id)
        notices.tell(
            a,
            "report.released",
            f"capacity:{Capacity.COMMITTEE}",
            object_id=release.id,
            sender=Capacity.PRESIDENT,
        )
        a.record(release.id, asked=second.id)
    return a.receipt


def may_read(
    connection: Connection, reader: Reader, milestones: list[Milestone]
) -> queries.ReportView | None:
    """The released report for this Committee reader, of several lodged the latest; None for
    everybody else (P53f-4)."""
    return next(iter(may_read_all(connection, reader, milestones)), None)


def may_read_all(
    connection: Connection, reader: Reader, milestones: list[Milestone]
) -> list[queries.ReportView]:
    """The released report and its addenda for this Committee reader, the latest first; nothing
    for everybody else (P53f-4, R14).

    The reader's State held a seat of the Committee on the day of designation, not as an
    observer, and this is its one named reader: of several the last one named.
    """
    at = designated_at(milestones)
    asked = queries.release(connection, reader.procedure_id)
    lodged = [
        r for r in queries.reports(connection, reader.procedure_id) if r.lodged_at is not None
    ]
    if at is None or not lodged or asked is None:
        return []
    seats = states.committee(connection, reader.procedure_id, geneva_day(at))
    members = {s.state_id for s in seats if not s.observer}
    held = connection.execute(_READERS, {"procedure": reader.procedure_id}).all()
    named = {state: grant for state, grant in held if state in members}
    open_to = released_to(
        reader.grant_id,
        frozenset(named.values()),
        True,
        asked.second_at is not None and asked.report_id != "",
    )
    return lodged if open_to and reader.capacity is Capacity.COMMITTEE else []


def read(reader: Reader, *, report_number: int = 0, key: str = "") -> Copy:
    """A watermarked copy of the released report, drawn anew for this reader (W14).

    report_number: of the report or addendum, 0 for the latest. Recorded before the first
    byte, once for a reader and half hour (D2). Raises Refusal (UNKNOWN) for whoever may not
    have it.
    """
    with act(reader, Action.REPORT_READ_RELEASED, key) as a:
        connection = a.session.connection()
        open_to = may_read_all(connection, a.reader, a.milestones)
        report = next((r for r in open_to if report_number in (0, r.number)), None)
        if report is None or report.document_id is None or report.lodged_at is None:
            raise nothing()
        canonical = queries.canonical(connection, a.procedure_id, report.id)
        if canonical is None:
            raise nothing()
        note = queries.checkpoint(connection, a.procedure_id)
        hour = half_hour(a.now.timestamp())
        view = a.session.exec(
            select(View).where(
                View.document_id == report.document_id,
                View.person_id == reader.person_id,
                View.half_hour == hour,
                View.kind == COPY,
            )
        ).first()
        if view is None:
            view = View(
                procedure_id=a.procedure_id,
                document_id=report.document_id,
                person_id=reader.person_id,
                capacity=reader.capacity,
                kind=COPY,
                half_hour=hour,
                reference=ids.reference(),
                at=a.now,
            )
            a.session.add(view)
            a.session.flush()
            a.record(report.document_id, view=view.reference)
        else:
            a.silent = True
        number, drawn_at = view.reference, view.at
    content = rendering.pdf(
        marked_copy.sheet(
            json.loads(canonical),
            report.content_hash,
            report.file_hash,
            note,
            report.lodged_at,
            reader=reader.name,
            number=number,
            at=drawn_at,
        ),
        clock.now(),
    )
    return Copy(number, f"{report.kind}-{report.number}-copy-{number}.pdf", content)
