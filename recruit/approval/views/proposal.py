"""The proposal: drafted and opened, read by delegations, lengthened, cancelled, certified."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.approval import forms
from recruit.approval.operations import lost, outcome, questions, rounds
from recruit.approval.queries import drafts, items, proving, states
from recruit.approval.queries import rounds as reading
from recruit.approval.rules.after import Path, Viewer, seen
from recruit.approval.rules.opening import OpeningFacts, opening_checklist
from recruit.approval.rules.proving import reach_words
from recruit.approval.rules.round import (
    RoundState,
    certificate_due,
    default_deadline,
    falls_on_holiday,
)
from recruit.approval.views import shown
from recruit.approval.views.door import room
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.countersigning import views as countersigning
from recruit.procedure.rules.days import quiet_days
from recruit.states import names


def _may(*actions: Action) -> dict[str, bool]:
    capacity, now = g.reader.capacity, g.reader.column
    return {a.name.lower(): allows(a, capacity, now) for a in actions}


def offered(view: reading.RoundView | None, candidate_id: str, now: datetime) -> datetime:
    """The deadline offered: 14 days, 5 for the same candidate after a break (S2)."""
    settings = g.procedure.settings
    days = int(settings["silence_days"])
    if view is not None and view.candidate_id == candidate_id:
        if view.facts.cancelled_at:
            days = int(settings["silence_days_after_cancellation"])
        else:
            days = int(settings["silence_days_after_break"])
    hour, minute = (int(n) for n in str(settings["silence_time"]).split(":"))
    return default_deadline(now, days, datetime.min.time().replace(hour=hour, minute=minute))


def _preparing(view: reading.RoundView | None) -> dict[str, Any]:
    """What the President and the office have before a round: the hand-over, draft, gates."""
    given = drafts.given(read(), g.procedure.id)
    if given is None or given.recalled_at is not None:
        return {"given": None, "recalled": bool(given), "checked": []}
    rows = states.rows(read(), g.procedure.id, g.now)
    deadline = offered(view, given.candidate_id, g.now)
    known = proving.reached(read(), g.procedure.id, {row.id: row.contacts for row in rows})
    facts = OpeningFacts(
        now=g.now,
        deadline=deadline,
        candidate=given.candidate_id,
        hand_over=given.fact,
        previous=view.previous if view else None,
        not_reached={row.id: names.here(row.name) for row in rows if row.id in known.missing},
        lost=given.lost,
    )
    found = drafts.draft(read(), g.procedure.id, given)
    local = deadline.astimezone(forms.GENEVA)
    return {
        "given": given,
        "recalled": False,
        "draft": found,
        "checked": opening_checklist(facts),
        "missing": [row for row in rows if row.id in known.missing],
        "sums": [(reach_words(one).capitalize(), n) for one, n in known.sums.items()],
        "rehearsed": known.last,
        "no_delegate": [row for row in rows if not row.delegates],
        "no_way": [row for row in rows if row.delegates and not row.ready],
        "holiday": falls_on_holiday(deadline, quiet_days(g.procedure.settings)),
        "draft_form": forms.DraftForm(
            data={
                "version": found.version,
                "text": "\n\n".join(found.paragraphs),
                "address": found.address,
            }
        ),
        "open_form": forms.OpenForm(
            data={
                "on": local.date(),
                "at": local.time(),
                "seen": " ".join(sorted(known.missing)),
            }
        ),
    }


def _running(view: reading.RoundView) -> dict[str, Any]:
    """A round as this reader has it: its state and deadline, the letter, what follows."""
    # what the clock shows stays the clock's: the time of a fact may tell that a State wrote
    now, facts = view.present(g.now), view.facts
    deadline, found = view.deadline(now), view.state(now)
    mine = shown.viewer(g.reader)
    own = g.reader.state_id if mine is Viewer.DELEGATION else ""
    asked: list[items.QuestionView] = []
    if mine in (Viewer.PRESIDENT, Viewer.OFFICE):
        asked = items.questions(read(), view.id)
    elif own:
        asked = items.questions(read(), view.id, own)
    return {
        "view": view,
        "content": reading.content(view),
        "found": found.value,
        "state_words": shown.state_words(found),
        "deadline": deadline,
        "times": shown.zones(deadline, g.reader.zone, _("Deadline")),
        "left": shown.left(g.now, deadline) if found is RoundState.OPEN and now < deadline else "",
        "counted": g.now,
        "days": shown.days(view.opened_at, deadline, now),
        "days_label": shown.strip_label(view, deadline),
        "near": shown.near(now, deadline),
        "now_said": shown.to_the_second(g.now),
        "break_seen": seen(
            mine,
            facts,
            now,
            own_state=own,
            naming=str(g.procedure.settings.get("objector_named", "never")),
        ),
        "own_items": items.own(read(), view, own) if own else [],
        "questions": asked,
        "due": certificate_due(facts, now, quiet_days(g.procedure.settings)),
        "lost": view.lost and mine in (Viewer.PRESIDENT, Viewer.OFFICE),
        "lengthened": len(facts.lengthenings),
    }


def _path_form(view: reading.RoundView | None, *given: Any) -> forms.PathForm:
    cancelled = view is not None and view.facts.cancelled_at is not None
    return forms.PathForm(*given).after(cancelled, view is not None and view.lost)


def show(**drawn: object) -> Response:
    """The page of the proposal, as this capacity has it now."""
    view = reading.current(read(), g.procedure.id)
    may = _may(
        Action.PROPOSAL_DRAFT,
        Action.ROUND_OPEN,
        Action.ROUND_LENGTHEN,
        Action.ROUND_CANCEL,
        Action.ROUND_CERTIFY,
        Action.ROUND_WITHOUT_OBJECT,
        Action.PATH_RECORD,
        Action.SILENCE_BREAK,
        Action.QUESTION_ASK,
        Action.CLOSE,
    )
    found = view.state(g.now) if view else None
    prepares = g.reader.capacity in (Capacity.PRESIDENT, Capacity.OFFICE) and (
        view is None
        or view.path is not None
        or found in (RoundState.LAPSED, RoundState.WITHOUT_OBJECT, None)
    )
    values: dict[str, Any] = {
        "view": None,
        "may": may,
        "now": g.now,
        "prepares": prepares,
        "kind_words": forms.kind_words,
        "question_form": forms.QuestionForm(),
        "lengthen_form": forms.apart(forms.LengthenForm(), "later"),
        "cancel_form": forms.apart(forms.CancelForm(), "cancel"),
        "certify_form": forms.CertifyForm(),
    }
    if view is not None:
        values |= _running(view)
        values["path_form"] = _path_form(view)
    if prepares:
        values |= _preparing(view)
    return page("approval/proposal.html", **{**values, **countersigning.beside(), **drawn})


@room.get("/")
@requires(Action.PROPOSAL_READ)
def proposal() -> Response:
    """The proposal, its deadline and what silence means."""
    return show()


@room.post("/draft")
@requires(Action.PROPOSAL_DRAFT)
def draft() -> Response:
    """Save the letter's draft."""
    form = forms.DraftForm(request.form)
    return submit(
        form,
        do=lambda key: rounds.save_draft(
            g.reader,
            paragraphs=form.paragraphs,
            address=form.address.data,
            version=form.version.data or 0,
            key=key,
        ),
        then=url_for(".proposal"),
        again=lambda: show(draft_form=form),
        said=_("The letter's draft is saved."),
    )


