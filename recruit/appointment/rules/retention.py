"""Retention: what is erased when, announced before, and by which two persons (D3, R27)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from recruit.access.rules import Capacity
from recruit.core.errors import Gate, Holds, Refused
from recruit.core.words import _, kept
from recruit.procedure.rules.ending import after

ANNOUNCED = timedelta(days=14)
"""From the announcement to the erasure, at least (D3)."""


class Lot(StrEnum):
    """What is erased together."""

    APPLICATIONS = "applications"
    PANEL = "panel"


MONTHS = {
    Lot.APPLICATIONS: "retention_applications_months",
    Lot.PANEL: "retention_panel_months",
}
SIDES: dict[Lot, tuple[frozenset[Capacity], frozenset[Capacity]]] = {
    Lot.APPLICATIONS: (frozenset({Capacity.FOCAL_POINT}), frozenset({Capacity.OFFICE})),
    Lot.PANEL: (
        frozenset({Capacity.PRESIDENT}),
        frozenset({Capacity.MEMBER, Capacity.FORMER_MEMBER}),
    ),
}
"""R27: whose two confirmations an erasure needs; the first side announces it."""


def over(lot: Lot, end: datetime, settings: Mapping[str, Any]) -> datetime:
    """When the time of retention is over. end: of the procedure."""
    return after(end, int(settings[MONTHS[lot]]))


def due(lot: Lot, end: datetime, settings: Mapping[str, Any], announced: datetime) -> datetime:
    """When an erasure announced then is done at the earliest."""
    return max(over(lot, end, settings), announced + ANNOUNCED)


def side(lot: Lot, capacity: Capacity) -> int | None:
    """Which of the two confirmations this capacity gives: 0, 1, or None."""
    return next((n for n, those in enumerate(SIDES[lot]) if capacity in those), None)


@dataclass(frozen=True, slots=True)
class Confirming:
    """announced: and not done. mine: this side confirmed before. other: who confirmed for the
    other side, '' for nobody. person: who confirms now. edition: the report's second edition is
    confirmed, or there is no report (J9); asked of the panel's material alone."""

    announced: bool
    done: bool
    side: int | None
    mine: bool
    other: str
    person: str
    edition: bool = True


def _announced(c: Confirming) -> Holds | Refused:
    return Holds() if c.announced and not c.done else Refused(_("There is nothing to confirm."))


def _of_a_side(c: Confirming) -> Holds | Refused:
    if c.side is None:
        return Refused(_("This capacity confirms the other lot."))
    return Refused(_("This side has confirmed already.")) if c.mine else Holds()


def _two_persons(c: Confirming) -> Holds | Refused:
    if c.other and c.other == c.person:
        return Refused(
            _("You confirmed for the other side: two persons confirm, never one in two capacities.")
        )
    return Holds()


def _edition(c: Confirming) -> Holds | Refused:
    if c.edition:
        return Holds()
    return Refused(_("The report's second edition is not confirmed by two people yet."))


CONFIRMING: tuple[Gate[Confirming], ...] = (
    Gate("J9", "reading J9", _("The report's second edition is confirmed"), _edition),
    Gate("D3", "reading D3", _("The erasure is announced and not begun"), _announced),
    Gate("R27", "reading R27", _("It is for this capacity to confirm, once"), _of_a_side),
    Gate("R27", "reading R27", _("The two who confirm are two persons"), _two_persons),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the worker looks at before it erases."""

    due_at: datetime
    confirmed: tuple[bool, bool]
    held: bool
    done: bool
    edition: bool = True


def may_be_done(standing: Standing, now: datetime) -> bool:
    """Whether the keys may go now: the day has come, both confirmed, and no legal hold."""
    return (
        now >= standing.due_at
        and all(standing.confirmed)
        and not standing.held
        and not standing.done
        and standing.edition
    )


def of_lot(lot: Lot, key_id: str, procedure_id: str) -> bool:
    """Whether this key is erased with this lot; the report's with the panel's material, its
    second edition being the record (J9)."""
    if lot is Lot.PANEL and key_id == f"report/{procedure_id}":
        return True
    kinds = ("file", "matter") if lot is Lot.APPLICATIONS else ("judgement", "ballots")
    return any(key_id.startswith(f"{kind}/{procedure_id}/") for kind in kinds)


@kept
def lot_words(lot: Lot) -> str:
    """A lot's name."""
    return {
        Lot.APPLICATIONS: _("Applications"),
        Lot.PANEL: _("Material of the panel"),
    }[lot]


@kept
def lot_says(lot: Lot) -> str:
    """What is erased with a lot."""
    return {
        Lot.APPLICATIONS: _(
            "Names, addresses, documents with their images and words, screening notes and "
            "correspondence of every candidate, complaints and requests, the appointed one's among "
            "them: that file is "
            "then with the personnel files of the GICHD. References and counts stay."
        ),
        Lot.PANEL: _(
            "Declarations, all ballots, scores, notes, agreed scores and reasons, references, and "
            "the report's first edition with its drafts. Minutes, profile and questions stay, the "
            "report's second edition and the certificate of its signatures."
        ),
    }[lot]


BOUNDS = {Lot.APPLICATIONS: (3, 24), Lot.PANEL: (12, 24)}
"""Calendar months that a period may be (D3): the panel's never shorter than its readers' access."""


@dataclass(frozen=True, slots=True)
class Changing:
    """before, after: calendar months. announced: the erasure of the lot is."""

    lot: Lot
    before: int
    after: int
    announced: bool


def _in_bounds(c: Changing) -> Holds | Refused:
    least, most = BOUNDS[c.lot]
    if least <= c.after <= most:
        return Holds()
    return Refused(
        _("The period is %(least)s to %(most)s calendar months.", least=least, most=most)
    )


CHANGING: tuple[Gate[Changing], ...] = (
    Gate(
        "D3",
        "reading D3",
        _("The erasure is not announced yet"),
        lambda c: (
            Refused(_("The erasure is announced; put it on legal hold instead."))
            if c.announced
            else Holds()
        ),
    ),
    Gate("D3", "reading D3", _("The period is within the bounds"), _in_bounds),
    Gate(
        "D3",
        "reading D3",
        _("It is another period than before"),
        lambda c: Holds() if c.before != c.after else Refused(_("It is that period already.")),
    ),
)


def record_words(key_id: str, references: Mapping[str, str]) -> str:
    """What stands under a key of a lot, by its kind and its candidate's reference, no name."""
    kind, _procedure, *rest = key_id.split("/")
    of = references.get(rest[0], "") if rest else ""
    said = {
        "file": _("File of %(of)s", of=of),
        "judgement": _("Declarations, scores and notes on %(of)s", of=of),
        "ballots": _("Ballots of run %(of)s", of=rest[0] if rest else ""),
        "report": _("The report's first edition"),
        "matter": _("A request or complaint"),
    }
    return said[kind]
