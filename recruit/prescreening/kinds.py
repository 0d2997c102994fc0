"""The prescreening's notices, in words; none says anything of a candidate."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.notices import kinds


def register() -> None:
    """Give the words of this room's notices."""
    kinds.register(
        "prescreening.assigned",
        subject=lambda: _("Files were given to you for screening"),
        endpoint="prescreening.index",
        action=Action.SCREENING_DO,
    )
    kinds.register(
        "prescreening.asked",
        subject=lambda: _("Your application"),
        whatever_right=True,
    )
    kinds.register(
        "prescreening.declared",
        subject=lambda: _("A declaration awaits your decision"),
    )
    kinds.register(
        "prescreening.instruction",
        subject=lambda: _("There is a written instruction on the prescreening"),
        endpoint="prescreening.index",
        action=Action.SCREENING_READ,
    )
    kinds.register(
        "prescreening.circulated",
        subject=lambda: _("A list was circulated"),
        action=Action.DECLARATION_MAKE,
    )
    kinds.register(
        "prescreening.recalled",
        subject=lambda: _("A document of a candidate was withdrawn"),
        action=Action.DOCUMENT_WITHDRAW,
    )
    kinds.register(
        "prescreening.moved",
        subject=lambda: _("A member moved a request"),
        endpoint="prescreening.requests",
        action=Action.REQUEST_MOVE,
    )
    kinds.register(
        "prescreening.objected",
        subject=lambda: _("A request goes to the vote"),
        endpoint="prescreening.rulings",
        action=Action.BORDERLINE_DECIDE,
    )
    kinds.register(
        "prescreening.requested",
        subject=lambda: _("The panel has made a request"),
        endpoint="prescreening.answers",
        action=Action.REQUEST_ANSWER,
    )
    kinds.register(
        "prescreening.answered",
        subject=lambda: _("The panel's request was answered"),
        endpoint="prescreening.requests",
        action=Action.REQUEST_MOVE,
    )
