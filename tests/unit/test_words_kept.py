"""Words that are made once in a language stay of that language."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest

from recruit.core import words
from recruit.core.words import _, kept


class _Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper()


@pytest.fixture
def english() -> Iterator[gettext.NullTranslations]:
    before = words.spoken()
    yield before
    words.use(before)


def test_kept_words_are_made_once_in_each_language(english: gettext.NullTranslations) -> None:
    asked = []

    @kept
    def answer(kind: str) -> str:
        asked.append(kind)
        return {"met": _("met"), "not": _("not met")}[kind]

    assert [answer("met"), answer("not"), answer("met")] == ["met", "not met", "met"]
    words.use(_Shouting())
    assert [answer("met"), answer("met")] == ["MET", "MET"]
    words.use(english)
    assert answer("met") == "met"
    assert asked == ["met", "not", "met"]


def test_what_kept_words_raise_is_raised_each_time() -> None:
    @kept
    def answer(kind: str) -> str:
        return {"met": _("met")}[kind]

    for _time in range(2):
        with pytest.raises(KeyError):
            answer("never")
