"""The pages of the vacancy, the applications and their screening."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.web.directory import rights
from recruit.web.listed import Page
from recruit.web.rules.phases import Phase

P = Phase
_ON = (P.SHORTLIST, P.INTERVIEWS, P.REPORT, P.APPROVAL, P.AFTER)

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
    *rights.PAGES,
    Page(
        _("Countersignatures"),
        _("Acts of a President in conflict that wait for the acting Chair"),
        "countersigning.waiting",
        Action.COUNTERSIGN,
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
        _("Applicants with an account"),
        _("Names and addresses that agree with an account's, for a decision"),
        "finding.matches",
        Action.MATCH_DECIDE,
        (),
    ),
)
