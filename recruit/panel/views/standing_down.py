"""When somebody seated does not serve: reminders, and the others' votes (R23, R19)."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.panel import forms
from recruit.panel.operations import reminders as asking
from recruit.panel.operations import standing_down as operations
from recruit.panel.queries import locks as locking
from recruit.panel.queries import seats
from recruit.panel.queries import standing_down as queries
from recruit.panel.queries.locks import Lock
from recruit.panel.rules import serving
from recruit.panel.rules.serving import LOCKS, Duty, Ground
from recruit.panel.views.declarations import due_after
from recruit.panel.views.room import room
from recruit.procedure.rules.milestones import current_run

UNREACHED = "unreached"


def _what_choices(locks: list[Lock]) -> list[tuple[str, str]]:
    """What can be moved; of locks those alone of which the reader's own is locked (R15)."""
    own = [x for x in locks if g.reader.grant_id in x.locked]
    return [
        (UNREACHED, _("Not reached in any way for ten working days")),
        *((d.value, serving.duty_words(d)) for d in (Duty.DECLARE, Duty.ATTEND, Duty.DECIDE)),
        *((f"{x.duty.value}|{x.object_id}", x.label) for x in own),
    ]


def _who(found: dict[str, list[seats.Seat]]) -> dict[str, str]:
    """Everybody seated in words, by the seat's grant; and the chair's own grant."""
    named = {
        m.grant_id: _("%(name)s, seat %(seat)s", name=m.name, seat=m.seat) for m in found["member"]
    }
    return {**named, **{c.grant_id: c.name for c in found["chair"]}}


def _asked(found: list[queries.ReminderView], in_chair: bool) -> list[queries.ReminderView]:
    """What was asked of the Chair and is not done: of the Chair only what is in effect."""
    return [
        r
        for r in found
        if r.to_chair and r.ended_at is None and (r.valid_at is not None or not in_chair)
    ]


def _reminded(found: list[queries.ReminderView]) -> list[queries.ReminderView]:
    """Reminders in effect: one's own and those to all; of others once R23's time is over."""
    return [
        r
        for r in found
        if r.valid_at is not None
        and not r.to_chair
        and (
            r.grant_id in ("", g.reader.grant_id)
            or g.now >= due_after(r.valid_at, "reminded_working_days", serving.REMINDED_DAYS)
        )
    ]


def _show(
    form: forms.StandingDownForm | None = None, ask: forms.AskChairForm | None = None
) -> Response:
    connection = read()
    found = seats.occupants(connection, g.procedure.id)
    chair = next(iter(found["chair"]), None)
    in_chair = chair is not None and chair.person_id == g.reader.person_id
    run = current_run(g.milestones)
    locks = locking.due(connection, g.procedure.id, run)
    reminders = queries.reminders(connection, g.procedure.id)
    motions = queries.shown(
        queries.motions(connection, g.procedure.id), locks, run, g.reader.grant_id
    )
    form, ask = form or forms.StandingDownForm(), ask or forms.AskChairForm()
    form.seat.choices = [
        (m.grant_id, _("%(name)s, seat %(seat)s", name=m.name, seat=m.seat))
        for m in found["member"]
        if m.grant_id != g.reader.grant_id
    ]
    form.what.choices = _what_choices(locks)
    return page(
        "panel/serving.html",
        motions=[m for m in motions if m.ended_at is None],
        over=[m for m in motions if m.ended_at is not None],
        labels={(x.duty, x.object_id): x.label for x in locks},
        duty_words=serving.duty_words,
        unreachable=Ground.UNREACHABLE,
        locks=LOCKS,
        who=_who(found),
        living={m.grant_id for m in found["member"]},
        asked=_asked(reminders, in_chair),
        reminded=_reminded(reminders),
        in_chair=in_chair,
        chaired=chair is not None,
        due=lambda at: due_after(at, "reminded_working_days", serving.REMINDED_DAYS),
        form=form,
        ask=ask,
    )


@room.get("/serving")
@requires(Action.CHAIR_ASK)
def serving_on() -> Response:
    """Reminders, what was asked of the Chair, and motions that somebody stands down."""
    return _show()


@room.post("/serving/ask")
@requires(Action.CHAIR_ASK)
def ask_chair() -> Response:
    """Ask the Chair; in effect once a second member joins."""
    form = forms.AskChairForm(request.form)
    return submit(
        form,
        do=lambda key: asking.ask_chair(
            g.reader, what=form.what.data, text=form.text.data or "", key=key
        ),
        then=url_for(".serving_on"),
        again=lambda: _show(ask=form),
        said=_("The other members are told; once one of them joins, it goes to the Chair."),
    )


