"""The Chair's acts: the final decision, the call to sign, lodging, the hand-over (53(f), S1)."""

from __future__ import annotations

from flask import g, request, url_for
from sqlalchemy.engine import Connection
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.applications import queries as candidates
from recruit.core.errors import examine
from recruit.core.pages import page as draw
from recruit.core.pages import say, submit
from recruit.core.together import Together
from recruit.core.words import _
from recruit.interviews.queries import results
from recruit.interviews.rules.totals import ranking
from recruit.panel.queries import meetings, seats
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import current_run
from recruit.report import forms
from recruit.report.operations import decision as operations
from recruit.report.operations import finding, signing
from recruit.report.operations import hand_over as giving
from recruit.report.queries import another, facts
from recruit.report.queries import reports as queries
from recruit.report.rules import signing as rules
from recruit.report.rules.another import spent, why_another
from recruit.report.rules.content import COMPLETE
from recruit.report.rules.hand_over import HAND_OVER
from recruit.report.views.page import ahead, last_day, room, standing_of
from recruit.shortlist.queries import papers
from recruit.shortlist.rules import nobody

_TO_DECIDE = Together(
    *results.HELD_AHEAD,
    *papers.ADOPTED_AHEAD,
    *queries.HOUSE_AHEAD,
    *meetings.MEETINGS_AHEAD,
    *procedure.WINDOWS_AHEAD,
    *seats.OCCUPANTS_AHEAD,
    *another.AHEAD,
    *results.CONSENTS_AHEAD,
    *queries.HAND_OVER_AHEAD,
)
"""What the page of the decision asks of the rooms, by one statement."""


def _decision(form: forms.DecisionForm | None = None) -> Response:
    run = current_run(g.milestones)
    connection = _TO_DECIDE.ask(
        read(),
        {
            "procedure": g.procedure.id,
            "procedures": [g.procedure.id],
            "id": g.procedure.id,
            "run": run,
        },
    )
    verdicts = _eligible(connection, run)
    taken = queries.decision(connection, g.procedure.id, run)
    standing = another.standing(connection, g.procedure.id, run, g.milestones)
    wanted = {*verdicts, *(taken.reserve if taken else ())}
    if taken and taken.candidate_id:
        wanted.add(taken.candidate_id)
    named = candidates.named(connection, g.procedure.id, wanted)
    places = ranking({c: v.total for c, v in verdicts.items()})
    form = form or forms.DecisionForm()
    _choices(connection, form, verdicts, named)
    counted, late = last_day(connection)
    return draw(
        "report/decide.html",
        taken=taken,
        again=why_another(standing),
        handed_over=standing.handed_over,
        named=named,
        verdicts=verdicts,
        places=places,
        form=form,
        typed=request.form,
        members=seats.members(connection, g.procedure.id),
        meetings=form.meeting.choices,
        counted=counted,
        late=late,
    )


def _eligible(connection: Connection, run: int) -> dict[str, results.Verdict]:
    """The interviewed whom the panel can still name in this run (S12, T3)."""
    gone = spent(
        another.ended(connection, g.procedure.id, g.milestones),
        [d.candidate_id for d in queries.decisions(connection, g.procedure.id, run)],
        run,
    )
    found = results.verdicts(connection, g.procedure.id, run)
    return {c: v for c, v in found.items() if c not in gone}


def _choices(
    connection: Connection,
    form: forms.DecisionForm,
    verdicts: dict[str, results.Verdict],
    named: dict[str, candidates.Named],
) -> None:
    form.meeting.choices = [
        (m.id, _("Meeting %(n)s: %(title)s", n=m.number, title=m.title or "–"))
        for m in meetings.open_meetings(connection, g.procedure.id)
    ]
    form.preferred.choices = [
        (c, f"{named[c].name or ''} ({named[c].reference})")
        for c, v in verdicts.items()
        if v.recommendable and c in named
    ] + [
        (f"finding:{forms.Finding.NONE_RECOMMENDABLE}", _("None is recommendable")),
        (f"finding:{forms.Finding.NO_THREE_VOTES}", _("No candidate has three votes")),
    ]


@room.get("/decision")
@requires(Action.DECISION_TAKE)
def decide() -> Response:
    """The final decision, with the ranking as advice beside it."""
    return _decision()


