"""The pages of the panel itself: composition, declarations, meetings, seats."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.web.listed import Page
from recruit.web.rules.phases import Phase

P = Phase

PAGES: tuple[Page, ...] = (
    Page(
        _("Panel"),
        _("Seats, surrogates and the balance"),
        "panel.composition",
        Action.COMPOSITION_READ,
    ),
    Page(
        _("Interest"),
        _("States that offered to serve on the panel"),
        "panel.interest",
        Action.INTEREST_READ,
        (P.BEFORE,),
    ),
    Page(
        _("Interest"),
        _("Offer somebody for the panel"),
        "panel.express",
        Action.INTEREST_EXPRESS,
        (P.BEFORE,),
    ),
    Page(
        _("Declarations"),
        _("Your own declarations of conflict"),
        "panel.declare",
        Action.DECLARATION_MAKE,
        (P.SHORTLIST,),
    ),
    Page(
        _("Conflicts"),
        _("What was declared, and what is to be decided"),
        "panel.declarations",
        Action.DECLARATIONS_READ,
        (P.SHORTLIST, P.INTERVIEWS),
    ),
    Page(
        _("Meetings"),
        _("Meetings with their minutes and decisions"),
        "panel.meetings",
        Action.MEETING_READ,
        (P.BEFORE, P.SHORTLIST, P.INTERVIEWS, P.REPORT),
    ),
    Page(
        _("Meetings"),
        _("Hold a meeting, write its minutes"),
        "panel.hold",
        Action.MEETING_HOLD,
        (P.BEFORE, P.SHORTLIST, P.INTERVIEWS, P.REPORT),
    ),
    Page(
        _("Acting Chair"),
        _("Who exercises the chair, and the election of an acting Chair"),
        "panel.election",
        Action.CHAIR_ELECT,
        (),
    ),
    Page(
        _("Serving"),
        _("Reminders, what is asked of the Chair, and when somebody does not serve"),
        "panel.serving_on",
        Action.CHAIR_ASK,
        (),
    ),
    Page(
        _("Further surrogates"),
        _("When nobody of the order can take a seat"),
        "panel.further",
        Action.GRANT_BY_CHAIR,
        (),
    ),
    Page(
        _("Reminders"),
        _("Remind in writing, answer what two members asked"),
        "panel.reminders",
        Action.MEMBER_REMIND,
        (),
    ),
    Page(
        _("Prevented"),
        _("When the Chair cannot exercise the chair for a time"),
        "panel.prevented",
        Action.CHAIR_PREVENTED,
        (),
    ),
    Page(
        _("Vacant seats"),
        _("Pass a seat to the next surrogate"),
        "panel.vacancies",
        Action.SEAT_PASS,
        (P.SHORTLIST, P.INTERVIEWS),
    ),
    Page(
        _("Taking the seat"),
        _("What was decided, what there is to do and to read"),
        "web.taking_a_seat",
        Action.MEETING_READ,
        (),
    ),
    Page(
        _("Leaving"),
        _("That the copies of who left a seat are destroyed"),
        "panel.leaving",
        Action.DESTRUCTION_CONFIRM,
        (),
    ),
)
