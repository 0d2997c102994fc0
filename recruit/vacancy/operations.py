"""What is done on the vacancy: drafted, posted, its close extended; an agency recorded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import db
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.procedure import queries as procedure
from recruit.procedure.rules import calendar
from recruit.procedure.rules.milestones import Audience, MilestoneKind, current_run
from recruit.procedure.rules.posting import POSTING_GATES, PostingFacts
from recruit.vacancy import models, queries, rules


@dataclass(frozen=True, slots=True)
class Published:
    """A website where the vacancy was published: day in Geneva, cost in its currency."""

    name: str
    address: str
    on: date
    cost: Decimal = Decimal(0)
    currency: str = "CHF"


def _of(a: Act) -> models.Vacancy | None:
    return a.session.exec(
        select(models.Vacancy).where(models.Vacancy.procedure_id == a.procedure_id)
    ).first()


def _locked(a: Act) -> tuple[models.Vacancy, queries.VacancyView] | None:
    """The vacancy under its lock, and as it now stands: with the close in force (A1, S12)."""
    found = _of(a)
    vacancy = db.locked(a.session, models.Vacancy, id=found.id) if found else None
    view = queries.vacancy(a.session.connection(), a.procedure_id)
    return (vacancy, view) if vacancy is not None and view is not None else None


def draft(reader: Reader, *, address: str, key: str = "") -> str:
    """Draft the announcement from the Terms of Reference in force; its id. Idempotent."""
    with act(reader, Action.VACANCY_DRAFT, key) as a:
        found = _of(a)
        if found is not None:
            a.silent = True
            return found.id
        connection = a.session.connection()
        version, terms = procedure.terms(connection, a.procedure_id)
        window = _window(a)
        if window.closes is None or a.procedure is None:
            raise Refusal("P54a", "para. 54(a)", _("The calendar has no window for the vacancy."))
        vacancy = models.Vacancy(
            procedure_id=a.procedure_id,
            terms_version=version,
            text=json.dumps(rules.draft_from(terms, a.procedure.title, address)),
            address=address,
            closes_at=window.closes,
        )
        a.session.add(vacancy)
        a.record(vacancy.id, terms=version)
        return vacancy.id


def save(reader: Reader, *, text: dict[str, str], version: int, key: str = "") -> int:
    """Save the draft's text; the new version. Refused where somebody saved in between."""
    with act(reader, Action.VACANCY_DRAFT, key) as a:
        vacancy = _of(a)
        if vacancy is None:
            raise Refusal("P54a", "para. 54(a)", _("There is no draft yet."))
        if vacancy.posted_at is not None:
            raise Refusal(
                "R24", "reading R24", _("The announcement is posted; its text stands as published.")
            )
        if vacancy.version != version:
            raise Refusal(
                "R24",
                "reading R24",
                _("Somebody saved another version while you were writing. Yours is kept below."),
                todo=_("Compare it with the version now saved, then save again."),
            )
        a.silent = True
        vacancy.text = json.dumps({part: text.get(part, "") for part in rules.PARTS})
        vacancy.version += 1
        a.session.add(vacancy)
        return vacancy.version


def _window(a: Act) -> calendar.Window:
    view = next(
        w for w in procedure.windows(a.session.connection(), a.procedure_id) if w.para == "54(a)"
    )
    return calendar.Window(view.para, view.who, view.what, view.first, view.last)


def _amendments(a: Act) -> tuple[calendar.Amendment, ...]:
    view = next(
        w for w in procedure.windows(a.session.connection(), a.procedure_id) if w.para == "54(a)"
    )
    if view.amended_first is None or view.amended_last is None:
        return ()
    return (
        calendar.Amendment(
            view.para, view.amended_first, view.amended_last, view.amended_why, a.now
        ),
    )


