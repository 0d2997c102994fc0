"""Declarations and conflicts of interest (para. 53(b); readings C4, C5, C6).

Para. 53(b) speaks of members "who may have a conflict of interest": doubt is
conflict. Nothing here waits for a worker: each answer is computed from what was
declared, what was decided and the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from recruit.core.errors import Answer, Holds, Kind, Refusal, Refused
from recruit.core.words import _, ngettext


class Relation(StrEnum):
    """What somebody declares on one candidate (C5's kinds)."""

    NONE = "none"
    ACQUAINTANCE = "acquaintance"
    IS_CANDIDATE = "is_candidate"
    FAMILY = "family"
    FRIENDSHIP = "friendship"
    ANTIPATHY = "antipathy"
    FINANCIAL = "financial"
    SUPERVISION = "supervision"
    SAME_EMPLOYER = "same_employer"
    SAME_MISSION = "same_mission"
    SUPPORT = "support"
    OTHER = "other"


class Default(StrEnum):
    """What a kind means before anybody has decided (C5)."""

    NO_CONFLICT = "no_conflict"  # unless the Chair finds one
    CHAIR_DECIDES = "chair_decides"
    CONFLICT = "conflict"


class Clearance(StrEnum):
    """Where one person stands on one name: what a file asks before it opens."""

    NONE = "none"  # not declared yet
    UNDECIDED = "undecided"
    CLEARED = "cleared"
    CONFLICT = "conflict"


class Decider(StrEnum):
    """Who decides on a declaration (C6)."""

    CHAIR = "chair"
    OTHERS = "others"  # the other living occupants, by majority; equal votes: conflict


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on a declaration; a decision of 'no conflict' has a reason too (C6)."""

    conflict: bool
    reason: str


def relation_words(relation: Relation) -> str:
    """The kind in the words that a person reads while declaring."""
    return {
        Relation.NONE: _("None"),
        Relation.ACQUAINTANCE: _("Acquaintance"),
        Relation.IS_CANDIDATE: _("I am this candidate"),
        Relation.FAMILY: _("Family or household"),
        Relation.FRIENDSHIP: _("Close friendship"),
        Relation.ANTIPATHY: _("Antipathy or dispute"),
        Relation.FINANCIAL: _("Financial interest"),
        Relation.SUPERVISION: _("Supervisor or subordinate within the last five years"),
        Relation.SAME_EMPLOYER: _("Same employer within the last five years"),
        Relation.SAME_MISSION: _("Same mission or ministry"),
        Relation.SUPPORT: _("Referee, nominator or supporter"),
        Relation.OTHER: _("Other"),
    }[relation]


def default(relation: Relation) -> Default:
    """What this kind means by itself (C5)."""
    if relation in (Relation.NONE, Relation.ACQUAINTANCE):
        return Default.NO_CONFLICT
    if relation is Relation.OTHER:
        return Default.CHAIR_DECIDES
    return Default.CONFLICT


def declare(relation: Relation, text: str) -> None:
    """C5: every kind but 'none' needs a text. Raises Refusal (kind INVALID)."""
    if relation is not Relation.NONE and not text.strip():
        raise Refusal(
            "C5",
            "reading C5",
            _("Say in a few words what relation there is."),
            kind=Kind.INVALID,
            todo=_("Only the declaration 'none' needs no text."),
        )


def consequence(
    relation: Relation | None, same_nationality: bool, decision: Decision | None
) -> Clearance:
    """Where a person stands on a name (C5, C6).

    relation: the latest declaration, None if not declared. same_nationality: the
    person's State is among the candidate's recorded nationalities; it is found, not
    declared, and awaits a decision like a doubt does. decision: the latest one made on
    this declaration; on the kinds that are conflict it records the consequence and can
    be nothing else.
    """
    if relation is None:
        return Clearance.NONE
    usual = default(relation)
    if decision is not None:
        found = decision.conflict or usual is Default.CONFLICT
        return Clearance.CONFLICT if found else Clearance.CLEARED
    if usual is Default.NO_CONFLICT and not same_nationality:
        return Clearance.CLEARED
    return Clearance.UNDECIDED


def decide(relation: Relation, conflict: bool, reason: str) -> Decision:
    """C6: the decision on a declaration. Raises Refusal without a reason, and where a
    kind that is a conflict would be declared to be none."""
    if not reason.strip():
        raise Refusal(
            "C6",
            "reading C6",
            _("A decision on a declaration needs a reason, 'no conflict' too."),
            kind=Kind.INVALID,
        )
    if default(relation) is Default.CONFLICT and not conflict:
        raise Refusal(
            "C6",
            "para. 53(b), reading C6",
            _("What was declared is a conflict; only its consequence is recorded."),
        )
    return Decision(conflict, reason.strip())


def decider(on_the_chair: bool, falls_due: datetime, now: datetime) -> Decider:
    """Who decides now (C6).

    falls_due: 24:00 of the second working day after the declaration; from then a
    declaration that the Chair left undecided is before the other living occupants.
    """
    return Decider.OTHERS if on_the_chair or now >= falls_due else Decider.CHAIR


def voted(conflict: int, no_conflict: int, entitled: int) -> bool | None:
    """Whether there is a conflict by the votes of those entitled; None: not decided yet.

    entitled: the other living occupants (on the Chair: the other four). A majority
    decides, equal votes are conflict (C6).
    """
    if entitled and conflict * 2 >= entitled:
        return True
    if no_conflict * 2 > entitled:
        return False
    return None


def undeclared(listed: Iterable[str], declared: Iterable[str]) -> tuple[str, ...]:
    """The names still to declare on, in the list's order: new ones only, since a
    declaration on a name stands in every later version (C4)."""
    done = frozenset(declared)
    return tuple(name for name in dict.fromkeys(listed) if name not in done)


def _declared(clearances: Mapping[str, Clearance]) -> frozenset[str]:
    return frozenset(n for n, c in clearances.items() if c is not Clearance.NONE)


def _nothing_undecided(clearances: Mapping[str, Clearance]) -> Answer:
    if Clearance.UNDECIDED in clearances.values():
        return Refused(_("A declaration of yours awaits its decision; until then no file opens."))
    return Holds()


def _all_declared(listed: Iterable[str], clearances: Mapping[str, Clearance]) -> Answer:
    left = undeclared(listed, _declared(clearances))
    if not left:
        return Holds()
    return Refused(
        ngettext(
            "You have not yet declared on %(n)s name of the list.",
            "You have not yet declared on %(n)s names of the list.",
            len(left),
        )
    )


def _no_conflict(listed: Iterable[str], clearances: Mapping[str, Clearance]) -> Answer:
    if any(clearances.get(n) is Clearance.CONFLICT for n in listed):
        return Refused(_("A conflict of interest of yours stands on a name of the list."))
    return Holds()


def may_open(
    name: str,
    listed: Iterable[str],
    clearances: Mapping[str, Clearance],
    *,
    given: Iterable[str] = (),
    opened_before: bool,
) -> Answer:
    """Whether this person may open this candidate's file (C4, C5).

    listed: the names of the circulated list. given: those given on request (R7), listed
    or not. clearances: where the person stands on each name. opened_before: the person
    has opened some file already, so that a later version closes the files of its new
    names only.
    """
    names = tuple(listed)
    mine = clearances.get(name, Clearance.NONE)
    if mine is Clearance.CONFLICT:
        return Refused(_("This file is closed to you: a conflict of interest stands."))
    for answer in (_nothing_undecided(clearances), _no_conflict(names, clearances)):
        if not answer:
            return answer
    if mine is Clearance.NONE:
        return Refused(_("You have not yet declared on this name."))
    return Holds() if opened_before else _all_declared((*names, *given), clearances)


def may_place(clearance: Clearance) -> Answer:
    """Whether this person takes part in moving or deciding the placing of an application
    given on request (R7, A8): not with a conflict on that name (C5)."""
    if clearance is Clearance.CLEARED:
        return Holds()
    if clearance is Clearance.CONFLICT:
        return Refused(_("You take no part in this placing: a conflict of interest stands."))
    return Refused(_("Your declaration on this name is not given or not decided yet."))


def is_replaced(clearance: Clearance, *, on_the_list: bool) -> bool:
    """P53b-3, C5: whether a standing leads to replacement: a conflict on a listed name.

    A conflict on a name given under R7 that is not on the list closes its file alone.
    """
    return on_the_list and clearance is Clearance.CONFLICT


def asking_day(last_day: date) -> date:
    """C4's default for the one day on which all are asked again: the Monday before the
    last day of the window of para. 54(c) (5 December for 9 December 2022)."""
    return last_day - timedelta(days=last_day.weekday() or 7)
