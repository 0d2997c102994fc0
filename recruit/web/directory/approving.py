"""The pages of the silence procedure, the release, the contract and the letters."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.web.listed import Page
from recruit.web.rules.phases import Phase

P = Phase
_TOLD = (P.APPROVAL, P.AFTER)

PAGES: tuple[Page, ...] = (
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
        _("Letters to all States"),
        _("What all States Parties were written on the proposal"),
        "approval.sent",
        Action.LETTERS_TO_STATES_READ,
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
)
