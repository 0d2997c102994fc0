"""The second edition: made and confirmed by two people who see references and counts (J9, R27)."""

from __future__ import annotations

from flask import g, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.core.pages import page as draw
from recruit.core.pages import submit
from recruit.core.words import _
from recruit.procedure.rules.ending import ended
from recruit.report.operations import edition as operations
from recruit.report.queries import edition as queries
from recruit.report.views.page import room


def _show() -> Response:
    end = ended(g.milestones)
    if end is None:
        raise NotFound
    standing = queries.standing(read(), g.procedure.id)
    capacity, column = g.reader.capacity, g.reader.column
    return draw(
        "report/edition.html",
        end=end,
        standing=standing,
        may_make=allows(Action.EDITION_MAKE, capacity, column)
        and standing.lodged > 0
        and not standing.made,
        may_confirm=allows(Action.EDITION_CONFIRM, capacity, column)
        and bool(standing.made)
        and standing.confirmed_at is None
        and standing.made_by != g.reader.person_id,
        own=standing.made_by == g.reader.person_id,
    )


@room.get("/second-edition")
@requires(Action.EDITION_READ)
def edition() -> Response:
    """How the second edition stands, by references and counts."""
    return _show()


@room.post("/second-edition/make")
@requires(Action.EDITION_MAKE, fresh=True)
def make_edition() -> Response:
    """Make it, and confirm it for one of two."""
    return submit(
        None,
        do=lambda key: operations.make(g.reader, key=key),
        then=url_for(".edition"),
        again=_show,
        said=_("The second edition is made; a member of the panel confirms it."),
    )


@room.post("/second-edition/confirm")
@requires(Action.EDITION_CONFIRM, fresh=True)
def confirm_edition() -> Response:
    """Confirm it for the other."""
    return submit(
        None,
        do=lambda key: operations.confirm(g.reader, key=key),
        then=url_for(".edition"),
        again=_show,
        said=_("The second edition is confirmed. It is the institution's record from now on."),
    )
