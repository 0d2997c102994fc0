"""The panel's decision on the shortlist: the best five, substitutes, reasons (para. 54(c), R3).

Also what follows it: its confirmation after a new occupant (C7), the Chair's release of
the invited to GICHD (R16) and the substitute for a candidate who withdraws (J2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _
from recruit.shortlist.rules.ballots import BEST

QUORUM: Final = 4
"""Living occupants present for the shortlist, the Chair among them (C10)."""

CITED: Final = "para. 54(c), reading R3"


class Fewer(StrEnum):
    """Why a shortlist has fewer than five; no other cause is accepted (R3)."""

    SUITABLE = "suitable"  # fewer are suitable
    WITHDRAWN = "withdrawn"  # candidates withdrew
    TIED = "tied"  # the third ballot on a tie gave nobody (C10)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What the panel decides.

    chosen: up to five, of equal standing. substitutes: in order, the first to follow
    first. reasons: for each listed candidate, in or out. fewer and fewer_reason: why
    fewer than five. tie_reason: how a tie at the fifth place was decided.
    """

    chosen: tuple[str, ...]
    substitutes: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    fewer: Fewer | None = None
    fewer_reason: str = ""
    tie_reason: str = ""


def check_shortlist(
    decision: Shortlist,
    listed: frozenset[str],
    withdrawn: frozenset[str] = frozenset(),
    tied: frozenset[str] = frozenset(),
) -> None:
    """Refuse a decision that the rules do not allow, with the first fault found.

    listed: the current version of the list, without those judged not suitable.
    withdrawn: listed candidates who withdrew. tied: those level at the fifth place.
    Raises Refusal with R3 (a sixth, a doubled or overlapping name, fewer without a
    reason), P54c (a name outside the list, or withdrawn) or J1 (a reason missing).
    """

    def refuse(rule: str, cited: str, reason: str) -> Refusal:
        return Refusal(rule, cited, reason, kind=Kind.INVALID)

    chosen, substitutes = decision.chosen, decision.substitutes
    if len(chosen) > BEST:
        raise refuse("R3", CITED, _("The shortlist has five places; a sixth is refused."))
    if not chosen:
        raise refuse("R3", CITED, _("Nobody is chosen."))
    named = chosen + substitutes
    if len(set(named)) != len(named):
        raise refuse(
            "R3", CITED, _("A candidate is named twice; substitutes are not among the chosen.")
        )
    if strangers := set(named) - listed:
        names = ", ".join(sorted(strangers))
        raise refuse("P54c", "para. 54(c)", _("Not on the list: %(names)s.", names=names))
    if gone := set(named) & withdrawn:
        names = ", ".join(sorted(gone))
        raise refuse("P54c", "para. 54(c)", _("Withdrawn: %(names)s.", names=names))
    if len(chosen) < BEST and not (decision.fewer and decision.fewer_reason.strip()):
        raise refuse(
            "R3", CITED, _("Fewer than five are chosen; the cause and a reason are missing.")
        )
    if decision.fewer is Fewer.SUITABLE and len(chosen) < BEST and substitutes:
        raise refuse("R3", CITED, _("Who is suitable as a substitute can take the open place."))
    if tied & set(chosen) and tied - set(chosen) and not decision.tie_reason.strip():
        raise refuse(
            "J1",
            "para. 54(c), reading J1",
            _("The fifth place is tied; the panel decides it with a reason."),
        )
    if missing := {c for c in listed if not decision.reasons.get(c, "").strip()}:
        names = ", ".join(sorted(missing))
        raise refuse(
            "J1",
            "para. 54(c), reading J1",
            _("A reason is missing for: %(names)s.", names=names),
        )


@dataclass(frozen=True, slots=True)
class Deciding:
    """The facts on which the decision is recorded.

    present: the living occupants at the meeting whose declarations are decided.
    chair: the seat's grant of whoever exercises the chair. voted: who voted for, by
    name, or None where it was by consensus. within_window: today lies in 54(c)'s
    window or in one amended by the Chair before (R2). revealed: as reveal.revealed.
    decided: this run has a decision already.
    """

    present: frozenset[str]
    living: frozenset[str]
    chair: str
    revealed: bool
    voted: frozenset[str] | None = None
    equivalences_open: frozenset[str] = frozenset()
    within_window: bool = True
    decided: bool = False


def _quorum(f: Deciding) -> Answer:
    present = f.present & f.living
    if f.chair not in present:
        return Refused(_("The Chair is not present."))
    if len(present) < QUORUM:
        return Refused(_("Fewer than four members are present."))
    return Holds()


def _majority(f: Deciding) -> Answer:
    if f.voted is None or len(f.voted & f.present & f.living) >= 3:
        return Holds()
    return Refused(_("Neither by consensus nor with three votes."))


