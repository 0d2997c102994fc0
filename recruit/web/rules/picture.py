"""The calendar as one reader may see it: each window's state and note. Pure.

Whoever is outside the living occupants sees windows: 'Stage' is the window that the
calendar is in, never a deliverable, a count or a date of completion (P53f-2, 'Who sees
what'). Public is that the vacancy is posted; the GICHD sees the deliverables that it
has a part in; the seated members see all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from recruit.core.words import _, ngettext
from recruit.procedure.rules.calendar import (
    REPORT,
    Stage,
    Window,
    contains,
    stage_in_calendar,
    timeline,
)
from recruit.procedure.rules.days import geneva_day
from recruit.procedure.rules.milestones import Audience, Milestone, MilestoneKind, latest

Say = Callable[[date], str]


class State(StrEnum):
    """How a row of the picture is drawn. PAST: its window has ended; nothing more is told."""

    DONE = "done"
    ON = "on"
    MINE = "mine"
    COMING = "coming"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Shown:
    """A window as a reader has it: the one in force, and the original where it was amended."""

    window: Window
    original: Window | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the picture. Fractions are of the width of the months, from 0 to 1."""

    label: str
    who: str
    first_fraction: float
    width_fraction: float
    state: State
    note: str
    para: str
    dates: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Months (label, start, width), rows, and where today's line stands, if it is inside."""

    months: tuple[tuple[str, float, float], ...]
    rows: tuple[Row, ...]
    today_fraction: float | None
    today_label: str


# What completes a window, and the audience that one must belong to for being told.
_DELIVERABLES: Final = {
    "54(a)": ((MilestoneKind.VACANCY_POSTED,), Audience.PUBLIC),
    "54(b)": ((MilestoneKind.LIST_CIRCULATED,), Audience.GICHD),
    "54(c)": ((MilestoneKind.SHORTLIST_DECIDED,), Audience.PANEL),
    "54(d)": ((MilestoneKind.PROFILE_ADOPTED,), Audience.GICHD),
    "54(e)": ((MilestoneKind.QUESTIONS_ADOPTED, MilestoneKind.GRID_ADOPTED), Audience.GICHD),
    "54(f)": ((MilestoneKind.INTERVIEWS_ENDED,), Audience.PANEL),
    "54(g)": ((MilestoneKind.REPORT_LODGED,), Audience.PANEL),
}


def label_of(para: str) -> str:
    """What the window of this paragraph is for, in a word or two."""
    return {
        "54(a)": _("Vacancy"),
        "54(b)": _("Prescreening"),
        "54(c)": _("Shortlist of five"),
        "54(d)": _("Competency profile"),
        "54(e)": _("Questions and grid"),
        "54(f)": _("Interviews"),
        "54(g)": _("Report"),
        "54(h)": _("Contract"),
    }.get(para, para)


def who_of(who: str) -> str:
    """The decision's word for who does it, short enough for the picture."""
    return {
        "GICHD": _("GICHD"),
        "GICHD, under the oversight of the panel": _("GICHD, under the panel's oversight"),
        "panel": _("Panel"),
        "panel, GICHD assisting": _("Panel, with the GICHD"),
    }.get(who, who)


def stage_name(stage: Stage) -> str:
    """The stage in a word."""
    return {
        Stage.VACANCY: _("vacancy"),
        Stage.PRESCREENING: _("prescreening"),
        Stage.SHORTLIST: _("shortlist, profile and questions"),
        Stage.INTERVIEWS: _("interviews"),
        Stage.REPORT: _("report"),
        Stage.APPROVAL: _("approval"),
        Stage.APPOINTMENT: _("appointment"),
    }[stage]


def visible(
    window: Window, amended: tuple[date, date] | None, reason: str, audiences: Collection[Audience]
) -> Shown:
    """What a reader of these audiences is shown of a window (R2).

    The amended window is everybody's, save the report's (living occupants alone); its
    reason is the panel's and the GICHD's.
    """
    if amended is None or (window.para == REPORT and Audience.PANEL not in audiences):
        return Shown(window)
    told = Audience.PANEL in audiences or Audience.RELEASED in audiences
    current = Window(window.para, window.who, window.what, *amended)
    return Shown(current, window, reason if told else "")


def _by_calendar(window: Window, now: datetime) -> State:
    if contains(window, now):
        return State.ON
    return State.COMING if window.opens is not None and now < window.opens else State.PAST


def _length(window: Window) -> str:
    if window.first is None or window.last is None:
        return ""
    days = (window.last - window.first).days + 1
    weeks = round(days / 7)
    return ngettext("%(n)s week", "%(n)s weeks", weeks) if weeks else ""


