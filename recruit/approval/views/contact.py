"""The page behind the link of a rehearsal mail: everybody's who has the link, without an
account. Opening it changes nothing (W15); its one button says that the mail came (W8)."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.approval.operations import proving as operations
from recruit.approval.queries import proving as queries
from recruit.core.pages import page, submit

public = Blueprint("contact", __name__, url_prefix="/contact")


def _show(token: str) -> Response:
    asked = queries.of_link(read(), token)
    if asked is None:
        return page("report/no_link.html", status=410)
    return page("approval/contact.html", asked=asked, token=token)


@public.get("/<token>")
@requires(Action.PUBLIC_READ)
def rehearsal(token: str) -> Response:
    """Which State's mail it was, and the button."""
    return _show(token)


@public.post("/<token>")
@requires(Action.PUBLIC_READ)
def acknowledge(token: str) -> Response:
    """Say that the mail came."""
    if queries.of_link(read(), token) is None:
        return page("report/no_link.html", status=410)
    return submit(
        None,
        do=lambda key: operations.acknowledge(token, key=key),
        then=url_for(".rehearsal", token=token),
        again=lambda: _show(token),
    )
