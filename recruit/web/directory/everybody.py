"""The pages of people, calendar, archive and record."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.web.listed import Page

PAGES: tuple[Page, ...] = (
    Page(
        _("People"),
        _("Who has which capacity"),
        "accounts.president_people",
        Action.GRANT_BY_PRESIDENT,
    ),
    Page(
        _("People"),
        _("Who has which capacity at the GICHD"),
        "accounts.focal_point_people",
        Action.GRANT_BY_FOCAL_POINT,
    ),
    Page(
        _("Delegates"),
        _("Delegates of the States Parties"),
        "accounts.delegates",
        Action.GRANT_BY_OFFICE,
    ),
    Page(
        _("Appointments"),
        _("Times and rooms to come, what is booked for them, and an address for your calendar"),
        "web.own_calendar",
        Action.APPOINTMENTS_READ,
    ),
    Page(
        _("Assistant"),
        _("Name who books for you, and end it"),
        "accounts.assistant",
        Action.ASSISTANT_NAME,
        (),
    ),
    Page(
        _("Calendar"),
        _("The windows of para. 54 and the decision's own words"),
        "web.calendar",
        Action.CALENDAR_READ,
    ),
    Page(
        _("Your calendar"),
        _("The windows, your interviews, and an address for your own calendar program"),
        "web.own_calendar",
        Action.CALENDAR_FOLLOW,
        (),
    ),
    Page(
        _("Archive"),
        _("What you may keep of the recruitment, as one sealed file"),
        "archive.index",
        Action.ARCHIVE_TAKE,
        (),
    ),
    Page(
        _("Memory"),
        _("What the last recruitment left for this one, and this one for the next"),
        "archive.remembered",
        Action.MEMORY_READ,
        (),
    ),
    Page(
        _("Undelivered"),
        _("Mails of yours that did not arrive"),
        "web.undelivered",
        Action.UNDELIVERED_READ,
        (),
    ),
    Page(_("Record"), _("What was done, when and by whom"), "web.record", Action.RECORD_READ),
)
