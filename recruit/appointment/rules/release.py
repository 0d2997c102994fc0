"""Release of the report, and acts of two people (53(f); R14, R27). No clock is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What the release of the report is judged by. designated_at: None before a certificate."""

    now: datetime
    designated_at: datetime | None
    disputed: bool = False
    annulled: bool = False
    lapsed: bool = False


def _designated(f: ReleaseFacts) -> Answer:
    if f.designated_at is None or f.designated_at > f.now or f.annulled:
        return Refused(_("The report stays with the panel until the designation."))
    return Holds()


def _undisputed(f: ReleaseFacts) -> Answer:
    if f.disputed:
        return Refused(_("The certificate is under review."))
    return Refused(_("The approval has lapsed.")) if f.lapsed else Holds()


RELEASE: Final[list[Gate[ReleaseFacts]]] = [
    Gate("P53f-2", "para. 53(f)", _("The Director is designated"), _designated),
    Gate("R14", "reading R14", _("The designation stands"), _undisputed),
]


# ---------------------------------------------------------------- R27: two people


class JointAct(StrEnum):
    """The acts that two people do together (R27)."""

    RELEASE = "release"
    END_DISPUTE = "end_dispute"
    REOPEN_STAGE = "reopen_stage"
    ERASE_APPLICATIONS = "erase_applications"
    ERASE_PANEL = "erase_panel"
    SECOND_EDITION = "second_edition"


MEMBER: Final = frozenset({"member"})
MEMBER_OR_FORMER: Final = frozenset({"member", "former_member"})

PAIRS: Final = {
    JointAct.RELEASE: (frozenset({"president"}), MEMBER),
    JointAct.END_DISPUTE: (frozenset({"president"}), frozenset({"office"})),
    JointAct.REOPEN_STAGE: (frozenset({"chair"}), MEMBER),
    JointAct.ERASE_APPLICATIONS: (frozenset({"focal_point"}), frozenset({"office"})),
    JointAct.ERASE_PANEL: (frozenset({"president"}), MEMBER_OR_FORMER),
    JointAct.SECOND_EDITION: (frozenset({"president"}), MEMBER_OR_FORMER),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """One person in one capacity: "president", "office", "chair", "member", "former_member",
    "focal_point"."""

    person: str
    capacity: str


def two_people(
    act: JointAct, first: Signature, second: Signature, *, ended: bool = False
) -> Answer:
    """Whether these two do this act together (R27); never one person in two capacities.

    ended: the procedure has ended; only then may a former member stand for a member.
    """
    if first.person == second.person:
        return Refused(_("Two people are needed; one person can't act in two capacities."))
    one, other = PAIRS[act]
    if not ended:
        other = other - {"former_member"}
    given = (first.capacity, second.capacity)
    fits = (given[0] in one and given[1] in other) or (given[1] in one and given[0] in other)
    return Holds() if fits else Refused(_("These two capacities can't do this together."))
