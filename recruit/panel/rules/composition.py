"""Who sits on the selection panel (para. 53(b), (c), (e); readings C1, C3).

CONSTITUTION is the list of conditions under which the panel is constituted. It is
examined once; what happens to a seat later does not undo it (C1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recruit.access.rules import Capacity
from recruit.core.errors import Answer, Gate, Holds, Refusal, Refused
from recruit.core.words import _, joined, ngettext
from recruit.panel.rules import balance as _balance
from recruit.panel.rules.balance import OnImbalance, Person

SEATS = 5
SURROGATES = 4


class Affiliation(StrEnum):
    """What makes a person not eligible whatever the State (C1)."""

    OBSERVER = "observer"
    GICHD = "gichd"
    ISU = "isu"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a State is on the day in question (C1).

    party: a State Party in force, without a withdrawal in effect. on_committee: member
    of the Coordination Committee; observers on it are no members. interest: its
    expression of interest in serving is recorded.
    """

    party: bool
    on_committee: bool
    interest: bool


@dataclass(frozen=True, slots=True)
class Named:
    """One person named to a seat (number 1 to 5) or as surrogate (1 to 4, the order).

    accepted: the person accepted, having been shown the time asked; the Chair sits by
    the decision itself and accepts nothing.
    """

    number: int
    person: str
    state: str
    standing: Standing
    affiliation: Affiliation | None = None
    chair: bool = False
    accepted: bool = False
    gender: _balance.Gender | None = None
    group: str | None = None
    affected: bool | None = None

    @property
    def for_balance(self) -> Person:
        """What balance counts of this person."""
        return Person(self.state, self.gender, self.group, self.affected)


@dataclass(frozen=True, slots=True)
class Composition:
    """Everybody named so far, the President, and how an imbalance is met (R28)."""

    president: str
    seats: tuple[Named, ...]
    surrogates: tuple[Named, ...]
    on_imbalance: OnImbalance = OnImbalance.WARN
    imbalance_reason: str = ""

    @property
    def everybody(self) -> tuple[Named, ...]:
        return self.seats + self.surrogates


def eligible(state: str, standing: Standing, affiliation: Affiliation | None = None) -> Answer:
    """P53c-1, C1: whether somebody of this State can be named to the panel.

    state: the State's name, for the sentence.
    """
    if affiliation is Affiliation.OBSERVER:
        return Refused(_("Observers can't be named to the panel."))
    if affiliation is Affiliation.GICHD:
        return Refused(_("Staff of the GICHD can't be named to the panel."))
    if affiliation is Affiliation.ISU:
        return Refused(_("Staff of the ISU can't be named to the panel."))
    if not standing.party:
        return Refused(_("%(state)s is not a State Party on this day.", state=state))
    if standing.on_committee:
        return Holds(_("%(state)s is a member of the Coordination Committee.", state=state))
    if standing.interest:
        return Holds(_("%(state)s expressed its interest in serving.", state=state))
    return Refused(
        _(
            "%(state)s is neither a member of the Coordination Committee nor has it "
            "expressed its interest in serving.",
            state=state,
        )
    )


def name(composition: Composition, somebody: Named) -> None:
    """P53c-1, C1: refuse a naming that could never be part of a constituted panel.

    Raises Refusal: State from neither circle, the same person or State twice.
    """
    answer = eligible(somebody.state, somebody.standing, somebody.affiliation)
    if isinstance(answer, Refused):
        raise Refusal("P53c-1", "para. 53(c)", answer.reason)
    for other in composition.everybody:
        if other.person == somebody.person:
            raise Refusal("C1", "reading C1", _("This person is already named to the panel."))
        if other.state == somebody.state:
            raise Refusal(
                "C1",
                "reading C1",
                _("%(state)s is already represented on the panel.", state=somebody.state),
                todo=_("Name a person from another State Party."),
            )


def accept(time_asked_shown_at: datetime | None) -> None:
    """P53e-1: acceptance is refused unless the time asked has been shown before.

    time_asked_shown_at: when this person was shown the page with the professional time
    asked (October 2022 to March 2023), None if never.
    """
    if time_asked_shown_at is None:
        raise Refusal(
            "P53e-1",
            "para. 53(e)",
            _("You have not yet been shown the professional time that the panel asks of you."),
            todo=_("Open the page with the time asked, then accept."),
        )


_UNDERTAKING_AND_DECLARATION = frozenset(
    {
        Capacity.CHAIR,
        Capacity.MEMBER,
        Capacity.SURROGATE,
        Capacity.ASSISTANT,
        Capacity.OFFICE,
        Capacity.FOCAL_POINT,
        Capacity.STAFF,
        Capacity.AGENCY,
        Capacity.AUDITOR,
    }
)
_UNDERTAKING = _UNDERTAKING_AND_DECLARATION | {Capacity.COMMITTEE}


