"""Declaring on names, deciding on declarations, the asking again (C4 to C6)."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.duties import MANY
from recruit.access.guard import ahead, read, requires
from recruit.access.policy import allows
from recruit.applications import queries as applications
from recruit.core.errors import Kind, Refusal
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.panel import forms, hints
from recruit.panel.operations import declarations as operations
from recruit.panel.operations.declarations import Said
from recruit.panel.queries import ahead as asking
from recruit.panel.queries import deciding, seats
from recruit.panel.queries import declarations as queries
from recruit.panel.queries import election as elections
from recruit.panel.rules import conflicts
from recruit.panel.rules.conflicts import Clearance, Relation, relation_words
from recruit.panel.views.room import room
from recruit.procedure.rules.days import duty_due, quiet_days, start_of


def due_after(since: Any, setting: str, usual: int) -> Any:
    """24:00 of the n-th working day after an instant, n being a setting (R1)."""
    settings = g.procedure.settings
    return duty_due(since, int(settings.get(setting, usual)), quiet_days(settings))


# ---------------------------------------------------------------- declaring


def _show(form: forms.DeclareForm | None = None) -> Response:
    ahead(asking.own(), person=g.reader.person_id, grant=g.reader.grant_id)
    asked = queries.asked(read(), g.procedure.id)
    own = queries.own(read(), g.procedure.id, g.reader.person_id)
    names = applications.named(read(), g.procedure.id, [x.candidate_id for x in asked])
    anew = request.args.get("anew") == "1"
    left = [x for x in asked if anew or x.candidate_id not in own]
    if form is None:
        form = forms.DeclareForm()
        for x in left[: forms.AT_ONCE]:
            form.names.append_entry({"candidate": x.candidate_id})
    again = queries.again(read(), g.procedure.id)
    due = None
    if asked and g.reader.capacity.value == "surrogate":
        due = due_after(max(x.at for x in asked), "surrogate_declaration_working_days", 5)
    return page(
        "panel/declare.html",
        asked={x.candidate_id: x for x in asked},
        names=names,
        own=own,
        left=left,
        form=form,
        due=due,
        again=again,
        anew=anew,
        hints=hints.of(read(), g.reader, [x.candidate_id for x in left]),
        relation_words=relation_words,
    )


@room.get("/declare")
@requires(Action.DECLARATION_MAKE)
def declare() -> Response:
    """The names-only list, with one's own declarations."""
    return _show()


def said_of(form: forms.DeclareForm) -> dict[str, Said]:
    """What a form declares, by candidate."""
    return {
        entry.form.candidate.data: Said(Relation(entry.form.kind.data), entry.form.text.data or "")
        for entry in form.names
        if entry.form.candidate.data
    }


@room.post("/declare")
@requires(Action.DECLARATION_MAKE)
def declare_all() -> Response:
    """Save all declarations of the page in one act."""
    form = forms.DeclareForm(request.form)
    return submit(
        form,
        do=lambda key: operations.declare(g.reader, said=said_of(form), key=key),
        then=url_for(".declare"),
        again=lambda: _show(form),
        said=_("Your declarations are recorded."),
    )


@room.post("/declare/<candidate_id>")
@requires(Action.DECLARATION_MAKE)
def declare_anew(candidate_id: str) -> Response:
    """A new declaration on one name, at any time."""
    form = forms.DeclareForm(request.form)

    def do(key: str) -> str:
        said = said_of(form)
        if set(said) != {candidate_id}:
            raise Refusal("C4", "reading C4", _("Declare on this name."), kind=Kind.INVALID)
        return operations.declare(g.reader, said=said, key=key)

    return submit(
        form,
        do=do,
        then=url_for(".declare"),
        again=lambda: _show(form),
        said=_("Your new declaration is recorded."),
    )


def _again(form: forms.AgainForm | None = None) -> Response:
    again = queries.again(read(), g.procedure.id)
    return page(
        "panel/again.html",
        again=again,
        open=again.day is not None and g.now >= start_of(again.day),
        answered=again.answered.get(g.reader.person_id),
        form=form or forms.AgainForm(),
    )


@room.get("/again")
@requires(Action.DECLARATION_MAKE)
def again() -> Response:
    """Has anything changed? Asked of all on one day."""
    return _again()


@room.post("/again")
@requires(Action.DECLARATION_MAKE)
def answer_again() -> Response:
    """Answer the question of that day."""
    form = forms.AgainForm(request.form)
    changed = form.answer.data == "yes"
    return submit(
        form,
        do=lambda key: operations.answer_again(g.reader, key=key),
        then=url_for(".declare", anew="1") if changed else url_for(".again"),
        again=lambda: _again(form),
        said=_("Your answer is recorded. Declare anew on the names concerned.")
        if changed
        else _("Your answer is recorded."),
    )


# ---------------------------------------------------------------- deciding


def _after() -> tuple[int, str]:
    """After which name acquaintances are looked for, as the address says; else from the first."""
    place, _comma, candidate_id = request.args.get("after", "")[:60].partition(",")
    if not (place.isdecimal() and len(place) < 10 and candidate_id):
        return deciding.START
    return int(place), candidate_id