def early_reason(reader: Reader, *, reason: str, key: str = "") -> None:
    """The President's reason for posting before the window of 54(a) (53(d), R2)."""
    with act(reader, Action.VACANCY_POST_EARLY, key) as a:
        vacancy = _of(a)
        if vacancy is None or vacancy.posted_at is not None or not reason.strip():
            raise Refusal(
                "P53d-1",
                "para. 53(d)",
                _("A reason is recorded for a drafted vacancy that is not posted yet."),
                kind=Kind.INVALID,
            )
        vacancy.early_reason = reason
        a.session.add(vacancy)
        a.record(vacancy.id, reason=reason)


def post(reader: Reader, *, websites: Sequence[Published], reason: str = "", key: str = "") -> str:
    """Post the vacancy; the receipt's reference. Never before the closure (53(d), 54(a)).

    websites: where it is published; at least one. reason: of the focal point, on the day
    of the closure itself; from the next day it is the President's (early_reason).
    """
    with act(reader, Action.VACANCY_POST, key) as a:
        vacancy = _of(a)
        if vacancy is None:
            raise Refusal("P54a", "para. 54(a)", _("There is no draft to post."))
        if vacancy.posted_at is not None:
            raise Refusal("P54a", "para. 54(a)", _("The vacancy is posted already."))
        if not websites:
            raise Refusal(
                "P54a",
                "para. 54(a)",
                _("List at least one website where the announcement is published."),
                kind=Kind.INVALID,
            )
        president = bool(vacancy.early_reason)
        require(
            POSTING_GATES,
            PostingFacts(
                now=a.now,
                closing=a.procedure.closure_at if a.procedure else None,
                window=_window(a),
                amendments=_amendments(a),
                reason=vacancy.early_reason or reason,
                reason_by="president" if president else "focal_point",
            ),
        )
        vacancy.posted_at, vacancy.posted_by = a.now, reader.grant_id
        if reason and not president:
            vacancy.early_reason = reason
        a.session.add(vacancy)
        _publish(a, vacancy.id, websites)
        a.milestone(MilestoneKind.VACANCY_POSTED, Audience.PUBLIC, object_id=vacancy.id)
        notices.tell(
            a,
            "vacancy.posted",
            f"capacity:{Capacity.PRESIDENT}",
            object_id=vacancy.id,
            sender=Capacity.FOCAL_POINT,
        )
        a.record(vacancy.id, websites=[f"{w.name} {w.address} {w.on}" for w in websites])
    return a.receipt


def _publish(a: Act, vacancy_id: str, websites: Sequence[Published]) -> None:
    for site in websites:
        a.session.add(
            models.Website(
                vacancy_id=vacancy_id,
                name=site.name,
                address=site.address,
                published_on=site.on,
                cost=str(site.cost),
                currency=site.currency,
                at=a.now,
            )
        )


def publish_further(reader: Reader, *, website: Published, key: str = "") -> None:
    """Add a website where the posted vacancy was published too."""
    with act(reader, Action.VACANCY_POST, key) as a:
        vacancy = _of(a)
        if vacancy is None or vacancy.posted_at is None:
            raise Refusal("P54a", "para. 54(a)", _("The vacancy is not posted yet."))
        _publish(a, vacancy.id, [website])
        a.record(vacancy.id, website=f"{website.name} {website.address} {website.on}")


def extend(reader: Reader, *, to: datetime, reason: str, key: str = "") -> str:
    """The one extension of the close, by the Chair before it, with a reason (A1).

    to: the new close, aware. Returns the receipt's reference. The extension is published
    where the vacancy was.
    """
    with act(reader, Action.VACANCY_EXTEND, key) as a:
        found = _locked(a)
        if found is None:
            raise Refusal("A1", "table A1", _("There is no vacancy yet."))
        vacancy, view = found
        require(
            rules.EXTENDING,
            rules.Extending(
                now=a.now,
                posted_at=vacancy.posted_at,
                closes_at=view.closes_at,
                extended=view.extended_to is not None,
                new_close=to,
                reason=reason,
            ),
        )
        a.session.add(
            models.Extension(vacancy_id=vacancy.id, closes_at=to, reason=reason, at=a.now)
        )
        a.milestone(MilestoneKind.VACANCY_EXTENDED, Audience.PUBLIC, object_id=vacancy.id)
        notices.tell(
            a,
            "vacancy.extended",
            f"capacity:{Capacity.FOCAL_POINT}",
            object_id=vacancy.id,
            sender=Capacity.CHAIR,
        )
        a.record(vacancy.id, to=to.isoformat(), reason=reason)
    return a.receipt


