"""Passkeys of one's own account: registered beside the authenticator, removed."""

from __future__ import annotations

from flask import current_app, g, request, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import end_reading, read, requires
from recruit.accounts import forms, passkeys, queries
from recruit.accounts.operations import passkeys as operations
from recruit.accounts.views.door import bp
from recruit.core.pages import page, submit
from recruit.core.words import _


def site() -> passkeys.Site:
    """What passkeys of this installation are bound to: its configured address."""
    return passkeys.site_of(current_app.extensions["config"].base_url)


def _page(form: forms.PasskeyForm | None = None) -> Response:
    end_reading()
    reader = g.reader
    own, held = queries.own(read(), reader), queries.passkeys(read(), reader.person_id)
    challenge = operations.new_challenge()
    form = form or forms.PasskeyForm()
    form.sealed.data = operations.sealed_challenge(challenge, reader, g.now)
    form.answer.data = ""
    return page(
        "accounts/passkeys.html",
        form=form,
        held=held,
        options=passkeys.registration_options(
            site(),
            person_id=reader.person_id,
            name=own.name,
            mail=own.mail,
            challenge=challenge,
            known=[p.credential for p in held],
        ),
        stepup_needed=not reader.fresh,
    )


@bp.get("/account/passkeys")
@requires(Action.ACCOUNT_OWN)
def own_passkeys() -> Response:
    """One's passkeys, and registering another."""
    return _page()


@bp.post("/account/passkeys")
@requires(Action.ACCOUNT_OWN, fresh=True)
def register_passkey() -> Response:
    """Register what the authenticator answered."""
    form = forms.PasskeyForm(request.form)
    return submit(
        form,
        do=lambda key: operations.register(
            g.reader,
            site(),
            sealed=form.sealed.data or "",
            answer=form.answer.data or "",
            label=form.label.data or "",
            key=key,
        ),
        then=url_for(".own_passkeys"),
        again=lambda: _page(form),
        said=_("The passkey is registered. You can sign the report with it."),
    )


@bp.post("/account/passkeys/<passkey_id>/remove")
@requires(Action.ACCOUNT_OWN, fresh=True)
def remove_passkey(passkey_id: str) -> Response:
    """Remove one of one's own passkeys."""
    return submit(
        None,
        do=lambda key: operations.remove(g.reader, passkey_id, key=key),
        then=url_for(".own_passkeys"),
        again=_page,
        said=_("The passkey is removed. What it signed stands."),
    )
