"""What weight a ruling of the panel has (readings A4, A6, A8, C10). Pure.

By C10 a decision has effect when the Chair records it; what rests on it may be prepared,
and is entered once the minutes are confirmed. What rests on a ruling is a ballot that is
locked on it (drafts may go on), and of a placing the new version of the list.
"""

from __future__ import annotations

from enum import StrEnum

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _

BORDERLINE, EQUIVALENCE, PLACING = "borderline", "equivalence", "placing"


class Weight(StrEnum):
    """What a ruling carries now."""

    COUNTS = "counts"  # the minutes are confirmed
    WAITS = "waits"  # recorded; the minutes are not confirmed yet
    TO_THE_VOTE = "to_the_vote"  # somebody who was present dissented from the consensus
    LOST = "lost"  # the vote after a dissent did not carry it: the file is open again


def weight(*, carried: bool | None, by_consensus: bool, dissented: bool, confirmed: bool) -> Weight:
    """C10: what a ruling carries whose motion stands so.

    carried: None while no ballot gave a result. confirmed: the minutes of its meeting are,
    by all present or by lapse of the working days.
    """
    if carried is False:
        return Weight.LOST
    if carried is None or (by_consensus and dissented):
        return Weight.TO_THE_VOTE
    return Weight.COUNTS if confirmed else Weight.WAITS


def weight_words(found: Weight) -> str:
    """What the pages say beside a ruling; empty once it counts."""
    return {
        Weight.COUNTS: "",
        Weight.WAITS: _("recorded, waits for the minutes"),
        Weight.TO_THE_VOTE: _("recorded; a member dissents, and it goes to the vote"),
        Weight.LOST: _("not carried by the vote; the panel decides again"),
    }[found]


def _minutes(found: Weight) -> Answer:
    if found is Weight.COUNTS:
        return Holds()
    return Refused(
        _("The minutes of the meeting are not confirmed yet.")
        if found is Weight.WAITS
        else _("A member dissents from the decision: the panel votes on it first.")
        if found is Weight.TO_THE_VOTE
        else _("The panel's vote did not carry the decision.")
    )


ENTERING: list[Gate[Weight]] = [
    Gate("C10", "reading C10", "The minutes of the decision are confirmed", _minutes),
]
"""The conditions under which a placing is entered on a new version of the list."""
