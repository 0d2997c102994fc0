"""S8: what counts is receipt, as recorded with evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recruit.correspondence.rules import is_late, receipt

NOW = datetime(2023, 3, 13, 17, 0, tzinfo=UTC)
pytestmark = pytest.mark.rule("S8")


def _refused(before: timedelta, *, why: str = "", proof: str = "stamp") -> str:
    refusal = receipt(
        NOW, NOW - before, evidence=proof, late_reason=why, not_before=NOW - timedelta(days=5)
    )
    return refusal.reason if refusal else ""


def test_a_receipt_is_never_in_the_future_nor_before_the_opening() -> None:
    assert _refused(timedelta(0)) == ""
    assert "future" in _refused(timedelta(seconds=-1))
    assert "opening" in _refused(timedelta(days=5, seconds=1), why="closed")
    assert _refused(timedelta(days=5), why="closed") == ""


def test_a_reason_is_needed_from_one_second_after_an_hour() -> None:
    assert _refused(timedelta(seconds=3600)) == ""
    assert "reason" in _refused(timedelta(seconds=3601))
    assert "reason" in _refused(timedelta(seconds=3601), why="  ")
    assert _refused(timedelta(seconds=3601), why="It lay in the post box.") == ""
    assert (is_late(NOW, NOW - timedelta(seconds=3600)), is_late(NOW, NOW)) == (False, False)


def test_a_receipt_has_evidence() -> None:
    assert "evidence" in _refused(timedelta(0), proof=" ")
