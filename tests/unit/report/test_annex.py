"""The annex: each clause with what was done, by whom and when, and what deviates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from recruit.procedure.rules.milestones import MilestoneKind as K
from recruit.procedure.rules.paragraphs import PARAGRAPHS
from recruit.report import annex_sheet
from recruit.report.rules.annex import ASKED, Days, Done, annex

TODAY = date(2023, 2, 15)
WINDOWS = [
    Days("54(a)", date(2022, 10, 3), date(2022, 10, 31)),
    Days("54(d)", date(2022, 12, 1), date(2022, 12, 31)),
    Days("54(f)", date(2023, 1, 9), date(2023, 1, 20), (date(2023, 1, 9), date(2023, 1, 27))),
    Days("54(g)", date(2023, 2, 1), date(2023, 2, 28)),
    Days("54(h)", None, None),
]


def done(kind: K, at: datetime, **more: Any) -> Done:
    given = {"run": 1, "number": 0, "who": "Ada Quill, chair", "entry": "k3v9aaaa2222", **more}
    return Done(kind, at, **given)


def made(*recorded: Done, balance: tuple[str, ...] = (), today: date = TODAY) -> dict[str, Any]:
    found = annex(recorded, WINDOWS, list(balance), today)
    return {line["paragraph"]: line for line in found["lines"]} | {"acts": found["acts"]}


@pytest.mark.rule("J9")
def test_every_clause_of_53_and_54_stands_in_it_once_with_who_when_and_the_entry() -> None:
    found = made(done(K.VACANCY_POSTED, datetime(2022, 10, 3, 22, 30, tzinfo=UTC)))
    assert [p for p in found if p != "acts"] == [para for para, _asks, _kinds in PARAGRAPHS]
    assert found["54(a)"]["done"] == [
        {
            "what": "Vacancy posted",
            "by": "Ada Quill, chair",
            "on": "2022-10-04",  # Geneva's day and hour, two hours ahead in summer
            "at": "00:30",
            "entry": "k3v9aaaa2222",
        }
    ]
    assert found["54(a)"]["deviations"] == []
    assert [act["act"] for act in found["acts"]] == ["Vacancy posted", "Report called to sign"]
    assert len(found["acts"][0]["asked"]) == len(ASKED[K.VACANCY_POSTED])


def test_what_came_late_early_amended_or_not_at_all_stands_in_plain_sight() -> None:
    found = made(
        done(K.VACANCY_POSTED, datetime(2022, 11, 2, 9, tzinfo=UTC)),
        done(K.PROFILE_ADOPTED, datetime(2022, 11, 30, 9, tzinfo=UTC)),
        balance=("Nobody else accepted.",),
    )
    assert found["54(a)"]["deviations"] == ["Vacancy posted: 2 days after the window."]
    assert found["54(d)"]["deviations"] == ["Profile adopted: 1 day before the window."]
    assert found["54(f)"]["deviations"] == [
        "Not recorded: interviews begun, interviews ended.",
        "The Chair gave it the days 2023-01-09 to 2023-01-27 (R2); the reason is in the record.",
    ]
    assert "Not in balance; the reason given: Nobody else accepted." in found["53(c)"]["deviations"]
    assert found["53(a)"]["deviations"] == ["Not recorded: panel constituted."]


def test_what_has_no_day_of_its_own_is_no_deviation() -> None:
    given = done(K.VACANCY_EXTENDED, datetime(2022, 11, 9, 9, tzinfo=UTC))
    posted = done(K.VACANCY_POSTED, datetime(2022, 10, 3, 9, tzinfo=UTC))
    assert made(posted, given)["54(a)"]["deviations"] == []


def test_an_open_window_is_no_deviation_and_a_late_call_to_sign_is_one() -> None:
    assert made()["54(g)"]["deviations"] == [] and made()["54(g)"]["by"] == "itself"
    late = made(today=date(2023, 3, 1))["54(g)"]["deviations"]
    assert late == ["This text was called to sign after the window."]


@pytest.mark.rule("S16")
def test_of_a_round_and_what_follows_the_report_nothing_stands_in_it() -> None:
    round_ = done(K.ROUND_BROKEN, datetime(2023, 2, 14, 9, tzinfo=UTC), who="Somebody, delegate")
    found = made(round_, done(K.HANDED_OVER, datetime(2023, 2, 14, 9, tzinfo=UTC)))
    assert "Somebody" not in str(found) and found["53(f)"]["done"] == []
    assert found["54(h)"]["by"] == found["53(g)"]["by"] == "later"
    assert found["54(h)"]["deviations"] == []


def test_on_paper_deviations_come_first_and_an_old_report_has_no_annex() -> None:
    recorded = annex(
        [done(K.VACANCY_POSTED, datetime(2022, 11, 2, 9, tzinfo=UTC))], WINDOWS, [], TODAY
    )
    parts = annex_sheet.parts(recorded)
    assert "54(a): Vacancy posted: 2 days after the window." in parts[1]["items"][0]["lines"]
    rows = parts[2]["items"][0]["rows"]
    assert {row[0] for row in rows} == {para for para, _asks, _kinds in PARAGRAPHS}
    assert annex_sheet.parts({}) == []
