"""Letters by State: registered by the office, settled by the President; disputes, questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.access.policy import allows
from recruit.approval import forms
from recruit.approval.operations import items as operations
from recruit.approval.operations import outcome, questions, withdrawals
from recruit.approval.queries import disputes, rounds
from recruit.approval.queries import items as reading
from recruit.approval.rules.items import Channel, ItemKind
from recruit.approval.rules.round import (
    RoundState,
    dispute_due,
    open_disputes,
)
from recruit.approval.views import shown
from recruit.approval.views.door import room
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.countersigning import views as countersigning
from recruit.documents import judging
from recruit.procedure.rules.days import quiet_days
from recruit.states import names
from recruit.states import queries as registry


def _choices() -> list[tuple[str, str]]:
    found = registry.states(read()).values()
    return names.choices((s.id, s.name) for s in found if registry.party(s, g.now) or s.signatory)


def _show(**drawn: object) -> Response:
    view = rounds.current(read(), g.procedure.id)
    capacity, column = g.reader.capacity, g.reader.column
    values: dict[str, Any] = {
        "view": view,
        "now": g.now,
        "may": {
            "register": allows(Action.ITEM_REGISTER, capacity, column),
            "settle": allows(Action.ITEM_SETTLE, capacity, column),
            "dispute": allows(Action.DISPUTE_SETTLE, capacity, column),
        },
        "items": [],
        "questions": [],
        "disputes": [],
        "kind_words": forms.kind_words,
        "channel_words": forms.channel_words,
        "settle_form": lambda i: forms.apart(forms.SettleForm(), i),
        "dispute_form": lambda i: forms.apart(forms.DisputeForm(), i),
        "dispute_due": {},
        "answer_form": lambda i: forms.apart(forms.AnswerForm(), i),
        "ask_form": lambda i: forms.apart(forms.AskForm(), i),
        "withdrawal_form": lambda i: forms.apart(forms.WithdrawalForm(), i),
    }
    if values["may"]["register"]:
        values["register_form"] = forms.RegisterForm(states=_choices())
    if view is not None:
        ahead(reading.LETTERS, round=view.id)
        now = view.present(g.now)
        found, listed = view.state(g.now), reading.all_items(read(), view)
        values |= {
            "items": listed,
            "asked": reading.asked(read(), view, listed),
            "waiting": judging.waiting(read(), g.procedure.id, Action.ITEMS_READ),
            "questions": reading.questions(read(), view.id),
            "disputes": disputes.going_on(read(), g.procedure.id, view.id)
            if found is RoundState.DISPUTED
            else [],
            "dispute_due": {
                i.ref: dispute_due(i, quiet_days(g.procedure.settings))
                for i in open_disputes(view.facts, now)
            },
            "found": found.value,
            "state_words": shown.state_words(found),
            "deadline": view.deadline(g.now),
            "before_deadline": now < view.deadline(now)
            and found in (RoundState.OPEN, RoundState.BROKEN),
        }
    return page("approval/items.html", **{**values, **countersigning.beside(), **drawn})


@room.get("/items")
@requires(Action.ITEMS_READ)
def items() -> Response:
    """Letters on the round by State, for the President and the office alone."""
    return _show()


@room.post("/items")
@requires(Action.ITEM_REGISTER)
def register() -> Response:
    """Register a letter, note, mail or call with its evidence."""
    form = forms.RegisterForm(request.form, states=_choices())
    file = request.files.get("document")

    def do(key: str) -> list[operations.Recorded]:
        content = file.read() if file and file.filename else None
        received: datetime = forms.instant(form.received_on.data, form.received_at.data)
        return operations.register(
            g.reader,
            operations.Paper(
                channel=Channel(form.channel.data),
                said=ItemKind(form.said.data),
                states=form.states,
                received_at=received,
                evidence=form.evidence.data,
                summary=form.summary.data,
                author=form.author.data or "",
                late_reason=form.late_reason.data or "",
                earlier=bool(form.earlier.data),
                content=content or None,
                name=file.filename or "" if file else "",
            ),
            key=key,
        )

    return submit(
        form,
        do=do,
        then=url_for(".items"),
        again=lambda: _show(register_form=form),
        said=_("It is registered, and confirmed to the registered addresses of each State."),
    )


@room.post("/items/<item_id>/settle")
@requires(Action.ITEM_SETTLE)
def settle(item_id: str) -> Response:
    """Settle an unclear letter, strictly before the deadline."""
    form = forms.apart(forms.SettleForm(request.form), item_id)
    return submit(
        form,
        do=lambda key: operations.settle(
            g.reader, item_id=item_id, settled=ItemKind(form.settled.data), key=key
        ),
        then=url_for(".items"),
        again=lambda: _show(
            settle_form=lambda i: form if i == item_id else forms.apart(forms.SettleForm(), i)
        ),
        said=countersigning.said(_("The letter is settled; the State that wrote is told.")),
    )


@room.post("/items/<item_id>/ask")
@requires(Action.ITEM_SETTLE)
def ask_about(item_id: str) -> Response:
    """Ask a State how its unclear letter is meant."""
    form = forms.apart(forms.AskForm(request.form), item_id)
    return submit(
        form,
        do=lambda key: withdrawals.ask_about(
            g.reader, item_id=item_id, text=form.text.data, key=key
        ),
        then=url_for(".items"),
        again=lambda: _show(
            ask_form=lambda i: form if i == item_id else forms.apart(forms.AskForm(), i)
        ),
        said=_("The State is asked; the deadline stays."),
    )


@room.post("/items/<item_id>/withdrawal")
@requires(Action.ITEM_REGISTER)
def register_withdrawal(item_id: str) -> Response:
    """Register that a State took its objection back; the round stays broken."""
    form = forms.apart(forms.WithdrawalForm(request.form), item_id)
    return submit(
        form,
        do=lambda key: withdrawals.register_withdrawal(
            g.reader,
            item_id=item_id,
            channel=form.channel.data,
            received_at=forms.instant(form.received_on.data, form.received_at.data),
            evidence=form.evidence.data,
            summary=form.summary.data,
            late_reason=form.late_reason.data or "",
            key=key,
        ),
        then=url_for(".items"),
        again=lambda: _show(
            withdrawal_form=lambda i: (
                form if i == item_id else forms.apart(forms.WithdrawalForm(), i)
            )
        ),
        said=_("It is registered; the President and the State are told."),
    )


@room.post("/items/<item_id>/dispute")
@requires(Action.DISPUTE_SETTLE, fresh=True)
def end_dispute(item_id: str) -> Response:
    """Ask for the end of the review; a person of the office confirms it."""
    form = forms.apart(forms.DisputeForm(request.form), item_id)
    return submit(
        form,
        do=lambda key: outcome.ask_to_end_dispute(
            g.reader,
            item_id=item_id,
            annul=form.end.data == "annul",
            reason=form.reason.data,
            key=key,
        ),
        then=url_for(".items"),
        again=lambda: _show(
            dispute_form=lambda i: form if i == item_id else forms.apart(forms.DisputeForm(), i)
        ),
        said=countersigning.said(
            _("A person of your office confirms it; until then the review goes on.")
        ),
    )


@room.post("/disputes/<dispute_id>/confirm")
@requires(Action.ITEM_REGISTER, fresh=True)
def confirm_dispute(dispute_id: str) -> Response:
    """The second person's confirmation."""
    return submit(
        None,
        do=lambda key: outcome.end_dispute(g.reader, dispute_id=dispute_id, key=key),
        then=url_for(".items"),
        again=_show,
        said=_("The review has ended; all States Parties are told."),
    )


@room.post("/questions/<question_id>/answer")
@requires(Action.ITEM_SETTLE)
def answer(question_id: str) -> Response:
    """Answer a delegation's question."""
    form = forms.apart(forms.AnswerForm(request.form), question_id)
    return submit(
        form,
        do=lambda key: questions.answer(
            g.reader,
            question_id=question_id,
            text=form.text.data,
            to_all=bool(form.to_all.data),
            key=key,
        ),
        then=url_for(".items"),
        again=lambda: _show(
            answer_form=lambda i: form if i == question_id else forms.apart(forms.AnswerForm(), i)
        ),
        said=_("The answer is given."),
    )
