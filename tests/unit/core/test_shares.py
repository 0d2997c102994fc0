"""The master key in three shares (W13): any two give it back, one tells nothing."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core import keys, shares

KEY = bytes(range(32))


@pytest.mark.rule("W13")
@given(st.binary(min_size=32, max_size=32))
def test_any_two_of_three_give_the_key_back(key: bytes) -> None:
    made = shares.split(key)
    assert len(set(made)) == shares.OF
    for two in combinations(made, shares.NEEDED):
        assert shares.join(two) == key


@pytest.mark.rule("W13")
def test_one_share_is_not_enough_and_those_of_two_keys_do_not_mix() -> None:
    one, other = shares.split(KEY), shares.split(bytes(reversed(KEY)))
    for pair in ([one[0]], [one[0], one[0]], [one[0], other[1]]):
        with pytest.raises(shares.NotShares):
            shares.join(pair)


@pytest.mark.rule("W13")
def test_a_word_that_was_copied_wrongly_is_noticed() -> None:
    one, two, _three = shares.split(KEY)
    words = one.split()
    words[7] = "academic" if words[7] != "academic" else "acid"
    with pytest.raises(shares.NotShares):
        shares.join([" ".join(words), two])


@pytest.mark.rule("W13")
def test_what_is_printed_for_a_holder_is_read_back_typed_or_whole() -> None:
    made = shares.split(KEY)
    mark = keys.mark_of(KEY)
    paper = [shares.written(share, n, mark) for n, share in enumerate(made, start=1)]
    assert [shares.read(text) for text in paper] == made
    assert shares.read(f"  {made[0].upper()}\n").lower() == made[0]
    assert "Share 1 of 3" in paper[0]
    assert mark.hex() in paper[0]
    assert all(len(line) <= 90 for line in paper[0].splitlines())
