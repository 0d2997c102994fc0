"""The course of an interview: what each question took, and what stands out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Refusal, examine
from recruit.interviews.rules import course
from recruit.interviews.rules.course import Asked, Break, Course

BEGAN = datetime(2022, 12, 12, 8, 30, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def held(*asked: int, end: int | None = 60, breaks: tuple[tuple[int, int], ...] = ()) -> Course:
    return Course(
        BEGAN,
        at(end) if end is not None else None,
        60,
        tuple(Asked(f"q{n}", at(m)) for n, m in enumerate(asked, 1)),
        tuple(Break(at(m), length) for m, length in breaks),
    )


@pytest.mark.rule("W6")
def test_a_question_takes_until_the_next_or_the_end() -> None:
    assert course.of_questions(held(5, 20, 50)) == {"q1": 15, "q2": 30, "q3": 10}
    assert course.of_questions(held(5, 20, end=None)) == {"q1": 15}
    assert course.of_questions(held()) == {}


@pytest.mark.rule("J12")
def test_a_line_that_breaks_stops_the_clock() -> None:
    broken = held(5, 20, 50, breaks=((25, 10), (52, 3)))
    assert course.of_questions(broken) == {"q1": 15, "q2": 20, "q3": 7}
    assert course.used(broken) == 47
    assert course.given_back(broken) == 13
    assert course.used(held(5, end=None)) is None


@given(
    asked=st.lists(st.integers(0, 100), max_size=8),
    breaks=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 30)), max_size=4),
    end=st.integers(100, 140),
)
def test_time_is_never_below_nothing_and_order_does_not_matter(
    asked: list[int], breaks: list[tuple[int, int]], end: int
) -> None:
    one = held(*asked, end=end, breaks=tuple(breaks))
    backwards = Course(one.started_at, one.ended_at, 60, one.asked[::-1], one.breaks[::-1])
    assert course.of_questions(one) == course.of_questions(backwards)
    assert all(minutes >= 0 for minutes in course.of_questions(one).values())
    used = course.used(one)
    assert used is not None and 0 <= used <= end
    if not breaks and asked:
        assert sum(course.of_questions(one).values()) == end - min(asked)


@pytest.mark.rule("W6")
def test_what_is_over_a_fifth_from_the_mean_stands_out() -> None:
    def out(**figures: int) -> frozenset[str]:
        return course.standing_out({k: Fraction(v) for k, v in figures.items()})

    assert out(a=10, b=10, c=10) == frozenset()
    assert out(a=12, b=8) == frozenset()  # a fifth exactly
    assert out(a=13, b=7) == {"a", "b"}
    assert out(a=10, b=10, c=16) == {"c"}
    assert out(a=10) == frozenset()


@pytest.mark.rule("W6")
def test_what_is_entered_lies_within_the_interview_and_its_questions() -> None:
    lasting = held(5, end=None)
    course.check_time(lasting, at(5), at(30))
    for wrong in (at(-1), at(31)):
        with pytest.raises(Refusal):
            course.check_time(lasting, wrong, at(30))
    with pytest.raises(Refusal):
        course.check_time(held(5), at(10), at(90))  # its end is recorded
    course.check_asked(lasting, "q2", ["q1", "q2"])
    for wrong_question in ("q1", "q3"):
        with pytest.raises(Refusal):
            course.check_asked(lasting, wrong_question, ["q1", "q2"])
    with pytest.raises(Refusal):
        course.check_end(at(4), at(5))


@pytest.mark.rule("J12")
@pytest.mark.parametrize(
    ("minutes", "what", "remedy"), [(-1, "x", "y"), (1, " ", "y"), (1, "x", "")]
)
def test_an_interruption_has_words_a_remedy_and_a_length(
    minutes: int, what: str, remedy: str
) -> None:
    with pytest.raises(Refusal):
        course.check_break(minutes, what, remedy)


@pytest.mark.rule("W6")
def test_the_end_needs_every_question_or_a_reason() -> None:
    def holds(one: Course, left_out: str = "") -> list[bool]:
        facts = course.Ending(one, ("q1", "q2"), left_out, at(60))
        return [bool(checked.answer) for checked in examine(course.END, facts)]

    assert holds(held(5, 10, end=None)) == [True, True]
    assert holds(held(5, end=None)) == [True, False]
    assert holds(held(5, end=None), "the candidate fell ill") == [True, True]
    assert holds(held(5, 10)) == [False, True]
    assert course.missing(held(5, end=None), ("q1", "q2")) == ["q2"]
