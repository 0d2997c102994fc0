"""From two blind votes to an outcome (readings A4, A5, A6; para. 54(b))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recruit.core.errors import Answer, Holds, Kind, Refusal, Refused
from recruit.core.words import _, ngettext
from recruit.prescreening.rules.criteria import CRITERIA, REQUIRED, Finding
from recruit.prescreening.rules.experience import Path, Reached, Summary

PATH = "path"  # the name of a difference about path (a) or (b)


class Outcome(StrEnum):
    """The result of the prescreening of one application."""

    SUITABLE = "suitable"
    NOT_SUITABLE = "not_suitable"
    BORDERLINE = "borderline"


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome; equivalence: by path (b), which the panel accepts or refuses."""

    outcome: Outcome
    equivalence: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """One screener's answers, by criterion; locked_at None: not locked yet.

    path: the way by which this screener sees M1, where M1 is met.
    """

    screener: str
    answers: Mapping[str, Finding]
    path: Path = Path.A
    locked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """How one difference was settled: by a third person, or by the two with a note.

    criterion: a criterion's id, or PATH. finding for a criterion, path for PATH.
    """

    criterion: str
    by: str
    note: str
    finding: Finding | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The answers that stand after both locks and all settlements."""

    answers: Mapping[str, Finding]
    path: Path


def outcome(answers: Mapping[str, Finding], path: Path = Path.A) -> Result:
    """A4: the outcome of settled answers. Desirable criteria never exclude.

    Raises Refusal while a required criterion has no answer.
    """
    missing = [c for c in REQUIRED if c not in answers]
    if missing:
        raise Refusal(
            "A4",
            "para. 54(b), reading A4",
            _("No settled answer yet: %(criteria)s.", criteria=", ".join(missing)),
        )
    required = [answers[c] for c in REQUIRED]
    if Finding.NOT_MET in required:
        return Result(Outcome.NOT_SUITABLE)
    if Finding.UNCLEAR in required:
        return Result(Outcome.BORDERLINE)
    return Result(Outcome.SUITABLE, equivalence=path is Path.B)


_BY_MONTHS = {
    Reached.YES: Finding.MET,
    Reached.NO: Finding.NOT_MET,
    Reached.UNCLEAR: Finding.UNCLEAR,
}


def by_months(summary: Summary, path: Path) -> dict[str, Finding]:
    """A3: what the counted months say of M2 and M4; by path (b) too few months meet
    neither M1 nor M2, so that M1 is among the answers then (and where it is unclear)."""
    found = {
        "M2": _BY_MONTHS[summary.reaches_m2(path)],
        "M4": _BY_MONTHS[summary.reaches_m4(path)],
    }
    if path is Path.B and found["M2"] is not Finding.MET:
        found["M1"] = found["M2"]
    return found


def agrees(answers: Mapping[str, Finding], summary: Summary, path: Path) -> None:
    """A3: 'met' is not answered where the counted months do not reach it: 119 months are
    not ten years. A screener may find less than the months say. Raises Refusal."""
    wrong = [
        c
        for c, found in by_months(summary, path).items()
        if answers.get(c) is Finding.MET and found is not Finding.MET
    ]
    if wrong:
        raise Refusal(
            "A3",
            "Annex I, reading A3",
            _(
                "The dated periods do not reach what is asked for, so this can't be answered "
                "with 'met': %(criteria)s.",
                criteria=", ".join(wrong),
            ),
            kind=Kind.INVALID,
            todo=_("Look at the periods: is one missing, or is one still unclear?"),
        )


def lock(vote: Vote, other: Vote | None) -> None:
    """A5: whether a vote may be locked: complete, and not the other one's person.

    Raises Refusal.
    """
    if vote.locked_at is not None:
        raise Refusal("A5", "reading A5", _("This vote is locked; first votes stay."))
    if other is not None and other.screener == vote.screener:
        raise Refusal(
            "A5", "reading A5", _("Two blind votes are never one person's: somebody else screens.")
        )
    missing = [c.id for c in CRITERIA if c.id not in vote.answers]
    if missing:
        raise Refusal(
            "A5",
            "reading A5",
            _("Not answered yet: %(criteria)s.", criteria=", ".join(missing)),
            kind=Kind.INVALID,
        )


def two_locks(votes: Sequence[Vote]) -> Answer:
    """A4: each outcome has two locks by two named persons."""
    locked = {v.screener for v in votes if v.locked_at is not None}
    if len(locked) >= 2:
        return Holds()
    return Refused(
        ngettext(
            "Two locks are needed; %(n)s is given.",
            "Two locks are needed; %(n)s are given.",
            len(locked),
        )
    )


def visible(reader: str, votes: Sequence[Vote]) -> tuple[Vote, ...]:
    """A5: the votes that this person may see: the own always, others' once both are
    locked. A third person sees them from then."""
    if two_locks(votes):
        return tuple(v for v in votes if v.locked_at is not None or v.screener == reader)
    return tuple(v for v in votes if v.screener == reader)


def differences(first: Vote, second: Vote) -> tuple[str, ...]:
    """A5: the criteria that two votes answer differently, in Annex I's order; PATH last,
    where both find M1 met but by different paths."""
    found = [c.id for c in CRITERIA if first.answers.get(c.id) != second.answers.get(c.id)]
    both_met = first.answers.get("M1") is second.answers.get("M1") is Finding.MET
    if both_met and first.path is not second.path:
        found.append(PATH)
    return tuple(found)


def unsettled(first: Vote, second: Vote, settlements: Sequence[Settlement]) -> tuple[str, ...]:
    """A5: the differences that nobody has settled yet."""
    done = {s.criterion for s in settlements}
    return tuple(d for d in differences(first, second) if d not in done)


def settle(first: Vote, second: Vote, settlement: Settlement, *, third_person: bool) -> Settlement:
    """A5: a difference goes to a third person or is settled by the two with a note.

    Raises Refusal where there is no such difference, before both locks, without a note,
    or where the third person is one of the two.
    """
    if first.locked_at is None or second.locked_at is None:
        raise Refusal("A5", "reading A5", _("A difference is known once both votes are locked."))
    if settlement.criterion not in differences(first, second):
        raise Refusal("A5", "reading A5", _("The two votes do not differ on this."))
    if third_person is (settlement.by in (first.screener, second.screener)):
        raise Refusal(
            "A5",
            "reading A5",
            _("A third person is neither of the two screeners.")
            if third_person
            else _("Only the two screeners settle a difference with a note."),
        )
    if not settlement.note.strip():
        raise Refusal(
            "A5", "reading A5", _("Settling a difference needs a note."), kind=Kind.INVALID
        )
    given = settlement.path if settlement.criterion == PATH else settlement.finding
    if given is None:
        raise Refusal("A5", "reading A5", _("Say what holds."), kind=Kind.INVALID)
    if given is Finding.MET and settlement.criterion == "M1" and settlement.path is None:
        if Finding.MET not in (first.answers["M1"], second.answers["M1"]):
            raise Refusal("A5", "reading A5", _("Say by which path M1 is met."), kind=Kind.INVALID)
    return settlement


def settled(first: Vote, second: Vote, settlements: Sequence[Settlement]) -> Settled | None:
    """A5: the answers that stand; None before both locks or with a difference open.

    The latest settlement of a difference counts; the votes themselves stay as they are.
    """
    if first.locked_at is None or second.locked_at is None:
        return None
    if unsettled(first, second, settlements):
        return None
    answers = dict(first.answers)
    path = first.path if first.answers.get("M1") is Finding.MET else second.path
    for one in settlements:
        if one.criterion != PATH and one.finding is not None:
            answers[one.criterion] = one.finding
        if one.path is not None:
            path = one.path
    return Settled(answers, path)


def screened(first: Vote, second: Vote, settlements: Sequence[Settlement]) -> Result | None:
    """A4: the outcome of an application; None without two locks or with a difference."""
    stands = settled(first, second, settlements)
    return None if stands is None else outcome(stands.answers, stands.path)


def decide_borderline(result: Result, *, suitable: bool, reason: str, by_panel: bool) -> Outcome:
    """A6: the panel's decision on a borderline file, with a reason. Raises Refusal for
    anybody else: GICHD alone drops no borderline file."""
    if result.outcome is not Outcome.BORDERLINE:
        raise Refusal("A6", "reading A6", _("This application is not borderline."))
    if not by_panel:
        raise Refusal(
            "A6", "para. 54(b), reading A6", _("A borderline file is decided by the panel alone.")
        )
    if not reason.strip():
        raise Refusal(
            "A6",
            "reading A6",
            _("The decision on a borderline file needs a reason."),
            kind=Kind.INVALID,
        )
    return Outcome.SUITABLE if suitable else Outcome.NOT_SUITABLE


def decide_equivalence(result: Result, *, accepted: bool, reason: str, ballots: bool) -> Outcome:
    """A4: the panel accepts or refuses a first-level degree with two additional years,
    with a reason, before the ballots. ballots: a ballot is locked already."""
    if not result.equivalence:
        raise Refusal("A4", "reading A4", _("This application has no flag 'equivalence'."))
    if ballots:
        raise Refusal(
            "A4", "reading A4", _("Equivalence is decided before the ballots; one is locked.")
        )
    if not reason.strip():
        raise Refusal(
            "A4", "reading A4", _("Accepting or refusing needs a reason."), kind=Kind.INVALID
        )
    return Outcome.SUITABLE if accepted else Outcome.NOT_SUITABLE