@room.post("/decision")
@requires(Action.DECISION_TAKE)
def take() -> Response:
    """Record the final decision of a meeting."""
    form = forms.DecisionForm(request.form)
    run = current_run(g.milestones)
    verdicts = _eligible(read(), run)
    _choices(read(), form, verdicts, candidates.named(read(), g.procedure.id, list(verdicts)))
    members = [m.grant_id for m in seats.members(read(), g.procedure.id)]

    def do(key: str) -> None:
        chosen = form.preferred.data or ""
        finding = forms.FINDINGS.get(chosen)
        receipt = operations.take(
            g.reader,
            meeting_id=form.meeting.data or "",
            preferred=None if finding else chosen,
            finding=finding,
            reason=form.reason.data or "",
            choice_reason=form.choice_reason.data or "",
            reserve=forms.reserve_of(request.form, list(verdicts)),
            votes=forms.votes_of(request.form, members),
            key=key,
        )
        say(_("The final decision is recorded. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".decide"), again=lambda: _decision(form))


# -- call and lodging ---------------------------------------------------------------------


def _chair() -> Response:
    run = current_run(g.milestones)
    connection = ahead(conflicts=False)
    report = queries.of_run(connection, g.procedure.id, run)
    counted, late = last_day(connection)
    if report is None:
        return draw("report/chair.html", report=None, counted=counted, late=late)
    members = seats.members(connection, g.procedure.id)
    at = standing_of(connection, report, frozenset(m.grant_id for m in members))
    checklist = []
    if report.called_at is None and report.lodged_at is None:
        made = facts.assemble(connection, g.procedure, run, report, g.now, conflicts=False)
        checklist = examine(COMPLETE, made.report)
    return draw(
        "report/chair.html",
        report=report,
        counted=counted,
        late=late and report.lodged_at is None,
        checklist=checklist,
        lodging=examine(rules.LODGING, rules.Lodging(g.now, at, report.called_at is not None)),
        signed=rules.standing(at),
        declined={u.grant_id for u in queries.unsigned(connection, g.procedure.id, report.id)},
        members=members,
        due=at.due,
        may=allows(Action.REPORT_CALL, g.reader.capacity, g.reader.column),
    )


@room.get("/call")
@requires(Action.REPORT_CALL)
def call() -> Response:
    """What the call to sign needs, and where the signatures stand."""
    return _chair()


@room.get("/lodging")
@requires(Action.REPORT_LODGE)
def lodging() -> Response:
    """What lodging needs."""
    return _chair()


@room.post("/call")
@requires(Action.REPORT_CALL)
def call_to_sign() -> Response:
    """Freeze the content and call to sign."""

    def do(key: str) -> None:
        digest = signing.call(g.reader, key=key)
        say(_("The members are called to sign. SHA-256 of the content: %(hash)s", hash=digest))

    return submit(None, do=do, then=url_for(".call"), again=_chair)


@room.post("/lodge")
@requires(Action.REPORT_LODGE, fresh=True)
def lodge() -> Response:
    """Lodge the report."""

    def do(key: str) -> None:
        receipt = signing.lodge(g.reader, key=key)
        say(_("The report is lodged, in the panel's custody. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".lodging"), again=_chair)


# -- hand-over ----------------------------------------------------------------------------


_TO_HAND_OVER = Together(
    *queries.HOUSE_AHEAD,
    *queries.HAND_OVER_AHEAD,
    *results.CONSENTS_AHEAD,
    *another.AHEAD,
)
"""What the page of the hand-over asks of the rooms, by one statement."""


def _hand_over(form: forms.HandOverForm | None = None) -> Response:
    run = current_run(g.milestones)
    connection = _TO_HAND_OVER.ask(read(), {"procedure": g.procedure.id, "run": run})
    last = queries.last_hand_over(connection, g.procedure.id)
    decision = queries.decision(connection, g.procedure.id, run)
    early = finding.at_shortlist(connection, g.procedure.id, run, g.now)
    return draw(
        "report/hand_over.html",
        last=last,
        gates=examine(HAND_OVER, giving.conditions(connection, g.procedure.id, run, g.milestones)),
        form=form or forms.HandOverForm(),
        names_nobody=early.found or (decision is not None and decision.candidate_id is None),
        waits=[c for c in examine(nobody.HAND_OVER, early) if not c.holds] if early.found else [],
        early=early.found,
        finding=finding.given(connection, g.procedure.id)
        if early.given or not early.found
        else None,
    )


@room.get("/hand-over")
@requires(Action.HAND_OVER)
def hand_over() -> Response:
    """The conditions of S1, and what the President gets."""
    return _hand_over()


@room.post("/hand-over")
@requires(Action.HAND_OVER, fresh=True)
def give() -> Response:
    """Hand over the name and the biography."""
    form = forms.HandOverForm(request.form)

    def do(key: str) -> None:
        receipt = giving.give(g.reader, pronoun=form.pronoun.data or "", key=key)
        say(_("Handed over to the President and the office. Receipt %(r)s.", r=receipt))

    return submit(form, do=do, then=url_for(".hand_over"), again=lambda: _hand_over(form))


@room.post("/hand-over/recall")
@requires(Action.HAND_OVER, fresh=True)
def recall() -> Response:
    """Recall the hand-over that stands."""

    def do(key: str) -> None:
        receipt = giving.recall(g.reader, key=key)
        say(_("The hand-over is recalled. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".hand_over"), again=_hand_over)


@room.post("/hand-over/finding")
@requires(Action.HAND_OVER, fresh=True)
def give_finding() -> Response:
    """Hand over the finding that nobody is proposed (R26)."""

    def do(key: str) -> None:
        receipt = finding.give(g.reader, key=key)
        say(_("The finding is handed over. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".hand_over"), again=_hand_over)
