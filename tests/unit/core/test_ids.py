"""Where ids come from: what sorts by its instant, what nobody can guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from recruit.core import ids

AT = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def test_ids_in_order_sort_by_their_instant_to_the_millisecond() -> None:
    instants = [
        datetime(1970, 1, 1, tzinfo=UTC),
        AT,
        AT + timedelta(milliseconds=1),
        AT + timedelta(milliseconds=33),
        AT + timedelta(days=400),
        datetime(2999, 12, 31, tzinfo=UTC),
    ]
    made = [ids.in_order(at) for at in instants]
    assert made == sorted(made)
    assert {len(one) for one in made} == {len(ids.new())} == {22}


def test_ids_of_one_instant_share_their_beginning_alone() -> None:
    made = {ids.in_order(AT) for _one in range(500)}
    assert len(made) == 500
    assert len({one[:9] for one in made}) == 1
    assert len({one[9:12] for one in made}) > 100
