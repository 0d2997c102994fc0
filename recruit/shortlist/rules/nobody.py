"""The panel's finding that no application is suitable (R26), at the shortlist's stage."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from recruit.core.errors import Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _
from recruit.shortlist.rules.decision import DECISION, Deciding

CITED: Final = "para. 54(c), reading R26"


@dataclass(frozen=True, slots=True)
class FindingNobody:
    """The facts on which the finding is recorded. nobody_listed: no name of the list can stand
    on a ballot, so that there is none to reveal."""

    deciding: Deciding
    nobody_listed: bool = False


def _as_decided(gate: Gate[Deciding]) -> Gate[FindingNobody]:
    return Gate(
        gate.id,
        gate.paragraph,
        gate.question,
        lambda f: Holds() if gate.id == "R15" and f.nobody_listed else gate.check(f.deciding),
    )


NOBODY: Final[list[Gate[FindingNobody]]] = [_as_decided(gate) for gate in DECISION]
"""The same as for the shortlist itself: it is decided in its place, by the same quorum."""


def check_nobody(reason: str, reasons: Mapping[str, str], listed: Collection[str]) -> None:
    """Refuse a finding without its reason, or without one for each listed candidate (J1).

    reasons, listed: by reference. Raises Refusal (kind INVALID).
    """
    if not reason.strip():
        raise Refusal(
            "R26",
            CITED,
            _("The finding that no application is suitable needs its reason."),
            kind=Kind.INVALID,
        )
    if missing := sorted(r for r in listed if not reasons.get(r, "").strip()):
        raise Refusal(
            "J1",
            "para. 54(c), reading J1",
            _("A reason is missing for: %(names)s.", names=", ".join(missing)),
            kind=Kind.INVALID,
        )


@dataclass(frozen=True, slots=True)
class HandingOver:
    """The facts on which the finding is handed over. minutes: of the finding, confirmed."""

    found: bool
    minutes: bool
    given: bool


HAND_OVER: Final[list[Gate[HandingOver]]] = [
    Gate(
        "R26",
        "reading R26",
        _("The panel has made the finding in this run"),
        lambda f: Holds() if f.found else Refused(_("The panel has made no such finding.")),
    ),
    Gate(
        "C10",
        "reading C10",
        _("The minutes of the finding are confirmed"),
        lambda f: (
            Holds() if f.minutes else Refused(_("The minutes of the finding are not confirmed."))
        ),
    ),
    Gate(
        "R26",
        "reading R26",
        _("It is not handed over yet"),
        lambda f: Refused(_("This finding is handed over already.")) if f.given else Holds(),
    ),
]
