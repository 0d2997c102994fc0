"""The Chair's acts for the shortlist, each with what it still needs (para. 54(c)-(e))."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.core.errors import examine
from recruit.core.pages import page, say, submit
from recruit.core.words import _
from recruit.panel.queries import meetings
from recruit.prescreening.queries import lists
from recruit.procedure import queries as procedure
from recruit.procedure.rules import calendar
from recruit.procedure.rules.days import end_of
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist import forms
from recruit.shortlist.operations import ballots, criteria, decision, papers
from recruit.shortlist.queries import ballots as ballot_queries
from recruit.shortlist.queries import decision as decided
from recruit.shortlist.queries import papers as paper_queries
from recruit.shortlist.rules import adoption, drafts, reveal
from recruit.shortlist.rules import decision as rules
from recruit.shortlist.rules.adoption import Deliverable
from recruit.shortlist.rules.ballots import BEST
from recruit.shortlist.views.ballot import room
from recruit.shortlist.views.papers import titles

FORMS = {
    "criteria_form": forms.CriteriaForm,
    "absence_form": forms.AbsenceForm,
    "shortlist_form": forms.ShortlistForm,
    "anew_form": forms.ReasonedForm,
    "follow_form": forms.FollowForm,
    "adopt_form": forms.AdoptForm,
}


def _state() -> ballot_queries.State:
    return ballot_queries.state(read(), g.procedure.id, current_run(g.milestones))


def _label(meeting: meetings.MeetingView) -> str:
    return _("Meeting %(n)s: %(title)s", n=meeting.number, title=meeting.title or "–")


def _choices(form: Any, open_meetings: list[meetings.MeetingView]) -> Any:
    if hasattr(form, "meeting"):
        form.meeting.choices = [(m.id, _label(m)) for m in open_meetings]
    return form


def _missing(state: ballot_queries.State) -> list[ballot_queries.Occupant]:
    """Who has no ballot yet: told to the Chair only after the Chair's own lock (R15)."""
    waiting = reveal.still_missing(state.seat_of(g.reader.person_id), state.ballots) or frozenset()
    return [o for o in state.occupants if o.grant_id in waiting]


def _within(para: str) -> bool:
    view = next(w for w in procedure.windows(read(), g.procedure.id) if w.para == para)
    window = calendar.Window(
        view.para, view.who, view.what, view.first_in_force, view.last_in_force
    )
    return bool(calendar.within_window(window, (), g.now))


def _deciding(
    state: ballot_queries.State,
    names: list[ballot_queries.Name],
    meeting: meetings.MeetingView | None,
) -> rules.Deciding:
    found = state.ballots
    return rules.Deciding(
        present=meeting.present if meeting else frozenset(),
        living=found.living,
        chair=state.seat_of(g.reader.person_id),
        revealed=reveal.revealed(found.locks, found.living, found.absent),
        equivalences_open=frozenset(n.reference for n in names if n.equivalence_open),
        within_window=state.decided_at is not None or _within("54(c)"),
        decided=state.decided_at is not None,
    )


def _release(
    state: ballot_queries.State,
    shortlisted: decided.DecisionView | None,
    held: list[meetings.MeetingView],
) -> rules.Release:
    if shortlisted is None:
        return rules.Release(
            rules.Standing(False, False, frozenset(), state.ballots.living), frozenset()
        )
    effective = any(
        meetings.since(motion, meeting) is not None
        for meeting in held
        for motion in meeting.motions
        if motion.id == shortlisted.motion_id
    )
    return rules.Release(
        decided.standing_of(read(), shortlisted.id, state, minutes_confirmed=effective),
        decided.answered(read(), g.procedure.id, state),
    )


def _absence(
    state: ballot_queries.State, asked: ballot_queries.CriteriaView | None, member: str
) -> reveal.Absence:
    found = state.ballots
    return reveal.Absence(
        now=g.now,
        last_day_ends=end_of(asked.last_day) if asked and asked.last_day else None,
        reason="-",
        member=member,
        chair=state.seat_of(g.reader.person_id),
        locks=found.locks,
        living=found.living,
    )


def _typed_lines(references: list[str]) -> dict[str, dict[str, str]]:
    """What was typed on each candidate's line of the decision."""
    return {
        r: {
            "place": request.form.get(f"place-{r}", ""),
            "reason": request.form.get(f"reason-{r}", ""),
        }
        for r in references
    }


