"""The page of two screeners beside each other: their agreement, and where they differ (A5)."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.pages import page
from recruit.prescreening.queries import comparison as queries
from recruit.prescreening.rules import agreement, criteria, outcome
from recruit.prescreening.views.room import may, room


def show_comparison() -> Response:
    """Each pair's agreement over all criteria, one pair's by criterion, the differences."""
    pairs = queries.pairs(read(), g.reader)
    after = request.args.get("after", "")[:20]
    found, more = queries.differing(read(), g.reader, after)
    wanted = request.args.get("pair", "")
    chosen = next((p for p in pairs if p.id == wanted), pairs[0] if pairs else None)
    return page(
        "prescreening/comparison.html",
        pairs=[(pair, agreement.overall(pair.counts)) for pair in pairs],
        chosen=chosen,
        lines=[(c, agreement.agreed(chosen.counts.table(c.id))) for c in criteria.CRITERIA]
        if chosen
        else [],
        figure=agreement.figure,
        percent=agreement.percent,
        title_of=criteria.title,
        path_name=outcome.PATH,
        found=found,
        may_settle=may(Action.SCREENING_SETTLE),
        base=url_for(".comparison"),
        after=after,
        next_url=url_for(".comparison", after=found[-1].reference) if more else "",
    )


room.add_url_rule(
    "/comparison",
    "comparison",
    requires(Action.COMPARISON_READ)(show_comparison),
    methods=["GET"],
)
