"""Signing in and out, invitations, lost passphrases. No GET here changes anything (W15)."""

from __future__ import annotations

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import end_reading, requires
from recruit.accounts import forms, operations, rules, sessions
from recruit.accounts.operations.entering import dead_link
from recruit.accounts.views.door import bp, in_groups, picture
from recruit.core import languages, words
from recruit.core.errors import Refusal
from recruit.core.pages import page
from recruit.core.words import _


def _next() -> str:
    return rules.local_path(request.values.get("next", ""))


def _step(entered: operations.Entered) -> Response:
    """On to whatever is still needed after the passphrase."""
    sessions.begin(entered.person_id, whole=entered.whole)
    if entered.whole:
        return redirect(_next(), code=303)
    step = "accounts.second" if entered.authenticator else "accounts.set_up"
    return redirect(url_for(step, next=_next()), code=303)


def _sign_in(form: forms.SignInForm, status: int = 200) -> Response:
    said = _("You are signed out.") if request.args.get("said") == "out" else ""
    waits = _next().startswith(url_for("accounts.parked", token=""))
    return page(
        "accounts/sign_in.html", status=status, form=form, next=_next(), said=said, waits=waits
    )


@bp.get("/sign-in")
@requires(Action.PUBLIC_READ)
def sign_in() -> Response:
    """The page of sign-in."""
    if g.signed:
        return redirect(_next())
    return _sign_in(forms.SignInForm())


@bp.post("/sign-in")
@requires(Action.PUBLIC_READ)
def enter() -> Response:
    """The passphrase; the same words whatever was wrong."""
    form = forms.SignInForm(request.form)
    if not form.validate():
        return _sign_in(form, 422)
    entered = operations.check_passphrase(
        form.mail.data or "", form.passphrase.data or "", sessions.address()
    )
    if not entered.person_id:
        form.passphrase.errors = [entered.reason]
        return _sign_in(form, 422)
    return _step(entered)


@bp.get("/sign-in/code")
@requires(Action.PUBLIC_READ)
def second() -> Response:
    """The second factor."""
    if "half" not in g:
        return redirect(url_for("accounts.sign_in", next=_next()))
    if not g.half.authenticator and not g.half.delegate_only:
        return redirect(url_for("accounts.set_up", next=_next()))
    return page("accounts/second.html", form=forms.CodeForm(), half=g.half, next=_next())


@bp.post("/sign-in/code")
@requires(Action.PUBLIC_READ)
def enter_second() -> Response:
    """The second factor given: the session is whole under a new token."""
    if "half" not in g:
        return redirect(url_for("accounts.sign_in", next=_next()), code=303)
    form, half = forms.CodeForm(request.form), g.half
    if form.validate():
        checked = operations.check_second(half.person_id, form.code.data or "")
        if checked.kind:
            sessions.second_given(half.person_id)
            return redirect(_next(), code=303)
        form.code.errors = [checked.reason]
    return page("accounts/second.html", status=422, form=form, half=half, next=_next())


@bp.post("/sign-in/code/mail")
@requires(Action.PUBLIC_READ)
def mail_code() -> Response:
    """A code by mail, for a delegate (S6), at sign-in or before a weighty act."""
    back = _next() if g.signed else url_for("accounts.second", next=_next())
    who = g.signed or g.get("half")
    if who is None:
        return redirect(url_for("accounts.sign_in"), code=303)
    try:
        operations.mail_code(who.person_id)
        sessions.say(_("A code of six digits is on its way to your registered address."))
    except Refusal as refusal:
        sessions.say(refusal.reason, "stop")
    return redirect(back, code=303)


def _set_up(form: forms.AuthenticatorForm, secret: str, status: int = 200) -> Response:
    half = g.half
    form.sealed.data = operations.sealed_authenticator(secret, half.person_id, half.session_id)
    return page(
        "accounts/set_up.html",
        status=status,
        form=form,
        picture=picture(secret, half.name),
        secret=in_groups(secret),
        next=_next(),
    )


@bp.get("/sign-in/authenticator")
@requires(Action.PUBLIC_READ)
def set_up() -> Response:
    """Setting up the authenticator, the first time."""
    if "half" not in g or g.half.authenticator:
        return redirect(url_for("accounts.sign_in", next=_next()))
    return _set_up(forms.AuthenticatorForm(), operations.new_authenticator())


