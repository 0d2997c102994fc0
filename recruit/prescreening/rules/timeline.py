"""The picture of dated periods: bars for M2 and M4 on one line of years (A3). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from recruit.core.words import _, ngettext
from recruit.prescreening.rules import experience
from recruit.prescreening.rules.experience import Path, Period
from recruit.prescreening.rules.written import Dated

LEAST_YEARS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A period on the line. kind: 'p2', 'p4', or 'pq' (awaits a decision, not counted)."""

    first_fraction: float
    width_fraction: float
    label: str
    said: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """The bars of one criterion."""

    code: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the macro of years draws."""

    title: str
    said: str
    ticks: tuple[tuple[str, float], ...]
    rows: tuple[Row, ...]
    edge_fraction: float
    edge_label: str
    sums: tuple[tuple[str, str, str], ...]


def in_words(exact: Any) -> str:
    """'10 years 2 months'."""
    years, months = experience.years_and_months(exact)
    return " ".join(
        (
            ngettext("%(n)s year", "%(n)s years", years),
            ngettext("%(n)s month", "%(n)s months", months),
        )
    )


def picture(periods: Sequence[Dated], last_day: date, path: Path, edge_label: str) -> Timeline:
    """The picture up to last_day, the end of the window. edge_label: that day in words."""
    counted = [dated.period for dated in periods]
    found = experience.summary(counted, last_day)
    start = min([experience.first_day(p).year for p in counted] + [last_day.year - LEAST_YEARS])
    begin = experience.position(date(start, 1, 1))
    width = experience.position(date(last_day.year + 1, 1, 1)) - begin

    def at(day: date) -> float:
        return float((experience.position(day) - begin) / width)

    def bars(kind: str) -> tuple[Bar, ...]:
        made = []
        for number, dated in enumerate(periods, start=1):
            period = dated.period
            if not period.m2 or (kind == "p4" and not period.m4):
                continue
            first = experience.first_day(period)
            last = experience.last_day(period, last_day)
            if last < first or (
                period.decided is not None
                and experience.needs_decision(period)
                and not period.decided.counts
            ):
                continue
            shown = "pq" if experience.is_unclear(period) else kind
            made.append(
                Bar(at(first), max(at(last) - at(first), 0.004), str(number), dated.what, shown)
            )
        return tuple(made)

    return Timeline(
        title=_("The years, computed from dated periods"),
        said=_("Counted up to %(day)s.", day=edge_label),
        ticks=tuple(
            (str(year), at(date(year, 1, 1)))
            for year in range(start + start % 2, last_day.year + 1, 2)
        ),
        rows=(Row("M2", bars("p2")), Row("M4", bars("p4"))),
        edge_fraction=at(last_day),
        edge_label=edge_label,
        sums=(
            (
                _("M2 · twelve years asked") if path is Path.B else _("M2 · ten years asked"),
                in_words(found.m2),
                _at_most(found.m2, found.m2_at_most),
            ),
            (
                _("M4 · eight years asked, within M2"),
                in_words(found.m4),
                _at_most(found.m4, found.m4_at_most),
            ),
        ),
    )


def _at_most(certain: Any, most: Any) -> str:
    if most == certain:
        return ngettext("%(n)s month", "%(n)s months", experience.whole_months(certain))
    return _("at most %(most)s, if every unclear period counted", most=in_words(most))


def unclear(periods: Sequence[Dated]) -> tuple[int, ...]:
    """The numbers of the periods that await a decision, from 1."""
    return tuple(
        n for n, dated in enumerate(periods, start=1) if experience.is_unclear(dated.period)
    )


def typed(period: Period, *, last: bool) -> str:
    """A period's first or last day as it was typed: '2014', '2014-03' or '2014-03-17'."""
    day = period.last if last else period.first
    if day is None:
        return ""
    length = {"year": 4, "month": 7, "day": 10}[period.known]
    return day.isoformat()[:length]
