"""Pages of the report, and what this room tells the others' doors."""

from __future__ import annotations

from flask import Flask

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.notices import kinds
from recruit.notices import operations as notices
from recruit.report.queries.references import referees
from recruit.report.rules.references import LINK_DAYS
from recruit.report.views import chair, edition, referee, references, release, reopening, versions
from recruit.report.views.page import room

blueprints = [room, referee.room]
PAGES = (chair, edition, references, referee, release, reopening, versions)


def join(app: Flask) -> None:
    """Give the words of this room's notices. Those on the report reach living occupants only,
    and their subject says nothing of it (P53f-2)."""
    for kind, line in (
        ("decided", lambda _id: _("The panel's final decision is recorded.")),
        ("opened", lambda _id: _("The report is open for drafting.")),
        ("changed", lambda _id: _("The report's text changed; the call to sign is withdrawn.")),
        ("called", lambda _id: _("The Chair calls to sign the report.")),
        ("lodged", lambda _id: _("The report is lodged.")),
    ):
        kinds.register(
            f"report.{kind}",
            subject=lambda: _("There is something new for the panel"),
            line=line,
            endpoint="report.page",
            action=Action.REPORT_READ,
        )
    kinds.register(
        "report.reopen",
        subject=lambda: _("There is something new for the panel"),
        line=lambda _id: _("The Chair recorded that a stage is reopened; a member confirms it."),
        endpoint="report.reopen_second",
        action=Action.STAGE_REOPEN_SECOND,
    )
    notices.register_audience("referee", referees)
    kinds.register(
        "report.reference_asked",
        subject=lambda: _("A reference is asked of you, in confidence"),
        whatever_right=True,
        in_app=False,
        lasts=LINK_DAYS,
    )
    kinds.register(
        "report.reference_given",
        subject=lambda: _("There is something new for the panel"),
        line=lambda _id: _("A referee has answered."),
        endpoint="report.references",
        action=Action.REFERENCE_READ,
    )
    kinds.register(
        "report.handed_over",
        subject=lambda: _("The Chair has handed over"),
        line=lambda _id: _("The Chair handed over the name for the proposal."),
        endpoint="approval.proposal",
        action=Action.HAND_OVER_READ,
    )
    kinds.register(
        "report.hand_over_recalled",
        subject=lambda: _("The hand-over is recalled"),
        line=lambda _id: _("The Chair recalled the hand-over. Nothing can be opened now."),
        endpoint="approval.proposal",
        action=Action.HAND_OVER_READ,
    )
    kinds.register(
        "report.finding",
        subject=lambda: _("The Chair has handed over"),
        line=lambda _id: _("The Chair handed over a finding of the panel."),
        endpoint="appointment.close",
        action=Action.HAND_OVER_READ,
    )
    kinds.register(
        "report.release_asked",
        subject=lambda: _("The President asks for a second person"),
        line=lambda _id: _("The President asks for the release of the report; confirm it."),
        endpoint="report.release_second",
        action=Action.REPORT_RELEASE_SECOND,
    )
    kinds.register(
        "report.edition_made",
        subject=lambda: _("The President asks for a second person"),
        line=lambda _id: _("The report's second edition is made; a member confirms it."),
        endpoint="report.edition",
        action=Action.EDITION_CONFIRM,
    )
    kinds.register(
        "report.edition_confirmed",
        subject=lambda: _("What you asked for was confirmed"),
        line=lambda _id: _("The report's second edition is confirmed."),
        endpoint="report.edition",
        action=Action.EDITION_MAKE,
    )
    kinds.register(
        "report.released",
        subject=lambda: _("The report is released to the Coordination Committee"),
        line=lambda _id: _("You may read it in confidence, in a copy of your own."),
        endpoint="report.released",
        action=Action.REPORT_READ_RELEASED,
    )
