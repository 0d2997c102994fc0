"""The record's bytes are those of RFC 8785, as an implementation of its own writes them."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.canonical import canonical

_TEXT = st.text(st.characters(codec="utf-8"))
_PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(min_value=1 - (1 << 53), max_value=(1 << 53) - 1), _TEXT
)
_KEYS = st.text(st.characters(max_codepoint=127))
_VALUES = st.recursive(
    _PLAIN, lambda below: st.lists(below) | st.dictionaries(_KEYS, below), max_leaves=12
)


@given(_VALUES)
def test_what_the_record_holds_is_written_as_the_standard_says(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_what_json_does_not_have_is_refused() -> None:
    for value in (b"bytes", {1, 2}, object()):
        with pytest.raises(TypeError):
            canonical(value)
    with pytest.raises(ValueError):
        canonical(float("nan"))
