"""Applicants who hold an account (C12): whom the match is shown to, and how a capacity ends.

Whether two names are one is said by ``persons.likeness``; nothing here decides it.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from recruit.access.rules import Capacity, Matched
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.finding.rules.persons import Known, blocks, likeness

CITED = "reading C12"


class Decider(StrEnum):
    """Who decides on a match."""

    FOCAL_POINT = "focal_point"
    CHAIR = "chair"
    OTHERS = "others"  # those seated besides the Chair


def decider(held: Collection[str]) -> Decider:
    """Who decides, by the living capacities of the account's holder (C12).

    The Chair's is the others'; a member's the Chair's, and so is that of the focal point, who
    can't decide on the own name; everybody else's is the focal point's.
    """
    if Capacity.CHAIR in held:
        return Decider.OTHERS
    if Capacity.MEMBER in held or Capacity.FOCAL_POINT in held:
        return Decider.CHAIR
    return Decider.FOCAL_POINT


def grounds(applicant: Known, holder: Known) -> tuple[str, ...]:
    """Why the two may be one, in the words of ``applications.rules.grounds_words``; empty where
    nothing speaks for it. An account has no telephone."""
    return likeness(applicant, holder) if blocks(applicant) & blocks(holder) else ()


def decide(status: str, same: bool, reason: str) -> Matched:
    """What a decision makes of a match; it may be corrected later, with a reason again.

    Raises Refusal (C12) without a reason, and where it says what stands already.
    """
    if not reason.strip():
        raise Refusal(
            "C12",
            CITED,
            _("Say why: a decision on a match has a reason."),
            kind=Kind.INVALID,
            todo=_("For instance what you compared, and what agrees or differs."),
        )
    becomes = Matched.SAME if same else Matched.OTHER
    if status == becomes:
        raise Refusal("C12", CITED, _("This was decided so before."))
    return becomes


def way_out(capacity: Capacity) -> str:
    """How a capacity is ended in the ordinary way, for its holder who applied (C12)."""
    president = _("Ask the President, who gave it, to end it.")
    administrators = _("Ask the administrators of the site, who gave it, to end it.")
    return {
        Capacity.MEMBER: _("Stand down from your seat, without giving a reason."),
        Capacity.CHAIR: _("It ends when you stand down from your seat."),
        Capacity.DELEGATE: _(
            "Ask your mission to end it by a note to the President's office. Your State loses "
            "nothing: meanwhile it may write by note (reading S6)."
        ),
        Capacity.STAFF: _("Ask GICHD's focal point, who gave it, to end it."),
        Capacity.AGENCY: _("Ask GICHD's focal point, who gave it, to end it."),
        Capacity.ASSISTANT: _("Ask whoever named you to end it."),
        Capacity.PRESIDENT: administrators,
        Capacity.FOCAL_POINT: administrators,
    }.get(capacity, president)