@bp.post("/sign-in/authenticator")
@requires(Action.PUBLIC_READ)
def confirm_set_up() -> Response:
    """Its first code: it is set up, the recovery codes are shown once, the session is whole."""
    if "half" not in g or g.half.authenticator:
        return redirect(url_for("accounts.sign_in", next=_next()), code=303)
    form, half = forms.AuthenticatorForm(request.form), g.half
    try:
        secret = operations.opened_authenticator(
            form.sealed.data or "", half.person_id, half.session_id
        )
    except Refusal as refusal:
        form.new_code.errors = [refusal.reason]
        return _set_up(form, operations.new_authenticator(), 422)
    if not form.validate():
        return _set_up(form, secret, 422)
    try:
        codes = operations.confirm_authenticator(half.person_id, secret, form.new_code.data or "")
    except Refusal as refusal:
        form.new_code.errors = [refusal.reason]
        return _set_up(form, secret, 422)
    sessions.second_given(half.person_id)
    end_reading()
    return page("accounts/codes.html", codes=codes, kind="recovery", whose=half.name, on=_next())


@bp.post("/sign-out")
@requires(Action.ACCOUNT_OWN)
def sign_out() -> Response:
    """End the session on the server; the cookie is worth nothing after."""
    sessions.end()
    answer = redirect(url_for("accounts.sign_in", said="out"), code=303)
    # drafts that a device keeps go with the sign-out, script or not
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@bp.get("/passphrase/lost")
@requires(Action.PUBLIC_READ)
def lost() -> Response:
    """Asking for a link to choose a new passphrase."""
    return page("accounts/lost.html", form=forms.LostForm(), asked=False)


@bp.post("/passphrase/lost")
@requires(Action.PUBLIC_READ)
def ask_lost() -> Response:
    """The same answer whether or not there is such an account."""
    form = forms.LostForm(request.form)
    if not form.validate():
        return page("accounts/lost.html", status=422, form=form, asked=False)
    operations.ask_reset(form.mail.data or "", sessions.address())
    return page("accounts/lost.html", form=form, asked=True)


def _choose(token: str, form: forms.PassphraseForm, purpose: str, status: int = 200) -> Response:
    found = operations.link(token)
    if found is None or found.purpose != purpose:
        return page("accounts/dead_link.html", status=410, gone=dead_link())
    return page("accounts/choose.html", status=status, form=form, link=found, token=token)


def _chosen(
    token: str,
    form: forms.PassphraseForm,
    purpose: str,
    zone: str,
    lang: str = languages.ENGLISH,
) -> Response:
    if not form.validate():
        return _choose(token, form, purpose, 422)
    found = operations.link(token)
    if found is None or found.purpose != purpose:
        return _choose(token, form, purpose)
    try:
        entered = operations.choose_passphrase(token, form.passphrase.data or "", zone, lang=lang)
    except Refusal as refusal:
        form.passphrase.errors = [refusal.reason]
        return _choose(token, form, purpose, 422)
    return _step(entered)


@bp.get("/invitation/<token>")
@requires(Action.PUBLIC_READ)
def invitation(token: str) -> Response:
    """An invitation: what it is for. Opening it spends nothing."""
    return _choose(token, forms.InvitationForm(zone="Europe/Zurich"), "invitation")


@bp.post("/invitation/<token>")
@requires(Action.PUBLIC_READ)
def accept_invitation(token: str) -> Response:
    """The passphrase is chosen: the link is used up."""
    form = forms.InvitationForm(request.form)
    return _chosen(token, form, "invitation", form.zone.data or "", words.language())


@bp.get("/passphrase/<token>")
@requires(Action.PUBLIC_READ)
def reset(token: str) -> Response:
    """A link for a lost passphrase. Opening it spends nothing."""
    return _choose(token, forms.PassphraseForm(), "reset")


@bp.post("/passphrase/<token>")
@requires(Action.PUBLIC_READ)
def choose_anew(token: str) -> Response:
    """A new passphrase: the link is used up, all sessions end."""
    return _chosen(token, forms.PassphraseForm(request.form), "reset", "")
