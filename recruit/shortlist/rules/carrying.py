"""What a new run takes over from a former one by a decision of the panel (C8, R4).

A new run begins empty: no ballot, no score and no adoption of the former one counts. The
panel may carry over what still holds, each by a decision of its own meeting, or decide anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _


class Began(StrEnum):
    """Why the panel is in this run."""

    FIRST = "first"
    FEWER = "fewer"  # fewer than four were left during the interviews (C8)
    ANEW = "anew"  # the shortlist was moved anew, or a stage reopened (C7, A8, R27)


@dataclass(frozen=True, slots=True)
class Carrying:
    """The facts on which something is carried over.

    shortlist, papers: what is asked. former_shortlist, former_papers: what the former runs
    hold, papers all three in force. begun: a ballot of this run's is asked for, or its
    shortlist is decided. adopted: a paper of this run is adopted. started: an interview of
    it has started. within: today lies in the windows of what is asked, or in amended ones.
    """

    began: Began
    shortlist: bool
    papers: bool
    former_shortlist: bool
    former_papers: bool
    begun: bool
    adopted: bool
    started: bool
    within: bool


def _former(f: Carrying) -> Answer:
    if f.began is Began.FIRST:
        return Refused(_("This is the first run; there is nothing to carry over."))
    if not (f.shortlist or f.papers):
        return Refused(_("Say what is carried over."))
    if f.shortlist and not f.former_shortlist:
        return Refused(_("No former run has a decided shortlist."))
    if f.papers and not f.former_papers:
        return Refused(_("No former run has profile, questions and grid in force."))
    return Holds()


def _same_list(f: Carrying) -> Answer:
    if f.shortlist and f.began is not Began.FEWER:
        return Refused(
            _("This run began so that the shortlist be decided anew; it is not carried over.")
        )
    return Holds()


def _untouched(f: Carrying) -> Answer:
    if f.started:
        return Refused(_("The interviews of this run have started; everything is frozen."))
    if f.shortlist and f.begun:
        return Refused(_("This run has criteria or a shortlist of its own already."))
    if f.papers and f.adopted:
        return Refused(_("A paper of this run is adopted already."))
    return Holds()


CARRYING: Final[list[Gate[Carrying]]] = [
    Gate("C8", "para. 53(b), reading C8", _("A former run holds what is carried over"), _former),
    Gate("C7", "readings C7, R27", _("The shortlist is not to be decided anew"), _same_list),
    Gate("R4", "para. 54(c)-(e), reading R4", _("This run has nothing of it yet"), _untouched),
    Gate(
        "R2",
        "para. 54(c)-(e), reading R2",
        _("The window is open, or was amended before"),
        lambda f: (
            Holds()
            if f.within
            else Refused(
                _("Outside its window the decision needs one of the Chair, with a reason.")
            )
        ),
    ),
]
"""What carrying over needs, beside the quorum and majority of the meeting (C10)."""
