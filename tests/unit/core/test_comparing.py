"""Two versions of a narrative in one text."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.comparing import How, Piece, compared, in_common

TEXTS = st.lists(
    st.sampled_from(["the", "panel", "heard", " ", "\n", "\n\n", "قال", ",", "  ", "word.", "é"]),
    max_size=40,
).map("".join)


@pytest.mark.rule("J9")
@given(TEXTS, TEXTS)
def test_each_text_is_given_exactly_by_the_pieces_that_are_its_own(before: str, after: str) -> None:
    pieces = compared(before, after)
    assert "".join(p.text for p in pieces if p.how is not How.NEW) == before
    assert "".join(p.text for p in pieces if p.how is not How.GONE) == after
    assert all(a.how is not b.how for a, b in zip(pieces, pieces[1:], strict=False))
    if before == after:
        assert {p.how for p in pieces} <= {How.SAME}


def test_a_changed_word_is_marked_and_no_more() -> None:
    pieces = compared("First.\n\nThe panel heard her.\n", "First.\n\nThe panel heard him.\n")
    assert pieces == (
        Piece(How.SAME, "First.\n\nThe panel heard "),
        Piece(How.GONE, "her"),
        Piece(How.NEW, "him"),
        Piece(How.SAME, ".\n"),
    )
    assert 0.8 < in_common(pieces) < 1 and in_common(()) == in_common(pieces[:1]) == 1


def test_the_longest_texts_are_compared_in_little_time() -> None:
    one = " ".join(f"word{n % 90} and the panel" for n in range(1200))[:20_000]
    other = " ".join(f"word{n % 83} and a panel" for n in range(1200))[:20_000]
    begun = process_time()
    assert compared(one, other)
    assert process_time() - begun < 2
