"""The words of the appointment's notices."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.appointment.operations import term
from recruit.core.words import _, mark
from recruit.notices import kinds


def register() -> None:
    """Give the words of every kind that this room tells."""
    kinds.register(
        "appointment.accepted",
        subject=mark("The offer was accepted"),
        endpoint="appointment.outcome",
        action=Action.OUTCOME_READ,
    )
    kinds.register(
        "appointment.signed",
        subject=mark("The contract was signed"),
        endpoint="appointment.outcome",
        action=Action.OUTCOME_READ,
    )
    kinds.register(
        "appointment.closed",
        subject=mark("The recruitment was closed without result"),
        action=Action.CALENDAR_READ,
    )
    for kind, subject in (
        ("appointment.erasure_announced", mark("An erasure is announced")),
        ("appointment.erasure_done", mark("An erasure was done and certified")),
        ("appointment.erasure_held", mark("An erasure was put on hold")),
        ("appointment.erasure_goes_on", mark("The hold on an erasure was released")),
        ("appointment.period_changed", mark("A period of retention was changed")),
    ):
        kinds.register(
            kind,
            subject=subject,
            endpoint="appointment.retention",
            action=Action.ERASURE_READ,
        )
    kinds.register(
        "appointment.held",
        subject=mark("Letters to candidates wait for a second person"),
        endpoint="appointment.held",
        action=Action.LETTERS_RELEASE,
    )
    for sender, endpoint, action in (
        ("gichd", "appointment.letters", Action.LETTERS_GICHD),
        ("chair", "appointment.chair_letters", Action.LETTERS_CHAIR),
    ):
        kinds.register(
            f"appointment.sent_back.{sender}",
            subject=mark("Letters to candidates were sent back to you"),
            endpoint=endpoint,
            action=action,
        )
    for months, subject in (
        (12, mark("The Director's term ends in twelve months")),
        (9, mark("The Director's term ends in nine months: renewed, or a new recruitment starts")),
        (8, mark("The Director's term ends in eight months")),
        (6, mark("The Director's term ends in six months")),
        (3, mark("The Director's term ends in three months")),
    ):
        kinds.register(
            term.kind_of(months),
            subject=subject,
            action=Action.CALENDAR_READ,
            still=term.still_due(months),
        )
    kinds.register(
        "appointment.renewed",
        subject=mark("The Director's term was renewed"),
        action=Action.CALENDAR_READ,
    )
    kinds.register(
        term.NO_PRESIDENT,
        subject=mark("A Director's term ends, and nobody is named as President"),
        line=lambda _id: _(
            "A Director's term ends within a year, and nobody is named as President in office: "
            "name one, who then gets the reminder."
        ),
        endpoint="accounts.site",
        whatever_right=True,
    )
    kinds.register("appointment.letter", subject=mark("Your application"), whatever_right=True)
