"""What the Chair records for the shortlist: criteria, absence, decision, release, adoption."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import say, submit
from recruit.core.words import _
from recruit.panel.queries import meetings
from recruit.shortlist import forms
from recruit.shortlist.operations import ballots, carrying, criteria, decision, nobody, papers
from recruit.shortlist.queries import ballots as ballot_queries
from recruit.shortlist.rules import decision as rules
from recruit.shortlist.rules.adoption import Deliverable
from recruit.shortlist.views.ballot import room
from recruit.shortlist.views.chair import choices, missing, show, state


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
        again=lambda: show(criteria_form=form, items=forms.criteria_of(request.form)),
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
        again=lambda: show(criteria_form=form, items=forms.criteria_of(request.form)),
    )


@room.post("/chair/absence")
@requires(Action.ABSENCE_RECORD)
def record_absence() -> Response:
    """Record a member absent from the ballot."""
    form = forms.AbsenceForm(request.form)
    form.grant.choices = [(o.grant_id, o.name) for o in missing(state())]

    def do(key: str) -> None:
        receipt = ballots.record_absence(
            g.reader, grant_id=form.grant.data, reason=form.reason.data, key=key
        )
        say(_("The absence is recorded with its reason. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".chair"), again=lambda: show(absence_form=form))


def _decision_form(make: type[forms.DecisionForm]) -> Any:
    return choices(make(request.form), meetings.open_meetings(read(), g.procedure.id))


def _by_reference() -> dict[str, str]:
    names = ballot_queries.names(read(), g.procedure.id, g.now)
    return {n.reference: n.candidate_id for n in names}


def _votes() -> dict[str, str] | None:
    return forms.votes_of(request.form, [o.grant_id for o in state().occupants])


@room.post("/chair/nobody")
@requires(Action.SHORTLIST_DECIDE)
def find_nobody() -> Response:
    """Record the panel's finding that no application is suitable (R26)."""
    form = _decision_form(forms.ShortlistForm)
    by_reference = _by_reference()
    _chosen, _substitutes, reasons = forms.shortlist_of(request.form, list(by_reference))

    def do(key: str) -> None:
        receipt = nobody.find(
            g.reader,
            meeting_id=form.meeting.data,
            reason=form.nobody_reason.data or "",
            reasons={by_reference[r]: text for r, text in reasons.items()},
            votes=_votes(),
            key=key,
        )
        say(_("The finding is recorded. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".chair"), again=lambda: show(shortlist_form=form))


@room.post("/chair/decide")
@requires(Action.SHORTLIST_DECIDE)
def decide() -> Response:
    """Record the panel's decision on the shortlist."""
    form = _decision_form(forms.ShortlistForm)
    by_reference = _by_reference()
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

    return submit(form, do=do, then=url_for(".chair"), again=lambda: show(shortlist_form=form))


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
        again=lambda: show(anew_form=form),
        said=_("A new run is begun; everybody casts a new ballot."),
    )


@room.post("/chair/release")
@requires(Action.INVITED_RELEASE, fresh=True)
def release() -> Response:
    """Release the names of the invited to the GICHD."""

    def do(key: str) -> None:
        receipt = decision.release(g.reader, key=key)
        say(_("The invited are released to the GICHD. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".chair"), again=show)


@room.post("/chair/carry-over")
@requires(Action.SHORTLIST_DECIDE)
def carry_over() -> Response:
    """Take over what still holds of the former run (C8)."""
    form = _decision_form(forms.CarryForm)

    def do(key: str) -> None:
        receipt = carrying.carry_over(
            g.reader,
            meeting_id=form.meeting.data,
            shortlist=bool(form.shortlist.data),
            papers_too=bool(form.papers.data),
            reason=form.reason.data,
            votes=_votes(),
            key=key,
        )
        say(_("It is carried over into this run. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".chair"), again=lambda: show(carry_form=form))


@room.post("/chair/follow")
@requires(Action.INVITED_RELEASE, fresh=True)
def follow() -> Response:
    """The first substitute follows a candidate who withdrew (J2)."""
    form = _decision_form(forms.FollowForm)
    names = ballot_queries.names(read(), g.procedure.id, g.now)
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
        again=lambda: show(follow_form=form),
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
        again=lambda: show(adopt_form=form, adopting=kind),
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
