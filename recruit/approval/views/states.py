"""The States Parties: contacts, delegates, delivery of the letter; statuses corrected."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.approval import forms
from recruit.approval.operations import contacts
from recruit.approval.operations import proving as operations
from recruit.approval.queries import calls as queries
from recruit.approval.queries import proving, rounds
from recruit.approval.queries import states as reading
from recruit.approval.rules.proving import CALLED_AFTER, reach_words
from recruit.approval.rules.round import RoundState
from recruit.approval.views.door import room
from recruit.approval.wording import tongues
from recruit.core.pages import page, say, submit
from recruit.core.words import _, ngettext
from recruit.panel.views.pictures import group_name
from recruit.states import names

_GOING_ON = (RoundState.OPEN, RoundState.EXPIRED, RoundState.CERTIFIED)


def _delivery_words(status: str) -> str:
    return {
        "": "",
        "sent": _("sent"),
        "queued": _("queued"),
        "unknown": _("unknown"),
        "failed": _("failed"),
        "dropped": _("not sent"),
    }[status]


def _show(**drawn: object) -> Response:
    view = rounds.current(read(), g.procedure.id)
    capacity, column = g.reader.capacity, g.reader.column
    delivery = view is not None and allows(Action.DELIVERY_READ, capacity, column)
    rows = reading.rows(read(), g.procedure.id, g.now, view.id if view and delivery else "")
    calls = queries.calls(read(), view.id) if view is not None and delivery else []
    uncalled = _uncalled(rows, view, {call.state_id for call in calls}) if delivery else []
    choices = names.choices((row.id, row.name) for row in rows)
    named = view.unreached.split() if view is not None and delivery else []
    values: dict[str, Any] = {
        "rows": sorted(rows, key=lambda row: names.alphabetic(names.here(row.name))),
        "group_name": group_name,
        **_proved(rows, view),
        "calls": calls,
        "uncalled": uncalled,
        "call_form": forms.apart(forms.CallForm(), "call").of(uncalled),
        "named": [names.here(row.name) for row in rows if row.id in named],
        "sums": reading.added_up(rows) if delivery else {},
        "delivery": delivery,
        "delivery_words": _delivery_words,
        "may": {
            "contacts": allows(Action.CONTACTS_KEEP, capacity, column),
            "correct": allows(Action.STATES_CORRECT, capacity, column),
        },
        "contact_form": forms.ContactForm(states=choices),
        "end_form": forms.apart(forms.EndContactForm(contacts=_addresses(rows)), "end"),
        "correct_form": forms.apart(forms.CorrectForm(states=choices), "status"),
        "choices": choices,
        "tongues": tongues.names(),
        "called": {row.id: names.elsewhere(row.id) for row in rows},
    }
    return page("approval/states.html", **{**values, **drawn})


def _proved(rows: list[reading.StateRow], view: rounds.RoundView | None) -> dict[str, Any]:
    """How far the rehearsal mails got, while a round may still be prepared (W8)."""
    if view is not None and view.state(g.now) in _GOING_ON:
        return {"proving": False}
    known = proving.reached(read(), g.procedure.id, {row.id: row.contacts for row in rows})
    return {
        "proving": True,
        "missing": [row for row in rows if row.id in known.missing],
        "reach": {state: reach_words(one) for state, one in known.of.items()},
        "reach_sums": [(reach_words(one).capitalize(), n) for one, n in known.sums.items()],
        "rehearsed": known.last,
    }


def _uncalled(
    rows: list[reading.StateRow], view: rounds.RoundView | None, called: set[str]
) -> list[tuple[str, str]]:
    """The States to be called: of which no address took the letter within 24 hours (S4)."""
    if view is None or view.state(g.now) is not RoundState.OPEN:
        return []
    if g.now < view.opened_at + CALLED_AFTER:
        return []
    return names.choices((row.id, row.name) for row in rows if row.untaken and row.id not in called)


def _addresses(rows: list[reading.StateRow]) -> list[tuple[str, str]]:
    return [(c.id, f"{names.here(row.name)}: {c.mail}") for row in rows for c in row.contacts]


def _choices() -> list[tuple[str, str]]:
    return names.choices((row.id, row.name) for row in reading.rows(read(), g.procedure.id, g.now))


@room.get("/states")
@requires(Action.STATES_READ)
def states() -> Response:
    """Every State Party with contacts, delegates, and how far the letter got."""
    return _show()


@room.post("/states/contacts")
@requires(Action.CONTACTS_KEEP)
def add_contact() -> Response:
    """Register a mission's address with its evidence."""
    form = forms.ContactForm(request.form, states=_choices())
    return submit(
        form,
        do=lambda key: contacts.add_contact(
            g.reader,
            state_id=form.state.data,
            mail=form.mail.data,
            lang=form.lang.data or "en",
            evidence=form.evidence.data,
            key=key,
        ),
        then=url_for(".states"),
        again=lambda: _show(contact_form=form),
        said=_("The address is registered; all addresses of the mission are told."),
    )


@room.post("/states/contacts/end")
@requires(Action.CONTACTS_KEEP)
def end_contact() -> Response:
    """End a registered address."""
    rows = reading.rows(read(), g.procedure.id, g.now)
    form = forms.apart(forms.EndContactForm(request.form, contacts=_addresses(rows)), "end")
    return submit(
        form,
        do=lambda key: contacts.end_contact(
            g.reader, contact_id=form.contact.data, evidence=form.evidence.data, key=key
        ),
        then=url_for(".states"),
        again=lambda: _show(end_form=form),
        said=_("The address is ended; it was told."),
    )


@room.post("/states/calls")
@requires(Action.CONTACTS_KEEP)
def record_call() -> Response:
    """Record the call to a mission that the letter did not reach (S4)."""
    form = forms.apart(forms.CallForm(request.form), "call").of(_choices())
    return submit(
        form,
        do=lambda key: contacts.record_call(
            g.reader, state_id=form.state.data, said=form.said.data or "", key=key
        ),
        then=url_for(".states"),
        again=lambda: _show(call_form=form),
        said=_("The call is recorded."),
    )


@room.post("/states/rehearsal")
@requires(Action.CONTACTS_KEEP, fresh=True)
def rehearse() -> Response:
    """Send a rehearsal mail to every mission, or to those not reached (W8)."""
    to_all = not request.form.get("missing")

    def do(key: str) -> None:
        sent = len(operations.rehearse(g.reader, to_all=to_all, key=key))
        say(
            ngettext(
                "The rehearsal mail goes to %(n)s State Party.",
                "The rehearsal mail goes to %(n)s States Parties.",
                sent,
            )
        )

    return submit(None, do=do, then=url_for(".states"), again=_show)


@room.post("/states/correct")
@requires(Action.STATES_CORRECT)
def correct() -> Response:
    """Correct a State's affected status, with a reason."""
    form = forms.apart(forms.CorrectForm(request.form, states=_choices()), "status")
    return submit(
        form,
        do=lambda key: contacts.correct(
            g.reader,
            state_id=form.state.data,
            affected=form.affected.data,
            reason=form.reason.data,
            key=key,
        ),
        then=url_for(".states"),
        again=lambda: _show(correct_form=form),
        said=_("The status is corrected, with your reason beside it."),
    )
