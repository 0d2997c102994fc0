"""Reading the criteria and the ballots of a run: what a member may see, and nothing before (R15).

Which ballots may be opened is decided from the locks and the living grants
(``rules.reveal``) before any of them is loaded; what may not be seen never leaves the
database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.prescreening import models as prescreening
from recruit.prescreening.queries import rulings
from recruit.prescreening.rules.rulings import Weight
from recruit.shortlist import models
from recruit.shortlist.rules.reveal import Ballots


@dataclass(frozen=True, slots=True)
class CriteriaView:
    """The criteria of a run: a list of {id, label, text, source}. last_day: for ballots."""

    id: str
    items: list[dict[str, Any]]
    version: int
    last_day: date | None
    locked_at: datetime | None


@dataclass(frozen=True, slots=True)
class BallotView:
    """A ballot: {chosen: {candidate: rank}, marks, reasons}, by candidate id."""

    id: str
    grant_id: str
    content: dict[str, Any]
    version: int
    saved_at: datetime
    locked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Occupant:
    """A living member and where they stand with this run's ballot."""

    grant_id: str
    person_id: str
    seat: int
    name: str
    since: datetime
    locked_at: datetime | None
    absent_at: datetime | None
    absent_why: str


@dataclass(frozen=True, slots=True)
class State:
    """Who sits on the panel and where the run's ballots stand; rules decide what is said of it."""

    run: int
    occupants: list[Occupant]
    decided_at: datetime | None

    @property
    def ballots(self) -> Ballots:
        """The facts that the reveal is derived from (R15)."""
        living = frozenset(o.grant_id for o in self.occupants)
        decided = self.decided_at
        return Ballots(
            locks=frozenset(o.grant_id for o in self.occupants if o.locked_at),
            living=living,
            absent=frozenset(o.grant_id for o in self.occupants if o.absent_at),
            decided=decided is not None,
            at_decision=frozenset(
                o.grant_id for o in self.occupants if decided is not None and o.since <= decided
            ),
        )

    def seat_of(self, person_id: str) -> str:
        """The grant of the seat that this person holds, '' for none."""
        return next((o.grant_id for o in self.occupants if o.person_id == person_id), "")


@dataclass(frozen=True, slots=True)
class Name:
    """A name on the current list. *_open: the panel has yet to decide about it (A4, A6), or
    the minutes of the decision are not confirmed yet (C10)."""

    candidate_id: str
    reference: str
    withdrawn: bool
    equivalence_open: bool
    borderline_open: bool


_c = models.Criteria.__table__  # type: ignore[attr-defined]
_b = models.Ballot.__table__  # type: ignore[attr-defined]
_a = models.Absence.__table__  # type: ignore[attr-defined]
_s = models.Shortlist.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_person = accounts.Person.__table__  # type: ignore[attr-defined]
_listed = prescreening.Listed.__table__  # type: ignore[attr-defined]
_circulation = prescreening.Circulation.__table__  # type: ignore[attr-defined]
_candidate = applications.Candidate.__table__  # type: ignore[attr-defined]
_equivalence = prescreening.PanelRuling.__table__.alias("equivalence")  # type: ignore[attr-defined]
_borderline = prescreening.PanelRuling.__table__.alias("borderline")  # type: ignore[attr-defined]

