"""The whole corpus, in portions that one child can meet, and what became of each file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tests.corpus import bad_packed, bad_pdfs, bad_rest, papers, pdfs
from tests.corpus.case import Case, Handled, handle

PORTION = 20


@lru_cache(maxsize=1)
def corpus() -> tuple[Case, ...]:
    """Every file, the genuine ones first; their order and number are the same each time, but
    for the programmes that are installed."""
    return (
        *pdfs.cases(),
        *papers.cases(),
        *bad_pdfs.cases(),
        *bad_packed.cases(),
        *bad_rest.cases(),
    )


@lru_cache(maxsize=16)
def portion(number: int) -> tuple[Handled, ...]:
    """What became of the files of this portion, all given to one child."""
    cases = corpus()[number * PORTION : (number + 1) * PORTION]
    return tuple(handle([(case.name, case.make()) for case in cases]))


def handled(at: int) -> Handled:
    """What became of the file with this number."""
    return portion(at // PORTION)[at % PORTION]


def refusal(case: Case, found: Handled) -> tuple[str, str] | None:
    """The sentence that refuses it, and what to do; None where nothing of it is refused.

    Where a container is taken, it is the one of what lies in it.
    """
    told: Sequence[tuple[str, str]] = list(found.reasons())
    return next(((why, todo) for why, todo in told if case.why in why), None)
