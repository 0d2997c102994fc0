"""The words of this room's notices, and who is meant by 'own-file'."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.notices import kinds
from recruit.notices import operations as notices
from recruit.rights import rules
from recruit.rights.queries import parcels


def register() -> None:
    """Give the words of the notices, and the audience."""
    notices.register_audience("own-file", parcels.addressees)
    kinds.register(
        "rights.own_file",
        subject=lambda: _("Your request for your own data"),
        whatever_right=True,
        in_app=False,
        lasts=rules.LINK_DAYS,
    )
    kinds.register(
        "rights.feedback",
        subject=lambda: _("Feedback on your application"),
        whatever_right=True,
        in_app=False,
    )
    kinds.register(
        "rights.waits",
        subject=lambda: _("A candidate's own file waits for your release"),
        endpoint="rights.own_files",
        action=Action.OWN_FILE_RELEASE,
    )
    kinds.register(
        "rights.failed",
        subject=lambda: _("A candidate's own file could not be made"),
        endpoint="rights.own_files",
        action=Action.OWN_FILE_READ,
    )
