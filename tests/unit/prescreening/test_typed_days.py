"""Days of a period as screeners copy them out of papers (A3)."""

from __future__ import annotations

from datetime import date

import pytest

from recruit.prescreening import forms
from recruit.prescreening.rules.experience import Known


@pytest.mark.rule("A3")
@pytest.mark.parametrize(
    ("typed", "first", "known"),
    [
        ("2014", date(2014, 1, 1), Known.YEAR),
        ("2014-03", date(2014, 3, 1), Known.MONTH),
        ("2014/3", date(2014, 3, 1), Known.MONTH),
        ("03/2014", date(2014, 3, 1), Known.MONTH),
        (" 3.2014 ", date(2014, 3, 1), Known.MONTH),
        ("2014-03-17", date(2014, 3, 17), Known.DAY),
        ("2014.03.17", date(2014, 3, 17), Known.DAY),
    ],
)
def test_a_day_is_read_as_the_papers_have_it(typed: str, first: date, known: Known) -> None:
    found = forms.screening({"p0-what": "A post", "p0-first": typed, "p0-last": "2016-02"})
    (dated,) = found.written.periods
    assert found.errors == [] and dated.period.first == first
    assert dated.period.known is min(known, Known.MONTH, key=list(forms._KNOWN).index)


@pytest.mark.rule("A3")
@pytest.mark.parametrize("typed", ["13/2014", "17/03/2014", "03/17/2014", "2014-13", "March", "14"])
def test_what_could_be_two_days_or_none_is_said_and_kept_as_typed(typed: str) -> None:
    found = forms.screening({"p0-what": "A post", "p0-first": typed})
    assert found.written.periods == () and len(found.errors) == 1
    assert found.rows[0]["first"] == typed
