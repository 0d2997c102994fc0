"""Each clause of paragraphs 53 and 54, and the milestones that are recorded under it. Pure."""

from __future__ import annotations

from typing import Final

from recruit.core.words import _
from recruit.procedure.rules.milestones import MilestoneKind

K = MilestoneKind

PARAGRAPHS: Final[tuple[tuple[str, str, tuple[MilestoneKind, ...]], ...]] = (
    ("53(a)", _("A selection panel runs the selection"), (K.PANEL_CONSTITUTED,)),
    ("53(b)", _("Five seats, surrogates in order, conflicts declared"), (K.PANEL_CONSTITUTED,)),
    ("53(c)", _("The President chairs and composes the panel, in balance"), (K.PANEL_CONSTITUTED,)),
    ("53(d)", _("The procedure starts after the meeting"), (K.VACANCY_POSTED,)),
    ("53(e)", _("Members have the time that is needed"), (K.PANEL_CONSTITUTED,)),
    (
        "53(f)",
        _(
            "The panel reports and decides whom it proposes; the President proposes, the States "
            "Parties approve by written silence; the Committee reads the report afterwards"
        ),
        (
            K.DECISION_TAKEN,
            K.REPORT_LODGED,
            K.HANDED_OVER,
            K.ROUND_OPENED,
            K.ROUND_LENGTHENED,
            K.ROUND_BROKEN,
            K.ROUND_CANCELLED,
            K.PATH_RECORDED,
            K.ROUND_CERTIFIED,
            K.DISPUTED,
            K.DISPUTE_ENDED,
            K.ANNULLED,
            K.LAPSED,
            K.REPORT_RELEASED,
            K.OUTCOME_PUBLISHED,
            K.CLOSED_WITHOUT_RESULT,
        ),
    ),
    ("53(g)", _("The contract rests on the GICHD's scale and rules"), (K.OFFER_ACCEPTED,)),
    ("53(h)", _("The GICHD supports throughout"), (K.SCREENING_BEGUN,)),
    ("54(a)", _("The vacancy is posted"), (K.VACANCY_POSTED, K.VACANCY_EXTENDED)),
    ("54(b)", _("The GICHD prescreens and circulates the list"), (K.LIST_CIRCULATED, K.ALL_GIVEN)),
    (
        "54(c)",
        _("The panel shortlists the best five"),
        (K.CRITERIA_LOCKED, K.SHORTLIST_DECIDED, K.INVITED_RELEASED),
    ),
    ("54(d)", _("The competency profile is defined before the interviews"), (K.PROFILE_ADOPTED,)),
    ("54(e)", _("Questions and grid follow from it"), (K.QUESTIONS_ADOPTED, K.GRID_ADOPTED)),
    ("54(f)", _("The shortlisted are interviewed"), (K.INTERVIEWS_BEGUN, K.INTERVIEWS_ENDED)),
    ("54(g)", _("The report is lodged"), (K.REPORT_CALLED, K.REPORT_LODGED)),
    ("54(h)", _("The GICHD concludes the contract"), (K.CONTRACT_SIGNED,)),
)
"""Paragraph, what it asks, and what is recorded of it."""


_SAID: Final = {
    K.ALL_GIVEN: _("List of all applications given"),
    K.INVITED_RELEASED: _("Names of the invited released"),
    K.REPORT_CALLED: _("Report called to sign"),
}


def said(kind: MilestoneKind) -> str:
    """What a milestone is, in words."""
    return _SAID.get(kind) or kind.value.replace("_", " ").capitalize()
