"""Pages of the panel: interest, composition, declarations, seats, meetings."""

from __future__ import annotations

from flask import Flask

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.notices import kinds
from recruit.panel.operations import reminding
from recruit.panel.views import (
    composition,
    declarations,
    election,
    further,
    interest,
    invitation,
    meetings,
    seats,
    standing_down,
)
from recruit.panel.views.room import invited, room

blueprints = [room, invited]
modules = (
    composition,
    declarations,
    election,
    further,
    interest,
    invitation,
    meetings,
    seats,
    standing_down,
)


def join(app: Flask) -> None:
    """Register the words of the panel's notices."""
    kinds.register(
        "panel.interest",
        subject=lambda: _("A State has expressed its interest in the panel"),
        endpoint="panel.interest",
        action=Action.INTEREST_READ,
    )
    kinds.register(
        "panel.invited",
        subject=lambda: _("You are invited to the selection panel"),
        endpoint="panel_invited.page",
        values=lambda place_id: {"place_id": place_id},
        whatever_right=True,
    )
    kinds.register(
        "panel.answered",
        subject=lambda: _("An invitation to the panel was answered"),
        endpoint="panel.composition",
        action=Action.COMPOSITION_READ,
    )
    kinds.register(
        "panel.constituted",
        subject=lambda: _("The selection panel is constituted"),
        endpoint="panel.composition",
        action=Action.COMPOSITION_READ,
    )
    kinds.register(
        "panel.declare",
        subject=lambda: _("There are names on which to declare"),
        endpoint="panel.declare",
        action=Action.DECLARATION_MAKE,
    )
    kinds.register(
        "panel.decide",
        subject=lambda: _("A declaration awaits your decision"),
        endpoint="panel.declarations",
        action=Action.DECLARATIONS_READ,
    )
    kinds.register(
        "panel.on_chair",
        subject=lambda: _("A declaration is before the members"),
        endpoint="panel.on_chair",
        action=Action.CONFLICT_DECIDE_CHAIR,
    )
    kinds.register(
        "panel.decided",
        subject=lambda: _("Your declaration was decided"),
        whatever_right=True,
    )
    kinds.register(
        "panel.seat_vacant",
        subject=lambda: _("A seat of the panel is vacant"),
        line=lambda seat: _("Seat %(seat)s is vacant", seat=seat),
        endpoint="panel.composition",
        action=Action.COMPOSITION_READ,
    )
    kinds.register(
        "panel.seat_passed",
        subject=lambda: _("A seat of the panel has a new occupant"),
        line=lambda seat: _("Seat %(seat)s has a new occupant", seat=seat),
        endpoint="panel.composition",
        action=Action.COMPOSITION_READ,
    )
    kinds.register(
        "panel.take_seat",
        subject=lambda: _("You take a seat of the panel: where things stand"),
        endpoint="web.taking_a_seat",
        action=Action.MEETING_READ,
    )
    for kind, said in (
        ("panel.election", lambda: _("An acting Chair is elected: your vote is asked")),
        ("panel.chair_vacant", lambda: _("Nobody exercises the chair: an election is due")),
        ("panel.chair_elected", lambda: _("An acting Chair is elected")),
        ("panel.chair_returned", lambda: _("The chair is with who held it before")),
    ):
        kinds.register(kind, subject=said, endpoint="panel.election", action=Action.CHAIR_ELECT)
    for kind, said in (
        ("panel.reminded", lambda: _("The Chair reminds you in writing")),
        ("panel.reminded_all", lambda: _("Everybody seated is reminded of what all must do")),
        ("panel.asked", lambda: _("A member asks something of the Chair: you may join")),
        ("panel.standing_down", lambda: _("There is something new on who serves on the panel")),
    ):
        kinds.register(kind, subject=said, endpoint="panel.serving_on", action=Action.CHAIR_ASK)
    kinds.register(
        "panel.asked_of_chair",
        subject=lambda: _("Two members ask something of you as Chair"),
        endpoint="panel.reminders",
        action=Action.MEMBER_REMIND,
    )
    kinds.register(
        reminding.KIND,
        subject=lambda: _("The Chair reminds every member: look whether something waits for you"),
        action=Action.MEETING_READ,
    )
    kinds.register(
        "panel.new_run",
        subject=lambda: _("The panel begins a stage again"),
        endpoint="panel.meetings",
        action=Action.MEETING_READ,
    )
    for kind, subject in (
        ("panel.meeting", lambda: _("A meeting of the panel")),
        ("panel.minutes", lambda: _("Minutes await your confirmation")),
        ("panel.dissent", lambda: _("A decision is put to the vote")),
    ):
        kinds.register(
            kind,
            subject=subject,
            endpoint="panel.meeting",
            values=lambda meeting_id: {"meeting_id": meeting_id},
            action=Action.MEETING_READ,
        )
