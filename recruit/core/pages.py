"""Rendering a page, and what happens when a form was sent: one way for all rooms.

A view parses, calls one operation or query and renders::

    @bp.post("/post")
    @requires(Action.VACANCY_POST)
    def post() -> Response:
        form = PostForm(request.form)
        return submit(
            form,
            do=lambda key: operations.post(g.reader, form.websites.data, key=key),
            then=lambda done: url_for(".page"),
            again=lambda: show(form),
            said=_("The vacancy is posted."),
        )
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from flask import current_app, g, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import Form

from recruit.core import db, ids
from recruit.core.errors import AlreadyDone, Kind, Refusal

STATUS = {Kind.CONFLICT: 409, Kind.INVALID: 422, Kind.CLOSED: 403, Kind.UNKNOWN: 404}


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    """The template with the frame of every page around it (masthead, menu, notices)."""
    here = g._get_current_object()
    context: dict[str, Any] = {
        "refusal": here.get("refusal"),
        "key": here.get("form_key") or ids.token(),
    }
    for provide in current_app.extensions.get("page_context", []):
        context.update(provide())
    context.update(values)
    response = current_app.make_response(render_template(template, **context))
    response.status_code = here.get("form_status", status)
    return response


_MOST = 2**31 - 1


def asked_number(name: str, least: int) -> int:
    """The whole number of this name that the address asks for, not under least and not more
    than a database holds; least where it asks for none."""
    return min(max(least, request.args.get(name, least, type=int)), _MOST)


class _Numbered(Protocol):
    @property
    def number(self) -> int: ...


Version = TypeVar("Version", bound=_Numbered)


def numbered(versions: Iterable[Version], number: str) -> Version | None:
    """The version of the number that an address names; None where it names none. Raises NotFound
    for a number that is none of theirs."""
    if not number:
        return None
    found = next((one for one in versions if str(one.number) == number), None)
    if found is None:
        raise NotFound
    return found


def provide_context(app: Any, provide: Callable[[], dict[str, Any]]) -> None:
    """Add values that every page gets; called once for each provider, in create_app."""
    app.extensions.setdefault("page_context", []).append(provide)


def say(text: str, kind: str = "good") -> None:
    """A notice on the next page that is shown to this person."""
    current_app.extensions["say"](text, kind)


def submit(
    form: Form | None,
    *,
    do: Callable[[str], Any],
    then: str | Callable[[Any], str],
    again: Callable[[], Response],
    said: str = "",
) -> Response:
    """Check the form, do it once, go on; or show the page again with all that was typed.

    do gets the idempotency key. then: the address to go on to, or a function of what do
    returned. again draws the page with the form; a refusal stands at its head with
    status 409, errors of input with 422.
    """
    key = request.form.get("key", "")
    g.form_key = key
    if form is not None and not form.validate():
        g.form_status = 422
        return again()
    note = current_app.extensions["note"](said) if said else None
    try:
        with db.beside(note):
            done = do(key)
    except AlreadyDone:
        done = None
    except Refusal as refusal:
        if note is not None:
            note.take_back()
        if refusal.kind is Kind.UNKNOWN:
            raise
        g.refusal, g.form_status = refusal, STATUS[refusal.kind]
        return again()
    if note is not None and not note.written:
        say(said)
    return Response(status=303, headers={"Location": then if isinstance(then, str) else then(done)})
