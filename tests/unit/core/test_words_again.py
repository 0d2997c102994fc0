"""Words that are stored now and read later, in the language of whoever reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from gettext import NullTranslations
from typing import Any

import pytest

from recruit.core import words
from recruit.core.words import _, again, code, ngettext, remembered


class _Reversed(NullTranslations):
    def gettext(self, message: str) -> str:
        return {
            "It holds %(what)s.": "%(what)s: that is held.",
            "nothing at all": "rien du tout",
            "%(n)s file": "%(n)s fichier",
            "%(n)s files": "%(n)s fichiers",
        }.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def another_language() -> Iterator[None]:
    words.use(_Reversed())
    yield
    words.use(NullTranslations())


def _kept(say: Any) -> words.Code:
    with remembered():
        kept: words.Code = json.loads(json.dumps(code(say())))
    return kept


def test_a_text_said_to_be_kept_is_said_again_in_the_readers_language(
    another_language: None,
) -> None:
    kept = _kept(lambda: _("It holds %(what)s.", what=_("nothing at all")))
    assert again(kept) == "rien du tout: that is held."
    assert again(_kept(lambda: ngettext("%(n)s file", "%(n)s files", 2))) == "2 fichiers"
    assert again(_kept(lambda: ngettext("%(n)s file", "%(n)s files", 1))) == "1 fichier"
    assert again(_kept(lambda: _("nothing at all"))) == "rien du tout"


def test_within_it_texts_are_english_and_without_it_as_before(another_language: None) -> None:
    with remembered():
        assert _("It holds %(what)s.", what="%(a)s 100%") == "It holds %(a)s 100%."
    assert _("nothing at all") == "rien du tout"
    assert code(_("nothing at all")) == "rien du tout"  # nobody asked for it to be kept
    assert again("as somebody typed it: 100%") == "as somebody typed it: 100%"


@pytest.mark.parametrize(
    "kept",
    [
        [],
        ["a", "b"],
        ["%(x)9999999999d", "", {"x": 1}],
        ["%(x)s" * 11, "", {"x": "y"}],
        ["%s", "", {"x": "y"}],
        ["%(x)s", "", {"x": None}],
        ["%(x)s", "", [1]],
        [1, 2, 3],
        ["%(n)s", "%(n)c", {"n": 5}],
        [["a", "", {}], "", {}],
        None,
    ],
)
def test_what_a_hostile_process_kept_is_never_believed(kept: Any) -> None:
    assert again(kept) == ""


def test_texts_within_texts_do_not_grow_without_end() -> None:
    kept: Any = "x" * 50
    for _n in range(4):
        kept = ["%(a)s" * 10, "", {"a": kept}]
    assert len(again(kept)) <= 10_000
    assert again(["%(a)s", "", {"a": kept}]) == ""
