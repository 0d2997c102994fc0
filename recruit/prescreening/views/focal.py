"""Pages of the focal point: giving files out, settling differences, circulating the list."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.core import times
from recruit.core.errors import Kind, Refusal, examine
from recruit.core.pages import page, say, submit
from recruit.core.together import Together
from recruit.core.words import _, kept, ngettext
from recruit.panel.rules.conflicts import Relation, relation_words
from recruit.prescreening import forms
from recruit.prescreening.operations import assigning, circulating, screening
from recruit.prescreening.queries import circulation, files, work
from recruit.prescreening.rules import circulation as rules
from recruit.prescreening.rules import criteria, outcome, pace
from recruit.prescreening.rules.criteria import Finding
from recruit.prescreening.rules.experience import Path
from recruit.prescreening.views.room import room, told
from recruit.procedure.rules.days import end_of, holidays_of
from recruit.procedure.rules.milestones import MilestoneKind, latest


@kept
def state_words(state: str) -> str:
    """Where a file stands, in words."""
    return {
        "open": _("not given out"),
        "screening": _("being screened"),
        "difference": _("two screeners differ"),
        "done": _("has its outcome"),
    }[state]


@kept
def outcome_words(found: str) -> str:
    """An outcome in words."""
    return {
        "suitable": _("suitable"),
        "borderline": _("borderline"),
        "not_suitable": _("not suitable"),
    }.get(found, "")


# ---------------------------------------------------------------- giving out


_FILES = Together(*files.FILES_AHEAD, *work.DAYS_AHEAD)


def _paces(days: work.Days) -> tuple[pace.Pace, list[tuple[files.Load, pace.Pace]]]:
    """How many locks are needed a working day until the window's last: of all, of each."""
    who = files.loads(read(), g.reader)

    def needed(to_do: int, done: int) -> pace.Pace:
        return pace.pace(
            to_do=to_do,
            done=done,
            now=g.now,
            first=days.screening_first,
            last=days.screening_last,
            holidays=holidays_of(str(g.procedure.settings.get("holidays", ""))),
        )

    whole = needed(sum(one.of_locked for one in who), sum(one.locked for one in who))
    return whole, [(one, needed(one.of_locked, one.locked)) for one in who]


def _show_files(**drawn: Any) -> Response:
    ahead(_FILES, person=g.reader.person_id)
    days = work.days(read(), g.procedure.id)
    whole, paces = _paces(days)
    after = request.args.get("after", "")[:20]
    people = files.people(read(), g.procedure.id, g.reader.column)
    who = next((p for p, _name in people if p == request.args.get("who", "")), "")
    found, more = files.table(read(), g.reader, after, who)
    evenly = forms.EvenlyForm()
    evenly.persons.choices = people
    evenly.persons.data = [person for person, _name in people if person != g.reader.person_id]
    handing = forms.HandOverForm(prefix="")
    handing.leaving.choices = handing.persons.choices = people
    values: dict[str, Any] = {
        "found": found,
        "people": people,
        "names": dict(people),
        "base": url_for(".files", who=who or None),
        "who": who,
        "after": after,
        "next_url": url_for(".files", after=found[-1].reference, who=who or None) if more else "",
        "progress": files.progress(read(), g.procedure.id),
        "pace": whole,
        "paces": paces,
        "closes": end_of(days.screening_last),
        "left": times.left(g.now, end_of(days.screening_last)),
        "circulated": latest(told(), MilestoneKind.LIST_CIRCULATED),
        "state_words": state_words,
        "outcome_words": outcome_words,
        "declared": files.declared(read(), g.reader, by_focal_point=False),
        "relation": lambda kind: relation_words(Relation(kind)),
        "evenly_form": evenly,
        "hand_over_form": handing,
        "finding_form": forms.FindingForm(),
    }
    return page("prescreening/files.html", **{**values, **drawn})


def show_files() -> Response:
    """The files to screen: who has them, how far they are."""
    return _show_files()


room.add_url_rule("/files", "files", requires(Action.SCREENING_ASSIGN)(show_files), methods=["GET"])


