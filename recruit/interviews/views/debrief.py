"""The debrief page: what to talk about first, the heat map, agreed scores, the ranking."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import current_app, g, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import ahead, read, requires
from recruit.access.rules import Capacity, Reader
from recruit.core import keys
from recruit.core.pages import page
from recruit.core.words import _, spoken
from recruit.interviews.queries import ahead as asking
from recruit.interviews.queries import debrief as queries
from recruit.interviews.queries import sheets
from recruit.interviews.rules import sensitivity
from recruit.interviews.rules.scores import Figures
from recruit.interviews.rules.totals import rounded
from recruit.interviews.views.schedule import room
from recruit.procedure.rules.milestones import current_run


def closed_to(reader: Reader) -> bool:
    """Whether a declaration of this member is not decided: no judgement until then (C5)."""
    return sheets.undecided(read(), reader.procedure_id, reader.person_id)


def _cell(line: queries.Line, entry: str, seen: Figures) -> dict[str, Any]:
    """One candidate and entry: the mean, each member's own score by seat, the spread."""
    mean = rounded(seen.mean)
    known = isinstance(mean, Decimal)
    given = [(seat, marks[entry][0]) for seat, _name, marks in line.marks if entry in marks]
    return {
        "each": [(seat, "–" if score is None else str(score)) for seat, score in given],
        "mean": str(mean) if known else _("none"),
        "spread": seen.spread if isinstance(seen.spread, int) else None,
        "level": int(mean + Decimal("0.5")) if isinstance(mean, Decimal) else 0,
        "wide": queries.wide(seen),
        "url": f"#c-{line.reference}",
    }


def _matrix(found: queries.Debrief) -> dict[str, Any]:
    """The heat map: totals only after the last debrief, and from agreed scores alone (J7)."""
    totals = {p.candidate: p for p in found.places}
    rows = []
    for line in found.lines:
        if not line.figures:
            continue
        place = totals.get(line.reference)
        rows.append(
            {
                "label": line.reference,
                "url": f"#c-{line.reference}",
                "cells": [
                    _cell(line, entry.id, seen)
                    for entry, seen in zip(found.entries, line.figures, strict=True)
                ],
                "total": place.total if place and isinstance(place.total, Decimal) else "–",
            }
        )
    return {
        "caption": _("Candidates and entries of the profile: the mean of the members"),
        "corner": _("Mean of the members, advisory; below it each member's score, by seat"),
        "head": [e.name for e in found.entries],
        "total_label": _("Weighted total, agreed") if found.ended else None,
        "rows": rows,
    }


def _reach(found: queries.Debrief) -> dict[str, Any] | None:
    """How far each weight may move before the order changes: a picture and a sentence (J7)."""
    scores = {
        line.reference: {
            e.name: (line.agreed or {}).get(e.id, {}).get("score") for e in found.entries
        }
        for line in found.lines
        if found.ended and line.agreed is not None
    }
    if not scores:
        return None
    weights = {e.name: e.weight for e in found.entries}
    spans = sensitivity.spans(weights, scores)
    return {
        "spans": spans,
        "level": sensitivity.level(weights, scores),
        "tightest": sensitivity.tightest(spans),
    }


def _drawn(_language: object, of: queries.Asked, procedure: str, _capacity: Capacity) -> Markup:
    """All of the debrief below its frame; of the request only what its addresses rest on."""
    found = queries.debrief(of)
    talk = [
        {"line": line, "entry": entry, "seen": seen}
        for line in found.lines
        if line.state == "open"
        for entry, seen in zip(found.entries, line.figures, strict=True)
        if queries.wide(seen)
    ]
    talk.sort(key=lambda t: (-t["seen"].spread, t["line"].reference))  # type: ignore[attr-defined]
    drawn = current_app.jinja_env.get_template("interviews/debrief_drawn.html").render(
        found=found,
        talk=talk,
        matrix=_matrix(found),
        reach=_reach(found),
        chair=found.chairs,
        agree=lambda candidate: url_for(
            ".agree", procedure=procedure, capacity="chair", candidate_id=candidate
        ),
        names={line.reference: line.name for line in found.lines},
    )
    return Markup(drawn)  # noqa: S704 - a template escapes what it is given


@room.get("/debrief")
@requires(Action.DEBRIEF_READ)
def debrief() -> Response:
    """Per candidate, from the moment when every living occupant has locked."""
    run = current_run(g.milestones)
    ahead(asking.DEBRIEF, run=run, person=g.reader.person_id)
    if closed_to(g.reader):
        return page("interviews/debrief.html", drawn=None)
    of = queries.asked(read(), g.reader, run)
    drawn = keys.ring().remembered(_drawn, spoken(), of, g.procedure.name, g.reader.capacity)
    return page("interviews/debrief.html", drawn=drawn)
