"""Reading the composition: interest, places while composing, and who sits now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.panel import models
from recruit.panel.queries import seats
from recruit.panel.rules import balance, composition
from recruit.panel.rules.balance import Person
from recruit.procedure import models as procedure
from recruit.procedure.rules.days import geneva_day
from recruit.states import names
from recruit.states import queries as states
from recruit.states.queries import StateView


@dataclass(frozen=True, slots=True)
class InterestView:
    """An expression of interest (53(c)); gender only for the President while composing."""

    id: str
    state_id: str
    person_name: str
    person_function: str
    mail: str
    gender: str
    evidence: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Somebody asked for a place. kind: 'seat' or 'surrogate'; number: its place."""

    id: str
    kind: str
    number: int
    state_id: str
    person_id: str | None
    name: str
    mail: str
    function: str
    gender: str
    invited_at: datetime | None
    accepted_at: datetime | None
    declined_at: datetime | None
    grant_id: str | None = None


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation as the invited person reads it."""

    id: str
    procedure_id: str
    procedure_title: str
    kind: str
    number: int
    state_id: str
    person_id: str
    gender: str
    time_shown_at: datetime | None
    accepted_at: datetime | None
    declined_at: datetime | None


@dataclass(frozen=True, slots=True)
class Circle:
    """What composing rests on: the States, who of them may be named, and why."""

    states: dict[str, StateView]
    party: frozenset[str]
    committee: dict[str, str]
    interest: dict[str, InterestView]
    counted: frozenset[int]

    def standing(self, state_id: str) -> composition.Standing:
        """What a State is on this day (C1)."""
        return composition.Standing(
            party=state_id in self.party,
            on_committee=state_id in self.committee,
            interest=state_id in self.interest,
        )

    def person(self, state_id: str, gender: str) -> Person:
        """What balance counts of somebody of this State."""
        state = self.states.get(state_id)
        affected = {"yes": True, "no": False}.get(state.affected) if state else None
        return Person(
            state_id,
            gender if gender in ("woman", "man") else None,  # type: ignore[arg-type]
            state.group if state and state.group else None,
            affected,
        )

    def name(self, state_id: str) -> str:
        """The State's name, in the reader's language."""
        return names.here(self.states[state_id].name) if state_id in self.states else state_id


_i = models.Interest.__table__  # type: ignore[attr-defined]
_l = models.Place.__table__  # type: ignore[attr-defined]
_r = models.BalanceReason.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]

_INTEREST = (
    select(
        _i.c.id,
        _i.c.state_id,
        _i.c.person_name,
        _i.c.person_function,
        _i.c.mail,
        _i.c.gender,
        _i.c.evidence,
        _i.c.received_at,
    )
    .where(_i.c.procedure_id == bindparam("procedure"), _i.c.withdrawn_at.is_(None))
    .order_by(_i.c.received_at, _i.c.id)
)
_PLACES = (
    select(
        _l.c.id,
        _l.c.kind,
        _l.c.number,
        _l.c.state_id,
        _l.c.person_id,
        _l.c.name,
        _l.c.mail,
        _l.c.function,
        _l.c.gender,
        _l.c.invited_at,
        _l.c.accepted_at,
        _l.c.declined_at,
        _l.c.grant_id,
    )
    .where(_l.c.procedure_id == bindparam("procedure"), _l.c.ended_at.is_(None))
    .order_by(_l.c.kind, _l.c.number)
)
_REASON = (
    select(_r.c.warnings, _r.c.reason, _r.c.at)
    .where(_r.c.procedure_id == bindparam("procedure"))
    .order_by(_r.c.at.desc(), _r.c.id.desc())
    .limit(1)
)
_PRESIDENT = select(_g.c.person_id, _g.c.state_id).where(
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.capacity == Capacity.PRESIDENT.value,
    _g.c.ended_at.is_(None),
)
INTEREST_AHEAD = (_INTEREST,)
"""What interest asks, for a page that asks it together with others."""
REASON_AHEAD = (_REASON,)
"""What balance_reason asks."""
_INVITATION = (
    select(
        _l.c.id,
        _l.c.procedure_id,
        _p.c.title,
        _l.c.kind,
        _l.c.number,
        _l.c.state_id,
        _l.c.person_id,
        _l.c.gender,
        _l.c.time_shown_at,
        _l.c.accepted_at,
        _l.c.declined_at,
    )
    .select_from(_l.join(_p, _p.c.id == _l.c.procedure_id))
    .where(
        _l.c.id == bindparam("place"),
        _l.c.person_id == bindparam("person"),
        _l.c.ended_at.is_(None),
        _l.c.invited_at.is_not(None),
    )
)


def interest(connection: Connection, procedure_id: str) -> list[InterestView]:
    """The expressions of interest that stand, by receipt."""
    return [
        InterestView(*tuple(r)) for r in connection.execute(_INTEREST, {"procedure": procedure_id})
    ]


def places(connection: Connection, procedure_id: str) -> list[PlaceView]:
    """The places asked for while composing: seats, then surrogates, by number."""
    return [PlaceView(*tuple(r)) for r in connection.execute(_PLACES, {"procedure": procedure_id})]


def balance_reason(connection: Connection, procedure_id: str) -> tuple[str, str, datetime] | None:
    """The latest written reason for an imbalance: the warnings it answers, reason, when."""
    row = connection.execute(_REASON, {"procedure": procedure_id}).first()
    return (row.warnings, row.reason, row.at) if row else None


def president(connection: Connection, procedure_id: str) -> tuple[str, str]:
    """The President's person and State; '' where there is none."""
    row = connection.execute(_PRESIDENT, {"procedure": procedure_id}).first()
    return (row.person_id, row.state_id or "") if row else ("", "")


