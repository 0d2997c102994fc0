"""A member's ballot for the shortlist: its shape, its lock, and what ballots say together.

Para. 54(c) asks the panel to consider the applications and to shortlist the best
five; how members vote is the reading J1. Candidates are named by their reference,
members by the id of their grant. Everything here is exact (fractions, no floats),
so that no result hangs on rounding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _, ngettext

BEST: Final = 5
"""How many may be chosen: 'the best five' (para. 54(c), R3)."""

MARKS: Final = range(1, 6)
"""What a mark against a criterion may be (the scale of J5)."""

PARAGRAPH: Final = "para. 54(c), reading J1"


class Undefined(Enum):
    """A statistic whose denominator is zero: it is neither 0 nor 1 (J1)."""

    UNDEFINED = "undefined"

    def __bool__(self) -> bool:
        return False


UNDEFINED: Final = Undefined.UNDEFINED


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one member says of everyone on the list.

    ranks: the chosen only, 1 for the best, equal ranks allowed (1, 2, 2, 4).
    reasons: for each listed candidate, chosen or not.
    marks: for each candidate and criterion a mark from 1 to 5; what is not marked is absent.
    """

    ranks: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the compared ballots say of one candidate.

    approvals: the ballots that chose the candidate.
    mean: the mean of the ranks; spread: the worst rank minus the best.
    """

    candidate: str
    approvals: int
    mean: Fraction | Undefined
    spread: Fraction | Undefined


def normalised(order: Mapping[str, int]) -> dict[str, int]:
    """The same order written as competition ranks: 1, 2, 2, 4 (J1).

    Any whole numbers will do as input; the smaller is the better, equal stays equal.
    """
    return {c: 1 + sum(other < place for other in order.values()) for c, place in order.items()}


def check_ballot(ballot: Ballot, listed: frozenset[str], criteria: frozenset[str]) -> None:
    """Refuse a ballot, draft or final, that can't be taken as it is (J1, R3).

    Raises Refusal for a candidate who is not listed, a sixth choice, ranks that are
    not of the form 1, 2, 2, 4, a mark outside 1 to 5 or against an unknown criterion.
    """
    strangers = (set(ballot.ranks) | set(ballot.reasons) | set(ballot.marks)) - listed
    if strangers:
        raise Refusal(
            "J1",
            PARAGRAPH,
            _("Not on the list: %(names)s.", names=", ".join(sorted(strangers))),
            kind=Kind.INVALID,
        )
    if len(ballot.ranks) > BEST:
        raise Refusal(
            "R3",
            "para. 54(c), reading R3",
            _("A ballot chooses up to five candidates; this one has %(n)s.", n=len(ballot.ranks)),
            kind=Kind.INVALID,
            todo=_("Take one out before choosing another."),
        )
    if dict(ballot.ranks) != normalised(ballot.ranks):
        raise Refusal(
            "J1",
            PARAGRAPH,
            _("Ranks are counted 1, 2, 2, 4: after two equal ranks the next one is left out."),
            kind=Kind.INVALID,
        )
    for given in ballot.marks.values():
        if set(given) - criteria or any(
            isinstance(m, bool) or not isinstance(m, int) or m not in MARKS for m in given.values()
        ):
            raise Refusal(
                "J1",
                PARAGRAPH,
                _("A mark is a whole number from 1 to 5, against a criterion that is locked."),
                kind=Kind.INVALID,
            )


# -- what a lock needs ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Criteria:
    """The facts on which the panel locks its criteria.

    vacancy_open: the panel reopened the vacancy, and its new close has not come (S12).
    """

    texts: tuple[str, ...]
    locked: bool = False
    ballots_locked: bool = False
    borderline_open: frozenset[str] = frozenset()
    vacancy_open: bool = False


def _criteria_written(f: Criteria) -> Answer:
    written = bool(f.texts) and all(t.strip() for t in f.texts)
    distinct = len(set(f.texts)) == len(f.texts)
    return Holds() if written and distinct else Refused(_("No criterion is written, or one twice."))


CRITERIA: list[Gate[Criteria]] = [
    Gate("J1", PARAGRAPH, _("The criteria are written"), _criteria_written),
    Gate(
        "J1",
        PARAGRAPH,
        _("The criteria are not locked yet"),
        lambda f: Refused(_("The criteria are locked already.")) if f.locked else Holds(),
    ),
    Gate(
        "J1",
        PARAGRAPH,
        _("No ballot is locked before the criteria"),
        lambda f: Refused(_("A ballot of this run is locked.")) if f.ballots_locked else Holds(),
    ),
    Gate(
        "A8",
        "readings A8, S12",
        _("The vacancy is closed"),
        lambda f: (
            Refused(
                _(
                    "The vacancy is open again; who applies can join the list only until the "
                    "criteria are locked."
                )
            )
            if f.vacancy_open
            else Holds()
        ),
    ),
]


@dataclass(frozen=True, slots=True)
class Locking:
    """The facts on which one member locks a ballot.

    listed: everyone who can be chosen. named: every name of the current list, those
    included who can't be chosen; None where it is the same. declared: the names on
    which the member has declared (C4). undecided: a declaration of the member awaits its
    decision (C5). equivalences_open and borderline_open: listed candidates about
    whom the panel has not decided under A4 and A6, or not in confirmed minutes (C10).
    decided: this run is decided.
    """

    ballot: Ballot
    listed: frozenset[str]
    declared: frozenset[str]
    criteria: frozenset[str]
    criteria_locked: bool
    seated: bool = True
    undecided: bool = False
    locked: bool = False
    absent: bool = False
    decided: bool = False
    equivalences_open: frozenset[str] = frozenset()
    borderline_open: frozenset[str] = frozenset()
    named: frozenset[str] | None = None


def _names(refs: Iterable[str]) -> str:
    return ", ".join(sorted(refs))


def _declared(f: Locking) -> Answer:
    missing = (f.listed if f.named is None else f.named) - f.declared
    if not missing:
        return Holds()
    return Refused(
        ngettext(
            "%(n)s name on the list awaits your declaration.",
            "%(n)s names on the list await your declaration.",
            len(missing),
        )
    )


def _well_formed(f: Locking) -> Answer:
    try:
        check_ballot(f.ballot, f.listed, f.criteria)
    except Refusal as refusal:
        return Refused(refusal.reason)
    return Holds()


def _reasoned(f: Locking) -> Answer:
    missing = {c for c in f.listed if not f.ballot.reasons.get(c, "").strip()}
    if not missing:
        return Holds()
    return Refused(_("Reasons still to write: %(names)s.", names=_names(missing)))


LOCKING: list[Gate[Locking]] = [
    Gate(
        "R23",
        "reading R23",
        _("You hold a seat"),
        lambda f: Holds() if f.seated else Refused(_("Only a seated member casts a ballot.")),
    ),
    Gate(
        "C5",
        "para. 53(b), reading C5",
        _("No declaration of yours awaits its decision"),
        lambda f: (
            Refused(_("A declaration of yours is not decided yet.")) if f.undecided else Holds()
        ),
    ),
    Gate("C4", "para. 53(b), reading C4", _("You declared on every name listed"), _declared),
    Gate(
        "J1",
        PARAGRAPH,
        _("The criteria are locked"),
        lambda f: Holds() if f.criteria_locked else Refused(_("The criteria are not locked yet.")),
    ),
    Gate(
        "A4",
        "para. 54(b), reading A4",
        _("Every equivalence is accepted or refused"),
        lambda f: (
            Refused(
                _(
                    "Equivalence not decided, or not in confirmed minutes: %(names)s.",
                    names=_names(f.equivalences_open),
                )
            )
            if f.equivalences_open
            else Holds()
        ),
    ),
    Gate(
        "A6",
        "para. 54(b), reading A6",
        _("Every borderline file is decided"),
        lambda f: (
            Refused(
                _(
                    "Borderline, not decided or not in confirmed minutes: %(names)s.",
                    names=_names(f.borderline_open),
                )
            )
            if f.borderline_open
            else Holds()
        ),
    ),
    Gate("J1", PARAGRAPH, _("Up to five are chosen and ranked"), _well_formed),
    Gate("J1", PARAGRAPH, _("Each candidate has a reason, in or out"), _reasoned),
    Gate(
        "R24",
        "reading R24",
        _("Your ballot is not locked yet"),
        lambda f: Refused(_("Your ballot is locked; it is your vote.")) if f.locked else Holds(),
    ),
    Gate(
        "R15",
        "reading R15",
        _("You are not recorded absent"),
        lambda f: Refused(_("You are recorded absent from this ballot.")) if f.absent else Holds(),
    ),
    Gate(
        "C7",
        "para. 53(b), reading C7",
        _("The shortlist is not decided yet"),
        lambda f: (
            Refused(_("The shortlist is decided; no ballot is cast on it afterwards."))
            if f.decided
            else Holds()
        ),
    ),
]


# -- what ballots say together -------------------------------------------------------


def counted(ballots: Mapping[str, Ballot], living: frozenset[str]) -> dict[str, Ballot]:
    """The locked ballots that count: those of living occupants (para. 53(b), P53b-3)."""
    return {grant: ballot for grant, ballot in ballots.items() if grant in living}


def full_ranks(ballot: Ballot, listed: Iterable[str]) -> dict[str, Fraction]:
    """A rank for everyone listed: as cast, the unranked sharing the mean of what remains (J1).

    With fourteen listed and five ranked, each of the nine others has (6 + ... + 14) / 9 = 10.
    """
    everyone = list(listed)
    k, n = len(ballot.ranks), len(everyone)
    shared = Fraction(k + 1 + n, 2)
    return {c: Fraction(ballot.ranks[c]) if c in ballot.ranks else shared for c in everyone}


def _mid_ranks(ballot: Ballot, listed: Iterable[str]) -> dict[str, Fraction]:
    """Ranks whose sum is the same on every ballot: equal ranks share the mean of their places."""
    full = full_ranks(ballot, listed)
    sizes = Counter(ballot.ranks.values())
    return {
        c: rank + Fraction(sizes[ballot.ranks[c]] - 1, 2) if c in ballot.ranks else rank
        for c, rank in full.items()
    }


def kendalls_w(ballots: Iterable[Ballot], listed: Iterable[str]) -> Fraction | Undefined:
    """Kendall's coefficient of concordance with the correction for ties (J1).

    W = 12 S / (m^2 (n^3 - n) - m T), where m ballots rank n candidates, S is the sum
    of squared deviations of the candidates' rank sums from their mean and T the sum of
    t^3 - t over every group of t equal ranks on every ballot. 0 is no agreement, 1 full
    agreement. Undefined where the denominator is zero (one candidate, or every ballot
    ranks all alike) and with fewer than two ballots, since the pairs of ballots over
    which agreement is averaged are then none.
    """
    everyone = sorted(listed)
    ranked = [_mid_ranks(b, everyone) for b in ballots]
    m, n = len(ranked), len(everyone)
    if m < 2:
        return UNDEFINED
    ties = sum(t**3 - t for ranks in ranked for t in Counter(ranks.values()).values())
    denominator = m * m * (n**3 - n) - m * ties
    if denominator == 0:
        return UNDEFINED
    middle = Fraction(m * (n + 1), 2)
    squares = sum(((sum(r[c] for r in ranked) - middle) ** 2 for c in everyone), Fraction(0))
    return 12 * squares / denominator


def tally(ballots: Iterable[Ballot], listed: Iterable[str]) -> list[Tally]:
    """Approvals, mean rank and spread of everyone listed, the best mean first (J1).

    Equal means are ordered by reference, which says nothing. Without a ballot mean and
    spread are undefined.
    """
    everyone = sorted(listed)
    cast = list(ballots)
    full = [full_ranks(b, everyone) for b in cast]
    lines = []
    for c in everyone:
        ranks = [ranks[c] for ranks in full]
        lines.append(
            Tally(
                c,
                sum(c in b.ranks for b in cast),
                sum(ranks, Fraction(0)) / len(ranks) if ranks else UNDEFINED,
                max(ranks) - min(ranks) if ranks else UNDEFINED,
            )
        )
    return sorted(lines, key=lambda t: (t.mean if isinstance(t.mean, Fraction) else 0, t.candidate))


def mean_mark(ballots: Iterable[Ballot], candidate: str, criterion: str) -> Fraction | Undefined:
    """The mean of the marks given; undefined where nobody marked (J1)."""
    given = [
        b.marks[candidate][criterion] for b in ballots if criterion in b.marks.get(candidate, {})
    ]
    return Fraction(sum(given), len(given)) if given else UNDEFINED


def tie_at_fifth(lines: Iterable[Tally], places: int = BEST) -> frozenset[str]:
    """The candidates between whom the mean rank does not decide the fifth place (J1).

    Empty when it decides. The panel then decides, with a reason.
    """
    means = sorted((t.mean, t.candidate) for t in lines if isinstance(t.mean, Fraction))
    if len(means) <= places or means[places - 1][0] != means[places][0]:
        return frozenset()
    level = means[places][0]
    return frozenset(c for mean, c in means if mean == level)
