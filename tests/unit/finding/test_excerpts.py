"""Excerpts against a plain reading of the same text: every word folded, one after the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recruit.finding.rules.asking import Term
from recruit.finding.rules.folding import Word, words
from recruit.finding.rules.laid import lay

_PIECES = (
    "mine Mines MINES action a I 7 Génève geneve déminage Desminado ألغام الألغام mi\u00adne "
    "İstanbul x_y under_score Straße STRASSE ﬁeld c'est well-being " + "l" * 70
).split()
_TEXTS = st.lists(
    st.tuples(st.sampled_from(_PIECES), st.sampled_from((" ", "\n", ", ", " - ", "_"))), max_size=30
).map(lambda pairs: "".join(word + gap for word, gap in pairs)) | st.text(max_size=60)
_WORDS = [word.folded for word in words(" ".join(_PIECES))]
_TERMS = st.builds(
    Term, st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(tuple), st.booleans()
)


def _plainly(said: list[Word], term: Term) -> list[tuple[int, int]]:
    found = []
    for start in range(len(said) - len(term.words) + 1):
        here = said[start : start + len(term.words)]
        equal = [w.folded == asked for w, asked in zip(here, term.words, strict=True)]
        if term.beginning:
            equal[-1] = here[-1].folded.startswith(term.words[-1])
        if all(equal):
            found.append((here[0].first, here[-1].last))
    return found


@given(_TEXTS, _TERMS)
def test_a_term_is_found_where_a_plain_reading_finds_it(text: str, term: Term) -> None:
    assert list(lay(text).places(term)) == _plainly(words(text), term)
