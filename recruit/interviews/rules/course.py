"""How an interview went: what was asked when, what broke in, what time was used (W6, J12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _, ngettext

CITED: Final = "para. 54(f), readings W6, J12"
A_FIFTH: Final = Fraction(1, 5)
"""How far a figure may be from the mean of all candidates before it stands out."""
LONGEST_BREAK: Final = 24 * 60
"""Minutes of the longest interruption that can be entered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A main question and when it was asked (aware UTC). probes: how often it was probed."""

    question: str
    at: datetime
    probes: int = 0


@dataclass(frozen=True, slots=True)
class Break:
    """An interruption. at: its beginning, aware UTC; minutes: given back."""

    at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Course:
    """One interview. allotted: minutes, equal for all (J12). ended_at: None while it lasts."""

    started_at: datetime
    ended_at: datetime | None
    allotted: int
    asked: tuple[Asked, ...]
    breaks: tuple[Break, ...]


def _minutes(span: timedelta) -> Fraction:
    return Fraction(span // timedelta(seconds=1), 60)


def given_back(course: Course) -> int:
    """The minutes of all interruptions: the clock was stopped for them (J12)."""
    return sum(b.minutes for b in course.breaks)


def used(course: Course) -> Fraction | None:
    """The minutes that the interview took, less those given back; None while it lasts."""
    if course.ended_at is None:
        return None
    return max(Fraction(0), _minutes(course.ended_at - course.started_at) - given_back(course))


def of_questions(course: Course) -> dict[str, Fraction]:
    """The minutes of each question: until the next was asked, or the end; less what broke in.

    The last one asked has none while the interview lasts.
    """
    asked = sorted(course.asked, key=lambda a: (a.at, a.question))
    ends = [a.at for a in asked[1:]] + ([course.ended_at] if course.ended_at else [])
    found = {}
    for one, end in zip(asked, ends, strict=False):
        if end is None:
            continue
        lost = sum(b.minutes for b in course.breaks if one.at <= b.at < end)
        found[one.question] = max(Fraction(0), _minutes(end - one.at) - lost)
    return found


def standing_out(figures: Mapping[str, Fraction]) -> frozenset[str]:
    """Whose figure is over a fifth away from the mean of all: to be looked at, not judged."""
    if len(figures) < 2:
        return frozenset()
    mean = sum(figures.values(), Fraction(0)) / len(figures)
    return frozenset(who for who, n in figures.items() if abs(n - mean) > mean * A_FIFTH)


def _refuse(reason: str, todo: str = "") -> Refusal:
    return Refusal("W6", CITED, reason, kind=Kind.INVALID, todo=todo)


def check_time(course: Course, at: datetime, now: datetime) -> None:
    """Refuse a time before the start or still to come. Raises Refusal (W6)."""
    if course.ended_at is not None:
        raise Refusal(
            "W6", CITED, _("The end of this interview is recorded; its course stays as it is.")
        )
    if not course.started_at <= at <= now:
        raise _refuse(
            _("The time lies outside the interview."),
            _("Give a time between its start and now, in Geneva time."),
        )


def check_asked(course: Course, question: str, questions: Sequence[str]) -> None:
    """Refuse a question that is not of the adopted ones, or is ticked. Raises Refusal."""
    if question not in questions:
        raise _refuse(_("This is no question of the adopted set."))
    if question in {a.question for a in course.asked}:
        raise Refusal("W6", CITED, _("This question is ticked already."))


def check_break(minutes: int, what: str, remedy: str) -> None:
    """Refuse an interruption without words, remedy or a length. Raises Refusal (J12)."""
    if not what.strip() or not remedy.strip():
        raise _refuse(_("Say what happened and what was done about it."))
    if not 0 <= minutes <= LONGEST_BREAK:
        raise _refuse(
            _("Give whole minutes from 0 to %(most)s.", most=LONGEST_BREAK),
        )


def check_end(at: datetime, latest: datetime) -> None:
    """Refuse an end before the last question was asked. Raises Refusal (W6)."""
    if at < latest:
        raise _refuse(_("The interview can't have ended before its last question."))


@dataclass(frozen=True, slots=True)
class Ending:
    """The facts on which the end is recorded. left_out: why a question was not asked."""

    course: Course
    questions: tuple[str, ...]
    left_out: str
    now: datetime


def missing(course: Course, questions: Sequence[str]) -> list[str]:
    """The main questions that are not ticked, in their order."""
    done = {a.question for a in course.asked}
    return [q for q in questions if q not in done]


def _lasting(f: Ending) -> Answer:
    if f.course.ended_at is None:
        return Holds()
    return Refused(_("The end of this interview is recorded already."))


def _all_asked(f: Ending) -> Answer:
    open_still = missing(f.course, f.questions)
    if not open_still or f.left_out.strip():
        return Holds()
    return Refused(
        ngettext(
            "%(n)s main question is not ticked; tick it or say why it was not asked.",
            "%(n)s main questions are not ticked; tick them or say why they were not asked.",
            len(open_still),
        )
    )


END: Final = (
    Gate("W6-lasting", CITED, "The interview's end is not recorded yet", _lasting),
    Gate("W6-asked", CITED, "Every main question was asked, or it is said why not", _all_asked),
)
