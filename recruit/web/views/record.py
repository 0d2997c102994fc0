"""The record, for the auditor: facts, never content; checkpoints to take along."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, make_response, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.rules import Capacity, Log
from recruit.core import checkpoint, log, times
from recruit.core.pages import page
from recruit.core.words import _
from recruit.procedure.rules.milestones import Audience, Milestone, MilestoneKind
from recruit.web.capacities import named
from recruit.web.queries import record as queries
from recruit.web.rules import record as rules
from recruit.web.views.door import bp


@dataclass(frozen=True, slots=True)
class Tab:
    """One log on the page."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is drawn."""

    when: str
    act: str
    who: str
    reference: str


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as it is drawn."""

    log: str
    when: str
    url: str


def _rounds() -> list[Milestone]:
    return [
        m
        for m in g.milestones
        if m.kind is MilestoneKind.ROUND_OPENED
        and m.object_id
        and m.audience in (Audience.PUBLIC, Audience.STATES)
    ]


def _origins() -> dict[str, tuple[Log, str, str]]:
    """Each log of this recruitment: its name in addresses -> kind, origin, words."""
    found = {
        "procedure": (Log.PROCEDURE, f"procedure/{g.procedure.id}", _("The recruitment")),
        "panel": (Log.PANEL, f"panel/{g.procedure.id}", _("The panel")),
        "site": (Log.SITE, "site", _("The site")),
    }
    for number, opened in enumerate(_rounds(), start=1):
        origin = f"round/{opened.object_id}"
        found[f"round-{number}"] = (Log.ROUND, origin, _("Round %(n)s", n=number))
    return found


def _who(fact: rules.Fact, names: dict[str, str]) -> str:
    if not fact.capacity:
        return ""
    try:
        capacity = named(Capacity(fact.capacity))
    except ValueError:
        capacity = fact.capacity
    if not fact.actor:
        return capacity
    name = names.get(fact.actor) or _("somebody without a capacity in this recruitment")
    return _("%(name)s, as %(capacity)s", name=name, capacity=capacity)


@bp.get("/p/<procedure>/<capacity>/record")
@requires(Action.RECORD_READ)
def record() -> Response:
    """Entries of one log, the latest first, and the checkpoints of all."""
    state = g.reader.column
    origins = _origins()
    open_logs = rules.logs(state)
    shown = {key: value for key, value in origins.items() if value[0] in open_logs}
    chosen = request.args.get("log", "procedure")
    if chosen not in shown:
        raise NotFound
    kind, origin, said = shown[chosen]
    before = request.args.get("before", "")
    found = queries.entries(read(), origin, kind, state, before)
    names = queries.names(read(), g.procedure.id, {f.actor for f in found.facts if f.actor})
    by_origin = {value[1]: value[2] for value in origins.values()}
    return page(
        "web/record.html",
        tabs=[
            Tab(words, url_for(".record", log=key), key == chosen)
            for key, (_kind, _origin, words) in shown.items()
        ],
        said=said,
        of_rounds=kind is Log.ROUND,
        panel_closed=Log.PANEL not in open_logs,
        lines=[
            Line(times.moment(f.at, seconds=True), rules.said(f.act), _who(f, names), f.ref)
            for f in found.facts
        ],
        first_url=url_for(".record", log=chosen) if before else "",
        next_url=url_for(".record", log=chosen, before=found.further) if found.further else "",
        checkpoints=[
            Note(by_origin[c.log], times.moment(c.at), url_for(".checkpoint_note", id=c.id))
            for c in queries.checkpoints(read(), list(by_origin))
        ],
        public_key=checkpoint.public_text(log.signer()),
    )


@bp.get("/p/<procedure>/<capacity>/record/checkpoint/<id>")
@requires(Action.RECORD_READ)
def checkpoint_note(id: str) -> Response:
    """A checkpoint's own text, to be kept elsewhere."""
    origins = [value[1] for value in _origins().values()]
    found = queries.note(read(), id, origins)
    if found is None:
        raise NotFound
    text, origin = found
    response = make_response(text)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    name = f"checkpoint-{origin.replace('/', '-')}.txt"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