@room.post("/open")
@requires(Action.ROUND_OPEN, fresh=True)
def open_round() -> Response:
    """Open the round: from now on every State Party may object."""
    form = forms.OpenForm(request.form)

    def do(key: str) -> str:
        return rounds.open_round(g.reader, deadline=form.deadline, named=form.decided, key=key)

    return submit(
        form,
        do=do,
        then=url_for(".proposal"),
        again=lambda: show(open_form=form),
        said=_("The round is open. The letter goes to every State Party."),
    )


@room.post("/lengthen")
@requires(Action.ROUND_LENGTHEN)
def lengthen() -> Response:
    """Make the deadline later for all States."""
    form = forms.apart(forms.LengthenForm(request.form), "later")
    return submit(
        form,
        do=lambda key: rounds.lengthen(
            g.reader, deadline=form.deadline, reason=form.reason.data, key=key
        ),
        then=url_for(".proposal"),
        again=lambda: show(lengthen_form=form),
        said=countersigning.said(_("The deadline is later for all States; all are told.")),
    )


@room.post("/cancel")
@requires(Action.ROUND_CANCEL, fresh=True)
def cancel() -> Response:
    """Cancel the round; it has no effect."""
    form = forms.apart(forms.CancelForm(request.form), "cancel")
    return submit(
        form,
        do=lambda key: rounds.cancel(g.reader, reason=form.reason.data, key=key),
        then=url_for(".proposal"),
        again=lambda: show(cancel_form=form),
        said=countersigning.said(
            _("The round is cancelled; all States are told. Record how the procedure goes on.")
        ),
    )


@room.post("/certify")
@requires(Action.ROUND_CERTIFY, fresh=True)
def certify() -> Response:
    """Certify the outcome, with the declaration."""
    form = forms.CertifyForm(request.form)
    return submit(
        form,
        do=lambda key: outcome.certify(g.reader, declared=bool(form.declared.data), key=key),
        then=url_for(".proposal"),
        again=lambda: show(certify_form=form),
        said=_("The outcome is recorded, and all States Parties are told."),
    )


@room.post("/without-object")
@requires(Action.ROUND_WITHOUT_OBJECT, fresh=True)
def without_object() -> Response:
    """Record that the round is without object: the candidate is no longer available."""
    return submit(
        None,
        do=lambda key: lost.without_object(g.reader, key=key),
        then=url_for(".proposal"),
        again=show,
        said=_("It is recorded, and all States Parties are told. The panel names another."),
    )


@room.post("/path")
@requires(Action.PATH_RECORD)
def record_path() -> Response:
    """Record how the procedure goes on after a round without approval."""
    form = _path_form(reading.current(read(), g.procedure.id), request.form)
    return submit(
        form,
        do=lambda key: outcome.record_path(
            g.reader, path=Path(form.path.data), reason=form.reason.data or "", key=key
        ),
        then=url_for(".proposal"),
        again=lambda: show(path_form=form),
        said=countersigning.said(_("The path is recorded. There is one, and only one.")),
    )


@room.post("/question")
@requires(Action.QUESTION_ASK)
def ask() -> Response:
    """Ask the President; it is not a break and stops no clock."""
    form = forms.QuestionForm(request.form)
    return submit(
        form,
        do=lambda key: questions.ask(g.reader, text=form.text.data, key=key),
        then=url_for(".proposal"),
        again=lambda: show(question_form=form),
        said=_("Your question is with the President. It does not break silence."),
    )
