"""The pages of shortlist, interviews and report."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.web.listed import Page
from recruit.web.rules.phases import Phase

P = Phase

PAGES: tuple[Page, ...] = (
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
)
