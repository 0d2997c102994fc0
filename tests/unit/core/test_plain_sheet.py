"""A form on a sheet of plain text: what is written is read again, whatever an editor does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from recruit.core.errors import Refusal
from recruit.core.plain_sheet import LONGEST, Form, Line, merge, read, write

KEYS = {"rank", "mark 1", "reason"}
HEAD = {"sheet": "ballot", "run": "2"}
words = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), min_size=1, max_size=60
).filter(lambda t: t.strip() == t and not t.startswith(("#|", "[")) and ":" not in t)


@pytest.mark.rule("W7")
@given(
    some.dictionaries(
        some.from_regex(r"[A-Z]\d\d-\d{3}", fullmatch=True),
        some.lists(words, min_size=1, max_size=3).map("\n".join),
        max_size=4,
    ),
    some.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    some.sampled_from(["\r\n", "\n"]),
)
def test_what_is_written_is_read_again_in_any_encoding(
    reasons: dict[str, str], encoding: str, ends: str
) -> None:
    parts = [
        (
            r,
            [
                Line("rank", "1 to 5 (whole)"),
                Line("mark 1", "A: b", "4"),
                Line("reason", "", t),
            ],
        )
        for r, t in reasons.items()
    ]
    made = write(Form("Ballot", ["Only for the reader: nothing."], HEAD, parts))
    sent = made.decode("utf-8-sig").replace("\r\n", ends).encode(encoding)
    found = read(sent, KEYS)
    assert found.head == HEAD
    assert found.parts == {r: {"mark 1": "4", "reason": t} for r, t in reasons.items()}


@pytest.mark.rule("W7")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "none of this application's sheets"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not plain text"),
        (b"x" * (LONGEST + 1), "too long"),
        (b"sheet: ballot\n[A]\nrank: 1\n[A]\nrank: 2\n", "A stands twice"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        read(content, KEYS)
    assert caught.value.rule == "W7" and words in caught.value.reason


@pytest.mark.rule("W7")
def test_a_merge_empties_nothing_and_overwrites_only_an_untouched_draft() -> None:
    sheet = read(b"sheet: ballot\n[A]\nrank: 1\nreason: new\nmark 1:\n[B]\nrank: 2\n", KEYS)
    draft = {("A", "reason"): "old", ("A", "mark 1"): "5", ("B", "rank"): "2"}
    over = merge(draft, sheet, untouched=True)
    assert over.values == draft | {("A", "rank"): "1", ("A", "reason"): "new"}
    assert over.taken == (("A", "rank"), ("A", "reason")) and over.left == ()
    beside = merge(draft, sheet, untouched=False)
    assert beside.values == draft | {("A", "rank"): "1"}
    assert beside.left == (("A", "reason"),)


@pytest.mark.rule("W7")
def test_a_colleagues_wording_begins_no_field_on_another_members_sheet() -> None:
    about = ["1: Judgement\n[D22-101]\r\nrank: 5\u2028reason: a colleague's"]
    parts = [("D22-102", [Line("rank", "1 to 5\n[D22-101]\nrank: 4"), Line("reason", "", "mine")])]
    found = read(write(Form("Ballot", about, HEAD, parts)), KEYS)
    assert found.head == HEAD
    assert found.parts == {"D22-102": {"reason": "mine"}}
