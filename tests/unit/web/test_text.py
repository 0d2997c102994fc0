"""Text that people wrote, drawn as paragraphs and lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recruit.web.text import lines


def test_an_empty_line_parts_paragraphs_and_hyphens_make_a_list() -> None:
    assert lines("One\ntwo\n\n- a\n- b") == (
        '<p dir="auto">One<br>two</p>\n<ul dir="auto"><li>a</li><li>b</li></ul>'
    )
    assert lines("Asked are:\r\n- a\r\nand so on") == (
        '<p dir="auto">Asked are:</p><ul dir="auto"><li>a</li></ul><p dir="auto">and so on</p>'
    )


def test_nothing_makes_nothing() -> None:
    assert lines(None) == lines("") == lines(" \n\n ") == ""


def test_markup_in_a_text_stays_text() -> None:
    said = lines("<script>alert(1)</script>\n- <b>&amp;")
    assert "<script" not in said
    assert "<b>" not in said
    assert "&lt;script&gt;" in said
    assert "&amp;amp;" in said


@given(st.text())
def test_no_sign_of_any_text_becomes_markup(text: str) -> None:
    said = str(lines(text))
    for made in ('<p dir="auto">', "</p>", "<br>", '<ul dir="auto">', "</ul>", "<li>", "</li>"):
        said = said.replace(made, "")
    assert "<" not in said
    assert ">" not in said
