"""Pages of the panel: oversight, the list of candidates, one candidate."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.rules import Capacity
from recruit.applications.rules import kind_words
from recruit.applications.rules.statistics import quarter_words, quarters
from recruit.core import times
from recruit.core.pages import asked_number, page, submit
from recruit.core.words import _, kept
from recruit.documents import door
from recruit.documents.files import file_of
from recruit.panel.rules.conflicts import Relation, relation_words
from recruit.prescreening import forms
from recruit.prescreening.operations import assigning, oversight
from recruit.prescreening.queries import candidates as queries
from recruit.prescreening.queries import files, work
from recruit.prescreening.rules import criteria, pace
from recruit.prescreening.rules.rulings import weight_words
from recruit.prescreening.views.focal import outcome_words
from recruit.prescreening.views.room import may, room, told
from recruit.procedure.rules.days import end_of, quiet_days
from recruit.procedure.rules.milestones import MilestoneKind, latest


@kept
def status_words(status: str) -> str:
    """Why a candidate stands on the list, in words."""
    return {
        "suitable": _("suitable"),
        "borderline": _("borderline"),
        "staff": _("employed here"),
        "placed": _("placed by the panel"),
        "": _("given on request"),
    }[status]


# ---------------------------------------------------------------- oversight (54(b), C11)


def _show_oversight(**drawn: Any) -> Response:
    days = work.days(read(), g.procedure.id)
    chair = g.reader.capacity is Capacity.CHAIR
    progress = files.progress(read(), g.procedure.id)
    of = max(progress.assigned, progress.settled)
    settled = quarters(progress.settled, of)
    values: dict[str, Any] = {
        "locked_twice": quarter_words(quarters(progress.locked_twice, of)),
        "settled": quarter_words(settled),
        "pace": pace.in_a_hundred(
            settled,
            now=g.now,
            first=days.screening_first,
            last=days.screening_last,
            holidays=quiet_days(g.procedure.settings),
        ),
        "closes": end_of(days.screening_last),
        "left": times.left(g.now, end_of(days.screening_last)),
        "instructions": files.instructions(read(), g.procedure.id),
        "criteria": criteria.CRITERIA,
        "reading_of": criteria.reading_words,
        "circulated": latest(told(), MilestoneKind.LIST_CIRCULATED),
        "may_instruct": may(Action.INSTRUCTION_GIVE),
        "may_admit": may(Action.APPLICATION_ADMIT_LATE),
        "declared": files.declared(read(), g.reader, by_focal_point=True) if chair else [],
        "relation": lambda kind: relation_words(Relation(kind)),
        "instruct_form": forms.InstructForm(),
        "finding_form": forms.FindingForm(),
    }
    return page("prescreening/oversight.html", **{**values, **drawn})


def show_oversight() -> Response:
    """Criteria, how far it is, pace and instructions; no file, and no count that moves (D6)."""
    return _show_oversight()


room.add_url_rule(
    "/oversight", "oversight", requires(Action.OVERSIGHT_READ)(show_oversight), methods=["GET"]
)


@room.post("/oversight")
@requires(Action.INSTRUCTION_GIVE)
def instruct() -> Response:
    """The Chair instructs the GICHD in writing."""
    form = forms.InstructForm(request.form)
    return submit(
        form,
        do=lambda key: oversight.instruct(g.reader, text=form.text.data, key=key),
        then=url_for(".oversight"),
        again=lambda: _show_oversight(instruct_form=form),
        said=_("The instruction is recorded and sent to the GICHD."),
    )


@room.post("/oversight/declarations/<declaration_id>")
@requires(Action.FOCAL_CONFLICT_DECIDE)
def decide_on_focal_point(declaration_id: str) -> Response:
    """The Chair decides on the focal point's declaration (A7)."""
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
        then=url_for(".oversight"),
        again=lambda: _show_oversight(finding_form=form),
        said=_("The decision is recorded."),
    )


# ---------------------------------------------------------------- candidates (C4)


@room.get("/candidates")
@requires(Action.LIST_READ)
def candidates() -> Response:
    """The list as circulated, once the reader has declared on every name."""
    circulation = queries.circulation_of(g.milestones)
    if circulation is None:
        raise NotFound
    standing = queries.standing(read(), g.reader, circulation.object_id)
    after = asked_number("after", 0)
    lines, more = (
        queries.lines(read(), g.reader, circulation.object_id, after)
        if standing.open and not standing.undeclared
        else ([], False)
    )
    marking = bool(lines) and may(Action.READING_OWN)
    return page(
        "prescreening/candidates.html",
        marking=marking,
        done=queries.read_of(read(), g.reader, circulation.object_id) if marking else set(),
        of=standing.names,
        circulation=circulation,
        standing=standing,
        lines=lines,
        weights={w: weight_words(w) for w in {line.weight for line in lines}},
        screening={s: status_words(s) for s in {line.status for line in lines}},
        since={n: _("version %(n)s", n=n) for n in {line.since_version for line in lines}},
        base=url_for(".candidate", candidate_id="-")[:-1],
        next_url=url_for(".candidates", after=lines[-1].place) if more else "",
        previous_url=url_for(".candidates") if after else "",
        may_ask=may(Action.REQUEST_MOVE),
        given=latest(g.milestones, MilestoneKind.ALL_GIVEN),
    )


@room.get("/candidates/<candidate_id>")
@requires(Action.LIST_READ)
def candidate(candidate_id: str) -> Response:
    """One candidate: settled answers and documents, once cleared; else closed, and why."""
    found = queries.candidate(read(), g.reader, candidate_id, g.milestones)
    circulation = queries.circulation_of(g.milestones)
    if found is None or circulation is None:
        raise NotFound
    standing = found.standing
    early = standing.undeclared and found.since_version >= circulation.number
    opens = found.may_open and standing.open and not early
    file = file_of(read(), g.reader, candidate_id) if opens else None
    if file is not None and file.documents and not file.known:
        # the door asks for every name given until then, the page for this version's (C4)
        opens, early, file = False, True, None
    return page(
        "prescreening/candidate.html",
        found=found,
        standing=standing,
        opens=opens,
        early=early,
        documents=file.given if file else [],
        mine=file.own if file and file.documents and may(Action.READING_OWN) else None,
        kind_words=kind_words,
        has_image=door.has_images,
        criteria=criteria.CRITERIA,
        title_of=criteria.title,
        status_words=status_words,
        weight_words=weight_words,
        outcome_words=outcome_words,
        base=url_for(".candidate", candidate_id="-")[:-1],
    )
