"""Years counted from dated periods (A3)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recruit.core.errors import Refusal
from recruit.prescreening.rules import experience
from recruit.prescreening.rules.experience import (
    Known,
    Path,
    Period,
    Reached,
    Work,
    months,
    summary,
    whole_months,
    years_and_months,
)

END = date(2022, 9, 25)  # the last day of the window
days = st.dates(date(1985, 1, 1), END)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first, last = sorted((draw(days), draw(days)))
    return Period(
        first,
        draw(st.sampled_from([last, None])),
        known=draw(st.sampled_from([Known.DAY, Known.MONTH])),
        share=draw(st.integers(1, 100)),
        m4=draw(st.booleans()),
    )


several = st.lists(periods(), max_size=6)


def counted(*these: Period) -> int:
    return whole_months(months(these, END))


@pytest.mark.rule("A3")
@given(days, st.integers(1, 20))
def test_a_date_to_the_eve_of_its_anniversary_is_twelve_months(first: date, years: int) -> None:
    assume((first.month, first.day) != (2, 29) and first.year + years <= 2022)
    eve = first.replace(year=first.year + years) - timedelta(days=1)
    assume(eve <= END)
    assert months([Period(first, eve)], END) == 12 * years


@pytest.mark.rule("A3")
def test_a_day_less_than_twelve_months_is_eleven() -> None:
    assert counted(Period(date(2015, 3, 15), date(2016, 3, 14))) == 12
    assert counted(Period(date(2015, 3, 15), date(2016, 3, 13))) == 11


@pytest.mark.rule("A3")
@given(periods(), days)
def test_splitting_a_period_changes_nothing(period: Period, cut: date) -> None:
    whole = Period(period.first, period.last, share=period.share)
    assume(whole.first <= cut < (whole.last or END))
    parts = [
        Period(whole.first, cut, share=whole.share),
        Period(cut + timedelta(days=1), whole.last, share=whole.share),
    ]
    assert months(parts, END) == months([whole], END)


@pytest.mark.rule("A3")
@given(several, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(these: list[Period], chance: object) -> None:
    other = list(these)
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert months(other, END) == months(these, END)


@pytest.mark.rule("A3")
@given(several)
def test_overlaps_never_add(these: list[Period]) -> None:
    full = [Period(p.first, p.last) for p in these]
    assert months(full + full, END) == months(full, END)
    if full:
        first = min(p.first for p in full)
        assert months(full, END) <= months([Period(first, END)], END)
    assert months(full, END) <= sum(months([p], END) for p in full)


@pytest.mark.rule("A3")
@given(several, periods())
def test_a_further_period_never_takes_away(these: list[Period], one: Period) -> None:
    before, after = months(these, END), months([*these, one], END)
    assert before <= after <= before + months([one], END)


@pytest.mark.rule("A3")
@given(several)
def test_the_figure_agrees_with_counting_position_by_position(these: list[Period]) -> None:
    """An independent count: each thirtieth of a month, with its shares capped at 100."""
    spans = [
        (
            int(experience.position(experience.first_day(p)) * 30),
            int(experience.position(experience.last_day(p, END) + timedelta(days=1)) * 30),
            p.share,
        )
        for p in these
    ]
    total = sum(
        min(100, sum(share for start, stop, share in spans if start <= at < stop))
        for at in range(
            min((s for s, _, _ in spans), default=0), max((e for _, e, _ in spans), default=0)
        )
    )
    assert months(these, END) == Fraction(total, 3000)


@pytest.mark.rule("A3")
def test_part_time_counts_by_its_share_and_together_at_most_full_time() -> None:
    half = Period(date(2010, 1, 1), date(2011, 12, 31), share=50)
    most = Period(date(2010, 1, 1), date(2010, 12, 31), share=80)
    assert counted(half) == 12
    assert counted(half, half) == 24
    assert counted(half, most) == 12 + 6


@pytest.mark.rule("A3")
def test_march_to_may_is_three_months_both_included() -> None:
    assert counted(Period(date(2020, 3, 17), date(2020, 5, 2), known=Known.MONTH)) == 3
    assert months([Period(date(2020, 2, 1), date(2020, 2, 1), known=Known.MONTH)], END) == 1


@pytest.mark.rule("A3")
def test_nothing_counts_after_the_last_day_of_the_window() -> None:
    going_on = Period(date(2022, 1, 1), None)
    assert months([going_on], END) == Fraction(8) + Fraction(25, 30)
    assert months([Period(date(2022, 1, 1), date(2023, 6, 30))], END) == months([going_on], END)
    assert months([Period(date(2022, 9, 26), None)], END) == 0
    assert months([Period(date(2022, 9, 1), None, known=Known.MONTH)], END) == Fraction(25, 30)


@pytest.mark.rule("A3")
def test_119_months_is_not_ten_years() -> None:
    these = [Period(date(2010, 1, 1), date(2019, 11, 30))]
    assert years_and_months(months(these, END)) == (9, 11)
    assert summary(these, END).reaches_m2(Path.A) is Reached.NO
    a_day_short = [Period(date(2010, 1, 1), date(2019, 12, 30))]
    assert whole_months(months(a_day_short, END)) == 119
    ten_years = [Period(date(2010, 1, 1), date(2019, 12, 31))]
    assert summary(ten_years, END).reaches_m2(Path.A) is Reached.YES


@pytest.mark.rule("A3")
def test_fractions_are_added_before_rounding_down() -> None:
    halves = [
        Period(date(2010, 1, 1), date(2010, 1, 15)),
        Period(date(2011, 1, 1), date(2011, 1, 15)),
    ]
    assert [counted(h) for h in halves] == [0, 0]
    assert counted(*halves) == 1


@pytest.mark.rule("A3")
@pytest.mark.parametrize(
    "period",
    [
        Period(date(2010, 1, 1), date(2012, 12, 31), known=Known.YEAR),
        Period(date(2010, 1, 1), date(2012, 12, 31), work=Work.UNPAID),
        Period(date(2010, 1, 1), date(2012, 12, 31), work=Work.STUDIES),
    ],
)
def test_year_only_unpaid_and_studies_are_unclear_until_decided(period: Period) -> None:
    found = summary([period], END)
    assert (found.m2, found.m2_at_most, found.unclear) == (0, 36, (period,))
    yes = summary([experience.decide(period, True, "A full post by its letter.")], END)
    assert (yes.m2, yes.unclear) == (36, ())
    no = summary([experience.decide(period, False, "No evidence.")], END)
    assert (no.m2, no.m2_at_most, no.unclear) == (0, 0, ())


@pytest.mark.rule("A3")
def test_a_decision_on_a_period_needs_a_reason() -> None:
    with pytest.raises(Refusal, match="counts or does not count"):
        experience.decide(Period(END, None, work=Work.UNPAID), True, " ")


@pytest.mark.rule("A3")
def test_an_unclear_period_leaves_open_only_what_it_could_change() -> None:
    nine = Period(date(2010, 1, 1), date(2018, 12, 31))
    two_unclear = Period(date(2019, 1, 1), date(2020, 12, 31), work=Work.UNPAID)
    found = summary([nine, two_unclear], END)
    assert found.reaches_m2(Path.A) is Reached.UNCLEAR
    assert found.reaches_m2(Path.B) is Reached.NO


@pytest.mark.rule("A3")
@pytest.mark.parametrize(
    ("path", "last", "reached"),
    [
        (Path.A, date(2009, 12, 31), Reached.YES),  # 120
        (Path.A, date(2009, 11, 30), Reached.NO),  # 119
        (Path.B, date(2011, 12, 31), Reached.YES),  # 144
        (Path.B, date(2011, 11, 30), Reached.NO),  # 143
    ],
)
def test_m2_is_ten_years_or_twelve_by_path_b(path: Path, last: date, reached: Reached) -> None:
    assert summary([Period(date(2000, 1, 1), last)], END).reaches_m2(path) is reached


@pytest.mark.rule("A2")
@pytest.mark.parametrize("path", list(Path))
def test_m4_is_eight_years_on_either_path(path: Path) -> None:
    eight = Period(date(2000, 1, 1), date(2007, 12, 31), m4=True)
    less = Period(date(2000, 1, 1), date(2007, 11, 30), m4=True)
    assert summary([eight], END).reaches_m4(path) is Reached.YES
    assert summary([less], END).reaches_m4(path) is Reached.NO


@pytest.mark.rule("A3")
def test_m4_counts_only_inside_what_counts_for_m2() -> None:
    outside = Period(date(2000, 1, 1), date(2007, 12, 31), m2=False, m4=True)
    refused = experience.decide(
        Period(date(2008, 1, 1), date(2009, 12, 31), work=Work.UNPAID, m4=True), False, "Hobby."
    )
    inside = Period(date(2010, 1, 1), date(2010, 12, 31), m4=True)
    found = summary([outside, refused, inside], END)
    assert (found.m2, found.m4) == (12, 12)


@pytest.mark.rule("A3")
@given(several)
def test_m4_is_never_more_than_m2(these: list[Period]) -> None:
    found = summary(these, END)
    assert found.m4 <= found.m2 <= found.m2_at_most
    assert found.m4 <= found.m4_at_most <= found.m2_at_most


@pytest.mark.rule("A3")
@pytest.mark.parametrize(
    "period",
    [
        Period(date(2020, 1, 2), date(2020, 1, 1)),
        Period(date(2020, 1, 1), None, share=0),
        Period(date(2020, 1, 1), None, share=101),
    ],
)
def test_a_period_that_cannot_be_counted_is_refused(period: Period) -> None:
    with pytest.raises(Refusal):
        experience.check(period)
