"""A scan and its machine: a few pages at a time, what failed again, and not for ever."""

from __future__ import annotations

from datetime import UTC, datetime

from recruit.documents.rules.recognising import (
    AGAIN,
    AT_ONCE,
    MOST_PAGES,
    Progress,
    Standing,
    standing,
    todo,
    wordless,
)

NOW = datetime(2022, 9, 13, 10, 0, tzinfo=UTC)
ELEVEN = list(range(1, 12))
NEW = Standing("scan", 0, NOW, 0)


def test_a_long_scan_is_read_a_few_pages_at_a_time_and_is_due_at_once_until_it_is_read() -> None:
    progress, said, looks = Progress({}), NEW, 0
    while pages := todo(ELEVEN, progress):
        assert len(pages) <= AT_ONCE
        progress = Progress({**progress.pages, **dict.fromkeys(pages, "word")})
        said, progress = standing(ELEVEN, progress, said, NOW)
        looks += 1
    assert looks == 3 and sorted(progress.pages) == list(range(1, 12))
    assert said == Standing("recognised", 1, None, 0)


def test_the_words_stand_in_the_order_of_the_pages_whenever_they_were_read() -> None:
    assert Progress({3: "last", 1: "first", 2: ""}).text == "first\n\nlast"
    assert Progress({1: " . ", 2: "\u2014"}).text == ""


def test_an_attempt_under_way_leaves_standing_what_was_said_before() -> None:
    before = Standing("recognised", 1, NOW, 2)
    said, progress = standing(list(range(1, 10)), Progress({1: "a"}), before, NOW)
    assert (said, progress) == (Standing("recognised", 1, NOW, 2), Progress({1: "a"}))


def test_what_failed_is_tried_again_after_an_hour_and_a_day_and_then_no_more() -> None:
    said, progress = NEW, Progress({1: "word"})
    for tries, rest in enumerate((*AGAIN, None), start=1):
        assert todo([1, 2], progress) == [2]
        failing = Progress(progress.pages, frozenset({2}))
        said, progress = standing([1, 2], failing, said, NOW)
        assert said == Standing("recognised", tries, NOW + rest if rest else None, 1)
    assert len(AGAIN) == 2


def test_a_scan_of_which_nothing_could_be_read_stays_one_and_an_empty_page_is_no_failure() -> None:
    failed, _progress = standing([1], Progress({}, frozenset({1})), NEW, NOW)
    assert failed.status == "scan" and failed.due == NOW + AGAIN[0]
    empty, _progress = standing([1], Progress({1: ""}), NEW, NOW)
    assert empty == Standing("wordless", 1, None, 0)


def test_pages_beyond_those_that_are_looked_at_are_told_to_be_missed() -> None:
    read = Progress(dict.fromkeys(range(1, MOST_PAGES + 1), "word"))
    assert standing(wordless(MOST_PAGES + 7, ()), read, NEW, NOW)[0] == Standing(
        "recognised", 1, None, 7
    )


def test_a_scan_whose_pages_were_not_counted_is_looked_at_as_one_page() -> None:
    assert todo(wordless(0, ()), Progress({})) == [1]


def test_of_a_document_with_words_only_the_bare_pages_are_looked_at_and_it_stays_read() -> None:
    of = wordless(9, [4, 7])
    before = Standing("read", 0, NOW, 2)
    assert of == [4, 7] and todo(of, Progress({4: "word"})) == [7]
    found, _progress = standing(of, Progress({4: "word", 7: ""}), before, NOW)
    assert found == Standing("recognised", 1, None, 0)
    photographs, _progress = standing(of, Progress({4: "", 7: ""}), before, NOW)
    assert photographs == Standing("read", 1, None, 0)
    failed, _progress = standing(of, Progress({4: ""}, frozenset({7})), before, NOW)
    assert failed == Standing("read", 1, NOW + AGAIN[0], 1)
