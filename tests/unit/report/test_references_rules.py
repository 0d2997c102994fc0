"""When a referee may be asked, when a link takes an answer, when an addendum is due; and what a
passkey signs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Refused, examine
from recruit.report.rules import references as rules
from recruit.report.rules import statement

NOW = datetime(2023, 2, 8, 9, 0, tzinfo=UTC)
ASKED = rules.Asking(True, "c1", frozenset({"c1", "c2"}), True, False, False)


def refused(facts: rules.Asking) -> int:
    return sum(isinstance(c.answer, Refused) for c in examine(rules.ASKING, facts))


@pytest.mark.rule("J10")
@pytest.mark.parametrize(
    "change",
    [
        {"decided": False},
        {"candidate": "c3"},
        {"withdrawn": True},
        {"consented": False},
        {"called": True},
    ],
)
def test_a_reference_needs_decision_candidate_consent_and_an_open_text(
    change: dict[str, object],
) -> None:
    assert refused(ASKED) == 0
    assert refused(replace(ASKED, **change)) == 1  # type: ignore[arg-type]


@pytest.mark.rule("W17")
def test_a_link_takes_one_answer_in_its_time() -> None:
    link = rules.Link(NOW + rules.LINK_DAYS, None, None, NOW)
    assert rules.open_(link)
    assert not rules.open_(replace(link, now=link.until))
    assert not rules.open_(replace(link, answered_at=NOW))
    assert not rules.open_(replace(link, withdrawn_at=NOW))


@pytest.mark.rule("J10")
def test_what_came_after_the_lodging_asks_for_an_addendum() -> None:
    before, after = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
    assert not rules.later(None, [after])
    assert not rules.later(NOW, [before, NOW])
    assert rules.later(NOW, [before, after])


_WORDS = {
    "procedure_id": st.text("abc123", min_size=1),
    "number": st.integers(1, 9),
    "edition": st.integers(1, 9),
    "content_hash": st.text("0123456789abcdef", min_size=64, max_size=64),
    "seat": st.integers(1, 5),
    "grant": st.text("abc123", min_size=1),
}


@pytest.mark.rule("J9")
@given(st.fixed_dictionaries(_WORDS), st.fixed_dictionaries(_WORDS))
def test_a_statement_is_canonical_and_another_one_has_another_challenge(
    one: dict[str, object], other: dict[str, object]
) -> None:
    said = statement.statement(**one)  # type: ignore[arg-type]
    assert said.encode() == rfc8785.dumps(json.loads(said))
    expected = hashlib.sha256(b"recruit/report-signature/v1\0" + said.encode()).digest()
    assert statement.challenge(said) == expected
    theirs = statement.statement(**other)  # type: ignore[arg-type]
    assert (statement.challenge(theirs) == expected) == (one == other)