_CRITERIA = select(_c.c.id, _c.c.sealed, _c.c.version, _c.c.last_day, _c.c.locked_at).where(
    _c.c.procedure_id == bindparam("procedure"), _c.c.run == bindparam("run")
)
_BALLOTS = select(
    _b.c.id, _b.c.grant_id, _b.c.sealed, _b.c.version, _b.c.saved_at, _b.c.locked_at
).where(
    _b.c.procedure_id == bindparam("procedure"),
    _b.c.run == bindparam("run"),
    _b.c.grant_id.in_(bindparam("grants", expanding=True)),
)
_STATE = (
    select(
        _g.c.id,
        _g.c.person_id,
        _g.c.seat,
        _person.c.name,
        _g.c.since,
        _b.c.locked_at,
        _a.c.at,
        _a.c.reason,
        _s.c.at.label("decided_at"),
    )
    .select_from(
        _g.join(_person, _person.c.id == _g.c.person_id)
        .outerjoin(_b, (_b.c.grant_id == _g.c.id) & (_b.c.run == bindparam("run")))
        .outerjoin(_a, (_a.c.grant_id == _g.c.id) & (_a.c.run == bindparam("run")))
        .outerjoin(_s, (_s.c.procedure_id == _g.c.procedure_id) & (_s.c.run == bindparam("run")))
    )
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity == Capacity.MEMBER.value,
        _g.c.ended_at.is_(None),
    )
    .order_by(_g.c.seat)
)
_latest = (
    select(func.max(_circulation.c.version))
    .where(_circulation.c.procedure_id == bindparam("procedure"))
    .scalar_subquery()
)
_NAMES = (
    select(
        _candidate.c.id,
        _candidate.c.reference,
        _candidate.c.withdrawn_at,
        _listed.c.status,
        _listed.c.equivalence,
        _equivalence.c.motion_id.label("equivalence_ruled"),
        _borderline.c.motion_id.label("borderline_ruled"),
    )
    .select_from(
        _circulation.join(_listed, _listed.c.circulation_id == _circulation.c.id)
        .join(_candidate, _candidate.c.id == _listed.c.candidate_id)
        .outerjoin(_equivalence, rulings.of(_equivalence, _candidate.c.id, "equivalence"))
        .outerjoin(_borderline, rulings.of(_borderline, _candidate.c.id, "borderline"))
    )
    .where(_circulation.c.procedure_id == bindparam("procedure"), _circulation.c.version == _latest)
    .order_by(_listed.c.place)
)


def criteria(connection: Connection, procedure_id: str, run: int) -> CriteriaView | None:
    """The criteria of this run, drafted or locked; None where there are none."""
    row = connection.execute(_CRITERIA, {"procedure": procedure_id, "run": run}).first()
    if row is None:
        return None
    items = vault.unseal(keys.panel_key(procedure_id), row.sealed, "shortlist_criteria", row.id)
    return CriteriaView(row.id, items, row.version, row.last_day, row.locked_at)


def state(connection: Connection, procedure_id: str, run: int) -> State:
    """Who sits on the panel now and whose ballot of this run is locked."""
    rows = connection.execute(_STATE, {"procedure": procedure_id, "run": run}).all()
    return State(
        run,
        [Occupant(*row[:-2], row.reason or "") for row in rows],
        rows[0].decided_at if rows else None,
    )


def opened(
    connection: Connection, procedure_id: str, run: int, grants: Iterable[str]
) -> dict[str, BallotView]:
    """The ballots of these grants, by grant; the caller has asked ``rules.reveal.readable``.

    A ballot whose key was erased (D3) is not among them.
    """
    wanted = sorted(grants)
    if not wanted:
        return {}
    key = keys.ballots_key(procedure_id, run)
    found: dict[str, BallotView] = {}
    for row in connection.execute(
        _BALLOTS, {"procedure": procedure_id, "run": run, "grants": wanted}
    ):
        content = vault.unseal_or_none(key, row.sealed, "shortlist_ballot", row.id)
        if content is not None:
            found[row.grant_id] = BallotView(
                row.id, row.grant_id, content, row.version, row.saved_at, row.locked_at
            )
    return found


def own(connection: Connection, procedure_id: str, run: int, grant_id: str) -> BallotView | None:
    """One's own ballot, draft or locked; None where nothing is saved yet."""
    return opened(connection, procedure_id, run, [grant_id]).get(grant_id)


def names(connection: Connection, procedure_id: str, now: datetime) -> list[Name]:
    """Every name of the current list in its order, and on which the panel's decision is not
    there, or its minutes are not confirmed: no ballot is locked before (A4, A6, C10)."""
    rows = connection.execute(_NAMES, {"procedure": procedure_id}).all()
    ruled = [m for row in rows for m in (row.equivalence_ruled, row.borderline_ruled) if m]
    found = rulings.weights(connection, procedure_id, now, ruled)

    def counts(motion: str | None) -> bool:
        return motion is not None and found[motion] is Weight.COUNTS

    return [
        Name(
            row.id,
            row.reference,
            row.withdrawn_at is not None,
            bool(row.equivalence)
            and row.withdrawn_at is None
            and not counts(row.equivalence_ruled),
            row.status == "borderline"
            and row.withdrawn_at is None
            and not counts(row.borderline_ruled),
        )
        for row in rows
    ]