def _show(**drawn: Any) -> Response:
    connection, procedure_id = read(), g.procedure.id
    run = current_run(g.milestones)
    state = _state()
    asked = ballot_queries.criteria(connection, procedure_id, run)
    names = ballot_queries.names(connection, procedure_id)
    held = meetings.meetings(connection, procedure_id, g.now)
    open_meetings = [m for m in held if m.recorded_at is None]
    found = paper_queries.all_of(connection, procedure_id, run)
    shortlisted = decided.decided(connection, procedure_id, run)
    standing = _release(state, shortlisted, held)
    invited = decided.invited(connection, procedure_id, run) if shortlisted else []
    deciding = _deciding(state, names, open_meetings[0] if open_meetings else None)
    # who can be chosen is asked only where the decision can be recorded
    references = (
        [e.reference for e in lists.ballotable(connection, procedure_id)]
        if deciding.revealed and not deciding.decided
        else []
    )
    missing = _missing(state)
    items = (
        asked.items
        if asked
        else drafts.default_criteria(procedure.terms(connection, procedure_id)[1])
    )
    by_id = {n.candidate_id: n for n in names}
    next_up = rules.first_substitute(
        [c.candidate_id for c in shortlisted.candidates if c.kind == "substitute"]
        if shortlisted
        else [],
        frozenset(n.candidate_id for n in names if n.withdrawn) | frozenset(invited),
    )
    values: dict[str, Any] = {
        "run": run,
        "state": state,
        "criteria": asked,
        "items": items,
        "lines": forms.LINES,
        "best": BEST,
        "references": references,
        "typed": _typed_lines(references) if request.method == "POST" else {},
        "meetings": open_meetings,
        "seats": state.occupants,
        "missing": missing,
        "absence_gates": examine(
            reveal.ABSENCE, _absence(state, asked, missing[0].grant_id if missing else "")
        )[:-1],
        "decision_gates": examine(rules.DECISION, deciding),
        "release_gates": examine(rules.RELEASE, standing),
        "shortlisted": shortlisted,
        "invited": [by_id[c].reference for c in invited if c in by_id],
        "gone": [by_id[c] for c in invited if c in by_id and by_id[c].withdrawn],
        "next_up": by_id.get(next_up or ""),
        "titles": titles(),
        "papers": [
            {
                "kind": kind,
                "title": titles()[kind],
                "draft": found.draft(kind),
                "current": found.current(kind),
                "adopted": found.adopted(kind),
                "anew": kind in adoption.to_adopt_anew(found.rule_versions()),
                "gates": _paper_gates(kind, found, state),
            }
            for kind in Deliverable
        ],
        "frozen": papers.frozen(g.milestones, run),
        "may": {
            "act": allows(Action.SHORTLIST_DECIDE, g.reader.capacity, g.reader.column),
        },
    }
    for name, form in FORMS.items():
        values[name] = form()
    values["criteria_form"] = forms.CriteriaForm(
        data={
            "version": asked.version if asked else 0,
            "last_day": asked.last_day if asked else None,
        }
    )
    values.update(drawn)
    for name in FORMS:
        _choices(values[name], open_meetings)
    values["absence_form"].grant.choices = [(o.grant_id, o.name) for o in missing]
    values["follow_form"].leaving.choices = [(n.candidate_id, n.reference) for n in values["gone"]]
    values["follow_form"].following.choices = (
        [(values["next_up"].candidate_id, values["next_up"].reference)] if values["next_up"] else []
    )
    return page("shortlist/chair.html", **values)


def _paper_gates(
    kind: Deliverable, found: paper_queries.AllPapers, state: ballot_queries.State
) -> list[Any]:
    """What this paper's text still needs before the panel can adopt it."""
    draft = found.draft(kind)
    if draft is None:
        return []
    profile = found.current(Deliverable.PROFILE)
    return papers.examined(
        kind,
        draft.content,
        terms=procedure.terms(read(), g.procedure.id)[1] if kind is Deliverable.PROFILE else {},
        ground=profile.content if profile else None,
        confirmed=found.confirmations(g.procedure.id, draft),
        living=state.ballots.living,
    )


@room.get("/chair")
@requires(Action.SHORTLIST_DECIDE)
def chair() -> Response:
    """The acts of the Chair, each with its checklist."""
    return _show()


@room.post("/chair/criteria")
@requires(Action.CRITERIA_LOCK)
def save_criteria() -> Response:
    """Save the draft of the criteria."""
    form = forms.CriteriaForm(request.form)
    return submit(
        form,
        do=lambda key: criteria.draft(
            g.reader,
            items=forms.criteria_of(request.form),
            last_day=form.last_day.data,
            version=form.version.data or 0,
            key=key,
        ),
        then=url_for(".chair"),
        again=lambda: _show(criteria_form=form, items=forms.criteria_of(request.form)),
        said=_("The draft of the criteria is saved."),
    )


@room.post("/chair/criteria/lock")
@requires(Action.CRITERIA_LOCK)
def lock_criteria() -> Response:
    """Lock the criteria, as they stand on the page, with the ballots' last day."""
    form = forms.CriteriaForm(request.form)
    if not form.last_day.data:
        form.last_day.validators = [forms.needed(_("Set the last day for the ballots."))]
        form.last_day.flags.optional = False

    def do(key: str) -> None:
        receipt = criteria.lock(
            g.reader,
            items=forms.criteria_of(request.form),
            last_day=form.last_day.data,
            version=form.version.data or 0,
            key=key,
        )
        say(_("The criteria are locked; the ballots may begin. Receipt %(r)s.", r=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".chair"),
        again=lambda: _show(criteria_form=form, items=forms.criteria_of(request.form)),
    )


