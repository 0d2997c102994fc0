"""Contract and term (53(g), 54(h); T1, T2, T4). Days are days in Geneva; no clock is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refusal, Refused
from recruit.core.words import _
from recruit.procedure.rules.calendar import ONE_DAY, geneva_day
from recruit.procedure.rules.ending import after


class Step(StrEnum):
    """The steps of the contract, in order (T1); the second is accepted or declined."""

    OFFER = "offer"
    ANSWER = "answer"
    CHECKS = "checks"
    SIGNED = "signed"
    START = "start"
    HANDOVER = "handover"


ORDER: Final = tuple(Step)


@dataclass(frozen=True, slots=True)
class Done:
    """A recorded step. skipped: why it was left out; empty where it was done.

    accepted: of the answer alone.
    """

    step: Step
    on: date
    skipped: str = ""
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What recording a step is judged by.

    approved: a certificate stands (not annulled, not lapsed). stopped: it is disputed.
    by_gichd: the actor's capacity is of the GICHD. done: what is recorded, in any order.
    """

    step: Step
    on: date
    now: datetime
    approved: bool
    stopped: bool
    by_gichd: bool
    done: tuple[Done, ...] = ()


def _by_gichd(f: StepFacts) -> Answer:
    if f.by_gichd:
        return Holds()
    return Refused(_("The contract is administered by the GICHD alone."))


def _approved(f: StepFacts) -> Answer:
    if not f.approved:
        return Refused(_("The contract begins after the approval of the States Parties."))
    return Refused(_("The steps of the contract are stopped.")) if f.stopped else Holds()


def _in_order(f: StepFacts) -> Answer:
    recorded = {d.step for d in f.done}
    if any(d.step is Step.ANSWER and not d.skipped and not d.accepted for d in f.done):
        return Refused(_("The offer was declined; no further step follows."))
    if f.step in recorded:
        return Refused(_("This step is recorded already."))
    missing = [s for s in ORDER[: ORDER.index(f.step)] if s not in recorded]
    if missing:
        return Refused(
            _(
                "Before this step: %(steps)s. A step that is left out needs a reason.",
                steps=", ".join(missing),
            )
        )
    return Holds()


def _dated(f: StepFacts) -> Answer:
    if f.on > geneva_day(f.now):
        return Refused(_("The day of a step can't be in the future."))
    before = ORDER[: ORDER.index(f.step)]
    if any(d.step in before and d.on > f.on for d in f.done):
        return Refused(_("The day of a step can't be before that of an earlier one."))
    return Holds()


STEPS: Final[list[Gate[StepFacts]]] = [
    Gate("P54h", "para. 54(h)", _("The GICHD acts"), _by_gichd),
    Gate("T1", "reading T1", _("The approval stands"), _approved),
    Gate("T1", "reading T1", _("Every earlier step is recorded or left out"), _in_order),
    Gate("T1", "reading T1", _("The day is in order"), _dated),
]


def check_skip(reason: str) -> Answer:
    """Whether a step may be left out: with a reason (T1)."""
    return Holds(reason.strip()) if reason.strip() else Refused(_("Leaving out needs a reason."))


@dataclass(frozen=True, slots=True)
class Offer:
    """What the offer names."""

    salary_scale: bool
    staff_rules: bool
    reports_to_president: bool


OFFER: Final[list[Gate[Offer]]] = [
    Gate(
        "P53g-1",
        "para. 53(g)",
        _("The offer names the GICHD salary scale"),
        lambda o: (
            Holds() if o.salary_scale else Refused(_("The GICHD salary scale must be named."))
        ),
    ),
    Gate(
        "P53g-1",
        "para. 53(g)",
        _("The offer names the GICHD staff rules and regulations"),
        lambda o: (
            Holds()
            if o.staff_rules
            else Refused(_("The GICHD staff rules and regulations must be named."))
        ),
    ),
    Gate(
        "T1",
        "Annex I",
        _("The offer names the reporting to the President"),
        lambda o: (
            Holds()
            if o.reports_to_president
            else Refused(_("The reporting to the President must be named."))
        ),
    ),
]


# ---------------------------------------------------------------- T2, T4: the term


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the Director; both days inside. renewal: 0 the first, 1 the renewed."""

    start: date
    end: date
    renewal: int = 0


def term_end(start: date, years: int = 4) -> date:
    """The last day: start + years - 1 day; from 29 February it is a 28 February (T2)."""
    if (start.month, start.day) == (2, 29):
        return date(start.year + years, 2, 28)
    return start.replace(year=start.year + years) - ONE_DAY


def first_term(start: date) -> Term:
    """The first term from this day: 48 months (T2, Annex I)."""
    return Term(start, term_end(start))


def renew(term: Term) -> Term:
    """The renewed term, from the day after; Refusal for a second renewal (T2)."""
    if term.renewal:
        raise Refusal(
            "T2", "Annex I", _("The term was renewed once; it can't be renewed a second time.")
        )
    start = term.end + ONE_DAY
    return Term(start, term_end(start), 1)


REMINDERS: Final = (12, 9, 8, 6, 3)


def months_before(day: date, months: int) -> date:
    """The same day so many months before, or that month's last (T4)."""
    return after(day, -months)


def reminders(term: Term, months: Iterable[int] = REMINDERS) -> tuple[tuple[int, date], ...]:
    """(months before the end, day) of each reminder, the earliest first (T4)."""
    return tuple((m, months_before(term.end, m)) for m in sorted(months, reverse=True))


def ending(term: Term, today: date) -> bool:
    """Whether what comes after the term is to be thought of: in its last twelve months (T4)."""
    return months_before(term.end, max(REMINDERS)) <= today <= term.end


def going_on(term: Term, today: date) -> bool:
    """Whether the renewal is to be thought of too: of a term that was not renewed (T2)."""
    return not term.renewal and ending(term, today)


def recruitment_due(term: Term, today: date) -> bool:
    """Whether a new recruitment should start: nine months before, not renewed further (T4)."""
    return today >= months_before(term.end, 9)