def invitation(connection: Connection, place_id: str, person_id: str) -> InvitationView | None:
    """A person's own invitation; None for anybody else's, or one that was taken back."""
    row = connection.execute(_INVITATION, {"place": place_id, "person": person_id}).first()
    return InvitationView(*row) if row else None


def circle(
    connection: Connection, procedure_id: str, settings: Mapping[str, Any], now: datetime
) -> Circle:
    """Who may be named on this day: States Parties, Committee, expressed interest (C1)."""
    known = states.states(connection, procedure_id)
    seated = states.committee(connection, procedure_id, geneva_day(now))
    return Circle(
        states=known,
        party=frozenset(s.id for s in known.values() if states.party(s, now)),
        committee={c.state_id: c.role for c in seated if not c.observer},
        interest={i.state_id: i for i in interest(connection, procedure_id)},
        counted=frozenset(settings.get("affected_articles", balance.DEFAULT_ARTICLES)),
    )


def composition_of(
    found: list[PlaceView],
    around: Circle,
    president_id: str,
    settings: Mapping[str, Any],
    reason: str,
    *,
    gichd: frozenset[str] = frozenset(),
) -> composition.Composition:
    """The composition as the gates of the constitution ask it.

    gichd: the persons who hold a capacity of the GICHD or its agency, not eligible (C1).
    Who declined is no longer named.
    """
    named: dict[str, list[composition.Named]] = {"seat": [], "surrogate": []}
    for place in found:
        if place.declined_at is not None:
            continue
        counted = around.person(place.state_id, place.gender)
        chairs = place.kind == "seat" and place.person_id == president_id != ""
        named[place.kind].append(
            composition.Named(
                number=place.number,
                person=place.person_id or place.mail,
                state=around.name(place.state_id),
                standing=around.standing(place.state_id),
                affiliation=(composition.Affiliation.GICHD if place.person_id in gichd else None),
                chair=chairs,
                accepted=place.accepted_at is not None,
                gender=counted.gender,
                group=counted.group,
                affected=counted.affected,
            )
        )
    return composition.Composition(
        president=president_id,
        seats=tuple(named["seat"]),
        surrogates=tuple(named["surrogate"]),
        on_imbalance=balance.OnImbalance(settings.get("balance", "warn")),
        imbalance_reason=reason,
    )


def words_of(found: balance.Balance) -> str:
    """The warnings of a balance as one text, by which a written reason is found again."""
    return " ".join(w.words for w in found.warnings)


def living(
    connection: Connection, procedure_id: str, around: Circle
) -> tuple[list[Person], list[Person], dict[str, Person]]:
    """What balance counts of the members and of the surrogates who sit now, and by person."""
    given = seats.genders(connection, procedure_id)
    found = seats.occupants(connection, procedure_id)
    people = {
        s.person_id: around.person(s.state_id, given.get(s.person_id, ""))
        for kind in ("member", "surrogate")
        for s in found[kind]
    }
    return (
        [people[s.person_id] for s in found["member"]],
        [people[s.person_id] for s in found["surrogate"]],
        people,
    )
