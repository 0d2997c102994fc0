"""Who may open a document, beyond what the policy says at most: pure functions.

A candidate's files are read by GICHD under one action and by the panel under another;
each document names one of the two, and the capacity says which is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from recruit.access.actions import Action
from recruit.access.rules import GICHD, Capacity

CANDIDATES_FILES = frozenset({Action.APPLICATION_READ, Action.FILE_READ})
SCREENERS = GICHD | {Capacity.AGENCY}
HALF_HOUR = 1800  # seconds within which a second opening is the same one (D2)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is recorded of a reader and the candidate whose document it is.

    disclosed: the candidate or the document is given to the panel now. clearance: this
    person's for this candidate, '' where there is none. any_undecided: a declaration of
    this person, on any name of the procedure, waits for its decision (C5). undeclared: a
    name given to the panel no later than this one is not declared on by this person (C4).
    own: it came with a letter on a round of the delegate's own State.
    """

    disclosed: bool
    clearance: str
    any_undecided: bool
    undeclared: bool = False
    own: bool = False


def asked(action: Action, capacity: Capacity) -> Action:
    """The action that this capacity needs for a document of this action."""
    if action is Action.ITEMS_READ and capacity is Capacity.CHAIR:
        return Action.COUNTERSIGN
    if action is Action.ITEMS_READ and capacity is Capacity.DELEGATE:
        return Action.ITEM_READ_OWN
    if action not in CANDIDATES_FILES:
        return action
    return Action.FILE_READ if capacity is Capacity.MEMBER else Action.APPLICATION_READ


def narrowed(action: Action, capacity: Capacity, standing: Standing) -> bool:
    """Whether the reader may open it, once the policy has said yes (R7, C4, C5, A7).

    A member: only what the panel was given, only when cleared for this candidate, only
    after having declared on every name given to the panel until then, and nothing at all
    while a declaration of theirs is undecided. Names that a later version of the list
    brings keep their own files closed and no others (C4). A screener: not the file of a
    candidate on whom they declared a conflict, or one that is undecided. The acting Chair: of
    the letters on a round the one that came with what waits for a countersignature (R5). A
    delegate: of these the own State's.
    """
    if action is Action.ITEMS_READ and capacity is Capacity.CHAIR:
        return standing.disclosed
    if action is Action.ITEMS_READ and capacity is Capacity.DELEGATE:
        return standing.own
    if action not in CANDIDATES_FILES:
        return True
    if capacity is Capacity.MEMBER:
        return (
            standing.disclosed
            and standing.clearance == "cleared"
            and not standing.any_undecided
            and not standing.undeclared
        )
    if capacity in SCREENERS:
        return standing.clearance not in ("conflict", "undecided")
    return False


def gives_original(action: Action, capacity: Capacity) -> bool:
    """Whether this capacity may have the bytes as they were received, without a mark.

    Of a candidate's file the GICHD focal point alone, who answers the candidate's own
    request (D4), passes the appointed candidate's file on (D3) and files a document anew
    where it was filed wrongly (A9). Everybody else's copy is marked (D2). A letter or a
    note verbale is evidence, and leaves as it came.
    """
    return action not in CANDIDATES_FILES or capacity is Capacity.FOCAL_POINT


def half_hour(seconds: float) -> int:
    """The number of the half hour that an instant (seconds since 1970, UTC) is in."""
    return int(seconds // HALF_HOUR)