@room.post("/chair/absence")
@requires(Action.ABSENCE_RECORD)
def record_absence() -> Response:
    """Record a member absent from the ballot."""
    form = forms.AbsenceForm(request.form)
    form.grant.choices = [(o.grant_id, o.name) for o in _missing(_state())]

    def do(key: str) -> None:
        receipt = ballots.record_absence(
            g.reader, grant_id=form.grant.data, reason=form.reason.data, key=key
        )
        say(_("The absence is recorded with its reason. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".chair"), again=lambda: _show(absence_form=form))


def _decision_form(make: type[forms.DecisionForm]) -> Any:
    return _choices(make(request.form), meetings.open_meetings(read(), g.procedure.id))


def _votes() -> dict[str, str] | None:
    return forms.votes_of(request.form, [o.grant_id for o in _state().occupants])


@room.post("/chair/decide")
@requires(Action.SHORTLIST_DECIDE)
def decide() -> Response:
    """Record the panel's decision on the shortlist."""
    form = _decision_form(forms.ShortlistForm)
    by_reference = {
        n.reference: n.candidate_id for n in ballot_queries.names(read(), g.procedure.id)
    }
    chosen, substitutes, reasons = forms.shortlist_of(request.form, list(by_reference))

    def do(key: str) -> None:
        receipt = decision.decide(
            g.reader,
            meeting_id=form.meeting.data,
            decision=rules.Shortlist(
                chosen=tuple(by_reference[c] for c in chosen),
                substitutes=tuple(by_reference[c] for c in substitutes),
                reasons={by_reference[c]: text for c, text in reasons.items()},
                fewer=rules.Fewer(form.fewer.data) if form.fewer.data else None,
                fewer_reason=form.fewer_reason.data or "",
                tie_reason=form.tie_reason.data or "",
            ),
            votes=_votes(),
            key=key,
        )
        say(_("The shortlist is recorded. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".chair"), again=lambda: _show(shortlist_form=form))


@room.post("/chair/anew")
@requires(Action.SHORTLIST_DECIDE)
def move_anew() -> Response:
    """Record that the panel moves the shortlist anew."""
    form = _decision_form(forms.ReasonedForm)
    return submit(
        form,
        do=lambda key: decision.move_anew(
            g.reader,
            meeting_id=form.meeting.data,
            reason=form.reason.data,
            votes=_votes(),
            key=key,
        ),
        then=url_for(".chair"),
        again=lambda: _show(anew_form=form),
        said=_("A new run is begun; everybody casts a new ballot."),
    )


@room.post("/chair/release")
@requires(Action.INVITED_RELEASE, fresh=True)
def release() -> Response:
    """Release the names of the invited to the GICHD."""

    def do(key: str) -> None:
        receipt = decision.release(g.reader, key=key)
        say(_("The invited are released to the GICHD. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".chair"), again=_show)


@room.post("/chair/follow")
@requires(Action.INVITED_RELEASE, fresh=True)
def follow() -> Response:
    """The first substitute follows a candidate who withdrew (J2)."""
    form = _decision_form(forms.FollowForm)
    names = ballot_queries.names(read(), g.procedure.id)
    form.leaving.choices = form.following.choices = [(n.candidate_id, n.reference) for n in names]
    return submit(
        form,
        do=lambda key: decision.follow(
            g.reader,
            leaving=form.leaving.data,
            following=form.following.data,
            meeting_id=form.meeting.data,
            reason=form.reason.data,
            votes=_votes(),
            key=key,
        ),
        then=url_for(".chair"),
        again=lambda: _show(follow_form=form),
        said=_("The substitute follows, and the name is released to the GICHD."),
    )


def _adopt() -> Response:
    form = _decision_form(forms.AdoptForm)
    kind = Deliverable(request.path.rsplit("/", 1)[-1])

    def do(key: str) -> None:
        receipt = papers.adopt(
            g.reader,
            kind=kind,
            meeting_id=form.meeting.data,
            version=form.version.data,
            reason=form.reason.data or "",
            votes=_votes(),
            key=key,
        )
        say(_("The adoption is recorded. Receipt %(r)s.", r=receipt))

    return submit(
        form,
        do=do,
        then=url_for(".chair"),
        again=lambda: _show(adopt_form=form, adopting=kind),
    )


@room.post("/chair/adopt/profile")
@requires(Action.PROFILE_ADOPT)
def adopt_profile() -> Response:
    """Record that the panel adopted the profile."""
    return _adopt()


@room.post("/chair/adopt/questions")
@requires(Action.QUESTIONS_ADOPT)
def adopt_questions() -> Response:
    """Record that the panel adopted the questions."""
    return _adopt()


@room.post("/chair/adopt/grid")
@requires(Action.GRID_ADOPT)
def adopt_grid() -> Response:
    """Record that the panel adopted the evaluation grid."""
    return _adopt()
