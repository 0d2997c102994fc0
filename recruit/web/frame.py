"""What surrounds every page: headers, nonce, request id, words, filters, masthead, menu."""

from __future__ import annotations

import gettext
from functools import lru_cache
from typing import Any

from flask import Flask, Request, current_app, g, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from recruit.access.guard import action_of
from recruit.access.policy import allows, closed_by_match, needs_undertaking
from recruit.access.rules import Capacity
from recruit.core import installation, pages, times, words
from recruit.core.citing import cited
from recruit.core.words import _, ngettext
from recruit.states import names
from recruit.web import navigation, speaking
from recruit.web.capacities import acting_as
from recruit.web.rules import data_kinds
from recruit.web.rules.picture import Picture
from recruit.web.templates import Spoken
from recruit.web.text import lines

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CSP)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.endpoint == "static" and response.status_code < 400:  # what is missing may come
        response.headers["Cache-Control"] = "public, max-age=3600"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    chosen = current_app.extensions.get("config")
    if chosen is not None and chosen.secure_cookies:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def _context() -> dict[str, Any]:
    reader = g.get("reader")
    context: dict[str, Any] = {
        "site_name": _("Director recruitment"),
        "home_url": "/",
        **speaking.of_page(),
        "languages": speaking.choice(),
        "this_address": speaking.here_again(),
        "reader": reader,
    }
    if reader is not None and reader.capacity not in (Capacity.PUBLIC, Capacity.ANYBODY):
        context["capacity_label"] = acting_as(reader.capacity, reader.seat, reader.state_name)
        if "procedure" in g:
            context["menu"] = navigation.menu(reader)
            context["stepup_needed"] = not reader.fresh
            context["who_can_see_url"] = navigation.who_can_see_url()
    return context


def address(endpoint: str, **values: Any) -> str:
    """url_for of templates and of what draws much: each address is made once."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]
    if endpoint == "static" and len(values) == 1:
        return _static(values["filename"], asked.script_root)
    if endpoint[:1] == ".":
        endpoint = f"{asked.blueprint}{endpoint}"
    here = g._get_current_object()
    procedure, reader = here.get("procedure"), here.get("reader")
    place = (procedure.name, reader.capacity) if procedure and reader else None
    return _built(endpoint, tuple(values.items()), place, asked.script_root)


def _opens(endpoint: str) -> bool:
    """Whether the policy opens this page to the reader now: a link that leads nowhere is not
    drawn. What the page itself asks (a file, a turn) is its own."""
    if endpoint[:1] == ".":
        endpoint = f"{request.blueprint}{endpoint}"
    action, reader = action_of(current_app, endpoint), g.get("reader")
    return bool(
        action
        and reader
        and allows(action, reader.capacity, reader.column)
        and (reader.undertaken or not needs_undertaking(action, reader.capacity))
        and not closed_by_match(action, reader.capacity, reader.matched)
    )


@lru_cache(maxsize=256)
def _static(filename: str, _root: str) -> str:
    return url_for("static", filename=filename)


@lru_cache(maxsize=4096)
def _built(
    endpoint: str,
    values: tuple[tuple[str, Any], ...],
    _here: tuple[str, Capacity] | None,
    _root: str,
) -> str:
    """An address of this procedure and capacity: drawn once, since building one costs more
    than a hundred words."""
    return url_for(endpoint, **dict(values))


def _data_told(kind: str) -> data_kinds.Told:
    """Who reads this kind of data and until when it is kept, by the periods of this procedure."""
    return data_kinds.told(kind, g.procedure.settings if "procedure" in g else {})


def _timeline(drawn: Picture) -> Markup:
    """The calendar's picture as the macro draws it, kept for who sees the same picture."""
    return _timeline_of(drawn, words.spoken())


@lru_cache(maxsize=256)
def _timeline_of(drawn: Picture, _language: gettext.NullTranslations) -> Markup:
    macros: Any = current_app.jinja_env.get_template("macros/calendar.html").module
    return Markup(macros.timeline(drawn))  # noqa: S704 - a macro escapes what it is given


def init(app: Flask) -> None:
    """Set headers, words, filters and the context of every page."""
    app.before_request(speaking.as_guest)
    app.teardown_request(speaking.be_silent)
    app.jinja_environment = Spoken
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(data_told=_data_told)
    app.jinja_env.globals.update(_=_, ngettext=ngettext, url_for=address, opens=_opens)
    app.jinja_env.globals.update(timeline=_timeline)
    app.jinja_env.globals.update(mode_word=installation.word(), mode_banner=installation.sentence())
    app.jinja_env.filters.update(
        day=times.day,
        short_day=times.short_day,
        long_day=times.long_day,
        moment=times.moment,
        deadline=lambda at: times.deadline(
            at, g.reader.zone if g.get("reader") else "Europe/Zurich"
        ),
        geneva_day=lambda at: times.day(times.geneva_date(at)),
        lines=lines,
        cited=cited,
        state=names.here,
    )

    app.after_request(_headers)
    pages.provide_context(app, _context)

    @app.get("/health")
    def health() -> tuple[str, int]:
        return "ok", 200
