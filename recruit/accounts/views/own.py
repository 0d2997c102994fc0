"""One's own account: name, zone, passphrase, second factors, sessions."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import end_reading, read, requires
from recruit.accounts import forms, operations, queries, rules
from recruit.accounts.views.door import bp, in_groups, picture
from recruit.core.errors import AlreadyDone, Refusal
from recruit.core.pages import page, say, submit
from recruit.core.words import _


def _account(**drawn: Any) -> Response:
    end_reading()
    own = queries.own(read(), g.reader)
    values: dict[str, Any] = {
        "own": own,
        "sessions": queries.sessions(read(), g.reader),
        "profile": forms.ProfileForm(
            function=own.function, zone=own.zone, lang=g.reader.lang, digest=own.digest
        ),
        "change": forms.ChangeForm(),
        "stepup_needed": not g.reader.fresh,
    }
    return page("accounts/account.html", **(values | drawn))


@bp.get("/account")
@requires(Action.ACCOUNT_OWN)
def account() -> Response:
    """The page of one's own account."""
    return _account()


@bp.post("/account/profile")
@requires(Action.ACCOUNT_OWN)
def change_profile() -> Response:
    """Function and time zone."""
    form = forms.ProfileForm(request.form)
    return submit(
        form,
        do=lambda key: operations.change_profile(
            g.reader,
            function=form.function.data or "",
            zone=form.zone.data,
            lang=form.lang.data or g.reader.lang,
            digest=bool(form.digest.data),
            key=key,
        ),
        then=url_for(".account"),
        again=lambda: _account(profile=form),
        said=_("Your account is changed."),
    )


@bp.post("/account/language")
@requires(Action.ACCOUNT_OWN)
def change_language() -> Response:
    """The language of one's pages and mails, from the foot of any page; back to that page."""
    return submit(
        None,
        do=lambda key: operations.change_language(
            g.reader, lang=request.form.get("lang", ""), key=key
        ),
        then=rules.local_path(request.form.get("next", "")),
        again=_account,
    )


@bp.post("/account/passphrase")
@requires(Action.ACCOUNT_OWN)
def change_passphrase() -> Response:
    """A new passphrase; every other session ends."""
    form = forms.ChangeForm(request.form)
    return submit(
        form,
        do=lambda key: operations.change_passphrase(
            g.reader, old=form.old.data or "", new=form.new.data or "", key=key
        ),
        then=url_for(".account"),
        again=lambda: _account(change=form),
        said=_("Your passphrase is changed. All your other sessions were ended."),
    )


def _authenticator(form: forms.AuthenticatorForm, secret: str, status: int = 200) -> Response:
    reader = g.reader
    form.sealed.data = operations.sealed_authenticator(secret, reader.person_id, reader.session_id)
    own = queries.own(read(), reader)
    return page(
        "accounts/authenticator.html",
        status=status,
        form=form,
        picture=picture(secret, own.mail),
        secret=in_groups(secret),
        own=own,
        stepup_needed=not reader.fresh,
    )


@bp.get("/account/authenticator")
@requires(Action.ACCOUNT_OWN)
def authenticator() -> Response:
    """Setting up another authenticator, or a delegate's first."""
    return _authenticator(forms.AuthenticatorForm(), operations.new_authenticator())


@bp.post("/account/authenticator")
@requires(Action.ACCOUNT_OWN, fresh=True)
def confirm_authenticator() -> Response:
    """Its first code; the second factor until now was asked for by the guard."""
    form, reader = forms.AuthenticatorForm(request.form), g.reader
    secret = operations.new_authenticator()
    try:
        secret = operations.opened_authenticator(
            form.sealed.data or "", reader.person_id, reader.session_id
        )
        if not form.validate():
            return _authenticator(form, secret, 422)
        codes = operations.confirm_authenticator(reader.person_id, secret, form.new_code.data or "")
    except Refusal as refusal:
        form.new_code.errors = [refusal.reason]
        return _authenticator(form, secret, 422)
    return page(
        "accounts/codes.html",
        codes=codes,
        kind="recovery",
        whose=reader.name,
        on=url_for(".account"),
    )


@bp.post("/account/codes")
@requires(Action.ACCOUNT_OWN, fresh=True)
def renew_codes() -> Response:
    """New recovery or one-time codes, shown once."""
    try:
        codes = operations.renew_codes(g.reader, request.form.get("key", ""))
    except AlreadyDone:
        say(_("These codes were shown once; make new ones if you did not keep them."), "due")
        return redirect(url_for(".account"), code=303)
    kind = "one-time" if queries.own(read(), g.reader).delegate_only else "recovery"
    return page(
        "accounts/codes.html", codes=codes, kind=kind, whose=g.reader.name, on=url_for(".account")
    )


@bp.post("/account/sessions/<session_id>/end")
@requires(Action.ACCOUNT_OWN)
def end_session(session_id: str) -> Response:
    """End one of one's own sessions."""
    return submit(
        None,
        do=lambda key: operations.end_session(g.reader, session_id, key=key),
        then=url_for(".account"),
        again=_account,
        said=_("The session is ended."),
    )


@bp.post("/account/sessions/end-others")
@requires(Action.ACCOUNT_OWN)
def end_other_sessions() -> Response:
    """End every session but this one."""
    return submit(
        None,
        do=lambda key: operations.end_other_sessions(g.reader, key=key),
        then=url_for(".account"),
        again=_account,
        said=_("All other sessions are ended."),
    )
