"""A piece of a page drawn once and filled many times: nothing gets onto a page unescaped."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from recruit.core.patterns import SLOT, Pattern, mark


def test_slots_are_filled_in_their_order_and_words_are_escaped() -> None:
    piece = Pattern(f'<b title="{SLOT}">{SLOT}</b>')
    said = piece.filled([mark('a "quoted" one'), mark("<script>")])
    assert said == Markup('<b title="a &#34;quoted&#34; one">&lt;script&gt;</b>')
    assert isinstance(said, Markup)
    assert piece.filled([mark(SLOT), mark("x")]).count("<b") == 1  # a slot in a value is no slot


def test_what_is_no_markup_is_never_taken() -> None:
    piece = Pattern(f"<b>{SLOT}</b>")
    with pytest.raises(TypeError):
        piece.filled(["<script>"])  # type: ignore[list-item]
    for wrong in ([], [mark("a"), mark("b")]):
        with pytest.raises(ValueError, match="slots"):
            piece.filled(wrong)
