"""The Chair's acts in the interviews: start, consents, agreed scores (54(f), S1, J6)."""

from __future__ import annotations

from datetime import timedelta

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.access.rules import Capacity
from recruit.core.errors import examine
from recruit.core.pages import page as draw
from recruit.core.pages import say, submit
from recruit.core.words import _
from recruit.interviews import forms
from recruit.interviews.operations import consent as consents
from recruit.interviews.operations import debrief as operations
from recruit.interviews.operations import schedule as starts
from recruit.interviews.queries import ahead as asking
from recruit.interviews.queries import missed, needs, results, schedule, sheets, starting
from recruit.interviews.rules import missed as missed_rules
from recruit.interviews.rules import scores
from recruit.interviews.rules.start import START
from recruit.interviews.views.schedule import room
from recruit.panel.queries import seats
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist.queries import papers


def _members() -> list[seats.Seat]:
    return seats.members(read(), g.procedure.id)


def _present(members: list[seats.Seat], data: object = None) -> forms.PresentForm:
    form = forms.PresentForm(data)
    form.present.choices = [
        (m.grant_id, _("Seat %(n)s, %(name)s", n=m.seat, name=m.name)) for m in members
    ]
    return form


def show(
    form: forms.PresentForm | None = None,
    slot_id: str = "",
    missed_form: forms.MissedForm | None = None,
) -> Response:
    """The Chair's page; slot_id: the slot whose form was sent."""
    run = current_run(g.milestones)
    ahead(asking.CHAIR, run=run)
    connection = read()
    members = seats.members(connection, g.procedure.id)
    begun = starting.begun(g.milestones)
    living = frozenset(m.grant_id for m in members)
    held = {h.candidate_id: h for h in results.held(connection, g.procedure.id, run)}
    return draw(
        "interviews/chair.html",
        slots=[s for s in schedule.invited(connection, g.procedure.id, run) if not s.withdrawn],
        held=held,
        under_way={
            id_
            for id_, one in held.items()
            if g.now < one.started_at + timedelta(minutes=one.minutes)
        },
        begun=begun,
        gates=[]
        if begun
        else examine(
            START,
            starting.facts(connection, g.procedure.id, g.milestones, living, g.now),
        ),
        form=form or _present(members),
        missed_form=missed_form or forms.MissedForm(),
        slot_id=slot_id,
        dates=missed.by_candidate(missed.missed(connection, g.procedure.id, run, g.now)),
        rules=missed_rules,
        ready=needs.ready(connection, g.procedure.id, run),
        given=results.consents(connection, g.procedure.id),
        now=g.now,
    )


@room.get("/chair")
@requires(Action.INTERVIEW_START)
def chair() -> Response:
    """What the Chair does: start each interview, record consents and agreed scores."""
    return show()


