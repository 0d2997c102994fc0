"""How the guide of an interview stands on paper: values for the PDF's template, nothing more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from recruit.core import times
from recruit.core.words import _, english, ngettext
from recruit.interviews.queries.guide import Guide
from recruit.interviews.rules.guide import Step
from recruit.shortlist.rules.grid import level_word


def lead(guide: Guide) -> list[str]:
    """When it is, how long it takes and what it rests on, in sentences."""
    said = []
    if guide.starts_at is not None:
        said.append(
            ngettext(
                "%(when)s. Allotted: %(n)s minute, as for every candidate.",
                "%(when)s. Allotted: %(n)s minutes, as for every candidate.",
                guide.minutes,
                when=times.deadline(guide.starts_at),
            )
        )
        if guide.each:
            said.append(
                ngettext(
                    "That is about %(n)s minute a question, if all take the same.",
                    "That is about %(n)s minutes a question, if all take the same.",
                    guide.each,
                )
            )
    else:
        said.append(_("No time is set yet."))
    profile, questions, grid = guide.versions
    said.append(
        _(
            "Profile version %(p)s, questions version %(q)s, grid version %(g)s. "
            "All candidates are asked the same main questions in this order.",
            p=profile,
            q=questions,
            g=grid,
        )
    )
    return said


def about(step: Step) -> str:
    """What stands under a question's number: weight, essential, setback."""
    said = [_("Weight %(w)s of 100", w=step.weight)]
    if step.essential:
        said.append(_("essential"))
    if step.setback:
        said.append(_("asks for a setback"))
    return " · ".join(said)


def _part(step: Step) -> dict[str, Any]:
    items: list[dict[str, Any]] = [
        {"kind": "text", "text": about(step)},
        {"kind": "said", "text": step.main},
    ]
    if step.probe:
        items.append({"kind": "text", "text": _("Probe: %(probe)s", probe=step.probe)})
    if step.indicators:
        items.append({"kind": "text", "text": _("What it looks for:")})
        items.append({"kind": "list", "lines": list(step.indicators)})
    items.append(
        {
            "kind": "table",
            "head": [_("Score"), _("Level"), _("What it describes")],
            "widths": [0, 2, 6],
            "rows": [
                [str(level.figure), level_word(level.figure), level.described]
                for level in step.levels
            ],
        }
    )
    items.append({"kind": "room", "text": _("Notes. Not observed stands apart from the scale.")})
    title = _("%(n)s. %(entry)s", n=step.place, entry=step.entry)
    return {"title": title, "level": 1, "fresh": True, "items": items}


def _overview(guide: Guide) -> dict[str, Any]:
    rows = [
        [str(s.place), s.entry, str(s.weight), _("yes") if s.essential else "–"]
        for s in guide.steps
    ]
    head = [_("No."), _("Asked for"), _("Weight"), _("Essential")]
    table = {"kind": "table", "head": head, "widths": [0, 8, 0, 2], "rows": rows}
    return {"title": _("The questions, in their order"), "level": 1, "items": [table]}


@english
def sheet(
    guide: Guide, over: str, *, reader: str, number: str, at: datetime, lang: str = "en"
) -> dict[str, Any]:
    """The guide as a sheet for ``recruit.documents.rendering``, marked with reader and number.

    over: the recruitment's title. at: aware time of the making, printed on each page.
    """
    day = times.geneva_date(at)
    title = _("Interview guide, %(reference)s", reference=guide.reference)
    return {
        "title": title,
        "over": over,
        "date": [day.year, day.month, day.day],
        "lang": lang,
        "region": "GB",
        "running": _(
            "Copy %(number)s for %(reader)s, drawn on %(when)s. Within the panel.",
            number=number,
            reader=reader,
            when=times.moment(at),
        ),
        "foot": title,
        "lead": lead(guide),
        "mark": [reader, _("copy %(number)s", number=number)],
        "parts": [_overview(guide), *(_part(step) for step in guide.steps)],
    }