def _delivered(para: str, at: datetime, say: Say) -> str:
    day = say(geneva_day(at))
    return {
        "54(a)": _("posted %(day)s", day=day),
        "54(b)": _("list circulated %(day)s", day=day),
        "54(c)": _("decided %(day)s", day=day),
        "54(d)": _("adopted %(day)s", day=day),
        "54(e)": _("adopted %(day)s", day=day),
        "54(f)": _("ended %(day)s", day=day),
        "54(g)": _("lodged %(day)s", day=day),
    }[para]


def _under_way(para: str, milestones: Sequence[Milestone], say: Say) -> str:
    if para == "54(e)":
        questions = latest(milestones, MilestoneKind.QUESTIONS_ADOPTED)
        if questions is not None:
            return _("questions adopted %(day)s", day=say(geneva_day(questions.at)))
    if para == "54(f)":
        begun = latest(milestones, MilestoneKind.INTERVIEWS_BEGUN)
        if begun is not None:
            return _("begun %(day)s", day=say(geneva_day(begun.at)))
    return ""


def state_and_note(
    window: Window,
    milestones: Sequence[Milestone],
    audiences: Collection[Audience],
    now: datetime,
    mine: Collection[str],
    say: Say,
) -> tuple[State, str]:
    """How a window is drawn for a reader, and the few words in its bar.

    milestones: those of the reader's audiences, in order. mine: paragraphs of the tasks
    that this reader has. say: a day in a short form. Nobody outside the living occupants
    gets another answer for another state of the report (P53f-2).
    """
    para = window.para
    state = _by_calendar(window, now)
    kinds, audience = _DELIVERABLES.get(para, ((), Audience.PANEL))
    if para == REPORT and Audience.PANEL not in audiences:
        if latest(milestones, MilestoneKind.ROUND_OPENED) is not None:
            return State.DONE, _("lodged")
        return state, _("by %(day)s", day=say(window.last)) if window.last else ""
    if audience not in audiences or not kinds:
        return state, _length(window) if state is State.COMING else ""
    found = [latest(milestones, kind) for kind in kinds]
    delivered = [m for m in found if m is not None]
    if len(delivered) == len(kinds):
        return State.DONE, _delivered(para, max(m.at for m in delivered), say)
    note = _under_way(para, milestones, say)
    if state is State.COMING and para not in mine and not note:
        return state, _length(window)
    if state is State.PAST:
        note = note or _("not completed yet")
    if not note and window.last:
        last = say(window.last)
        note = _("by %(day)s", day=last) if para == REPORT else _("until %(day)s", day=last)
    return (State.MINE if para in mine else State.ON), note


def picture(
    shown: Sequence[Shown],
    milestones: Sequence[Milestone],
    audiences: Collection[Audience],
    now: datetime,
    *,
    mine: Collection[str] = (),
    say: Say,
    month: Say,
    long: Say,
) -> Picture | None:
    """The picture of the calendar for a reader; None where no window has days.

    say: '9 Dec'; month: 'December'; long: '9 December 2022'.
    """
    drawn = timeline([s.window for s in shown], now)
    if drawn is None:
        return None
    rows = []
    for row in drawn.rows:
        state, note = state_and_note(row.window, milestones, audiences, now, mine, say)
        first, last = row.window.first, row.window.last
        rows.append(
            Row(
                label_of(row.para),
                who_of(row.window.who),
                row.first_fraction,
                row.width_fraction,
                state,
                note,
                row.para,
                _("%(first)s to %(last)s", first=long(first), last=long(last))
                if first and last
                else "",
            )
        )
    return Picture(
        tuple((month(m.first), m.start_fraction, m.width_fraction) for m in drawn.months),
        tuple(rows),
        drawn.now_fraction,
        say(geneva_day(now)),
    )


def stages(shown: Sequence[Shown], now: datetime) -> list[str]:
    """The stages whose windows the calendar is in, in words: a fact of dates alone."""
    return [stage_name(stage) for stage in stage_in_calendar([s.window for s in shown], now)]


@dataclass(frozen=True, slots=True)
class Coming:
    """The next thing that the calendar brings. at: UTC, the first instant of the day."""

    label: str
    at: datetime
    begins: bool


def coming_next(shown: Sequence[Shown], now: datetime) -> Coming | None:
    """The next window that begins, or else the next that ends; None after the last (R1)."""
    opening = [(s.window.opens, s.window) for s in shown if s.window.opens]
    later = [(at, w) for at, w in opening if at is not None and at > now]
    if later:
        at, window = min(later, key=lambda found: found[0])
        return Coming(label_of(window.para), at, True)
    closing = [(s.window.closes, s.window) for s in shown if s.window.closes]
    ends = [(at, w) for at, w in closing if at is not None and at > now]
    if ends:
        at, window = min(ends, key=lambda found: found[0])
        return Coming(label_of(window.para), at, False)
    return None
