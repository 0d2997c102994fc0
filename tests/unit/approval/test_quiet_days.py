"""Duties of the silence procedure are counted on the procedure's own working days (R1)."""

from __future__ import annotations

from datetime import date, time
from types import SimpleNamespace

import pytest

from recruit.access.duties import Facts
from recruit.approval.rules import tasks
from recruit.procedure.rules.calendar import at_geneva, end_of

DEADLINE = at_geneva(date(2023, 3, 20), time(18))  # a Monday
CERTIFY, REVIEW = "approval.certify", "approval.end_dispute"


@pytest.mark.rule("R1")
@pytest.mark.rule("S13")
@pytest.mark.rule("S14")
@pytest.mark.parametrize(
    ("kind", "holidays", "due"),
    [
        (CERTIFY, "12-24/01-02", date(2023, 3, 22)),
        (CERTIFY, "12-24/01-02 2023-03-21 2023-03-22", date(2023, 3, 24)),
        (CERTIFY, "", date(2023, 3, 22)),
        (REVIEW, "12-24/01-02", date(2023, 4, 3)),
        (REVIEW, "12-24/01-02 2023-03-30", date(2023, 4, 4)),
    ],
)
def test_a_day_that_the_setting_leaves_out_is_not_counted(
    kind: str, holidays: str, due: date
) -> None:
    row = SimpleNamespace(kind=kind, until=DEADLINE, since=DEADLINE, reference="R", values={})
    facts = Facts(end_of(date(2023, 3, 20)), (), {}, {"holidays": holidays})
    task = tasks.task(row, facts)
    assert task is not None and task.due == end_of(due)