@room.post("/files/evenly")
@requires(Action.SCREENING_ASSIGN)
def assign_evenly() -> Response:
    """Give every open place to the screeners named, evenly."""
    form = forms.EvenlyForm(request.form)
    form.persons.choices = files.people(read(), g.procedure.id, g.reader.column)
    done: list[tuple[int, int]] = []

    def do(key: str) -> None:
        done.append(assigning.assign_evenly(g.reader, persons=form.persons.data or (), key=key))

    def then(_none: None) -> str:
        if done:
            given, left = done[0]
            say(ngettext("%(n)s place was given.", "%(n)s places were given.", given))
            if left:
                say(
                    ngettext(
                        "%(n)s file could not be given: nobody is left who may screen it.",
                        "%(n)s files could not be given: nobody is left who may screen them.",
                        left,
                    ),
                    "due",
                )
        return url_for(".files")

    return submit(form, do=do, then=then, again=lambda: _show_files(evenly_form=form))


@room.post("/files/hand-over")
@requires(Action.SCREENING_ASSIGN)
def hand_over() -> Response:
    """Give what somebody has not locked to others."""
    form = forms.HandOverForm(request.form)
    form.leaving.choices = form.persons.choices = files.people(
        read(), g.procedure.id, g.reader.column
    )

    def then(done: tuple[int, int] | None) -> str:
        if done is not None:
            given, left = done
            say(ngettext("%(n)s file was handed over.", "%(n)s files were handed over.", given))
            if left:
                say(
                    ngettext(
                        "%(n)s file stays: nobody is left for it, or it is given by hand.",
                        "%(n)s files stay: nobody is left for them, or they are given by hand.",
                        left,
                    ),
                    "due",
                )
        return url_for(".files")

    return submit(
        form,
        do=lambda key: assigning.hand_over(
            g.reader,
            person_id=form.leaving.data,
            persons=form.persons.data or (),
            reason=form.reason.data or "",
            key=key,
        ),
        then=then,
        again=lambda: _show_files(hand_over_form=form),
    )


@room.post("/files/<candidate_id>/<int:place>")
@requires(Action.SCREENING_ASSIGN)
def assign(candidate_id: str, place: int) -> Response:
    """Give one place, or give it to somebody else."""
    form = forms.AssignForm(request.form)
    form.person.choices = files.people(read(), g.procedure.id, g.reader.column)
    held = request.form.get("assignment", "")

    def do(key: str) -> str:
        if held:
            return assigning.reassign(
                g.reader,
                assignment_id=held,
                person_id=form.person.data,
                reason=form.reason.data or "",
                outside_line=form.outside_line.data,
                key=key,
            )
        return assigning.assign(
            g.reader,
            candidate_id=candidate_id,
            person_id=form.person.data,
            place=place,
            outside_line=form.outside_line.data,
            key=key,
        )

    return submit(
        form,
        do=do,
        then=url_for(".files"),
        again=lambda: _show_files(bad=form, bad_at=(candidate_id, place)),
        said=_(
            "The file is given to %(name)s.",
            name=dict(form.person.choices).get(form.person.data, ""),
        ),
    )


@room.post("/declarations/<declaration_id>")
@requires(Action.SCREENING_ASSIGN)
def decide_declaration(declaration_id: str) -> Response:
    """The focal point decides on a screener's declaration."""
    form = forms.FindingForm(request.form)
    return submit(
        form,
        do=lambda key: assigning.decide_declaration(
            g.reader,
            declaration_id=declaration_id,
            conflict=form.conflict.data == "yes",
            reason=form.reason.data,
            key=key,
        ),
        then=url_for(".files"),
        again=lambda: _show_files(finding_form=form),
        said=_("The decision is recorded."),
    )


# ---------------------------------------------------------------- settling


def _pair(candidate_id: str) -> tuple[tuple[work.VoteView, ...], tuple[str, ...], str]:
    """The two votes, where they differ, and the reference. Raises NotFound before both lock."""
    both = work.votes(read(), g.reader, candidate_id)
    reference = work.reference(read(), g.reader, candidate_id)
    if len(both) < 2 or reference is None:
        raise NotFound
    first, second = (
        outcome.Vote(v.person_id, v.written.findings(), v.written.path, v.locked_at)
        for v in both[:2]
    )
    return both, outcome.differences(first, second), reference


