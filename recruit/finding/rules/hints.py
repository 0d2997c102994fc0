"""What in a candidate's papers may concern the member who declares (W5).

Looked for: the member's own name, and a mission, ministry or embassy named close to the
member's own State. What is found is a question to that member, never a declaration: equal
names may be another's, and what no machine finds may be there all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from recruit.finding.rules.asking import Term
from recruit.finding.rules.folding import fold, is_common, words
from recruit.finding.rules.laid import Laid

CLOSE = 8
"""Words that may stand between an institution and the State's name."""


class Hint(StrEnum):
    """What stands in a paper."""

    NAME = "name"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class Own:
    """What is looked for, of one member. names: the name in the orders in which it is
    written. state: the words of the State's name; empty where there is none."""

    names: tuple[Term, ...]
    state: tuple[str, ...]

    def name_marks(self) -> list[str]:
        """What a text with the name has at least (``Laid.marks``); empty: nothing is looked for."""
        shared = set.intersection(*(set(term.words) for term in self.names)) if self.names else ()
        return sorted(f"w:{word}" for word in shared if not is_common(word))

    def state_marks(self) -> list[str]:
        """What a text with the State's name has at least."""
        return sorted({f"w:{word}" for word in self.state if not is_common(word)})


def own_of(name: str, state: str) -> Own:
    """What is looked for. A name of one word is too little to be told from others'."""
    folded = tuple(word.folded for word in words(name))
    orders: list[tuple[str, ...]] = []
    if len(folded) > 1:
        orders = [folded]
        # the names of a family that has several come first together: RIOS WETHERBY Catalina
        orders += [folded[place:] + folded[:place] for place in range(1, len(folded))]
        orders += [(folded[0], folded[-1]), (folded[-1], folded[0])]
    return Own(
        tuple(Term(order) for order in dict.fromkeys(orders)),
        tuple(word.folded for word in words(state)),
    )


def hints(laid: Laid, own: Own) -> frozenset[Hint]:
    """What of the member stands in this text."""
    found = set()
    if any(next(laid.places(term), None) for term in own.names):
        found.add(Hint.NAME)
    if own.state and _beside(laid.line.split(), own.state):
        found.add(Hint.INSTITUTION)
    return frozenset(found)


def _beside(said: list[str], state: tuple[str, ...]) -> bool:
    length = len(state)
    for place, word in enumerate(said):
        if word == state[0] and tuple(said[place : place + length]) == state:
            around = said[max(0, place - CLOSE) : place + length + CLOSE]
            if not _INSTITUTIONS.isdisjoint(around):
                return True
    return False


_INSTITUTIONS = frozenset(
    fold(word)
    for word in (
        "mission ministry embassy consulate ministère ambassade consulat misión ministerio "
        "embajada consulado بعثة البعثة وزارة الوزارة سفارة السفارة"
    ).split()
)
