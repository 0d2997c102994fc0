"""The Chair's acts for the shortlist, each with what it still needs (para. 54(c)-(e))."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.access.policy import allows
from recruit.core.errors import examine
from recruit.core.pages import page
from recruit.core.words import _
from recruit.panel.queries import meetings
from recruit.prescreening.queries import lists
from recruit.procedure import queries as procedure
from recruit.procedure.rules import calendar
from recruit.procedure.rules.days import end_of
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist import forms
from recruit.shortlist.operations import papers
from recruit.shortlist.queries import ahead as asking
from recruit.shortlist.queries import ballots as ballot_queries
from recruit.shortlist.queries import carrying, nobody
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
    "carry_form": forms.CarryForm,
    "follow_form": forms.FollowForm,
    "adopt_form": forms.AdoptForm,
}


def state() -> ballot_queries.State:
    return ballot_queries.state(read(), g.procedure.id, current_run(g.milestones))


def _label(meeting: meetings.MeetingView) -> str:
    return _("Meeting %(n)s: %(title)s", n=meeting.number, title=meeting.title or "–")


def choices(form: Any, open_meetings: list[meetings.MeetingView]) -> Any:
    if hasattr(form, "meeting"):
        form.meeting.choices = [(m.id, _label(m)) for m in open_meetings]
    return form


def _apart(name: str, form: Any) -> None:
    """Ids of their own for the fields of one of several forms on the page."""
    for field in form:
        field.id = f"{name}-{field.short_name}"
        field.label.field_id = field.id


def missing(state: ballot_queries.State) -> list[ballot_queries.Occupant]:
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
    equivalences_open: frozenset[str],
    meeting: meetings.MeetingView | None,
) -> rules.Deciding:
    found = state.ballots
    return rules.Deciding(
        present=meeting.present if meeting else frozenset(),
        living=found.living,
        chair=state.seat_of(g.reader.person_id),
        revealed=reveal.revealed(found.locks, found.living, found.absent),
        equivalences_open=equivalences_open,
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
        decided.standing_of(state, minutes_confirmed=effective),
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


def show(**drawn: Any) -> Response:
    run = current_run(g.milestones)
    ahead(asking.CHAIR, run=run, own="")
    connection, procedure_id = read(), g.procedure.id
    sitting = state()
    asked = ballot_queries.criteria(connection, procedure_id, run)
    held = meetings.meetings(connection, procedure_id, g.now)
    open_meetings = [m for m in held if m.recorded_at is None]
    found = paper_queries.all_of(connection, procedure_id, run)
    shortlisted = decided.chosen(connection, procedure_id, run)
    found_nobody = nobody.found(connection, procedure_id, run)
    standing = _release(sitting, shortlisted, held)
    invited = decided.invited(connection, procedure_id, run) if shortlisted else []
    deciding = _deciding(
        sitting,
        ballot_queries.equivalences_open(connection, procedure_id, g.now),
        open_meetings[0] if open_meetings else None,
    )
    if found_nobody:
        deciding = replace(deciding, decided=True)
    # who can be chosen is asked only where the decision can be recorded
    references = (
        [e.reference for e in lists.ballotable(connection, procedure_id)]
        if deciding.revealed and not deciding.decided
        else []
    )
    waiting = missing(sitting)
    items = (
        asked.items
        if asked
        else drafts.default_criteria(procedure.terms(connection, procedure_id)[1])
    )
    by_id = {c.candidate_id: c for c in shortlisted.candidates} if shortlisted else {}
    next_up = rules.first_substitute(
        [c.candidate_id for c in by_id.values() if c.kind == "substitute"],
        frozenset(c.candidate_id for c in by_id.values() if c.withdrawn) | frozenset(invited),
    )
    values: dict[str, Any] = {
        "run": run,
        "state": sitting,
        "criteria": asked,
        "items": items,
        "lines": forms.LINES,
        "best": BEST,
        "references": references,
        "typed": _typed_lines(references) if request.method == "POST" else {},
        "meetings": open_meetings,
        "seats": sitting.occupants,
        "missing": waiting,
        "absence_gates": examine(
            reveal.ABSENCE, _absence(sitting, asked, waiting[0].grant_id if waiting else "")
        )[:-1],
        "decision_gates": examine(rules.DECISION, deciding),
        "release_gates": examine(rules.RELEASE, standing),
        "shortlisted": shortlisted,
        "found_nobody": found_nobody,
        "nobody_listed": not lists.anybody(connection, procedure_id),
        "invited": [by_id[c].reference for c in invited if c in by_id],
        "gone": _gone(invited, by_id),
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
                "gates": _paper_gates(kind, found, sitting),
            }
            for kind in Deliverable
        ],
        "coverage": found.covered(Deliverable.PROFILE, None),
        "frozen": papers.frozen(g.milestones, run),
        "former": carrying.former(connection, procedure_id, g.milestones),
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
        _apart(name, choices(values[name], open_meetings))
    values["absence_form"].grant.choices = [(o.grant_id, o.name) for o in waiting]
    values["follow_form"].leaving.choices = [(n.candidate_id, n.reference) for n in values["gone"]]
    values["follow_form"].following.choices = (
        [(values["next_up"].candidate_id, values["next_up"].reference)] if values["next_up"] else []
    )
    return page("shortlist/chair.html", **values)


def _gone(invited: list[str], names: dict[str, decided.Decided]) -> list[decided.Decided]:
    """Who was shortlisted, or followed, and has withdrawn, while a place is free (J2)."""
    chosen = [c.candidate_id for c in names.values() if c.kind == "in"]
    gone = {c for c in (*chosen, *invited) if c in names and names[c].withdrawn}
    if not invited or len(set(invited) - gone) >= len(chosen):
        return []
    return [names[c] for c in dict.fromkeys((*chosen, *invited)) if c in gone]


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
    return show()
