"""The pages that menus may name: what each is called, whose action it is, and when it is told."""

from __future__ import annotations

from dataclasses import dataclass

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.web.rules.phases import ALWAYS, Phase

P = Phase
_ON = (P.SHORTLIST, P.INTERVIEWS, P.REPORT, P.APPROVAL, P.AFTER)
_TOLD = (P.APPROVAL, P.AFTER)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a room. when: the phases in whose menu it stands; () on 'All pages' alone.

    told: where not empty, the page is named in these phases only, since its name alone
    would say that the phase was reached.
    """

    text: str
    about: str
    endpoint: str
    action: Action
    when: tuple[Phase, ...] = ALWAYS
    told: tuple[Phase, ...] = ()


PAGES: tuple[Page, ...] = (
    Page(
        _("Vacancy"),
        _("The announcement, where it was published, its close"),
        "vacancy.page",
        Action.VACANCY_DRAFT,
    ),
    Page(
        _("Applications"),
        _("What was received, filed with its documents"),
        "applications.index",
        Action.APPLICATION_READ,
        (P.BEFORE, P.SHORTLIST),
    ),
    Page(
        _("Requests and complaints"),
        _("What was asked or complained of, and its answer"),
        "correspondence.matters",
        Action.MATTER_READ,
        (),
    ),
    Page(
        _("Retention"),
        _("What is kept until when, and its erasure"),
        "appointment.retention",
        Action.ERASURE_READ,
        (P.AFTER,),
        (P.AFTER,),
    ),
    Page(
        _("In figures"),
        _("The applications by day, region, gender and language"),
        "applications.figures",
        Action.STATISTICS_READ,
        (),
    ),
    Page(
        _("Screening"),
        _("Each application against the Terms of Reference"),
        "prescreening.index",
        Action.SCREENING_READ,
        (P.BEFORE, P.SHORTLIST),
    ),
    Page(
        _("Oversight"),
        _("How the prescreening goes, and its criteria"),
        "prescreening.oversight",
        Action.OVERSIGHT_READ,
        (P.BEFORE,),
    ),
    Page(
        _("Candidates"),
        _("The circulated list and the files"),
        "prescreening.candidates",
        Action.LIST_READ,
        _ON,
    ),
    Page(
        _("Withdrawn documents"),
        _("Wrong files, closed to everybody"),
        "prescreening.withdrawals",
        Action.DOCUMENT_WITHDRAW,
        (),
    ),
    Page(
        _("Find"),
        _("Words in the documents and notes that you may read"),
        "finding.search",
        Action.TEXT_SEARCH,
        (),
    ),
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
    Page(
        _("Ballot"),
        _("Your five, and the reasons for each"),
        "shortlist.ballot",
        Action.BALLOT_OWN,
        (P.SHORTLIST,),
    ),
    Page(
        _("Shortlist"),
        _("The ballots once open, and what was decided"),
        "shortlist.page",
        Action.SHORTLIST_READ,
        (P.SHORTLIST,),
    ),
    Page(
        _("Chair's acts"),
        _("What the Chair does for the shortlist"),
        "shortlist.chair",
        Action.SHORTLIST_DECIDE,
        (P.SHORTLIST, P.INTERVIEWS),
    ),
    Page(
        _("Profile and questions"),
        _("Competency profile, questions and evaluation grid"),
        "shortlist.papers",
        Action.PROFILE_READ,
        (P.SHORTLIST, P.INTERVIEWS),
    ),
    Page(
        _("Invited"),
        _("Who is invited to an interview, once released"),
        "interviews.invited",
        Action.INVITED_READ,
        (P.SHORTLIST, P.INTERVIEWS, P.REPORT),
    ),
    Page(
        _("Interviews"),
        _("The schedule and your sheets"),
        "interviews.page",
        Action.SCHEDULE_READ,
        (P.SHORTLIST, P.INTERVIEWS, P.REPORT),
    ),
    Page(
        _("Times"),
        _("When you cannot have interviews"),
        "interviews.times",
        Action.AVAILABILITY_OWN,
        (),
    ),
    Page(
        _("Interviews"),
        _("Start an interview, record what was agreed"),
        "interviews.chair",
        Action.INTERVIEW_START,
        (P.INTERVIEWS,),
    ),
    Page(
        _("Candidates' needs"),
        _("What invited candidates need for the interview"),
        "interviews.needs",
        Action.NEEDS_KEEP,
        (),
    ),
    Page(
        _("Equal treatment"),
        _("What was asked when, and the time used, candidate by candidate"),
        "interviews.fairness",
        Action.COURSE_READ,
        (),
    ),
    Page(
        _("Debrief"),
        _("Scores once locked, and the agreed ones"),
        "interviews.debrief",
        Action.DEBRIEF_READ,
        (P.INTERVIEWS, P.REPORT),
    ),
    Page(
        _("Final decision"),
        _("The panel's decision about the appointed candidate"),
        "report.decide",
        Action.DECISION_TAKE,
        (P.INTERVIEWS, P.REPORT),
    ),
    Page(
        _("Report"),
        _("The panel's report, in its custody"),
        "report.page",
        Action.REPORT_READ,
        (P.INTERVIEWS, P.REPORT, P.APPROVAL, P.AFTER),
    ),
    Page(
        _("References"),
        _("Whom the panel asked on the appointed candidate and the reserve, and the answers"),
        "report.references",
        Action.REFERENCE_READ,
        (P.REPORT,),
    ),
    Page(
        _("Released report"),
        _("The panel's report, as released to the Committee"),
        "report.released",
        Action.REPORT_READ_RELEASED,
    ),
    Page(
        _("Hand-over"),
        _("What the Chair gives the President"),
        "report.hand_over",
        Action.HAND_OVER,
        (P.REPORT, P.APPROVAL),
    ),
    Page(
        _("Reopening"),
        _("Reopening the shortlist or the vacancy, by two people"),
        "report.reopen",
        Action.STAGE_REOPEN,
        (),
    ),
    Page(
        _("Reopening, second person"),
        _("Confirming that the shortlist or the vacancy is reopened"),
        "report.reopen_second",
        Action.STAGE_REOPEN_SECOND,
        (),
    ),
    Page(
        _("Proposal"),
        _("The proposal to the States Parties, by silence procedure"),
        "approval.proposal",
        Action.PROPOSAL_READ,
        told=_TOLD,
    ),
    Page(
        _("Letters"),
        _("Letters received in the round, by State"),
        "approval.items",
        Action.ITEMS_READ,
        told=_TOLD,
    ),
    Page(
        _("Release"),
        _("The release of the report to the Committee"),
        "report.release",
        Action.REPORT_RELEASE,
    ),
    Page(
        _("States"),
        _("States Parties, their missions and contacts"),
        "approval.states",
        Action.STATES_READ,
    ),
    Page(
        _("Contract"),
        _("The checklist of the appointed candidate's contract"),
        "appointment.contract",
        Action.CONTRACT_KEEP,
    ),
    Page(
        _("Letters to candidates"),
        _("What candidates are written"),
        "appointment.letters",
        Action.LETTERS_GICHD,
        (P.INTERVIEWS, P.APPROVAL, P.AFTER),
    ),
    Page(
        _("Letters to candidates"),
        _("What interviewed candidates are written by the Chair"),
        "appointment.chair_letters",
        Action.LETTERS_CHAIR,
    ),
    Page(
        _("Held letters"),
        _("Letters to candidates that wait for a second person"),
        "appointment.held",
        Action.LETTERS_RELEASE,
        (P.INTERVIEWS, P.APPROVAL, P.AFTER),
    ),
    Page(
        _("Outcome"),
        _("What was decided, as told to the States Parties"),
        "appointment.outcome",
        Action.OUTCOME_READ,
    ),
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
        _("Times and rooms to come, and what is booked for them"),
        "interviews.appointments",
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
        _("Your appointments, and an address for your own calendar program"),
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
"""In the order of the procedure; each belongs to the room it opens."""
