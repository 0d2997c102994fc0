"""How an interview goes: the Chair ticks and records; the members read the table (W6, J12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.errors import Kind, Refusal
from recruit.core.pages import page, say, submit
from recruit.core.words import _
from recruit.interviews import forms
from recruit.interviews.operations import course as operations
from recruit.interviews.queries import course as queries
from recruit.interviews.queries import missed, needs
from recruit.interviews.rules import course as rules
from recruit.interviews.rules import missed as missed_rules
from recruit.interviews.views.schedule import room
from recruit.procedure.rules.days import geneva_day
from recruit.procedure.rules.milestones import current_run


def _view(candidate_id: str) -> queries.CourseView:
    run = current_run(g.milestones)
    for view in queries.courses(read(), g.procedure.id, run):
        if view.candidate_id == candidate_id:
            return view
    raise NotFound


def _so_far(course: rules.Course) -> int | None:
    """The whole minutes used until now, on the day of the interview and while it lasts."""
    if course.ended_at is not None or geneva_day(g.now) != geneva_day(course.started_at):
        return None
    return whole(rules.used(replace(course, ended_at=g.now)) or Fraction(0))


def _show(candidate_id: str, **drawn: Any) -> Response:
    view = _view(candidate_id)
    asked = {a.question: a for a in view.course.asked}
    return page(
        "interviews/course.html",
        **{
            "one": view,
            "questions": queries.questions(read(), g.procedure.id, current_run(g.milestones)),
            "asked": asked,
            "spent": {q: whole(n) for q, n in rules.of_questions(view.course).items()},
            "used": whole(rules.used(view.course) or Fraction(0)),
            "so_far": _so_far(view.course),
            "now": g.now,
            "back": rules.given_back(view.course),
            "ready": needs.ready(read(), g.procedure.id, current_run(g.milestones)).get(
                candidate_id, ""
            ),
            "break_form": forms.BreakForm(),
            "end_form": forms.EndForm(),
            **drawn,
        },
    )


@room.get("/course/<candidate_id>")
@requires(Action.COURSE_RECORD)
def course(candidate_id: str) -> Response:
    """The interview as it goes: its questions, what broke in, its end."""
    return _show(candidate_id)


def _at(view: queries.CourseView, text: str) -> datetime | None:
    try:
        return forms.time_of_day(text, view.course.started_at)
    except ValueError:
        raise Refusal(
            "W6",
            rules.CITED,
            _("That is no time of day."),
            kind=Kind.INVALID,
            todo=_("Write it as 10:05, in Geneva time, or leave it empty for now."),
        ) from None


@room.post("/course/<candidate_id>/asked")
@requires(Action.COURSE_RECORD)
def record_asked(candidate_id: str) -> Response:
    """Tick a question, count a probe, or take a tick back."""
    view, question = _view(candidate_id), request.form.get("question", "")
    step = request.form.get("step", "tick")

    def do(key: str) -> None:
        if step == "probe":
            operations.probe(g.reader, candidate_id=candidate_id, question_id=question, key=key)
        elif step == "back":
            operations.take_back(g.reader, candidate_id=candidate_id, question_id=question, key=key)
        else:
            operations.tick(
                g.reader,
                candidate_id=candidate_id,
                question_id=question,
                at=_at(view, request.form.get("at", "")),
                key=key,
            )

    return submit(
        None,
        do=do,
        then=url_for(".course", candidate_id=candidate_id, _anchor=f"q-{question}"),
        again=lambda: _show(candidate_id),
    )


@room.post("/course/<candidate_id>/interruption")
@requires(Action.COURSE_RECORD)
def record_break(candidate_id: str) -> Response:
    """Record an interruption and its remedy."""
    view, form = _view(candidate_id), forms.BreakForm(request.form)

    def do(key: str) -> None:
        receipt = operations.interrupt(
            g.reader,
            candidate_id=candidate_id,
            at=_at(view, form.at.data or ""),
            minutes=form.minutes.data or 0,
            what=form.what.data or "",
            remedy=form.remedy.data or "",
            key=key,
        )
        say(_("The interruption is recorded. Receipt %(r)s.", r=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".course", candidate_id=candidate_id),
        again=lambda: _show(candidate_id, break_form=form),
    )


@room.post("/course/<candidate_id>/end")
@requires(Action.COURSE_RECORD)
def record_end(candidate_id: str) -> Response:
    """Record the end of the interview."""
    view, form = _view(candidate_id), forms.EndForm(request.form)

    def do(key: str) -> None:
        receipt = operations.end(
            g.reader,
            candidate_id=candidate_id,
            at=_at(view, form.at.data or ""),
            left_out=form.left_out.data or "",
            key=key,
        )
        say(_("The end of the interview is recorded. Receipt %(r)s.", r=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".course", candidate_id=candidate_id),
        again=lambda: _show(candidate_id, end_form=form),
    )


def whole(figure: Fraction) -> int:
    """Whole minutes, rounded half up."""
    return int(figure + Fraction(1, 2))


def _figure(figure: Fraction | None, stands_out: bool) -> dict[str, Any]:
    return {"text": "–" if figure is None else whole(figure), "out": stands_out}


@room.get("/fairness")
@requires(Action.COURSE_READ)
def fairness() -> Response:
    """The same for every candidate? Minutes, probes and interruptions side by side."""
    run = current_run(g.milestones)
    found = [c for c in queries.courses(read(), g.procedure.id, run) if not c.withdrawn]
    asked = queries.questions(read(), g.procedure.id, run)
    times = {c.reference: used for c in found if (used := rules.used(c.course)) is not None}
    late = rules.standing_out(times)
    of = {c.reference: rules.of_questions(c.course) for c in found}
    rows: list[tuple[queries.Question, list[dict[str, Any]]]] = []
    for question in asked:
        spent = {ref: of[ref][question.id] for ref in of if question.id in of[ref]}
        out = rules.standing_out(spent)
        rows.append((question, [_figure(spent.get(ref), ref in out) for ref in of]))
    return page(
        "interviews/fairness.html",
        found=found,
        rows=rows,
        used=[_figure(times.get(ref), ref in late) for ref in of],
        probes=[sum(a.probes for a in c.course.asked) for c in found],
        back=[rules.given_back(c.course) for c in found],
        ticked=[len(c.course.asked) for c in found],
        questions=asked,
        dates=missed.missed(read(), g.procedure.id, run, g.now),
        rules=missed_rules,
        outstanding=bool(late) or any(cell["out"] for _question, cells in rows for cell in cells),
    )
