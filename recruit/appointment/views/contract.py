"""The contract as a checklist: the GICHD's alone (54(h))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.appointment import forms
from recruit.appointment.operations import contract as operations
from recruit.appointment.operations import term as terms
from recruit.appointment.queries import contract as reading
from recruit.appointment.rules.contract import ORDER, Offer, Step, Term, going_on, reminders
from recruit.appointment.views.door import room
from recruit.approval.forms import apart
from recruit.approval.queries import rounds
from recruit.approval.rules.round import RoundState
from recruit.core import times
from recruit.core.pages import page, submit
from recruit.core.words import _

_FORMS: dict[Step, type[forms.StepForm]] = {
    Step.OFFER: forms.OfferForm,
    Step.ANSWER: forms.AnswerForm,
    Step.SIGNED: forms.SignedForm,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step as the checklist shows it."""

    title: str
    done: bool
    on: date | None
    text: str


def _title(step: Step) -> str:
    return {
        Step.OFFER: _("Offer"),
        Step.ANSWER: _("Answer to the offer"),
        Step.CHECKS: _("Checks"),
        Step.SIGNED: _("Contract signed"),
        Step.START: _("Start"),
        Step.HANDOVER: _("Handover"),
    }[step]


def _line(step: Step, recorded: dict[Step, reading.StepView]) -> Line:
    found = recorded.get(step)
    if found is None:
        return Line(_title(step), False, None, "")
    said = [found.detail]
    if found.kind in ("accepted", "declined"):
        said.insert(0, _("accepted") if found.kind == "accepted" else _("declined"))
    if found.skipped_why:
        said = [_("left out: %(why)s", why=found.skipped_why)]
    return Line(_title(step), True, found.on, " · ".join(s for s in said if s))


def _next(recorded: dict[Step, reading.StepView]) -> Step | None:
    if any(view.kind == "declined" for view in recorded.values()):
        return None
    return next((step for step in ORDER if step not in recorded), None)


def _form_of(step: Step | None, *given: Any) -> forms.StepForm:
    made = _FORMS.get(step, forms.StepForm) if step else forms.StepForm
    if given:
        return made(*given)
    return made(data={"step": step.value if step else "", "on": times.geneva_date(g.now)})


def _over_form(*given: Any) -> forms.OverForm:
    form = forms.OverForm(*given)
    if not given:
        form.on.data = times.geneva_date(g.now)
    return apart(form, "over")


def _of(term: reading.ContractView) -> Term:
    return Term(term.first_day, term.last_day, term.renewals)


def _show(
    sent: forms.StepForm | None = None,
    renewing: forms.RenewForm | None = None,
    ending: forms.OverForm | None = None,
) -> Response:
    view = rounds.current(read(), g.procedure.id)
    found = view.state(g.now) if view else None
    steps = reading.steps(read(), view.id) if view else []
    recorded = {s.done.step: s for s in steps}
    upcoming = _next(recorded)
    content = rounds.content(view) if view else None
    term = reading.contract(read(), g.procedure.id)
    waits = (
        upcoming in (Step.START, Step.HANDOVER)
        and term is not None
        and times.geneva_date(g.now) < term.first_day
    )
    # a form sent for another step than the one that is next by now is not drawn again
    fits = isinstance(sent, _FORMS.get(upcoming, forms.StepForm) if upcoming else forms.StepForm)
    values: dict[str, Any] = {
        "name": content.name if content else "",
        "approved": found in (RoundState.CERTIFIED, RoundState.DISPUTED),
        "stopped": found is RoundState.DISPUTED,
        "lines": [_line(step, recorded) for step in ORDER],
        "next": upcoming.value if upcoming else "",
        "next_title": _title(upcoming) if upcoming else "",
        "may_skip": upcoming not in operations.NEVER_LEFT_OUT,
        "waits": waits,
        "term": term,
        "reminded": ", ".join(times.day(day) for _months, day in reminders(_of(term)))
        if term
        else "",
        "as_of": view.deadline(g.now) if view else None,
        "form": sent if fits else _form_of(upcoming),
        "may_renew": term is not None and going_on(_of(term), times.geneva_date(g.now)),
        "renew_form": renewing or forms.RenewForm(),
        "over_form": ending or _over_form(),
    }
    return page("appointment/contract.html", **values)


@room.get("/contract")
@requires(Action.CONTRACT_KEEP)
def contract() -> Response:
    """The steps of the contract, each with its day."""
    return _show()


@room.post("/contract/renewal")
@requires(Action.CONTRACT_KEEP)
def renew() -> Response:
    """Record that the term is renewed, once."""
    form = forms.RenewForm(request.form)
    return submit(
        form,
        do=lambda key: terms.renew(g.reader, reason=form.reason.data or "", key=key),
        then=url_for(".contract"),
        again=lambda: _show(renewing=form),
        said=_("The renewal is recorded; the term is 48 months longer."),
    )


@room.post("/contract/end")
@requires(Action.CONTRACT_KEEP)
def end_without_contract() -> Response:
    """Record that no contract comes about: the approval lapses (T3)."""
    form = _over_form(request.form)
    return submit(
        form,
        do=lambda key: operations.end_without_contract(
            g.reader, how=form.how.data, on=form.on.data, detail=form.detail.data or "", key=key
        ),
        then="/",
        again=lambda: _show(ending=form),
        said=_("It is recorded. The approval has lapsed; all States Parties are told."),
    )


@room.post("/contract")
@requires(Action.CONTRACT_KEEP)
def record_step() -> Response:
    """Record the next step, or leave it out with a reason."""
    named = request.form.get("step", "")
    step = Step(named) if named in set(Step) else Step.OFFER
    form = _form_of(step, request.form)

    def do(key: str) -> str:
        on, detail = form.on.data, form.detail.data or ""
        if form.skipped.data:
            return operations.leave_out(
                g.reader, step=step, on=on, reason=form.skipped.data, key=key
            )
        more: dict[str, Any] = {}
        if isinstance(form, forms.OfferForm):
            more["offer"] = Offer(
                bool(form.salary_scale.data),
                bool(form.staff_rules.data),
                bool(form.reports_to_president.data),
            )
        elif isinstance(form, forms.AnswerForm):
            more["accepted"] = form.accepted.data == "yes"
        elif isinstance(form, forms.SignedForm):
            more["first_day"] = form.first_day.data
        return operations.record_step(g.reader, step=step, on=on, detail=detail, key=key, **more)

    return submit(
        form,
        do=do,
        then=url_for(".contract") if not _declines(form) else "/",
        again=lambda: _show(form),
        said=_("The step is recorded."),
    )


def _declines(form: forms.StepForm) -> bool:
    return isinstance(form, forms.AnswerForm) and form.accepted.data == "no"
