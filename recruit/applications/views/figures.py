"""The applications in figures, as the panel and the GICHD may read them (D6)."""

from __future__ import annotations

from datetime import date

from flask import g
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.applications.queries import statistics as queries
from recruit.applications.rules import statistics as rules
from recruit.core import times
from recruit.core.pages import page


def show() -> Response:
    """Four cuts and the way to the first list, each number under three withheld."""
    found = queries.statistics(read(), g.procedure.id)
    return page(
        "applications/figures.html",
        found=found,
        tables=[_drawn(table) for table in found.tables] if found else [],
        smallest=int(g.procedure.settings.get("smallest_cell", rules.SMALLEST)),
    )


def _drawn(table: rules.Table) -> dict[str, object]:
    most = max((n for n in table.numbers if n is not None), default=0) or 1
    return {
        "cut": table.cut.value,
        "title": rules.cut_words(table.cut),
        "rows": [
            {
                "name": _name(table.cut, of),
                "number": number,
                "width": 0 if number is None else round(100 * number / most, 1),
            }
            for of, number in zip(table.classes, table.numbers, strict=True)
        ],
        "together": table.together,
        "withheld": table.withheld,
        "empty": not table.together and table.withheld == len(table.numbers),
    }


def _name(cut: rules.Cut, of: str) -> str:
    return (
        times.short_day(date.fromisoformat(of))
        if cut is rules.Cut.DAY
        else rules.class_words(cut, of)
    )


figures = requires(Action.STATISTICS_READ)(show)
