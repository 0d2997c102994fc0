"""A form that came back: what was typed, and a button that sends it again."""

from __future__ import annotations

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.accounts import operations, queries, rules
from recruit.accounts.views.door import bp
from recruit.core.pages import page

_NOT_SHOWN = frozenset({"key", "sealed", "version", "next"})
_SECRET = frozenset({"passphrase", "again", "old", "new", "new_code"})


def _needs_fresh(path: str) -> bool:
    """Whether the form's own address asks for the second factor."""
    try:
        adapter = current_app.create_url_adapter(request)
        endpoint, _values = adapter.match(path, method="POST")  # type: ignore[union-attr]
    except HTTPException:
        return False
    return bool(getattr(current_app.view_functions[endpoint], "__fresh__", False))


@bp.get("/parked/<token>")
@requires(Action.ACCOUNT_OWN)
def parked(token: str) -> Response:
    """The form of this token, for the person who sent it; sends nothing of itself."""
    found = operations.open_parked(token, g.reader.person_id)
    if found is None:
        raise NotFound
    typed = [
        (rules.field_label(name), "" if name in _SECRET else value)
        for name, value in found.items
        if name not in _NOT_SHOWN and value
    ]
    return page(
        "accounts/parked.html",
        form=found,
        typed=typed,
        here=request.path,
        stepup_needed=_needs_fresh(found.path) and not g.reader.fresh,
        by_mail=queries.is_delegate_only(read(), g.reader.person_id, g.now),
    )
