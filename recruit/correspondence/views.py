"""The page of requests, complaints and claims: each capacity's own to answer."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.core.pages import page, submit
from recruit.core.words import _, english
from recruit.correspondence import forms, kinds
from recruit.correspondence.operations import failures as remedying
from recruit.correspondence.operations import faults
from recruit.correspondence.operations import matters as operations
from recruit.correspondence.queries import failures as touched
from recruit.correspondence.queries import matters as queries
from recruit.correspondence.rules import failures as failure_rules
from recruit.correspondence.rules import matters as rules
from recruit.correspondence.rules.matters import MatterKind
from recruit.countersigning import kinds as waiting
from recruit.countersigning import views as countersigning
from recruit.countersigning.rules import PresidentialAct
from recruit.notices import kinds as notice_kinds
from recruit.procedure.rules.days import quiet_days

room = Blueprint("correspondence", __name__, url_prefix="/p/<procedure>/<capacity>/matters")
blueprints = [room]


def join(app: Any) -> None:
    """Give the words of this room's notices; the worker takes in what could not be served, and
    the President's answers may need two people (R5)."""
    kinds.register()
    waiting.register(
        PresidentialAct.ANSWER_COMPLAINT,
        waiting.Kind(Action.MATTER_ANSWER, operations.answered_now, queries.complaint),
    )

    def take_in(now: datetime) -> int:
        return faults.take_in(app.extensions["config"].data, now)

    app.extensions.setdefault("jobs", []).append(("requests that failed", 60.0, take_in))


def _show(
    form: forms.RegisterForm | None = None, of: str = "", answer: forms.AnswerForm | None = None
) -> Response:
    holidays = _holidays()
    found = queries.of(read(), g.reader)
    return page(
        "correspondence/matters.html",
        open=[m for m in found if m.answered_at is None],
        closed=[m for m in found if m.answered_at is not None],
        words=rules.matter_words,
        complaint=lambda m: m.kind in rules.COMPLAINTS,
        failure=MatterKind.FAILURE,
        acknowledge_by=lambda m: rules.acknowledge_by(m.kind, m.received_at, holidays),
        answer_by=lambda m: rules.answer_by(m.kind, m.received_at, holidays),
        may_answer=allows(Action.MATTER_ANSWER, g.reader.capacity, g.reader.column),
        form=(form or forms.RegisterForm()).of(rules.REGISTERS.get(g.reader.capacity, ())),
        answer_form=lambda m: answer if answer and m.id == of else _drafted(m),
        sent=form is not None,
        **countersigning.beside(),
    )


def _holidays() -> Container[date]:
    return quiet_days(g.procedure.settings)


@english
def _drafted(matter: queries.MatterView) -> forms.AnswerForm:
    """The form of the answer; to a State's request with the refusal that 53(f) asks for."""
    refused = matter.kind is MatterKind.STATE_REQUEST
    return forms.AnswerForm(data={"text": rules.refusal_words() if refused else ""})


@room.get("/")
@requires(Action.MATTER_READ)
def matters() -> Response:
    """What is this capacity's to answer, and the form to register more."""
    return _show()


@room.post("/")
@requires(Action.MATTER_REGISTER)
def register() -> Response:
    """Register one, for whoever answers it."""
    form = forms.RegisterForm(request.form).of(rules.REGISTERS.get(g.reader.capacity, ()))
    return submit(
        form,
        do=lambda key: operations.register(
            g.reader,
            kind=MatterKind(form.kind.data),
            received_at=form.at(),
            evidence=form.evidence.data or "",
            from_whom=form.from_whom.data or "",
            text=form.text.data or "",
            key=key,
        ),
        then=url_for(".matters"),
        again=lambda: _show(form),
        said=_("It is registered; whoever answers it is told."),
    )


def _known(matter_id: str) -> None:
    if not queries.is_mine(read(), g.reader, matter_id):
        raise NotFound


@room.post("/<matter_id>/acknowledge")
@requires(Action.MATTER_ANSWER)
def acknowledge(matter_id: str) -> Response:
    """Record that it was acknowledged."""
    _known(matter_id)
    return submit(
        None,
        do=lambda key: operations.acknowledge(g.reader, matter_id=matter_id, key=key),
        then=url_for(".matters"),
        again=_show,
        said=_("The acknowledgement is recorded."),
    )


@room.post("/<matter_id>/answer")
@requires(Action.MATTER_ANSWER)
def answer(matter_id: str) -> Response:
    """Record the written answer."""
    _known(matter_id)
    form = forms.AnswerForm(request.form)
    return submit(
        form,
        do=lambda key: operations.answer(
            g.reader,
            matter_id=matter_id,
            text=form.text.data or "",
            compared=form.compared.data or "",
            key=key,
        ),
        then=url_for(".matters"),
        again=lambda: _show(of=matter_id, answer=form),
        said=countersigning.said(_("The answer is recorded with its reasons.")),
    )


# --- one failure, one remedy -----------------------------------------------------------------


def _failures(
    form: forms.FailureForm | None = None, of: str = "", remedy: forms.RemedyForm | None = None
) -> Response:
    every = touched.every(read(), g.reader)
    # one at a time: the oldest that has no remedy, with all that it touched by now
    now = next((f for f in reversed(every) if f.remedied_at is None), None)
    found = touched.found(read(), g.reader, now.from_at, now.until_at) if now else []
    claims = [f.at for f in found if f.thing is failure_rules.Thing.CLAIM]
    return page(
        "correspondence/failures.html",
        now=now,
        waiting=[f for f in every if f.remedied_at is None and f is not now],
        before=[f for f in every if f.remedied_at is not None],
        found=found,
        thing=failure_rules.thing_words,
        told=failure_rules.told_words,
        about=lambda one: notice_kinds.of(one.about).subject() if one.audience else "",
        due=failure_rules.remedy_by(min([*claims, now.at]), _holidays()) if now else None,
        form=form or forms.FailureForm(),
        remedy=remedy if remedy and now and of == now.id else forms.RemedyForm(),
        sent=form is not None,
    )


@room.get("/failures")
@requires(Action.FAILURE_READ)
def failures() -> Response:
    """Technical failures, what each touched, and its one remedy."""
    return _failures()


@room.post("/failures")
@requires(Action.FAILURE_NOTE)
def note_failure() -> Response:
    """Record that something failed."""
    form = forms.FailureForm(request.form)

    def do(key: str) -> None:
        begun, ended = form.times()
        remedying.note(g.reader, what=form.what.data or "", from_at=begun, until_at=ended, key=key)

    return submit(
        form,
        do=do,
        then=url_for(".failures"),
        again=lambda: _failures(form),
        said=_("It is recorded. What it touched stands below, from the application's own record."),
    )


@room.post("/failures/<failure_id>")
@requires(Action.FAILURE_REMEDY)
def remedy_failure(failure_id: str) -> Response:
    """Give the one remedy for all that it touched."""
    form = forms.RemedyForm(request.form)
    return submit(
        form,
        do=lambda key: remedying.remedy(
            g.reader,
            failure_id=failure_id,
            text=form.text.data or "",
            compared=form.compared.data or "",
            seen=-1 if form.seen.data is None else form.seen.data,
            key=key,
        ),
        then=url_for(".failures"),
        again=lambda: _failures(of=failure_id, remedy=form),
        said=_("The remedy is given to all that the failure touched."),
    )


@room.get("/remedies")
@requires(Action.REMEDY_READ)
def remedies() -> Response:
    """What was done about failures that touched the reader."""
    return page("correspondence/remedies.html", found=touched.mine(read(), g.reader))