DECISION: list[Gate[Deciding]] = [
    Gate(
        "R15",
        "para. 54(c), reading R15",
        _("The ballots are revealed"),
        lambda f: Holds() if f.revealed else Refused(_("The ballots have not been opened to all.")),
    ),
    Gate(
        "A4",
        "para. 54(b), reading A4",
        _("Every equivalence is accepted or refused"),
        lambda f: (
            Refused(
                _(
                    "Equivalence not decided: %(names)s.",
                    names=", ".join(sorted(f.equivalences_open)),
                )
            )
            if f.equivalences_open
            else Holds()
        ),
    ),
    Gate("C10", "reading C10", _("Four members, the Chair among them, are present"), _quorum),
    Gate("C10", "reading C10", _("By consensus, or with three votes by name"), _majority),
    Gate(
        "R2",
        "para. 54(c), reading R2",
        _("The window is open, or was amended before"),
        lambda f: (
            Holds()
            if f.within_window
            else Refused(
                _("Outside its window the decision needs one of the Chair, with a reason.")
            )
        ),
    ),
    Gate(
        "C7",
        "para. 53(b), reading C7",
        _("This run has no decision yet"),
        lambda f: (
            Refused(_("The shortlist is decided; it is moved anew as a new run only."))
            if f.decided
            else Holds()
        ),
    ),
]


# -- after the decision ----------------------------------------------------------------


def newcomers(at_decision: frozenset[str], living: frozenset[str]) -> frozenset[str]:
    """The occupants seated since the decision, with whom it is confirmed or moved anew (C7)."""
    return living - at_decision


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts on which a decided shortlist carries what comes after it.

    confirmed_with: everybody who was living when the panel last confirmed the decision.
    """

    decided: bool
    minutes_confirmed: bool
    at_decision: frozenset[str]
    living: frozenset[str]
    confirmed_with: frozenset[str] = frozenset()


def confirmed_anew(f: Standing) -> bool:
    """True when every newcomer since the decision took part in a later confirmation (C7)."""
    return newcomers(f.at_decision, f.living) <= f.confirmed_with


STANDING: list[Gate[Standing]] = [
    Gate(
        "P54c",
        "para. 54(c)",
        _("The shortlist is decided"),
        lambda f: Holds() if f.decided else Refused(_("The shortlist is not decided.")),
    ),
    Gate(
        "C10",
        "reading C10",
        _("The shortlist's minutes are confirmed"),
        lambda f: (
            Holds()
            if f.minutes_confirmed
            else Refused(_("The minutes of the shortlist are not confirmed."))
        ),
    ),
    Gate(
        "C7",
        "para. 53(b), reading C7",
        _("The decision is confirmed with every new occupant"),
        lambda f: (
            Refused(_("The shortlist is not decided."))
            if not f.decided
            else Holds()
            if confirmed_anew(f)
            else Refused(_("A new occupant has yet to confirm the shortlist with the others."))
        ),
    ),
]


@dataclass(frozen=True, slots=True)
class Release:
    """The facts on which the Chair releases the names of the invited to GICHD.

    answered: the occupants who answered 'has anything changed?' on the calendar day of C4.
    """

    standing: Standing
    answered: frozenset[str]


def _on_standing(gate: Gate[Standing]) -> Gate[Release]:
    return Gate(gate.id, gate.paragraph, gate.question, lambda f: gate.check(f.standing))


RELEASE: list[Gate[Release]] = [
    *map(_on_standing, STANDING),
    Gate(
        "C4",
        "para. 53(b), reading C4",
        _("Every seated member has answered whether anything changed"),
        lambda f: (
            Holds()
            if f.standing.living <= f.answered
            else Refused(_("A seated member has not answered yet whether anything changed."))
        ),
    ),
]


def first_substitute(substitutes: Iterable[str], gone: frozenset[str]) -> str | None:
    """The first substitute who is still to be had; gone: withdrawn, or already moved up (J2)."""
    return next((c for c in substitutes if c not in gone), None)


@dataclass(frozen=True, slots=True)
class Substituting:
    """The facts on which a substitute follows a shortlisted candidate who withdrew (J2).

    chosen: by the decision; one of them may have withdrawn before the release, and was then
    not invited. invited: the released, with those who followed already.
    """

    invited: frozenset[str]
    leaving: str
    withdrawn: frozenset[str]
    substitutes: tuple[str, ...]
    following: str
    interviews_started: bool
    agreed: bool
    chosen: frozenset[str] = frozenset()


def _place_free(f: Substituting) -> Answer:
    if not f.invited:
        return Refused(_("The invited are not released yet; a substitute follows after that."))
    if f.chosen and len(f.invited - f.withdrawn) >= len(f.chosen):
        return Refused(_("Somebody follows this candidate already; every place is taken."))
    return Holds()


def _first_follows(f: Substituting) -> Answer:
    first = first_substitute(f.substitutes, f.withdrawn | f.invited)
    if first is None:
        return Refused(_("No substitute is left."))
    return Holds() if f.following == first else Refused(_("Substitutes follow in their order."))


SUBSTITUTE: list[Gate[Substituting]] = [
    Gate(
        "J2",
        "para. 54(c), reading J2",
        _("A shortlisted candidate has withdrawn"),
        lambda f: (
            Holds()
            if f.leaving in (f.invited | f.chosen) & f.withdrawn
            else Refused(_("No shortlisted candidate with this reference has withdrawn."))
        ),
    ),
    Gate(
        "J2",
        "para. 54(c), reading J2",
        _("The interviews have not started"),
        lambda f: (
            Refused(_("The interviews have started; nobody follows any more."))
            if f.interviews_started
            else Holds()
        ),
    ),
    Gate("J2", "para. 54(c), reading J2", _("A released place is free"), _place_free),
    Gate("J2", "para. 54(c), reading J2", _("It is the first substitute's turn"), _first_follows),
    Gate(
        "J2",
        "para. 54(c), reading J2",
        _("The panel agrees"),
        lambda f: Holds() if f.agreed else Refused(_("The panel has not agreed.")),
    ),
]
