"""The invited and the schedule: GICHD's slots and letters, the members' times (54(f), R16)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from zoneinfo import available_timezones

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.access.policy import allows
from recruit.access.rules import GICHD
from recruit.core import times
from recruit.core.clock import GENEVA
from recruit.core.pages import page as draw
from recruit.core.pages import say, submit
from recruit.core.words import _
from recruit.interviews import forms
from recruit.interviews.operations import schedule as operations
from recruit.interviews.queries import ahead as asking
from recruit.interviews.queries import engaged, missed, needs, sheets, starting
from recruit.interviews.queries import schedule as queries
from recruit.interviews.rules.missed import why_no_date
from recruit.interviews.rules.proposals import Span, fits
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import current_run

room = Blueprint("interviews", __name__, url_prefix="/p/<procedure>/<capacity>/interviews")

MINUTES = 60


@room.get("/invited")
@requires(Action.INVITED_READ)
def invited() -> Response:
    """The names of the invited, in alphabetical order, and nothing else (R16)."""
    found = queries.invited(read(), g.procedure.id, current_run(g.milestones))
    return draw("interviews/invited.html", invited=[s for s in found if not s.withdrawn])


def show(
    form: forms.SlotsForm | None = None,
    bad: tuple[str, ...] = (),
    *,
    typed: Mapping[str, str] | None = None,
    layout: forms.LayoutForm | None = None,
    proposed: Collection[str] = (),
    without: Sequence[str] = (),
) -> Response:
    """The page of the schedule. typed: what stands in the fields instead of what is kept;
    proposed: candidates whose time there is a proposal; without: references of those for
    whom there is none."""
    run = current_run(g.milestones)
    found = queries.invited(read(), g.procedure.id, run)
    for_gichd = g.reader.capacity in GICHD
    mine = (
        {}
        if for_gichd
        else {
            s.candidate_id: s
            for s in sheets.own(read(), g.procedure.id, run, g.reader.person_id, g.reader.grant_id)
        }
    )
    may = allows(Action.SCHEDULE_KEEP, g.reader.capacity, g.reader.column)
    if may:
        ahead(asking.GICHD, run=run)
    connection = read()
    dates = missed.missed(connection, g.procedure.id, run, g.now, read=False) if may else []
    windows = procedure.windows(connection, g.procedure.id)
    window = next(w for w in windows if w.para == starting.PARA)
    lengths = [s.minutes for s in found if s.slot_id]
    return draw(
        "interviews/page.html",
        slots=[s for s in found if not s.withdrawn],
        gichd=for_gichd,
        mine=mine,
        window=window,
        may=may,
        form=form or forms.SlotsForm(data={"minutes": lengths[0] if lengths else MINUTES}),
        bad=bad,
        before=queries.earlier(read(), g.procedure.id, run) if may else {},
        typed=typed if typed is not None else request.form if form is not None else {},
        marks=allows(Action.AVAILABILITY_OWN, g.reader.capacity, g.reader.column),
        guides=allows(Action.GUIDE_TAKE, g.reader.capacity, g.reader.column),
        layout=layout or forms.LayoutForm(),
        usual=next((s.place for s in found if s.place), ""),
        proposed=proposed,
        offered=_offered(typed or {}, proposed),
        there={s.candidate_id: times.deadline(s.starts_at, s.zone) for s in found if s.starts_at},
        without=without,
        clash=_clash(found) if may else frozenset(),
        no_date={who: why_no_date(step) for who, step in missed.waiting(dates).items()},
        zone_of=needs.zones(connection, g.procedure.id, run) if may else {},
        ready={} if for_gichd else needs.ready(read(), g.procedure.id, run),
        geneva=GENEVA,
        zones=sorted(z for z in available_timezones() if "/" in z) if may else [],
        waiting=sum(1 for s in found if s.slot_id and not s.invited_at and not s.withdrawn),
    )


def _offered(typed: Mapping[str, str], proposed: Collection[str]) -> dict[str, str]:
    """Each time that is proposed, in Geneva and where the candidate is."""
    return {
        line.candidate: times.deadline(operations.geneva_instant(line.at), line.zone)
        for line in forms.slot_lines(typed, list(proposed))[0]
    }


def _clash(found: list[queries.SlotView]) -> frozenset[str]:
    """The candidates whose time a seated member marked as not possible; not whose it is."""
    spans = engaged.of_all(read(), g.procedure.id, g.now)
    return frozenset(
        s.candidate_id
        for s in found
        if s.starts_at is not None
        and s.started_at is None
        and not fits(Span(s.starts_at, s.starts_at + timedelta(minutes=s.minutes)), spans)
    )


@room.get("/")
@requires(Action.SCHEDULE_READ)
def page() -> Response:
    """The schedule in Geneva time and the reader's own; for members the way to their sheets."""
    return show()


@room.post("/slots")
@requires(Action.SCHEDULE_KEEP)
def set_slots() -> Response:
    """Set or move slots; lines left as they are stay as they are."""
    form = forms.SlotsForm(request.form)
    known = {
        s.candidate_id: s
        for s in queries.invited(read(), g.procedure.id, current_run(g.milestones))
    }
    lines, bad = forms.slot_lines(request.form, list(known))
    if bad:
        g.form_status = 422
        return show(form, tuple(bad))

    def do(key: str) -> None:
        minutes = form.minutes.data or 0
        given = [
            operations.Given(
                line.candidate,
                operations.geneva_instant(line.at),
                line.zone,
                line.place,
                line.hours_agreed,
            )
            for line in lines
        ]
        changed = [s for s in given if _differs(known[s.candidate_id], s, minutes)]
        operations.set_slots(g.reader, slots=changed, minutes=minutes, key=key)

    return submit(
        form,
        do=do,
        then=url_for(".page"),
        again=lambda: show(form),
        said=_("The slots are set. Send the invitations when they are right."),
    )


def _differs(before: queries.SlotView, given: operations.Given, minutes: int) -> bool:
    return (
        before.starts_at,
        before.zone,
        before.place,
        before.minutes,
        before.hours_agreed,
    ) != (given.starts_at, given.zone, given.place, minutes, given.hours_agreed)


@room.post("/invite")
@requires(Action.SCHEDULE_KEEP)
def invite() -> Response:
    """Send the letters to all with a slot who were not invited to it yet."""
    return submit(
        None,
        do=lambda key: operations.invite(g.reader, key=key),
        then=url_for(".page"),
        again=show,
        said=_("The invitations are on their way, one letter to each candidate."),
    )


@room.post("/confirm/<slot_id>")
@requires(Action.SCHEDULE_KEEP)
def confirm(slot_id: str) -> Response:
    """Record a candidate's answer."""

    def do(key: str) -> None:
        answer = request.form.get("answer", "")
        operations.confirm(g.reader, slot_id=slot_id, answer=answer, key=key)
        say(_("The answer is recorded."))

    return submit(None, do=do, then=url_for(".page"), again=show)


@room.post("/slots/<slot_id>/take-away")
@requires(Action.SCHEDULE_KEEP)
def take_away(slot_id: str) -> Response:
    """Take a candidate's time away, so that it can be set anew."""
    return submit(
        None,
        do=lambda key: operations.take_away(g.reader, slot_id=slot_id, key=key),
        then=url_for(".page"),
        again=show,
        said=_("The time is taken away. Whoever had it in a calendar is told."),
    )
