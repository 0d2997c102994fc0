"""What surrounds every page: headers, nonce, request id, words, filters, masthead, menu."""

from __future__ import annotations

import gettext
from typing import Any

from flask import Flask, g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.rules import Capacity
from recruit.core import ids, pages, times, words
from recruit.core.words import _, ngettext
from recruit.web import navigation
from recruit.web.capacities import acting_as
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
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    else:
        response.headers["Cache-Control"] = "public, max-age=3600"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _context() -> dict[str, Any]:
    reader = g.get("reader")
    context: dict[str, Any] = {
        "site_name": _("Director recruitment"),
        "home_url": "/",
        "lang": "en",
        "dir": "ltr",
        "reader": reader,
    }
    if reader is not None and reader.capacity not in (Capacity.PUBLIC, Capacity.ANYBODY):
        context["capacity_label"] = acting_as(reader.capacity, reader.seat)
        if "procedure" in g:
            context["menu"] = navigation.menu(reader)
            context["stepup_needed"] = not reader.fresh
            context["who_can_see_url"] = navigation.who_can_see_url()
    return context


def init(app: Flask) -> None:
    """Set headers, words, filters and the context of every page."""
    catalogue = gettext.NullTranslations()
    words.use(catalogue)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(_=_, ngettext=ngettext, url_for=url_for)
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
    )

    @app.before_request
    def begin() -> None:
        g.request_id = ids.reference(10)

    app.after_request(_headers)
    pages.provide_context(app, _context)

    @app.get("/health")
    def health() -> tuple[str, int]:
        return "ok", 200
