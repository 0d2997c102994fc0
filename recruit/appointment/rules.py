"""Contract, term, release and letters (53(f) to (h), 54(h); T1, T2, T4, R14, R27, D5).

Days are days in Geneva, instants aware and in UTC. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from recruit.access.duties import Facts, Task
from recruit.core.errors import Answer, Gate, Holds, Refusal, Refused
from recruit.core.words import _
from recruit.procedure.rules.calendar import (
    ONE_DAY,
    YEAR_END,
    Holidays,
    duty_due,
    geneva_day,
)
from recruit.states.rules import CommitteeSeat, in_office

# ---------------------------------------------------------------- T1: the contract


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
    n = day.year * 12 + day.month - 1 - months
    year, month = n // 12, n % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - ONE_DAY).day))


def reminders(term: Term, months: Iterable[int] = REMINDERS) -> tuple[tuple[int, date], ...]:
    """(months before the end, day) of each reminder, the earliest first (T4)."""
    return tuple((m, months_before(term.end, m)) for m in sorted(months, reverse=True))


def recruitment_due(term: Term, today: date) -> bool:
    """Whether a new recruitment should start: nine months before, not renewed further (T4)."""
    return today >= months_before(term.end, 9)


# ---------------------------------------------------------------- R14, 53(f): the report


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


def release_due(designated_at: date | datetime, holidays: Holidays = YEAR_END) -> datetime:
    """When the release, a duty that nobody can refuse, is due: five working days after (R14)."""
    return duty_due(designated_at, 5, holidays)


@dataclass(frozen=True, slots=True)
class NamedReader:
    """The one reader named for a State on the Committee."""

    iso3: str
    person: str


def report_readers(
    seats: Iterable[CommitteeSeat], designated: date | datetime, named: Sequence[NamedReader]
) -> tuple[NamedReader, ...]:
    """Who gets the report: one named reader of each member in office on that day (P53f-4).

    Of several named for one State the last one counts. Nobody else gets it.
    """
    members = {s.iso3 for s in in_office(seats, designated)}
    latest = {n.iso3: n for n in named if n.iso3 in members}
    return tuple(latest[iso3] for iso3 in sorted(latest))


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


# ---------------------------------------------------------------- D5: letters


class Letter(StrEnum):
    """The letters to candidates who are not appointed (D5)."""

    NOT_SUITABLE = "not_suitable"
    NOT_SHORTLISTED = "not_shortlisted"
    INTERVIEWED = "interviewed"  # and not in the reserve
    RESERVE = "reserve"


SENDER: Final = {
    Letter.NOT_SUITABLE: "gichd",
    Letter.NOT_SHORTLISTED: "gichd",
    Letter.INTERVIEWED: "chair",
    Letter.RESERVE: "chair",
}


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The instants from which letters may go; None while they have not come."""

    invited_released_at: datetime | None = None
    interviews_begun_at: datetime | None = None
    approved_at: datetime | None = None
    contract_signed_at: datetime | None = None


def letter_opens(letter: Letter, facts: LetterFacts) -> datetime | None:
    """From when this letter may be sent; None while it may not (D5)."""
    return {
        Letter.NOT_SUITABLE: facts.invited_released_at,
        Letter.NOT_SHORTLISTED: facts.interviews_begun_at,
        Letter.INTERVIEWED: facts.approved_at,
        Letter.RESERVE: facts.contract_signed_at,
    }[letter]


def letter_due(
    letter: Letter, facts: LetterFacts, holidays: Holidays = YEAR_END
) -> datetime | None:
    """By when this letter is due: ten working days after it may be sent (D5)."""
    opens = letter_opens(letter, facts)
    return None if opens is None else duty_due(opens, 10, holidays)


# ---------------------------------------------------------------- tasks


def _step_title(step: Step) -> str:
    return {
        Step.OFFER: _("Make the offer"),
        Step.ANSWER: _("Record the answer to the offer"),
        Step.CHECKS: _("Record the checks"),
        Step.SIGNED: _("Record the signature of the contract"),
        Step.START: _("Record the start of the term"),
        Step.HANDOVER: _("Record the handover"),
    }[step]


def _step_task(row: Any, facts: Facts) -> Task | None:
    name = row.kind.removeprefix("appointment.step.")
    if name not in set(Step):
        return None
    step = Step(name)
    if step in (Step.START, Step.HANDOVER) and row.reference:
        if geneva_day(facts.now) < date.fromisoformat(row.reference[:10]):
            return None
    return Task(
        title=_step_title(step),
        text=_("Each step of the contract has its day; leaving one out needs a reason."),
        para="para. 54(h)",
        endpoint="appointment.contract",
        button=_("Open the contract"),
    )


def _letters_task(row: Any, facts: Facts) -> Task | None:
    if row.since is None or facts.now < row.since:
        return None
    letter = Letter(row.kind.removeprefix("appointment.letters."))
    chair = SENDER[letter] == "chair"
    return Task(
        title={
            Letter.NOT_SUITABLE: _("Write to the applicants who are not suitable"),
            Letter.NOT_SHORTLISTED: _("Write to the candidates who are not invited"),
            Letter.INTERVIEWED: _("Write to the candidates who were interviewed"),
            Letter.RESERVE: _("Write to the candidates of the reserve"),
        }[letter],
        text=_("One message to each; no applicant learns who else applied."),
        para="table D5",
        endpoint="appointment.chair_letters" if chair else "appointment.letters",
        button=_("Read and send"),
        due=duty_due(row.since, 10, YEAR_END),
    )


def task(row: Any, facts: Facts) -> Task | None:
    """The task of this row now, or None. row: an access.tasks.TaskRow."""
    if row.kind.startswith("appointment.step."):
        return _step_task(row, facts)
    if row.kind.startswith("appointment.letters."):
        return _letters_task(row, facts)
    if row.kind == "appointment.publish":
        return Task(
            title=_("Publish the outcome"),
            text=_("The offer is accepted. Name and position are published, nothing else."),
            para="reading S18",
            endpoint="appointment.outcome",
            button=_("Read and publish"),
        )
    return None