def reopen(a: Act, *, closes_at: datetime) -> None:
    """The vacancy is open again until this close (S12, R27); a writing function.

    What comes until then is received in time; what was received before stays. The GICHD
    publishes it anew. Raises Refusal where it is not posted, or has not closed yet.
    """
    found = _locked(a)
    if found is None or found[0].posted_at is None or a.now < found[1].closes_at:
        raise Refusal("S12", "reading S12", _("The vacancy has not closed; it is open still."))
    vacancy = found[0]
    a.session.add(models.Reopening(vacancy_id=vacancy.id, closes_at=closes_at, at=a.now))
    a.session.flush()
    a.milestone(
        MilestoneKind.VACANCY_EXTENDED,
        Audience.PUBLIC,
        run=current_run(a.milestones),
        object_id=vacancy.id,
    )
    notices.tell(
        a,
        "vacancy.reopened",
        f"capacity:{Capacity.FOCAL_POINT}",
        object_id=vacancy.id,
        sender=Capacity.CHAIR,
    )


def answer(reader: Reader, *, question: str, answer: str, corrects: str = "", key: str = "") -> str:
    """Publish a question with its answer beside the vacancy, for all (A12); its id.

    question: in words that name nobody. corrects: an answer published before, which stays
    in sight as replaced (R24). Raises Refusal before the posting and after the close, and
    where that answer was corrected already.
    """
    with act(reader, Action.VACANCY_ANSWER, key) as a:
        found = _locked(a)
        if found is None:
            raise Refusal("A12", "reading A12", _("There is no vacancy yet."))
        vacancy, view = found
        require(
            rules.ANSWERING,
            rules.Answering(
                now=a.now,
                posted_at=vacancy.posted_at,
                closes_at=view.closes_at,
                question=question,
                answer=answer,
            ),
        )
        if corrects:
            _corrected(a, vacancy.id, corrects)
        published = models.PublishedAnswer(
            vacancy_id=vacancy.id,
            question=question.strip(),
            answer=answer.strip(),
            corrects=corrects or None,
            at=a.now,
            by_grant=reader.grant_id,
        )
        a.session.add(published)
        a.record(published.id, question=published.question, answer=published.answer)
        return published.id


def _corrected(a: Act, vacancy_id: str, answer_id: str) -> None:
    there = a.session.exec(
        select(models.PublishedAnswer).where(
            models.PublishedAnswer.id == answer_id,
            models.PublishedAnswer.vacancy_id == vacancy_id,
        )
    ).first()
    if there is None:
        raise nothing()
    again = a.session.exec(
        select(models.PublishedAnswer).where(models.PublishedAnswer.corrects == answer_id)
    ).first()
    if again is not None:
        raise Refusal(
            "R24",
            "reading R24",
            _("This answer was corrected in the meantime."),
            todo=_("Correct the one that stands now."),
        )


def record_agency(
    reader: Reader,
    *,
    name: str,
    task: str,
    cost: Decimal,
    currency: str,
    decided_by: str,
    key: str = "",
) -> None:
    """Record a recruitment agency: its task, its cost and who decided (53(h))."""
    with act(reader, Action.AGENCY_RECORD, key) as a:
        agency = models.Agency(
            procedure_id=a.procedure_id,
            name=name,
            task=task,
            cost=str(cost),
            currency=currency,
            decided_by=decided_by,
            at=a.now,
        )
        a.session.add(agency)
        notices.tell(
            a,
            "vacancy.agency",
            f"capacity:{Capacity.PRESIDENT}",
            object_id=agency.id,
            sender=Capacity.FOCAL_POINT,
        )
        a.record(agency.id, name=name, task=task, cost=str(cost), decided_by=decided_by)
