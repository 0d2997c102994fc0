"""'Who can see this page?' in words: states of the procedure, and what narrows a right.

The policy says what a capacity may have at most; a room narrows it further. What is said
here is the rule, never whether it applies to anybody now.
"""

from __future__ import annotations

from typing import Final

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.procedure.rules.milestones import Column


def when(state: Column) -> str:
    """A state of the procedure in words."""
    return {
        Column.BEFORE: _("Until the first list is circulated"),
        Column.JUDGING: _("While the panel considers and judges"),
        Column.SILENCE: _("From the opening of a round of approval by silence"),
        Column.DESIGNATED: _("From the designation"),
        Column.CLOSED: _("Once the contract is signed, or the recruitment closed"),
    }[state]


_OWN: Final = _("Each sees their own alone.")
_CLEARED: Final = _(
    "A member opens a candidate's file once the names are declared on, and none of them that is "
    "in question (reading C4)."
)
_REVEAL: Final = _(
    "Nobody sees another's before locking their own; the reveal needs the lock of every seated "
    "member who is not recorded absent (reading R15)."
)
_NARROWED: Final = {
    Action.FILE_READ: (_CLEARED,),
    Action.LIST_READ: (_("Names open after the declarations on them (reading C4)."),),
    Action.DOCUMENT_READ: (
        _("Each document opens to whoever may have what it belongs to; each opening is recorded."),
        _("Where a redacted copy is released, the GICHD's focal point alone has the original."),
    ),
    Action.BALLOT_OWN: (_OWN, _REVEAL),
    Action.BALLOTS_READ: (_REVEAL,),
    Action.SHORTLIST_READ: (_REVEAL,),
    Action.SHEET_OWN: (_OWN, _REVEAL),
    Action.DEBRIEF_READ: (_REVEAL,),
    Action.DECLARATION_MAKE: (_("Your declarations are read by yourself and the Chair."),),
    Action.REPORT_READ: (
        _("The report stays within the panel as long as the procedure is running (para. 53(f))."),
    ),
    Action.REPORT_READ_RELEASED: (
        _("Once it is released: members of the Committee in office on the day of designation."),
    ),
    Action.PROPOSAL_READ: (_("Once a round is opened; the President and the office prepare it."),),
    Action.LETTERS_TO_STATES_READ: (
        _("Who sent them and who got them; no letter names a State that wrote (reading S16)."),
    ),
    Action.ITEM_READ_OWN: (_("A delegate sees the letters of the own State alone."),),
    Action.SCREENING_READ: (
        _("A screener sees no other screener's answers before locking the own (reading A5)."),
    ),
    Action.RECORD_READ: (
        _("Facts, never content; the panel's from the designation; of rounds time and kind."),
    ),
    Action.AVAILABILITY_OWN: (
        _("The member and the own assistant; the GICHD sees that a time does not fit, never whom."),
    ),
    Action.CALENDAR_FOLLOW: (_OWN,),
    Action.CALENDAR_READ: (
        _("The windows are the same for all; what stands in a bar is what each may know."),
    ),
}


def narrowed(action: Action) -> list[str]:
    """What narrows the right to a page further, in sentences."""
    return [_(text) for text in _NARROWED.get(action, ())]