def _show_settle(candidate_id: str, endpoint: str, typed: forms.Settling | None = None) -> Response:
    both, differences, reference = _pair(candidate_id)
    return page(
        "prescreening/settle.html",
        candidate_id=candidate_id,
        reference=reference,
        both=both,
        differences=differences,
        path_name=outcome.PATH,
        typed=typed.values if typed else {},
        third=g.reader.person_id not in [v.person_id for v in both],
        title_of=criteria.title,
        words_of={c.id: c.words for c in criteria.CRITERIA},
        action_url=url_for(endpoint, candidate_id=candidate_id),
        file_url=url_for(
            "applications.show" if endpoint == ".record_settlement" else ".screen",
            candidate_id=candidate_id,
        ),
    )


def _settle(candidate_id: str, endpoint: str) -> Response:
    _both, differences, _reference = _pair(candidate_id)
    typed = forms.settling(request.form, differences)

    def do(key: str) -> str:
        settlements = []
        for difference, (value, path, note) in typed.values.items():
            if difference != outcome.PATH and value not in set(Finding):
                raise Refusal(
                    "A5", "reading A5", _("Say what holds for each difference."), kind=Kind.INVALID
                )
            settlements.append(
                outcome.Settlement(
                    difference,
                    g.reader.person_id,
                    note,
                    Finding(value) if difference != outcome.PATH else None,
                    Path(path) if path in set(Path) else None,
                )
            )
        return screening.settle(
            g.reader, candidate_id=candidate_id, settlements=settlements, key=key
        )

    return submit(
        None,
        do=do,
        then=url_for(".comparison"),
        again=lambda: _show_settle(candidate_id, endpoint, typed),
        said=_("The differences are settled and the outcome is recorded. The first votes stay."),
    )


@room.get("/settle/<candidate_id>")
@requires(Action.SCREENING_SETTLE)
def settle(candidate_id: str) -> Response:
    """The differences of a file, for the focal point."""
    return _show_settle(candidate_id, ".record_settlement")


@room.post("/settle/<candidate_id>")
@requires(Action.SCREENING_SETTLE)
def record_settlement(candidate_id: str) -> Response:
    """Settle them."""
    return _settle(candidate_id, ".record_settlement")


@room.get("/file/<candidate_id>/settle")
@requires(Action.SCREENING_DO)
def settle_own(candidate_id: str) -> Response:
    """The differences of a file of one's own, to be settled with a note."""
    if work.place(read(), g.reader, candidate_id) is None:
        raise NotFound
    return _show_settle(candidate_id, ".record_own_settlement")


@room.post("/file/<candidate_id>/settle")
@requires(Action.SCREENING_DO)
def record_own_settlement(candidate_id: str) -> Response:
    """Settle them with a note."""
    if work.place(read(), g.reader, candidate_id) is None:
        raise NotFound
    return _settle(candidate_id, ".record_own_settlement")


# ---------------------------------------------------------------- circulating


def _show_circulation(form: forms.CirculateForm | None = None) -> Response:
    facts = circulation.shown(read(), g.procedure.id, g.milestones, g.now)
    applications, after = facts.applications, request.args.get("after", "")[:20]
    entries = rules.contents(applications)
    drawn = [e for e in entries if e.reference > after][: files.ROWS + 1]
    shown = drawn[: files.ROWS]
    return page(
        "prescreening/circulation.html",
        checked=examine(rules.CIRCULATION, facts),
        entries=shown,
        first_url=url_for(".circulation") if after else "",
        next_url=url_for(".circulation", after=shown[-1].reference)
        if len(drawn) > len(shown)
        else "",
        equivalences=sum(e.equivalence for e in entries),
        left_late=sum(a.late and not a.admitted and not a.withdrawn for a in applications),
        left_withdrawn=sum(a.withdrawn for a in applications),
        versions=circulation.versions(read(), g.procedure.id, told()),
        form=form or forms.CirculateForm(),
        outcome_words=outcome_words,
    )


def show_circulation() -> Response:
    """What the list would hold, the conditions for circulating it, the versions so far."""
    return _show_circulation()


room.add_url_rule(
    "/circulation",
    "circulation",
    requires(Action.LIST_CIRCULATE)(show_circulation),
    methods=["GET"],
)


@room.post("/circulation")
@requires(Action.LIST_CIRCULATE)
def circulate() -> Response:
    """Circulate the list to the panel."""
    form = forms.CirculateForm(request.form)
    return submit(
        form,
        do=lambda key: circulating.circulate(g.reader, why=form.why.data or "", key=key),
        then=url_for(".circulation"),
        again=lambda: _show_circulation(form),
        said=_("The list is circulated. Members and surrogates are asked to declare on its names."),
    )