def undertaken(capacity: Capacity, *, undertaking: bool, declaration: bool) -> Answer:
    """C3: whether a person in this capacity may have any access.

    undertaking: the confidentiality undertaking is signed. declaration: the general
    declaration is given (not asked of Committee readers). Other capacities need neither.
    """
    if capacity in _UNDERTAKING and not undertaking:
        return Refused(_("The confidentiality undertaking is not signed yet."))
    if capacity in _UNDERTAKING_AND_DECLARATION and not declaration:
        return Refused(_("The general declaration is not given yet."))
    return Holds()


def _numbered(named: Sequence[Named], upto: int) -> bool:
    return sorted(n.number for n in named) == list(range(1, upto + 1))


def _five_seats(c: Composition) -> Answer:
    if _numbered(c.seats, SEATS):
        return Holds()
    return Refused(
        ngettext(
            "%(n)s of the five seats is filled.",
            "%(n)s of the five seats are filled.",
            len({s.number for s in c.seats}),
        )
    )


def _one_chair(c: Composition) -> Answer:
    chairs = [s for s in c.seats if s.chair]
    if len(chairs) == 1 and not any(s.chair for s in c.surrogates):
        return Holds()
    return Refused(_("One of the five seats, and one only, is the Chair's."))


def _president_chairs(c: Composition) -> Answer:
    if any(s.chair and s.person == c.president for s in c.seats):
        return Holds()
    return Refused(_("The Chair's seat is not held by the President of the Eleventh Meeting."))


def _four_surrogates(c: Composition) -> Answer:
    if _numbered(c.surrogates, SURROGATES):
        return Holds()
    return Refused(
        ngettext(
            "%(n)s surrogate is identified; four are needed, in an order from 1 to 4.",
            "%(n)s surrogates are identified; four are needed, in an order from 1 to 4.",
            len(c.surrogates),
        )
    )


def _different_persons(c: Composition) -> Answer:
    if len({n.person for n in c.everybody}) == len(c.everybody):
        return Holds()
    return Refused(_("The same person is named twice."))


def _different_states(c: Composition) -> Answer:
    states = [n.state for n in c.everybody]
    twice = sorted({s for s in states if states.count(s) > 1})
    if not twice:
        return Holds()
    return Refused(_("Named twice: %(states)s.", states=", ".join(twice)))


def _all_eligible(c: Composition) -> Answer:
    answers = [eligible(n.state, n.standing, n.affiliation) for n in c.everybody]
    reasons = [a.reason for a in answers if isinstance(a, Refused)]
    return Refused(joined(reasons)) if reasons else Holds()


def _all_accepted(c: Composition) -> Answer:
    waiting = sorted(n.state for n in c.everybody if not n.chair and not n.accepted)
    if not waiting:
        return Holds()
    return Refused(_("Not accepted yet: %(states)s.", states=", ".join(waiting)))


def balance_of(c: Composition) -> _balance.Balance:
    """The balance of everybody named so far (C2)."""
    return _balance.balance([n.for_balance for n in c.seats], [n.for_balance for n in c.everybody])


def _balanced(c: Composition) -> Answer:
    return _balance.accepted(balance_of(c), c.on_imbalance, c.imbalance_reason)


CONSTITUTION: list[Gate[Composition]] = [
    Gate("P53b-1", "para. 53(b)", _("The five seats are filled"), _five_seats),
    Gate("P53b-1", "para. 53(b), (c)", _("One of the five is the Chair"), _one_chair),
    Gate("P53c-1", "para. 53(c)", _("The President chairs the panel"), _president_chairs),
    Gate("P53b-2", "para. 53(b)", _("Four surrogates are identified, in order"), _four_surrogates),
    Gate("C1", "reading C1", _("The nine are nine different persons"), _different_persons),
    Gate("C1", "reading C1", _("The nine are of nine different States"), _different_states),
    Gate(
        "P53c-1",
        "para. 53(c)",
        _("Each State is a member of the Coordination Committee or expressed its interest"),
        _all_eligible,
    ),
    Gate(
        "P53e-1",
        "para. 53(e)",
        _("Each has accepted, knowing the professional time asked"),
        _all_accepted,
    ),
    Gate(
        "R28",
        "para. 53(c), reading R28",
        _("Gender, region and status are balanced, or the imbalance has a written reason"),
        _balanced,
    ),
]
