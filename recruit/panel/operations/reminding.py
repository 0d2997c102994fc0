"""The Chair reminds all who are due, in one act and without learning who (W12)."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Reader
from recruit.notices import operations as notices

KIND = "panel.reminder"


def remind(reader: Reader, *, key: str = "") -> str:
    """Tell every living occupant, in the same words, to look at the own page; the receipt.

    Whether anything is due stands on each reader's own page alone, so neither the mail nor the
    Chair's page says anything of anybody.
    """
    with act(reader, Action.PANEL_REMIND, key) as a:
        notices.tell(a, KIND, "panel", object_id=a.procedure_id)
        a.record(a.procedure_id, reminded="every living occupant")
    return a.receipt
