"""The menu of each capacity, drawn from the policy: what is not allowed is not there.

The menu has the few pages of the present phase and 'All pages'; the phase is that of the
milestones which the reader's capacity may learn of, so that a menu tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app, g, request, url_for

from recruit.access.actions import Action
from recruit.access.policy import allows
from recruit.access.rules import Capacity, Reader
from recruit.core import words
from recruit.core.words import _
from recruit.procedure.rules.milestones import Column, Milestone
from recruit.web.rules.phases import ALWAYS, Phase, phase

MOST = 6
"""The most pages in the menu between 'Home' and 'All pages'."""

P = Phase
_ON = (P.SHORTLIST, P.INTERVIEWS, P.REPORT, P.APPROVAL, P.AFTER)
_TOLD = (P.APPROVAL, P.AFTER)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of a room. when: the phases in whose menu it stands.

    told: where not empty, the page is named in these phases only, since its name alone
    would say that the phase was reached.
    """

    text: str
    about: str
    endpoint: str
    action: Action
    when: tuple[Phase, ...] = ALWAYS
    told: tuple[Phase, ...] = ()


# In the order of the procedure; each belongs to the room it opens.
_PAGES: tuple[_Page, ...] = (
    _Page(
        _("Vacancy"),
        _("The announcement, where it was published, its close"),
        "vacancy.page",
        Action.VACANCY_DRAFT,
    ),
    _Page(
        _("Applications"),
        _("What was received, filed with its documents"),
        "applications.index",
        Action.APPLICATION_READ,
        (P.BEFORE, P.SHORTLIST),
    ),
    _Page(
        _("Screening"),
        _("Each application against the Terms of Reference"),
        "prescreening.index",
        Action.SCREENING_READ,
        (P.BEFORE, P.SHORTLIST),
    ),
    _Page(
        _("Oversight"),
        _("How the prescreening goes, and its criteria"),
        "prescreening.oversight",
        Action.OVERSIGHT_READ,
        (P.BEFORE,),
    ),
    _Page(
        _("Candidates"),
        _("The circulated list and the files"),
        "prescreening.candidates",
        Action.LIST_READ,
        _ON,
    ),
    _Page(
        _("Find"),
        _("Words in the documents and notes that you may read"),
        "finding.search",
        Action.TEXT_SEARCH,
        (),
    ),
    _Page(
        _("Panel"),
        _("Seats, surrogates and the balance"),
        "panel.composition",
        Action.COMPOSITION_READ,
    ),
    _Page(
        _("Interest"),
        _("States that offered to serve on the panel"),
        "panel.interest",
        Action.INTEREST_READ,
        (P.BEFORE,),
    ),
    _Page(
        _("Interest"),
        _("Offer somebody for the panel"),
        "panel.express",
        Action.INTEREST_EXPRESS,
        (P.BEFORE,),
    ),
    _Page(
        _("Declarations"),
        _("Your own declarations of conflict"),
        "panel.declare",
        Action.DECLARATION_MAKE,
        (P.SHORTLIST,),
    ),
    _Page(
        _("Conflicts"),
        _("What was declared, and what is to be decided"),
        "panel.declarations",
        Action.DECLARATIONS_READ,
        (P.SHORTLIST, P.INTERVIEWS),
    ),
    _Page(
        _("Meetings"),
        _("Meetings with their minutes and decisions"),
        "panel.meetings",
        Action.MEETING_READ,
        (P.BEFORE, P.SHORTLIST, P.INTERVIEWS, P.REPORT),
    ),
    _Page(
        _("Meetings"),
        _("Hold a meeting, write its minutes"),
        "panel.hold",
        Action.MEETING_HOLD,
        (P.BEFORE, P.SHORTLIST, P.INTERVIEWS, P.REPORT),
    ),
    _Page(
        _("Vacant seats"),
        _("Pass a seat to the next surrogate"),
        "panel.vacancies",
        Action.SEAT_PASS,
        (P.SHORTLIST, P.INTERVIEWS),
    ),
    _Page(
        _("Taking the seat"),
        _("What was decided, what there is to do and to read"),
        "web.taking_a_seat",
        Action.MEETING_READ,
        (),
    ),
    _Page(
        _("Leaving"),
        _("That the copies of who left a seat are destroyed"),
        "panel.leaving",
        Action.DESTRUCTION_CONFIRM,
        (),
    ),
    _Page(
        _("Ballot"),
        _("Your five, and the reasons for each"),
        "shortlist.ballot",
        Action.BALLOT_OWN,
        (P.SHORTLIST,),
    ),
    _Page(
        _("Shortlist"),
        _("The ballots once open, and what was decided"),
        "shortlist.page",
        Action.SHORTLIST_READ,
        (P.SHORTLIST,),
    ),
    _Page(
        _("Chair's acts"),
        _("What the Chair does for the shortlist"),
        "shortlist.chair",
        Action.SHORTLIST_DECIDE,
        (P.SHORTLIST, P.INTERVIEWS),
    ),
    _Page(
        _("Profile and questions"),
        _("Competency profile, questions and evaluation grid"),
        "shortlist.papers",
        Action.PROFILE_READ,
        (P.SHORTLIST, P.INTERVIEWS),
    ),
    _Page(
        _("Invited"),
        _("Who is invited to an interview, once released"),
        "interviews.invited",
        Action.INVITED_READ,
        (P.SHORTLIST, P.INTERVIEWS, P.REPORT),
    ),
    _Page(
        _("Interviews"),
        _("The schedule and your sheets"),
        "interviews.page",
        Action.SCHEDULE_READ,
        (P.SHORTLIST, P.INTERVIEWS, P.REPORT),
    ),
    _Page(
        _("Interviews"),
        _("Start an interview, record what was agreed"),
        "interviews.chair",
        Action.INTERVIEW_START,
        (P.INTERVIEWS,),
    ),
    _Page(
        _("Equal treatment"),
        _("What was asked when, and the time used, candidate by candidate"),
        "interviews.fairness",
        Action.COURSE_READ,
        (),
    ),
    _Page(
        _("Debrief"),
        _("Scores once locked, and the agreed ones"),
        "interviews.debrief",
        Action.DEBRIEF_READ,
        (P.INTERVIEWS, P.REPORT),
    ),
    _Page(
        _("Final decision"),
        _("The panel's decision about the appointed candidate"),
        "report.decide",
        Action.DECISION_TAKE,
        (P.INTERVIEWS, P.REPORT),
    ),
    _Page(
        _("Report"),
        _("The panel's report, in its custody"),
        "report.page",
        Action.REPORT_READ,
        (P.INTERVIEWS, P.REPORT, P.APPROVAL, P.AFTER),
    ),
    _Page(
        _("Released report"),
        _("The panel's report, as released to the Committee"),
        "report.released",
        Action.REPORT_READ_RELEASED,
    ),
    _Page(
        _("Hand-over"),
        _("What the Chair gives the President"),
        "report.hand_over",
        Action.HAND_OVER,
        (P.REPORT, P.APPROVAL),
    ),
    _Page(
        _("Proposal"),
        _("The proposal to the States Parties, by silence procedure"),
        "approval.proposal",
        Action.PROPOSAL_READ,
        told=_TOLD,
    ),
    _Page(
        _("Letters"),
        _("Letters received in the round, by State"),
        "approval.items",
        Action.ITEMS_READ,
        told=_TOLD,
    ),
    _Page(
        _("Release"),
        _("The release of the report to the Committee"),
        "report.release",
        Action.REPORT_RELEASE,
    ),
    _Page(
        _("States"),
        _("States Parties, their missions and contacts"),
        "approval.states",
        Action.STATES_READ,
    ),
    _Page(
        _("Contract"),
        _("The checklist of the appointed candidate's contract"),
        "appointment.contract",
        Action.CONTRACT_KEEP,
    ),
    _Page(
        _("Letters to candidates"),
        _("What candidates are written"),
        "appointment.letters",
        Action.LETTERS_GICHD,
        (P.INTERVIEWS, P.APPROVAL, P.AFTER),
    ),
    _Page(
        _("Letters to candidates"),
        _("What interviewed candidates are written by the Chair"),
        "appointment.chair_letters",
        Action.LETTERS_CHAIR,
    ),
    _Page(
        _("Outcome"),
        _("What was decided, as told to the States Parties"),
        "appointment.outcome",
        Action.OUTCOME_READ,
    ),
    _Page(
        _("People"),
        _("Who has which capacity"),
        "accounts.president_people",
        Action.GRANT_BY_PRESIDENT,
    ),
    _Page(
        _("People"),
        _("Who has which capacity at the GICHD"),
        "accounts.focal_point_people",
        Action.GRANT_BY_FOCAL_POINT,
    ),
    _Page(
        _("Delegates"),
        _("Delegates of the States Parties"),
        "accounts.delegates",
        Action.GRANT_BY_OFFICE,
    ),
    _Page(
        _("Calendar"),
        _("The windows of para. 54 and the decision's own words"),
        "web.calendar",
        Action.CALENDAR_READ,
    ),
    _Page(
        _("Archive"),
        _("What you may keep of the recruitment, as one sealed file"),
        "archive.index",
        Action.ARCHIVE_TAKE,
        (),
    ),
    _Page(
        _("Memory"),
        _("What the last recruitment left for this one, and this one for the next"),
        "archive.remembered",
        Action.MEMORY_READ,
        (),
    ),
    _Page(_("Record"), _("What was done, when and by whom"), "web.record", Action.RECORD_READ),
)
_MOST_KEPT = 4096  # menus kept drawn in a process
_LAST = frozenset({"web.calendar", "web.record"})


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu, or of the page of all pages (then with what it is about)."""

    label: str
    url: str
    current: bool = False
    about: str = ""


def _open(capacity: Capacity, column: Column, now: Phase) -> list[_Page]:
    return [
        p
        for p in _PAGES
        if p.endpoint in current_app.view_functions
        and allows(p.action, capacity, column)
        and (not p.told or now in p.told)
    ]


def _url(page: _Page, capacity: Capacity, procedure_name: str) -> str:
    if current_app.url_map.is_endpoint_expecting(page.endpoint, "capacity"):
        return url_for(page.endpoint, procedure=procedure_name, capacity=capacity.value)
    return url_for(page.endpoint, procedure=procedure_name)


def everything(
    capacity: Capacity, column: Column, milestones: Iterable[Milestone], procedure_name: str
) -> list[MenuItem]:
    """All pages that this capacity has now. milestones: those it may learn of."""
    now = phase(milestones)
    return _kept(
        (capacity, column, now, procedure_name),
        lambda: [
            MenuItem(_(p.text), _url(p, capacity, procedure_name), about=_(p.about))
            for p in _open(capacity, column, now)
        ],
    )


def _kept(what: tuple[object, ...], draw: Callable[[], list[MenuItem]]) -> list[MenuItem]:
    """The lines, drawn once for each capacity, state, phase, page and language."""
    drawn = current_app.extensions.setdefault("menus", {})
    key = (*what, request.script_root, words.spoken())
    if key not in drawn:
        if len(drawn) >= _MOST_KEPT:
            drawn.clear()
        drawn[key] = tuple(draw())
    return list(drawn[key])


def short(
    capacity: Capacity,
    column: Column,
    milestones: Iterable[Milestone],
    procedure_name: str,
    endpoint: str | None = None,
) -> list[MenuItem]:
    """The menu: home, the pages of the present phase, the calendar, and all pages."""
    now = phase(milestones)
    return _kept(
        (capacity, column, now, procedure_name, endpoint),
        lambda: _short(capacity, column, now, procedure_name, endpoint),
    )


def _short(
    capacity: Capacity, column: Column, now: Phase, procedure_name: str, endpoint: str | None
) -> list[MenuItem]:
    pages = _open(capacity, column, now)
    fitting = [p for p in pages if now in p.when and p.endpoint not in _LAST]
    last = [p for p in pages if p.endpoint in _LAST]
    drawn = [*fitting[: MOST - len(last)], *last]
    items = [MenuItem(_("Home"), "/", endpoint == "web.home")]
    items += [
        MenuItem(_(p.text), _url(p, capacity, procedure_name), p.endpoint == endpoint)
        for p in drawn
    ]
    if len(drawn) < len(pages):
        url = url_for("web.pages", procedure=procedure_name, capacity=capacity.value)
        elsewhere = endpoint == "web.pages" or endpoint in {
            p.endpoint for p in pages if p not in drawn
        }
        items.append(MenuItem(_("All pages"), url, elsewhere))
    return items


def menu(reader: Reader) -> list[MenuItem]:
    """The menu of the page being drawn, for its reader's capacity."""
    told = [m for m in g.milestones if m.audience in reader.audiences]
    return short(reader.capacity, reader.column, told, g.procedure.name, request.endpoint)


def name_of(endpoint: str) -> str:
    """What a page is called: its own line of the menu, or that of its room's first page."""
    own = next((p.text for p in _PAGES if p.endpoint == endpoint), "")
    room = endpoint.split(".", 1)[0] + "."
    near = next((p.text for p in _PAGES if p.endpoint.startswith(room)), _("This page"))
    return _(own or near)


def who_can_see_url() -> str:
    """The page that answers 'who can see this?' for the page being read (W10)."""
    if request.endpoint == "web.who":
        return ""
    return _who(request.endpoint or "", g.procedure.name, g.reader.capacity, request.script_root)


@lru_cache(maxsize=1024)
def _who(endpoint: str, _procedure: str, _capacity: Capacity, _root: str) -> str:
    return url_for("web.who", page=endpoint)
