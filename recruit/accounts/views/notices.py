"""The words of the notices that this room sends."""

from __future__ import annotations

from flask import Flask

from recruit.access import frame
from recruit.accounts import rules
from recruit.accounts.operations import people
from recruit.core.words import _
from recruit.notices import kinds


def join(_app: Flask) -> None:
    """Register the kinds, and what ends with a grant; called once when it is wired."""
    frame.subscribe_grant_end(people.end_with_principal)
    kinds.register(
        "accounts.invitation",
        subject=lambda: _("An invitation to the recruitment of the Director"),
        whatever_right=True,
        lasts=rules.INVITED_FOR,
        words=lambda _body: [
            _("You are invited to take part in the recruitment of the Director."),
            _(
                "The link lets you choose a passphrase. It is good for seven days, once; "
                "opening it changes nothing."
            ),
        ],
    )
    kinds.register(
        "accounts.reset",
        subject=lambda: _("A new passphrase for your account"),
        whatever_right=True,
        in_app=False,
        lasts=rules.RESET_FOR,
        words=lambda _body: [
            _("Somebody, probably you, asked for a new passphrase for your account."),
            _("The link is good for one hour, once. If it was not you, do nothing."),
        ],
    )
    kinds.register(
        "accounts.code",
        subject=lambda: _("Your code"),
        whatever_right=True,
        in_app=False,
        lasts=rules.CODE_FOR,
        words=lambda body: [
            _("Your code is %(code)s.", code=body["code"]),
            _("It is good for ten minutes, once. Nobody will ask you for it by telephone."),
        ],
    )
    kinds.register(
        "accounts.changed",
        subject=lambda: _("The security of your account was changed"),
        line=lambda _id: _(
            "The passphrase, the authenticator or the codes of your account were changed. "
            "If it was not you, write to the administrators."
        ),
        endpoint="accounts.account",
        whatever_right=True,
    )
    kinds.register(
        "accounts.sessions_ended",
        subject=lambda: _("You were signed out"),
        line=lambda _id: _(
            "An administrator ended your sessions. Sign in again; if you lost a device or see a "
            "session that is not yours, change your passphrase."
        ),
        endpoint="accounts.account",
        whatever_right=True,
        at_once=True,
    )
    kinds.register(
        "accounts.factor_asked",
        subject=lambda: _("A lost second factor waits for an administrator"),
        line=lambda _id: _(
            "Somebody lost the second factor, and who named them asks that another one may be set "
            "up. It takes you as the second person."
        ),
        endpoint="accounts.site",
        whatever_right=True,
        at_once=True,
    )
    kinds.register(
        "access.granted",
        subject=lambda: _("A capacity was given"),
        line=lambda _id: _("A capacity in the recruitment was given"),
        whatever_right=True,
    )
    kinds.register(
        "access.ended",
        subject=lambda: _("A capacity was ended"),
        line=lambda _id: _("A capacity in the recruitment was ended, yours or another's."),
        whatever_right=True,
    )
