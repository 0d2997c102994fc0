"""The language that a visitor chooses; who is signed in changes that of the account."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import requires
from recruit.accounts.rules import local_path
from recruit.core.languages import NAMES
from recruit.web import speaking
from recruit.web.views.door import bp


@bp.get("/language/<lang>")
@requires(Action.PUBLIC_READ)
def language(lang: str) -> Response:
    """Keep the choice in a cookie, and back to the page; nothing is written elsewhere."""
    if lang not in NAMES:
        raise NotFound
    return speaking.choose(redirect(local_path(request.args.get("next", ""))), lang)
