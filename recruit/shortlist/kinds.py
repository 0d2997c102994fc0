"""The shortlist's notices, in words."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.notices import kinds


def register() -> None:
    """Give the words of this room's notices."""
    kinds.register(
        "shortlist.criteria",
        subject=lambda: _("The shortlist criteria are locked"),
        line=lambda _id: _("The criteria are locked; the ballots may begin."),
        endpoint="shortlist.ballot",
        action=Action.BALLOT_OWN,
    )
    kinds.register(
        "shortlist.decided",
        subject=lambda: _("A decision of the panel is recorded"),
        line=lambda _id: _("The panel's decision on the shortlist is recorded, with its reasons."),
        endpoint="shortlist.page",
        action=Action.SHORTLIST_READ,
    )
    kinds.register(
        "shortlist.invited",
        subject=lambda: _("The invited are released"),
        line=lambda _id: _("The Chair released the names of the invited; arrange the interviews."),
        endpoint="interviews.invited",
        action=Action.INVITED_READ,
    )
    for kind, line in (
        ("profile", lambda _id: _("The panel adopted the competency profile.")),
        ("questions", lambda _id: _("The panel adopted the interview questions.")),
        ("grid", lambda _id: _("The panel adopted the evaluation grid.")),
    ):
        kinds.register(
            f"shortlist.{kind}",
            subject=lambda: _("The panel adopted a paper"),
            line=line,
            endpoint="shortlist.papers",
            action=Action.PROFILE_READ,
        )
