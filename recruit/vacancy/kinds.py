"""The vacancy's notices, in words."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.notices import kinds


def register() -> None:
    """Give the words of this room's notices."""
    kinds.register(
        "vacancy.posted",
        subject=lambda: _("The vacancy announcement is posted"),
        endpoint="vacancy.page",
        action=Action.VACANCY_READ,
    )
    kinds.register(
        "vacancy.reopened",
        subject=lambda: _("The vacancy is open again: publish it anew"),
        endpoint="vacancy.page",
        action=Action.VACANCY_READ,
    )
    kinds.register(
        "vacancy.extended",
        subject=lambda: _("The close of the vacancy is extended"),
        endpoint="vacancy.page",
        action=Action.VACANCY_READ,
    )
    kinds.register(
        "vacancy.agency",
        subject=lambda: _("A recruitment agency is recorded"),
        endpoint="vacancy.page",
        action=Action.AGENCY_READ,
    )