@room.post("/start/<slot_id>")
@requires(Action.INTERVIEW_START)
def start(slot_id: str) -> Response:
    """Record an interview as started."""
    form = _present(_members(), request.form)

    def do(key: str) -> None:
        receipt = starts.start(g.reader, slot_id=slot_id, present=form.present.data or [], key=key)
        say(_("The interview has started; the sheets are open. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".chair"), again=lambda: show(form, slot_id))


# -- consent ------------------------------------------------------------------------------


def _consent(candidate_id: str, form: forms.ConsentForm | None = None) -> Response:
    run = current_run(g.milestones)
    one = next(
        (
            s
            for s in schedule.invited(read(), g.procedure.id, run)
            if s.candidate_id == candidate_id and s.started_at is not None
        ),
        None,
    )
    if one is None:
        raise NotFound
    given = results.consents(read(), g.procedure.id).get(candidate_id)
    return draw(
        "interviews/consent.html",
        one=one,
        given=given,
        chair=g.reader.capacity is Capacity.CHAIR,
        form=form or forms.ConsentForm(),
    )


@room.get("/consent/<candidate_id>")
@requires(Action.CONSENT_RECORD)
def consent(candidate_id: str) -> Response:
    """What is asked of every interviewed candidate on the day of the interview (S1)."""
    return _consent(candidate_id)


@room.post("/consent/<candidate_id>")
@requires(Action.CONSENT_RECORD)
def record_consent(candidate_id: str) -> Response:
    """Record what the candidate answered."""
    form = forms.ConsentForm(request.form)

    def do(key: str) -> None:
        receipt = consents.record(
            g.reader,
            candidate_id=candidate_id,
            named=form.named.data == "yes",
            biography=form.biography.data or "",
            referees=form.referees.data or "",
            ask_referees=form.ask_referees.data == "yes",
            key=key,
        )
        say(_("The answer is recorded. Receipt %(r)s.", r=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".consent", candidate_id=candidate_id),
        again=lambda: _consent(candidate_id, form),
    )


# -- agreed scores ------------------------------------------------------------------------


def _entries(run: int) -> tuple[tuple[sheets.Entry, ...], dict[str, dict[str, str]]]:
    adopted = papers.adopted(read(), g.procedure.id, run)
    levels = adopted.grid.content["levels"] if adopted.grid else {}
    return sheets.entries(adopted.profile.content if adopted.profile else None), levels


def _agree(
    candidate_id: str,
    form: forms.PresentForm | None = None,
    typed: dict[str, scores.Agreed] | None = None,
) -> Response:
    run = current_run(g.milestones)
    one = next(
        (h for h in results.held(read(), g.procedure.id, run) if h.candidate_id == candidate_id),
        None,
    )
    if one is None:
        raise NotFound
    entries, levels = _entries(run)
    members = _members()
    counting = results.sheets(read(), g.procedure.id, run).get(candidate_id)
    saved = {
        e: scores.Agreed(line["score"], line["note"])
        for e, line in results.lines_of(g.procedure.id, one).items()
    }
    return draw(
        "interviews/agree.html",
        one=one,
        open=counting is not None,
        entries=entries,
        levels=levels,
        agreed=saved if typed is None or one.closed_at else typed,
        wanted={
            e.id for e in entries if counting and scores.needs_note(scores.figures(counting, e.id))
        },
        form=form or _present(members),
        version=forms.number_of(request.form) if typed is not None else one.version,
        saved=saved if typed is not None and forms.number_of(request.form) != one.version else {},
    )


@room.get("/agree/<candidate_id>")
@requires(Action.AGREED_RECORD)
def agree(candidate_id: str) -> Response:
    """The agreed scores of one candidate; the members' own are read from the seat."""
    return _agree(candidate_id)


def _typed() -> dict[str, scores.Agreed]:
    entries, _levels = _entries(current_run(g.milestones))
    return forms.agreed_of(request.form, [e.id for e in entries])


@room.post("/agree/<candidate_id>")
@requires(Action.AGREED_RECORD)
def save_agreed(candidate_id: str) -> Response:
    """Save the agreed scores without closing the debrief."""
    typed = _typed()
    return submit(
        None,
        do=lambda key: operations.save(
            g.reader,
            candidate_id=candidate_id,
            agreed=typed,
            version=forms.number_of(request.form),
            key=key,
        ),
        then=url_for(".agree", candidate_id=candidate_id),
        again=lambda: _agree(candidate_id, typed=typed),
        said=_("The agreed scores are saved; the debrief is still open."),
    )


@room.post("/agree/<candidate_id>/close")
@requires(Action.AGREED_RECORD)
def close(candidate_id: str) -> Response:
    """Record the agreed scores for good."""
    typed, form = _typed(), _present(_members(), request.form)

    def do(key: str) -> None:
        receipt = operations.close(
            g.reader,
            candidate_id=candidate_id,
            agreed=typed,
            present=form.present.data or [],
            version=forms.number_of(request.form),
            key=key,
        )
        say(_("The agreed scores are recorded. Receipt %(r)s.", r=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".agree", candidate_id=candidate_id),
        again=lambda: _agree(candidate_id, form, typed),
    )
