"""Balance of gender, geographical representation and status (para. 53(c)).

The decision asks for a balance and gives no number; the numbers are reading C2,
and what follows from an imbalance is reading R28. Everything is computed from the
people named, so that it can be shown while composing and at each replacement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from recruit.core.errors import Answer, Holds, Refused
from recruit.core.words import _, ngettext

Gender = Literal["woman", "man"]


class Of(StrEnum):
    """The circle that a balance is computed for."""

    FIVE = "five"
    NINE = "nine"


class About(StrEnum):
    """What is out of balance, in the words of para. 53(c)."""

    GENDER = "gender"
    REGION = "region"
    STATUS = "status"


class OnImbalance(StrEnum):
    """The setting of R28: an imbalance warns and asks for a reason, or refuses."""

    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Person:
    """What balance needs to know of somebody named.

    gender is what the person gave, None where not given. group is the UN regional
    group of the State, None where unknown. affected is the State's status, None where
    unknown. What is unknown counts for neither side (C2).
    """

    state: str
    gender: Gender | None
    group: str | None
    affected: bool | None


@dataclass(frozen=True, slots=True)
class Limits:
    """C2's numbers for one circle: at least or at most so many people or groups."""

    least_of_each_gender: int
    least_groups: int
    most_of_one_group: int


LIMITS: dict[Of, Limits] = {Of.FIVE: Limits(2, 3, 2), Of.NINE: Limits(3, 4, 3)}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people of a circle stand on each side; groups in alphabetical order."""

    people: int
    women: int
    men: int
    gender_unknown: int
    groups: tuple[tuple[str, int], ...]
    group_unknown: int
    affected: int
    non_affected: int
    status_unknown: int


@dataclass(frozen=True, slots=True)
class Imbalance:
    """One warning: which circle, about what, and in words."""

    of: Of
    about: About
    words: str


@dataclass(frozen=True, slots=True)
class Balance:
    """Counts and warnings of the five and of the nine (C2)."""

    five: Counts
    nine: Counts
    warnings: tuple[Imbalance, ...]

    @property
    def balanced(self) -> bool:
        """No warning stands."""
        return not self.warnings


@dataclass(frozen=True, slots=True)
class Choice:
    """What one possible choice makes of the balance: warnings that arise, that end."""

    person: Person
    balance: Balance
    arising: tuple[Imbalance, ...]
    ending: tuple[Imbalance, ...]


DEFAULT_ARTICLES: frozenset[int] = frozenset({3, 4, 5})


def counts(people: Sequence[Person]) -> Counts:
    """How many stand on each side; what is unknown is counted apart (C2)."""
    groups = Counter(p.group for p in people if p.group)
    return Counts(
        people=len(people),
        women=sum(p.gender == "woman" for p in people),
        men=sum(p.gender == "man" for p in people),
        gender_unknown=sum(p.gender is None for p in people),
        groups=tuple(sorted(groups.items())),
        group_unknown=sum(not p.group for p in people),
        affected=sum(p.affected is True for p in people),
        non_affected=sum(p.affected is False for p in people),
        status_unknown=sum(p.affected is None for p in people),
    )


def _circle(of: Of) -> str:
    return _("the five") if of is Of.FIVE else _("the nine")


def imbalances(of: Of, counted: Counts) -> tuple[Imbalance, ...]:
    """The warnings of C2 for one circle, in the order gender, region, status."""
    limits, who = LIMITS[of], _circle(of)
    found: list[Imbalance] = []

    def warn(about: About, words: str) -> None:
        found.append(Imbalance(of, about, words))

    if counted.women < limits.least_of_each_gender:
        warn(
            About.GENDER,
            ngettext(
                "Among %(who)s there is %(n)s woman; at least %(least)s are asked for.",
                "Among %(who)s there are %(n)s women; at least %(least)s are asked for.",
                counted.women,
                who=who,
                least=limits.least_of_each_gender,
            ),
        )
    if counted.men < limits.least_of_each_gender:
        warn(
            About.GENDER,
            ngettext(
                "Among %(who)s there is %(n)s man; at least %(least)s are asked for.",
                "Among %(who)s there are %(n)s men; at least %(least)s are asked for.",
                counted.men,
                who=who,
                least=limits.least_of_each_gender,
            ),
        )
    if len(counted.groups) < limits.least_groups:
        warn(
            About.REGION,
            ngettext(
                "Among %(who)s %(n)s regional group is represented; "
                "at least %(least)s are asked for.",
                "Among %(who)s %(n)s regional groups are represented; "
                "at least %(least)s are asked for.",
                len(counted.groups),
                who=who,
                least=limits.least_groups,
            ),
        )
    for group, n in counted.groups:
        if n > limits.most_of_one_group:
            warn(
                About.REGION,
                _(
                    "Among %(who)s %(n)s are of the regional group %(group)s; "
                    "at most %(most)s are asked for.",
                    who=who,
                    n=n,
                    group=group,
                    most=limits.most_of_one_group,
                ),
            )
    if not counted.affected:
        warn(About.STATUS, _("Among %(who)s there is no affected State.", who=who))
    if not counted.non_affected:
        warn(About.STATUS, _("Among %(who)s there is no non-affected State.", who=who))
    return tuple(found)


def balance(five: Sequence[Person], nine: Sequence[Person]) -> Balance:
    """The balance of the five seats and of all nine (five seats and surrogates), C2."""
    of_five, of_nine = counts(five), counts(nine)
    return Balance(of_five, of_nine, imbalances(Of.FIVE, of_five) + imbalances(Of.NINE, of_nine))


def _without(people: Sequence[Person], one: Person | None) -> list[Person]:
    left = list(people)
    if one is not None and one in left:
        left.remove(one)
    return left


def with_choice(
    five: Sequence[Person],
    surrogates: Sequence[Person],
    choices: Sequence[Person],
    *,
    leaving: Person | None = None,
    to: Of = Of.FIVE,
) -> list[Choice]:
    """What each possible choice would make of the balance (C7, R28), in the given order.

    leaving: the member whose seat is filled; None while composing. to: FIVE when the
    chosen takes a seat (a surrogate chosen leaves the surrogates), NINE when the chosen
    becomes a surrogate.
    """
    before = balance(five, [*five, *surrogates])
    found = []
    for chosen in choices:
        seated, waiting = _without(five, leaving), _without(surrogates, chosen)
        (seated if to is Of.FIVE else waiting).append(chosen)
        after = balance(seated, [*seated, *waiting])
        found.append(
            Choice(
                chosen,
                after,
                arising=tuple(w for w in after.warnings if w not in before.warnings),
                ending=tuple(w for w in before.warnings if w not in after.warnings),
            )
        )
    return found


def accepted(found: Balance, setting: OnImbalance, reason: str) -> Answer:
    """R28: whether a composition or choice with this balance may be recorded.

    reason: the written reason given for an imbalance; needed only where one stands.
    """
    if found.balanced:
        return Holds(_("The composition is balanced."))
    words = " ".join(w.words for w in found.warnings)
    if setting is OnImbalance.REFUSE:
        return Refused(_("This composition is not balanced. %(warnings)s", warnings=words))
    if not reason.strip():
        return Refused(_("An imbalance needs a written reason. %(warnings)s", warnings=words))
    return Holds(_("A written reason for the imbalance is recorded."))
