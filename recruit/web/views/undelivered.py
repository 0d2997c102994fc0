"""Mails that did not arrive: each sender's own, and nobody else's (D7)."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import AnyOf

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.access.rules import Capacity
from recruit.core.forms import Form
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.notices import operations, queries
from recruit.notices.rules import How, how_words
from recruit.web.queries import undelivered as names
from recruit.web.views.door import bp


class SettleForm(Form):
    """What is decided about one mail."""

    how = HiddenField("", [AnyOf([how.value for how in How])])


_SETTLE_AT = {Capacity.CHAIR: ".settle_own", Capacity.ADMINISTRATOR: ".settle_of_site"}


def _show() -> Response:
    rows = queries.undelivered(read(), g.reader)
    done = queries.decided(read(), g.reader)
    about = g.get("procedure")
    return page(
        "web/undelivered.html",
        rows=rows,
        done=done,
        How=How,
        how_words=how_words,
        settles=allows(operations.settles(g.reader.capacity), g.reader.capacity, g.reader.column),
        settle_at=_SETTLE_AT.get(g.reader.capacity, ".settle"),
        called=names.named(
            read(),
            about.id if about else "",
            {r.recipient for r in rows} | {d.recipient for d in done},
        ),
    )


@bp.get("/p/<procedure>/<capacity>/undelivered")
@requires(Action.UNDELIVERED_READ)
def undelivered() -> Response:
    """What this capacity's house sent that failed, or of which nobody knows whether it came."""
    return _show()


@bp.get("/site/undelivered")
@requires(Action.SITE_ADMINISTER)
def undelivered_of_site() -> Response:
    """The same of the administrators': invitations, and what concerns an account."""
    return _show()


def _settle(delivery_id: str, back: str) -> Response:
    form = SettleForm(request.form)
    return submit(
        form,
        do=lambda key: operations.settle(
            g.reader, delivery_id=delivery_id, how=How(form.how.data), key=key
        ),
        then=url_for(back),
        again=_show,
        said=_("Decided, and kept below."),
    )


@bp.post("/p/<procedure>/<capacity>/undelivered/<delivery_id>")
@requires(Action.UNDELIVERED_SETTLE)
def settle(delivery_id: str) -> Response:
    """Send it again, or say that it is settled otherwise."""
    return _settle(delivery_id, ".undelivered")


@bp.post("/p/<procedure>/<capacity>/undelivered/<delivery_id>/own")
@requires(Action.UNDELIVERED_SETTLE_CHAIR)
def settle_own(delivery_id: str) -> Response:
    """The same of the Chair's, recorded for the panel alone."""
    return _settle(delivery_id, ".undelivered")


@bp.post("/site/undelivered/<delivery_id>")
@requires(Action.SITE_ADMINISTER)
def settle_of_site(delivery_id: str) -> Response:
    """The same of the administrators'."""
    return _settle(delivery_id, ".undelivered_of_site")
