"""Reading the criteria and the ballots of a run: what a member may see, and nothing before (R15).

Which ballots may be opened is decided from the locks and the living grants
(``rules.reveal``) before any of them is loaded; what may not be seen never leaves the
database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, case, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.core import keys, vault
from recruit.prescreening.queries import lists, rulings
from recruit.prescreening.rules.rulings import Weight
from recruit.shortlist import models
from recruit.shortlist.rules.reveal import Ballots

TABLE = "shortlist_ballot"


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
    """A ballot: {chosen: {candidate: rank}, marks, reasons}, by candidate id. sealed: the same
    as it is kept."""

    id: str
    grant_id: str
    content: dict[str, Any]
    version: int
    saved_at: datetime
    locked_at: datetime | None
    sealed: bytes = field(default=b"", repr=False)


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
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Who sits on the panel and where the run's ballots stand; rules decide what is said of it.

    criteria: the run's, and own: the reader's own ballot, where they were asked for with
    the rest; nobody else's ballot is read by this.
    """

    run: int
    occupants: list[Occupant]
    decided_at: datetime | None
    criteria: CriteriaView | None = None
    own: BallotView | None = None

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
_k = models.Confirmation.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_person = accounts.Person.__table__  # type: ignore[attr-defined]

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
        _k.c.at.label("confirmed_at"),
        _s.c.at.label("decided_at"),
        _c.c.id.label("criteria_id"),
        _c.c.sealed.label("criteria_sealed"),
        _c.c.version.label("criteria_version"),
        _c.c.last_day,
        _c.c.locked_at.label("criteria_locked_at"),
        _b.c.id.label("ballot_id"),
        _b.c.version,
        _b.c.saved_at,
        case((_g.c.id == bindparam("own"), _b.c.sealed)).label("own_sealed"),
    )
    .select_from(
        _g.join(_person, _person.c.id == _g.c.person_id)
        .outerjoin(_b, (_b.c.grant_id == _g.c.id) & (_b.c.run == bindparam("run")))
        .outerjoin(_a, (_a.c.grant_id == _g.c.id) & (_a.c.run == bindparam("run")))
        .outerjoin(_s, (_s.c.procedure_id == _g.c.procedure_id) & (_s.c.run == bindparam("run")))
        .outerjoin(_k, (_k.c.shortlist_id == _s.c.id) & (_k.c.grant_id == _g.c.id))
        .outerjoin(_c, (_c.c.procedure_id == _g.c.procedure_id) & (_c.c.run == bindparam("run")))
    )
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity == Capacity.MEMBER.value,
        _g.c.ended_at.is_(None),
    )
    .order_by(_g.c.seat)
)
STATE_AHEAD = (_STATE, _CRITERIA)
"""What state and criteria ask, for a page that asks it together with others."""


def criteria(connection: Connection, procedure_id: str, run: int) -> CriteriaView | None:
    """The criteria of this run, drafted or locked; None where there are none."""
    row = connection.execute(_CRITERIA, {"procedure": procedure_id, "run": run}).first()
    return None if row is None else _criteria(procedure_id, *row)


def _criteria(
    procedure_id: str,
    id_: str,
    sealed: bytes,
    version: int,
    last_day: date | None,
    locked_at: datetime | None,
) -> CriteriaView:
    items = vault.unseal(keys.panel_key(procedure_id), sealed, "shortlist_criteria", id_)
    return CriteriaView(id_, items, version, last_day, locked_at)


def state(connection: Connection, procedure_id: str, run: int, own: str = "") -> State:
    """Who sits on the panel now and whose ballot of this run is locked; with the criteria, and
    with the ballot of one grant, the reader's own, where it is named."""
    at = {"procedure": procedure_id, "run": run, "own": own}
    rows = connection.execute(_STATE, at).all()
    one = rows[0] if rows else None
    mine = next((row for row in rows if row.id == own and row.ballot_id), None)
    content = (
        vault.unseal_or_none(
            keys.ballots_key(procedure_id, run), mine.own_sealed, TABLE, mine.ballot_id
        )
        if mine
        else None
    )
    return State(
        run,
        [Occupant(*row[:7], row.reason or "", row.confirmed_at) for row in rows],
        one.decided_at if one else None,
        None
        if one is None or one.criteria_id is None
        else _criteria(
            procedure_id,
            one.criteria_id,
            one.criteria_sealed,
            one.criteria_version,
            one.last_day,
            one.criteria_locked_at,
        ),
        None
        if mine is None or content is None
        else BallotView(
            mine.ballot_id,
            own,
            content,
            mine.version,
            mine.saved_at,
            mine.locked_at,
            mine.own_sealed,
        ),
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
        content = vault.unseal_or_none(key, row.sealed, TABLE, row.id)
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
    return listing(connection, procedure_id, now)[1]


def equivalences_open(connection: Connection, procedure_id: str, now: datetime) -> frozenset[str]:
    """The references of the list on whose equivalence the panel has yet to decide, or whose
    minutes are not confirmed yet; as names has them, without every name being read."""
    asked = lists.equivalences(connection, procedure_id)
    found = rulings.weights(connection, now, [motion for _reference, motion in asked if motion])
    return frozenset(
        reference for reference, motion in asked if found.get(motion) is not Weight.COUNTS
    )


def listing(
    connection: Connection, procedure_id: str, now: datetime
) -> tuple[list[lists.Entry], list[Name]]:
    """Who stands on a ballot (``lists.ballotable``), and every name; by two statements at most."""
    rows = lists.ruled(connection, procedure_id)
    ruled = [m for r in rows for m in (r.equivalence_motion, r.borderline_motion) if m]
    found = rulings.weights(connection, now, ruled)

    def waits(entry: lists.Entry, motion: str) -> bool:
        return entry.withdrawn_at is None and found.get(motion) is not Weight.COUNTS

    return [r.entry for r in rows if r.ballotable], [
        Name(
            r.entry.candidate_id,
            r.entry.reference,
            r.entry.withdrawn_at is not None,
            r.entry.equivalence and waits(r.entry, r.equivalence_motion),
            r.entry.status == "borderline" and waits(r.entry, r.borderline_motion),
        )
        for r in rows
    ]