@room.post("/serving/asked/<reminder_id>/join")
@requires(Action.CHAIR_ASK)
def join_asking(reminder_id: str) -> Response:
    """Join what another member asked of the Chair."""
    return submit(
        None,
        do=lambda key: asking.join(g.reader, reminder_id=reminder_id, key=key),
        then=url_for(".serving_on"),
        again=_show,
        said=_("Two members have asked; the Chair is told."),
    )


@room.post("/serving/asked/<reminder_id>/done")
@requires(Action.CHAIR_ASK)
def asked_done(reminder_id: str) -> Response:
    """Say that what was asked is done, or take it back."""
    return submit(
        None,
        do=lambda key: asking.take_back(g.reader, reminder_id=reminder_id, key=key),
        then=url_for(".serving_on"),
        again=_show,
        said=_("It is noted as done."),
    )


@room.post("/serving/move")
@requires(Action.STANDING_DOWN_DECLARE, fresh=True)
def move_standing_down() -> Response:
    """Move that somebody stands down."""
    form = forms.StandingDownForm(request.form)
    form.seat.validate_choice = form.what.validate_choice = False  # the operation decides

    def do(key: str) -> Any:
        what, _bar, object_id = (form.what.data or "").partition("|")
        return operations.move(
            g.reader,
            seat=form.seat.data or "",
            reason=form.reason.data or "",
            unreached_since=form.since.data if what == UNREACHED else None,
            what="" if what == UNREACHED else what,
            object_id=object_id,
            key=key,
        )

    return submit(
        form,
        do=do,
        then=url_for(".serving_on"),
        again=lambda: _show(form),
        said=_("It is moved, with your vote for it."),
    )


@room.post("/serving/<motion_id>/vote")
@requires(Action.STANDING_DOWN_DECLARE, fresh=True)
def vote_standing_down(motion_id: str) -> Response:
    """Vote by name on whether somebody stands down."""
    form = forms.AgreeForm(request.form)
    return submit(
        form,
        do=lambda key: operations.vote(
            g.reader, motion_id=motion_id, agrees=form.vote.data == "yes", key=key
        ),
        then=url_for(".serving_on"),
        again=_show,
        said=_("Your vote is recorded."),
    )


@room.post("/serving/<motion_id>/here")
@requires(Action.STANDING_DOWN_DECLARE)
def answer_standing_down(motion_id: str) -> Response:
    """Whoever is said to be unreachable answers."""
    return submit(
        None,
        do=lambda key: operations.answer(g.reader, motion_id=motion_id, key=key),
        then=url_for(".serving_on"),
        again=_show,
        said=_("The motion is over; the others are told that you were reached."),
    )


# ---------------------------------------------------------------- the Chair


def _reminders(form: forms.ReminderForm | None = None) -> Response:
    connection = read()
    found = seats.occupants(connection, g.procedure.id)
    written = queries.reminders(connection, g.procedure.id)
    form = form or forms.ReminderForm()
    form.seat.choices = [
        ("", _("Everybody seated (to lock)")),
        *(
            (m.grant_id, _("%(name)s, seat %(seat)s", name=m.name, seat=m.seat))
            for m in found["member"]
            if m.person_id != g.reader.person_id
        ),
    ]
    return page(
        "panel/reminders.html",
        form=form,
        sent=[r for r in written if not r.to_chair],
        asked=_asked(written, True),
        locks=LOCKS,
        who=_who(found),
        duty_words=serving.duty_words,
        due=lambda at: due_after(at, "reminded_working_days", serving.REMINDED_DAYS),
    )


@room.get("/reminders")
@requires(Action.MEMBER_REMIND)
def reminders() -> Response:
    """The Chair's written reminders, and what two members asked of the Chair."""
    return _reminders()


@room.post("/reminders")
@requires(Action.MEMBER_REMIND)
def remind() -> Response:
    """Remind somebody seated in writing; to lock, all in the same words."""
    form = forms.ReminderForm(request.form)
    form.seat.validate_choice = False
    return submit(
        form,
        do=lambda key: asking.remind(
            g.reader,
            what=form.what.data,
            seat=form.seat.data or "",
            text=form.text.data or "",
            key=key,
        ),
        then=url_for(".reminders"),
        again=lambda: _reminders(form),
        said=_("The reminder is sent."),
    )


@room.post("/reminders/<reminder_id>/answer")
@requires(Action.MEMBER_REMIND)
def answer_asked(reminder_id: str) -> Response:
    """Answer beside what two members asked."""
    form = forms.AnswerAskedForm(request.form)
    return submit(
        form,
        do=lambda key: asking.answer(
            g.reader, reminder_id=reminder_id, text=form.text.data or "", key=key
        ),
        then=url_for(".reminders"),
        again=_reminders,
        said=_("Your answer stands beside what was asked."),
    )
