"""The course of an interview: questions ticked, interruptions, its end (W6, J12).

It is the candidate's proof of equal treatment, and the panel's. Nothing of a judgement
is in it; each entry carries the server's time beside the one that it tells of.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Reader
from recruit.core import ids, keys, vault
from recruit.core.errors import require
from recruit.interviews import models
from recruit.interviews.queries import course as queries
from recruit.interviews.rules import course as rules
from recruit.procedure.rules.milestones import current_run


def _one(a: Act, candidate_id: str) -> tuple[queries.CourseView, tuple[queries.Question, ...]]:
    run, connection = current_run(a.milestones), a.session.connection()
    for view in queries.courses(connection, a.procedure_id, run):
        if view.candidate_id == candidate_id:
            return view, queries.questions(connection, a.procedure_id, run)
    raise nothing()


def tick(
    reader: Reader,
    *,
    candidate_id: str,
    question_id: str,
    at: datetime | None = None,
    probes: int = 0,
    key: str = "",
) -> str:
    """Tick a main question as asked now, or at a time entered afterwards; the receipt.

    at: aware time between the start and now, None for now. probes: how often it was
    probed so far. Raises Refusal (W6) for another question, one that is ticked, a time
    outside the interview, and once its end is recorded.
    """
    with act(reader, Action.COURSE_RECORD, key) as a:
        view, questions = _one(a, candidate_id)
        asked_at = at or a.now
        rules.check_time(view.course, asked_at, a.now)
        rules.check_asked(view.course, question_id, [q.id for q in questions])
        a.session.add(
            models.Asked(
                interview_id=view.interview_id,
                question_id=question_id,
                asked_at=asked_at,
                recorded_at=a.now,
                probes=max(0, probes),
                by_grant=reader.grant_id,
            )
        )
        a.record(
            view.interview_id, what="asked", question=question_id, asked_at=asked_at.isoformat()
        )
    return a.receipt


def _ticked(a: Act, view: queries.CourseView, question_id: str) -> models.Asked:
    found = a.session.exec(
        select(models.Asked).where(
            models.Asked.interview_id == view.interview_id,
            models.Asked.question_id == question_id,
            models.Asked.taken_back_at == None,  # noqa: E711 - SQL's IS NULL
        )
    ).first()
    if found is None:
        raise nothing()
    return found


def probe(reader: Reader, *, candidate_id: str, question_id: str, key: str = "") -> None:
    """Count one more probe of a question that was asked. Raises Refusal as tick does."""
    with act(reader, Action.COURSE_RECORD, key) as a:
        view, _questions = _one(a, candidate_id)
        rules.check_time(view.course, a.now, a.now)
        asked = _ticked(a, view, question_id)
        asked.probes += 1
        a.session.add(asked)
        a.record(view.interview_id, what="probed", question=question_id, probes=asked.probes)


def take_back(reader: Reader, *, candidate_id: str, question_id: str, key: str = "") -> None:
    """Take back a tick that was a mistake; the record keeps both."""
    with act(reader, Action.COURSE_RECORD, key) as a:
        view, _questions = _one(a, candidate_id)
        rules.check_time(view.course, a.now, a.now)
        asked = _ticked(a, view, question_id)
        asked.taken_back_at = a.now
        a.session.add(asked)
        a.record(view.interview_id, what="taken back", question=question_id)


def interrupt(
    reader: Reader,
    *,
    candidate_id: str,
    at: datetime | None = None,
    minutes: int,
    what: str,
    remedy: str,
    key: str = "",
) -> str:
    """Record an interruption, its remedy and the minutes given back; the receipt (J12).

    at: when it began, None for now. Raises Refusal (W6) without words or a length.
    """
    with act(reader, Action.COURSE_RECORD, key) as a:
        view, _questions = _one(a, candidate_id)
        began_at = at or a.now
        rules.check_time(view.course, began_at, a.now)
        rules.check_break(minutes, what, remedy)
        row_id = ids.new()
        a.session.add(
            models.Incident(
                id=row_id,
                interview_id=view.interview_id,
                began_at=began_at,
                recorded_at=a.now,
                minutes=minutes,
                sealed=vault.seal(
                    keys.panel_key(a.procedure_id),
                    {"what": what.strip(), "remedy": remedy.strip()},
                    "interviews_incident",
                    row_id,
                ),
                by_grant=reader.grant_id,
            )
        )
        a.record(
            view.interview_id, what="interrupted", began_at=began_at.isoformat(), minutes=minutes
        )
    return a.receipt


def end(
    reader: Reader,
    *,
    candidate_id: str,
    at: datetime | None = None,
    left_out: str = "",
    key: str = "",
) -> str:
    """Record the end of an interview; the receipt. Its course stays as it is from then on.

    left_out: why a main question was not asked. Raises Refusal (W6) with what is missing.
    """
    with act(reader, Action.COURSE_RECORD, key) as a:
        view, questions = _one(a, candidate_id)
        ended_at = at or a.now
        main = tuple(q.id for q in questions)
        require(rules.END, rules.Ending(view.course, main, left_out, a.now))
        latest = max((asked.at for asked in view.course.asked), default=view.course.started_at)
        rules.check_time(view.course, ended_at, a.now)
        rules.check_end(ended_at, latest)
        interview = a.session.get(models.Interview, view.interview_id)
        if interview is None:
            raise nothing()
        interview.ended_at = ended_at
        if left_out.strip() and rules.missing(view.course, main):
            interview.sealed = vault.seal(
                keys.panel_key(a.procedure_id),
                {"left_out": left_out.strip()},
                "interviews_interview",
                interview.id,
            )
        a.session.add(interview)
        a.record(
            interview.id,
            what="ended",
            ended_at=ended_at.isoformat(),
            not_asked=rules.missing(view.course, main),
        )
    return a.receipt