def _all(**drawn: Any) -> Response:
    after = _after()
    ahead(asking.DECLARATIONS, place=after[0], after=after[1])
    found = deciding.to_show(read(), g.procedure.id)
    cleared, further = deciding.acquaintances(read(), g.procedure.id, after)
    shown = {d.candidate_id for d in (*found, *cleared)}
    names = applications.named(read(), g.procedure.id, shown)
    undecided = [d for d in found if d.status == Clearance.UNDECIDED and d.finding is None]
    own = [d for d in undecided if d.person_id == g.reader.person_id]
    deadlines = {d.id: due_after(d.at, "conflict_decision_working_days", 2) for d in undecided}
    left = queries.left_of(read(), g.procedure.id)
    occupants = seats.occupants(read(), g.procedure.id)
    again = queries.again(read(), g.procedure.id)
    values: dict[str, Any] = {
        "decide": [d for d in undecided if d not in own and g.now < deadlines[d.id]],
        "others": [d for d in undecided if d in own or g.now >= deadlines[d.id]],
        "known": [
            d
            for d in cleared
            if d.status == Clearance.CLEARED and d.person_id != g.reader.person_id
        ],
        "further": url_for(".declarations", after=f"{further[0]},{further[1]}") if further else "",
        "before": url_for(".declarations") if after != deciding.START else "",
        "many": MANY,
        "decided": [d for d in found if d.finding is not None],
        "deadlines": deadlines,
        "names": names,
        "relation_words": relation_words,
        "people": [
            (s, kind, left.get(s.person_id, 0), again.answered.get(s.person_id))
            for kind in ("member", "surrogate")
            for s in occupants[kind]
        ],
        "asked": queries.any_asked(read(), g.procedure.id),
        "again": again,
        "day_form": forms.DayForm(),
        "form": forms.DecideForm(),
        "form_of": "",
        "may_decide": allows(Action.CONFLICT_DECIDE, g.reader.capacity, g.reader.column),
        "may_set": allows(Action.MEETING_HOLD, g.reader.capacity, g.reader.column),
        "vacant": seats.vacant(read(), g.procedure.id),
        "may_pass": allows(Action.SEAT_PASS, g.reader.capacity, g.reader.column),
    }
    return page("panel/declarations.html", **{**values, **drawn})


@room.get("/declarations")
@requires(Action.DECLARATIONS_READ)
def declarations() -> Response:
    """The Chair's page: declarations to decide, decided, who has declared."""
    return _all()


@room.post("/declarations/<declaration_id>")
@requires(Action.CONFLICT_DECIDE)
def decide(declaration_id: str) -> Response:
    """Decide on a declaration."""
    form = forms.DecideForm(request.form)
    return submit(
        form,
        do=lambda key: operations.decide(
            g.reader,
            declaration_id=declaration_id,
            conflict=form.found.data == "yes",
            reason=form.reason.data,
            key=key,
        ),
        then=url_for(".declarations"),
        again=lambda: _all(form=form, form_of=declaration_id),
        said=_("The decision is recorded."),
    )


@room.post("/again-day")
@requires(Action.MEETING_HOLD)
def set_day() -> Response:
    """Set the day on which all are asked again."""
    form = forms.DayForm(request.form)
    return submit(
        form,
        do=lambda key: operations.set_day(g.reader, day=form.day.data, key=key),
        then=url_for(".hold"),
        again=lambda: _all(day_form=form),
        said=_("The day is set; it is told to all nine with the first list."),
    )


def _before_members(**drawn: Any) -> Response:
    found = deciding.undecided(read(), g.procedure.id)
    chairs = elections.chairs(read(), g.procedure.id)
    mine = [
        d
        for d in found
        if d.finding is None
        and d.person_id != g.reader.person_id
        and conflicts.decider(
            d.person_id in chairs, due_after(d.at, "conflict_decision_working_days", 2), g.now
        )
        is conflicts.Decider.OTHERS
    ]
    values: dict[str, Any] = {
        "found": mine,
        "chairs": chairs,
        "names": applications.named(read(), g.procedure.id, {d.candidate_id for d in mine}),
        "relation_words": relation_words,
        "form": forms.DecideForm(),
        "form_of": "",
    }
    return page("panel/on_chair.html", **{**values, **drawn})


@room.get("/on-chair")
@requires(Action.CONFLICT_DECIDE_CHAIR)
def on_chair() -> Response:
    """Declarations that are before the other members: the Chair's, and those overdue."""
    return _before_members()


@room.post("/on-chair/<declaration_id>")
@requires(Action.CONFLICT_DECIDE_CHAIR)
def vote(declaration_id: str) -> Response:
    """Vote on a declaration."""
    form = forms.DecideForm(request.form)
    if not declaration_id:
        raise NotFound
    return submit(
        form,
        do=lambda key: operations.vote(
            g.reader,
            declaration_id=declaration_id,
            conflict=form.found.data == "yes",
            reason=form.reason.data,
            key=key,
        ),
        then=url_for(".on_chair"),
        again=lambda: _before_members(form=form, form_of=declaration_id),
        said=_("Your vote is recorded."),
    )
