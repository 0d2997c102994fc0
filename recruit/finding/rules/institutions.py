"""Whether a paper names an institution of a State: the declaring member's own (W5).

A mission, ministry or embassy within a few words of the State's name, in English, French,
Spanish or Arabic. A question to that member, never a declaration: what no machine finds
may be there all the same.
"""

from __future__ import annotations

from recruit.finding.rules.folding import fold, is_common, words
from recruit.finding.rules.laid import Laid

CLOSE = 8
"""Words that may stand between an institution and the State's name."""


def named(state: str) -> tuple[str, ...]:
    """The words of a State's name as they are compared."""
    return tuple(word.folded for word in words(state))


def marks(state: tuple[str, ...]) -> list[str]:
    """What a text with the State's name has at least (``Laid.marks``)."""
    return sorted({f"w:{word}" for word in state if not is_common(word)})


def beside(laid: Laid, state: tuple[str, ...]) -> bool:
    """Whether an institution stands close to the State's name in this text."""
    said, length = laid.line.split(), len(state)
    return any(
        tuple(said[place : place + length]) == state
        and not _INSTITUTIONS.isdisjoint(said[max(0, place - CLOSE) : place + length + CLOSE])
        for place, word in enumerate(said)
        if state and word == state[0]
    )


_INSTITUTIONS = frozenset(
    fold(word)
    for word in (
        "mission ministry embassy consulate ministère ambassade consulat misión ministerio "
        "embajada consulado بعثة البعثة وزارة الوزارة سفارة السفارة"
    ).split()
)
