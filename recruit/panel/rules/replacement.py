"""How a seat passes (para. 53(b); readings C7, C8, C9, R6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recruit.core.errors import Answer, Holds, Kind, Refusal, Refused
from recruit.core.words import _
from recruit.panel.rules.balance import Person
from recruit.panel.rules.conflicts import Clearance

LEAST_LIVING = 4


class PassedOver(StrEnum):
    """Why a surrogate of the order does not get the seat; recorded (C7)."""

    CONFLICT = "conflict"
    UNDECIDED = "undecided"  # doubt is conflict, once the time to declare is over
    LATE = "late"
    BALANCE = "balance"
    FORMER = "former"


class Newcomer(StrEnum):
    """What somebody newly seated does (C7)."""

    BALLOTS = "ballots"  # before seeing any other ballot
    CONFIRMS = "confirms"  # confirms the decision with the others, or moves it anew


@dataclass(frozen=True, slots=True)
class Surrogate:
    """A surrogate who is not seated.

    number: place in the order. declared: on every name listed. clearance: the worst
    standing on a listed name (conflict, undecided, cleared). former: held a seat before.
    balance: what balance counts of the person, for a passing over the order. due: until when
    this one declares, where it is later than for the list (named further, C9).
    """

    number: int
    person: str
    declared: bool
    clearance: Clearance
    former: bool = False
    balance: Person | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Passing:
    """To whom the seat passes now, or whom it waits for; both None: none is left (C9)."""

    to: Surrogate | None
    waits_for: Surrogate | None
    passed_over: tuple[tuple[Surrogate, PassedOver], ...] = ()

    @property
    def exhausted(self) -> bool:
        """Nobody in the order can take the seat; the Chair may name further ones (C9)."""
        return self.to is None and self.waits_for is None


def worst(clearances: Sequence[Clearance]) -> Clearance:
    """The clearance that decides over several names: conflict, undecided, none, cleared."""
    for one in (Clearance.CONFLICT, Clearance.UNDECIDED, Clearance.NONE):
        if one in clearances:
            return one
    return Clearance.CLEARED


def _hindrance(surrogate: Surrogate, *, over: bool) -> PassedOver | None:
    """Why this one is passed over now; None: gets the seat or is waited for."""
    if surrogate.former:
        return PassedOver.FORMER
    if surrogate.clearance is Clearance.CONFLICT:
        return PassedOver.CONFLICT
    if not over:
        return None
    if not surrogate.declared or surrogate.clearance is Clearance.NONE:
        return PassedOver.LATE
    return PassedOver.UNDECIDED if surrogate.clearance is Clearance.UNDECIDED else None


def _free(surrogate: Surrogate) -> bool:
    return surrogate.declared and surrogate.clearance is Clearance.CLEARED and not surrogate.former


def next_surrogate(order: Sequence[Surrogate], due: datetime, now: datetime) -> Passing:
    """C7: the first of the order free of conflict who has declared on all names.

    due: 24:00 of the fifth working day after the latest list; until then the passing
    waits for those before in the order, from then it passes over who is late.
    """
    passed: list[tuple[Surrogate, PassedOver]] = []
    for surrogate in sorted(order, key=lambda s: s.number):
        why = _hindrance(surrogate, over=now >= (surrogate.due or due))
        if why is not None:
            passed.append((surrogate, why))
        elif _free(surrogate):
            return Passing(surrogate, None, tuple(passed))
        else:
            return Passing(None, surrogate, tuple(passed))
    return Passing(None, None, tuple(passed))


def choose(
    order: Sequence[Surrogate],
    number: int,
    due: datetime,
    now: datetime,
    *,
    reason: str,
    chairs_seat: bool,
) -> Passing:
    """C7: the Chair's choice of a surrogate; the next of the order, or for balance another.

    number: the chosen one's place in the order. reason: needed when the order is passed
    over. chairs_seat: the vacant seat is the Chair's own, where the order holds without
    exception. Raises Refusal.
    """
    by_order = next_surrogate(order, due, now)
    if by_order.to is not None and by_order.to.number == number:
        return by_order
    if chairs_seat:
        raise Refusal(
            "C7", "reading C7", _("For the Chair's own seat the order holds without exception.")
        )
    chosen = next((s for s in order if s.number == number), None)
    if chosen is None or not _free(chosen):
        raise Refusal(
            "C7",
            "para. 53(b), reading C7",
            _("This surrogate is not free of conflict or has not declared on every name."),
        )
    if by_order.to is None:
        raise Refusal(
            "C7",
            "reading C7",
            _("The seat waits for a surrogate who stands before in the order."),
        )
    if not reason.strip():
        raise Refusal(
            "C7",
            "para. 53(c), reading C7",
            _("Passing over the order needs a written reason of balance."),
            kind=Kind.INVALID,
        )
    if _same_balance(by_order.to, chosen):
        raise Refusal(
            "C7",
            "para. 53(c), reading C7",
            _("The order is passed over for balance only, and this choice does not change it."),
        )
    between = [(s, PassedOver.BALANCE) for s in order if s.number < number and _free(s)]
    hindered = [
        (s, why)
        for s in order
        if s.number < number and (why := _hindrance(s, over=now >= (s.due or due))) is not None
    ]
    return Passing(chosen, None, tuple(sorted(between + hindered, key=lambda p: p[0].number)))


def _same_balance(one: Surrogate, other: Surrogate) -> bool:
    if one.balance is None or other.balance is None:
        return False
    a, b = one.balance, other.balance
    return (a.gender, a.group, a.affected) == (b.gender, b.group, b.affected)


def may_seat(first_interview_started: bool) -> Answer:
    """C8: a newcomer is seated only until the first interview of the run starts."""
    if first_interview_started:
        return Refused(
            _("The first interview has started: nobody is seated any more, the panel goes on.")
        )
    return Holds()


def goes_on(living: int) -> bool:
    """C8: whether the panel goes on without the recused; below four the stage begins a
    new run, until whose first interview surrogates are seated again."""
    return living >= LEAST_LIVING


def newcomer(decided: bool) -> Newcomer:
    """C7: before the shortlist's decision a newcomer ballots; after it confirms."""
    return Newcomer.CONFIRMS if decided else Newcomer.BALLOTS


def further_number(passing: Passing, numbers: Sequence[int]) -> int:
    """C9: the number of a further surrogate, numbered on from all named before.

    Raises Refusal while the order is not exhausted.
    """
    if not passing.exhausted:
        raise Refusal(
            "C9",
            "reading C9",
            _("A surrogate of the order can still take the seat, or is waited for."),
        )
    return max(numbers, default=0) + 1
