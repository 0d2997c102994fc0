"""The menu of each capacity, drawn from the policy: what is not allowed is not there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from recruit.access.actions import Action
from recruit.access.policy import allows
from recruit.access.rules import Reader
from recruit.core.words import _

# In the order of the procedure. One line a page; each belongs to the room it opens.
_PAGES: tuple[tuple[str, str, Action], ...] = (
    ("Vacancy", "vacancy.page", Action.VACANCY_DRAFT),
    ("Applications", "applications.index", Action.APPLICATION_READ),
    ("Screening", "prescreening.index", Action.SCREENING_READ),
    ("Oversight", "prescreening.oversight", Action.OVERSIGHT_READ),
    ("Candidates", "prescreening.candidates", Action.LIST_READ),
    ("Panel", "panel.composition", Action.COMPOSITION_READ),
    ("Declarations", "panel.declare", Action.DECLARATION_MAKE),
    ("Conflicts", "panel.declarations", Action.DECLARATIONS_READ),
    ("Meetings", "panel.meetings", Action.MEETING_READ),
    ("Ballot", "shortlist.ballot", Action.BALLOT_OWN),
    ("Shortlist", "shortlist.page", Action.SHORTLIST_READ),
    ("Chair's acts", "shortlist.chair", Action.SHORTLIST_DECIDE),
    ("Profile and questions", "shortlist.papers", Action.PROFILE_READ),
    ("Invited", "interviews.invited", Action.INVITED_READ),
    ("Interviews", "interviews.page", Action.SCHEDULE_READ),
    ("Debrief", "interviews.debrief", Action.DEBRIEF_READ),
    ("Report", "report.page", Action.REPORT_READ),
    ("Released report", "report.released", Action.REPORT_READ_RELEASED),
    ("Hand-over", "report.hand_over", Action.HAND_OVER),
    ("Proposal", "approval.proposal", Action.PROPOSAL_READ),
    ("Letters", "approval.items", Action.ITEMS_READ),
    ("Release", "report.release", Action.REPORT_RELEASE),
    ("States", "approval.states", Action.STATES_READ),
    ("Contract", "appointment.contract", Action.CONTRACT_KEEP),
    ("Letters to candidates", "appointment.letters", Action.LETTERS_GICHD),
    ("Letters to candidates", "appointment.chair_letters", Action.LETTERS_CHAIR),
    ("Outcome", "appointment.outcome", Action.OUTCOME_READ),
    ("People", "accounts.president_people", Action.GRANT_BY_PRESIDENT),
    ("People", "accounts.focal_point_people", Action.GRANT_BY_FOCAL_POINT),
    ("Delegates", "accounts.delegates", Action.GRANT_BY_OFFICE),
    ("Calendar", "web.calendar", Action.CALENDAR_READ),
    ("Record", "web.record", Action.RECORD_READ),
)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu."""

    label: str
    url: str
    current: bool


def menu(reader: Reader) -> list[MenuItem]:
    """The pages that this reader's capacity has now, in the order of the procedure."""
    items = [MenuItem(_("Home"), "/", False)]
    for text, endpoint, action in _PAGES:
        if endpoint in current_app.view_functions and allows(
            action, reader.capacity, reader.column
        ):
            items.append(MenuItem(_(text), url_for(endpoint), request.endpoint == endpoint))
    return items


def who_can_see_url() -> str:
    """The page that answers 'who can see this?' for the page being read (W10)."""
    if "web.who" not in current_app.view_functions:
        return ""
    return url_for("web.who", page=request.endpoint)
