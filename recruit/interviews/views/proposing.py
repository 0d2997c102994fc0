"""Times proposed to GICHD: the schedule's page with its empty fields filled; nothing is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import available_timezones

from flask import g, request
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.clock import GENEVA
from recruit.interviews import forms
from recruit.interviews.operations.schedule import geneva_instant
from recruit.interviews.queries import engaged
from recruit.interviews.queries import schedule as queries
from recruit.interviews.rules.proposals import Day, Span, Wish, places
from recruit.interviews.rules.proposals import propose as matched
from recruit.interviews.views.schedule import room, show
from recruit.interviews.views.times import days_ahead
from recruit.procedure.rules.milestones import current_run


@room.post("/propose")
@requires(Action.SCHEDULE_KEEP)
def propose() -> Response:
    """Times for those without one that fit all members and the candidate's day."""
    form, layout = forms.SlotsForm(request.form), forms.LayoutForm(request.form)
    known = [
        s
        for s in queries.invited(read(), g.procedure.id, current_run(g.milestones))
        if not s.withdrawn
    ]
    lines, bad = forms.slot_lines(request.form, [s.candidate_id for s in known])
    wishes = [w for s in known if (w := _wish(s, {n.candidate: n for n in lines}))]
    wrong = [w.candidate for w in wishes if w.zone not in available_timezones()]
    right = form.validate() & layout.validate()
    if bad or wrong or not right:
        g.form_status = 422
        return show(form, tuple(bad + wrong), layout=layout)
    minutes = form.minutes.data or 0
    length, asked = timedelta(minutes=minutes), {w.candidate for w in wishes}
    taken = [
        Span(at, at + length)
        for at in (
            *(geneva_instant(n.at) for n in lines if n.candidate not in asked),
            *(s.starts_at for s in known if s.started_at is not None and s.starts_at),
        )
    ]
    starts = places(
        days_ahead(),
        minutes,
        Day(layout.earliest.data, layout.latest.data, layout.pause.data, layout.most.data),
        engaged.of_all(read(), g.procedure.id, g.now),
        taken,
        g.now,
    )
    found = matched(wishes, starts, minutes)
    typed = {**request.form.to_dict(), **{f"at-{c}": _local(at) for c, at in found.items()}}
    return show(
        form,
        typed=typed,
        layout=layout,
        proposed=found.keys(),
        without=[s.reference for s in known if s.candidate_id in asked - found.keys()],
    )


def _wish(slot: queries.SlotView, lines: dict[str, forms.Line]) -> Wish | None:
    """Whether a time is sought for this candidate: none is typed, or the one that was
    declined still is."""
    line = lines.get(slot.candidate_id)
    if slot.started_at is not None:
        return None
    if line is not None and not (
        slot.answer == "declined" and geneva_instant(line.at) == slot.starts_at
    ):
        return None
    zone = request.form.get(f"zone-{slot.candidate_id}", "").strip()
    return Wish(slot.candidate_id, zone, f"hours-{slot.candidate_id}" in request.form)


def _local(at: datetime) -> str:
    return at.astimezone(GENEVA).strftime("%Y-%m-%dT%H:%M")
