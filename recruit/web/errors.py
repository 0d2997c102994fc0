"""Refusals and errors turned into pages, at one place.

What does not exist and what may not be known are one page, drawn without reader,
capacity or navigation. An unexpected error gives a reference; the log has the rest,
without personal data.
"""

from __future__ import annotations

import logging
import sqlite3
from functools import lru_cache
from gettext import NullTranslations

from flask import Flask, current_app, g, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge
from werkzeug.wrappers import Response

from recruit.access.guard import SAFE, BadToken, SignInNeeded, StepUpNeeded
from recruit.accounts import operations as accounts
from recruit.core import ids, keys, security_log, words
from recruit.core.errors import Kind, Refusal, traced
from recruit.core.pages import STATUS
from recruit.core.words import _
from recruit.correspondence.operations import faults
from recruit.documents.stores.rules import Away
from recruit.web import speaking

log = logging.getLogger("recruit")


def _page(status: int, heading: str, what: str = "", **more: str) -> Response:
    response = make_response(
        render_template("error.html", heading=heading, what=what, **speaking.of_page(), **more)
    )
    response.status_code = status
    return response


@lru_cache(maxsize=16)
def _drawn_nothing(_app: Flask, _root: str, _language: NullTranslations) -> str:
    return render_template(
        "error.html",
        heading=_("There is nothing at this address for you"),
        what=_("The address may be mistyped, or what was here is closed to you now."),
        kept=_("Nothing was changed."),
        **speaking.of_page(),
    )


def _nothing() -> Response:
    """Drawn once in a language: whoever asks for whatever gets these very bytes, as fast."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    signed = g.get("signed")
    if signed is not None:
        security_log.note("nothing-there", person=signed.person_id, page=request.endpoint or "")
    response = make_response(_drawn_nothing(app, request.script_root, words.spoken()))
    response.status_code = 404
    return response


def _here() -> str:
    return request.full_path.rstrip("?")


def _park() -> str:
    """Park the form that was sent; '' where the key store does not answer."""
    signed = g.get("signed")
    person = signed.person_id if signed else accounts.expired_person()
    try:
        return accounts.park(_here(), list(request.form.items(multi=True)), person)
    except (keys.NoKey, keys.Erased, keys.StillHeld, sqlite3.Error):
        return ""


def _note(status: int, reference: str = "") -> None:
    """Note that this request was not served, for a claim that comes later (W16)."""
    chosen = current_app.extensions.get("config")
    if chosen is not None:
        faults.note(chosen.data, g.get("reader"), request.endpoint or "", status, reference)


def _parked(status: int) -> Response:
    token = _park()
    if token:
        return redirect(url_for("accounts.parked", token=token), code=status)
    return _page(
        403,
        _("A second factor is needed for this"),
        _("The code was missing or not right, and the form could not be kept aside just now."),
        kept=_("Nothing was changed; go back and your form is as you left it."),
        todo=_("Type one of your codes into the form and send it again."),
    )


def _too_large() -> Response:
    return _page(
        413,
        _("What was sent is too large"),
        _("All files of one form together are larger than this installation takes."),
        kept=_("Nothing was filed."),
        todo=_("Send the files in several forms."),
    )


def init(app: Flask) -> None:
    """Answer each kind of refusal and error."""

    @app.errorhandler(SignInNeeded)
    def sign_in(_error: SignInNeeded) -> Response:
        if request.method in SAFE:
            return redirect(url_for("accounts.sign_in", next=_here()), code=302)
        try:
            sent = request.form
        except RequestEntityTooLarge:
            return _too_large()
        if not sent:
            return redirect(url_for("accounts.sign_in"), code=302)
        token = _park()
        where = url_for("accounts.parked", token=token) if token else "/"
        return redirect(url_for("accounts.sign_in", next=where), code=302)

    @app.errorhandler(StepUpNeeded)
    def step_up(_error: StepUpNeeded) -> Response:
        return _parked(303)

    @app.errorhandler(BadToken)
    def bad_token(_error: BadToken) -> Response:
        signed = g.get("signed")
        who = signed.person_id if signed is not None else ""
        security_log.warn("token.refused", person=who, page=request.endpoint or "")
        if g.get("signed") is not None and request.form:
            return _parked(303)
        return _page(
            400,
            _("This form is no longer valid"),
            _("It was drawn before you signed in or out, or by another page."),
            kept=_("Nothing was changed."),
            todo=_("Open the page again and send the form anew."),
        )

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        if refusal.kind is Kind.UNKNOWN:
            return _nothing()
        return _page(
            STATUS[refusal.kind],
            _("The procedure does not allow this now"),
            refusal.reason,
            paragraph=refusal.paragraph,
            kept=_("Nothing was changed."),
            todo=refusal.todo,
        )

    @app.errorhandler(NotFound)
    @app.errorhandler(MethodNotAllowed)
    def not_found(_error: HTTPException) -> Response:
        return _nothing()

    @app.errorhandler(RequestEntityTooLarge)
    def too_large(_error: HTTPException) -> Response:
        return _too_large()

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> Response:
        if "locked" not in str(error.orig):
            return unexpected(error)
        response = _page(
            503,
            _("The application is busy"),
            _("Another act was being written for too long."),
            kept=_("Nothing was changed; go back and your form is as you left it."),
            todo=_("Send it again in a moment."),
        )
        response.headers["Retry-After"] = "5"
        _note(503)
        return response

    @app.errorhandler(Away)
    def store_away(error: Away) -> Response:
        log.error("the store is away: %s", error)
        response = _page(
            503,
            _("The documents can't be reached at this moment"),
            _("The store that holds them does not answer. All else works."),
            kept=_("Nothing was changed, and nothing is lost."),
            todo=_("Try again in a few minutes."),
        )
        response.headers["Retry-After"] = "60"
        _note(503)
        return response

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        if isinstance(error, HTTPException):
            return _page(
                error.code or 500,
                _("This could not be done"),
                _("The application did not understand what was sent."),
                kept=_("Nothing was changed."),
            )
        reference = ids.reference(10)
        log.error("unexpected %s %s", reference, traced(error))
        if app.testing or app.debug:
            log.exception("in a test")
        _note(500, reference)
        return _page(
            500,
            _("Something went wrong here"),
            _("The application met an error that nobody foresaw."),
            kept=_("Nothing was changed; what was half done was undone."),
            todo=_("Try again; if it happens again, report the reference."),
            reference=reference,
        )
