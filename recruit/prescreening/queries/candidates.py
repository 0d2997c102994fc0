"""The candidates as a seated member has them: the list, one candidate (A8, C4, C5, R7).

What a member may open is decided here inside the statements: nothing is read of a file that
is not given, on which they are not cleared, or while a declaration of theirs is undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, exists, func, literal, null, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Reader
from recruit.applications import models as applications
from recruit.core import keys, vault
from recruit.core.db import UTC
from recruit.documents import private
from recruit.panel.queries.declarations import said_all
from recruit.prescreening import models
from recruit.prescreening.queries import rulings as ruled
from recruit.prescreening.queries.requests import all_given
from recruit.prescreening.rules.rulings import BORDERLINE, EQUIVALENCE, PLACING, Weight
from recruit.procedure.rules.milestones import Milestone, MilestoneKind, latest

ROWS = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands on the list. undeclared: names listed and not declared on;
    undecided: a declaration waits for its decision; conflict: one stands on a listed name.
    names: how many this version has; 0 where it was not asked. why: what changed with it."""

    undeclared: bool
    undecided: bool
    conflict: bool
    names: int = 0
    why: str = ""

    @property
    def open(self) -> bool:
        """Whether files and judgement are open to this member at all (C4, C5)."""
        return not (self.undecided or self.conflict)


class Line(NamedTuple):
    """A line of the members' list; cleared: the file opens to this reader. weight: that of
    the rulings on it, the weaker of two."""

    candidate_id: str
    name: str
    reference: str
    place: int
    status: str
    equivalence: bool
    since_version: int
    withdrawn: bool
    borderline: bool | None
    equivalent: bool | None
    cleared: bool
    weight: Weight = Weight.COUNTS


@dataclass(frozen=True, slots=True)
class CandidateView:
    """One candidate for a member. clearance: '' not declared, 'undecided', 'cleared' or
    'conflict'; with anything but 'cleared' there is neither answer nor document here.

    status '' where not listed, but given on request (R7). answers: the settled ones as
    circulated. reasons: of the panel's rulings by kind. before, after: neighbours listed.
    standing: the reader's, on the version of the list that counts now.
    """

    candidate_id: str
    reference: str
    name: str
    place: int
    status: str
    outcome: str
    equivalence: bool
    since_version: int
    withdrawn_at: datetime | None
    clearance: str
    may_open: bool
    path: str
    answers: dict[str, dict[str, Any]]
    rulings: dict[str, tuple[bool, dict[str, Any], Weight]]
    before: str
    after: str
    standing: Standing


_e = models.Listed.__table__  # type: ignore[attr-defined]
_x = models.Circulation.__table__  # type: ignore[attr-defined]
_u = models.PanelRuling.__table__  # type: ignore[attr-defined]
_o = models.Outcome.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_k = access.Clearance.__table__  # type: ignore[attr-defined]
_d = access.Disclosure.__table__  # type: ignore[attr-defined]
_border, _equal, _placed = _u.alias("border"), _u.alias("equal"), _u.alias("placing")

_MINE = and_(_k.c.procedure_id == bindparam("procedure"), _k.c.person_id == bindparam("person"))
_ON = and_(_MINE, _k.c.candidate_id == _c.c.id)
_left = (
    exists()
    .where(
        _e.c.circulation_id == bindparam("circulation"),
        _c.c.id == _e.c.candidate_id,
        _c.c.withdrawn_at.is_(None),
        ~exists().where(_MINE, _k.c.candidate_id == _e.c.candidate_id).correlate(_e),
    )
    .correlate(None)
)
_WHERE_ONE_STANDS = (
    # the names are looked through only where it was not noted that all are said
    case(
        (said_all(bindparam("procedure"), bindparam("person")), literal(False)), else_=_left
    ).label("undeclared"),
    exists().where(_MINE, _k.c.status == "undecided").correlate(None).label("undecided"),
    exists()
    .where(
        _MINE,
        _k.c.status == "conflict",
        _e.c.circulation_id == bindparam("circulation"),
        _e.c.candidate_id == _k.c.candidate_id,
    )
    .correlate(None)
    .label("conflict"),
)
_STANDING = select(
    *_WHERE_ONE_STANDS,
    select(func.max(_e.c.place))
    .where(_e.c.circulation_id == bindparam("circulation"))
    .scalar_subquery()
    .label("names"),
    select(_x.c.why).where(_x.c.id == bindparam("circulation")).scalar_subquery().label("why"),
)
_LINES = (
    select(
        # the order is that of a Line, its name sealed; what follows it is for cleared, weight
        _e.c.candidate_id,
        _c.c.sealed,
        _c.c.reference,
        _e.c.place,
        _e.c.status,
        _e.c.equivalence,
        _e.c.since_version,
        _c.c.withdrawn_at.is_not(None).label("withdrawn"),
        _border.c.accepted.label("borderline"),
        _equal.c.accepted.label("equivalent"),
        _k.c.status.label("clearance"),
        _border.c.motion_id.label("borderline_motion"),
        _equal.c.motion_id.label("equivalence_motion"),
    )
    .select_from(
        _e.join(_c, _c.c.id == _e.c.candidate_id)
        .outerjoin(_k, _ON)
        .outerjoin(_border, ruled.of(_border, _e.c.candidate_id, BORDERLINE))
        .outerjoin(_equal, ruled.of(_equal, _e.c.candidate_id, EQUIVALENCE))
    )
    .where(_e.c.circulation_id == bindparam("circulation"), _e.c.place > bindparam("after"))
    .order_by(_e.c.place)
    .limit(ROWS + 1)
)

_undecided = exists().where(_MINE, _k.c.status == "undecided")
_given = exists().where(
    _d.c.procedure_id == bindparam("procedure"),
    _d.c.object_id == _c.c.id,
    _d.c.capacity == "member",
    _d.c.since <= bindparam("now", type_=UTC()),
    or_(_d.c.until.is_(None), _d.c.until > bindparam("now", type_=UTC())),
)
_MAY = and_(_k.c.status == "cleared", ~_undecided.correlate(None), _given)
_next = _e.alias("next")


def _neighbour(later: bool) -> Any:
    place = _next.c.place
    return (
        select(_next.c.candidate_id)
        .where(
            _next.c.circulation_id == bindparam("circulation"),
            place > _e.c.place if later else place < _e.c.place,
        )
        .order_by(place if later else place.desc())
        .limit(1)
        .correlate(_e)
        .scalar_subquery()
    )


_latest_outcome = (
    select(_o.c.id)
    .where(_o.c.candidate_id == _c.c.id)
    .order_by(_o.c.at.desc(), _o.c.id.desc())
    .limit(1)
    .correlate(_c)
    .scalar_subquery()
)
_MAY_OPEN = case((_MAY, literal(1)), else_=literal(0))


def _sealed(column: Any) -> Any:
    """The sealed value where the reader may open the file; nothing is loaded otherwise."""
    return case((_MAY, column), else_=null())


_ONE = (
    select(
        _c.c.id,
        _c.c.reference,
        _c.c.sealed.label("named"),
        _c.c.withdrawn_at,
        _c.c.filed_at,
        _c.c.merged_into,
        _k.c.status.label("clearance"),
        _MAY_OPEN.label("may_open"),
        _e.c.id.label("listed_id"),
        _e.c.place,
        _e.c.status,
        _e.c.equivalence,
        _e.c.since_version,
        _sealed(_e.c.sealed).label("listed_sealed"),
        _o.c.id.label("outcome_id"),
        _o.c.outcome,
        _sealed(_o.c.sealed).label("outcome_sealed"),
        *(
            column
            for name, ruling in (
                ("borderline", _border),
                ("equivalence", _equal),
                ("placing", _placed),
            )
            for column in (
                ruling.c.id.label(f"{name}_id"),
                ruling.c.accepted.label(f"{name}_accepted"),
                ruling.c.motion_id.label(f"{name}_motion"),
                _sealed(ruling.c.sealed).label(f"{name}_sealed"),
            )
        ),
        _neighbour(False).label("before"),
        _neighbour(True).label("after"),
        *_WHERE_ONE_STANDS,
    )
    .select_from(
        _c.outerjoin(
            _e,
            and_(_e.c.candidate_id == _c.c.id, _e.c.circulation_id == bindparam("circulation")),
        )
        .outerjoin(_k, _ON)
        .outerjoin(_o, _o.c.id == _latest_outcome)
        .outerjoin(_border, ruled.of(_border, _c.c.id, BORDERLINE))
        .outerjoin(_equal, ruled.of(_equal, _c.c.id, EQUIVALENCE))
        .outerjoin(_placed, ruled.of(_placed, _c.c.id, PLACING))
    )
    .where(_c.c.procedure_id == bindparam("procedure"), _c.c.id == bindparam("candidate"))
)
_READ_LISTED = private.READ.where(
    select(_e.c.id)
    .select_from(_e.join(_c, _c.c.id == _e.c.candidate_id))
    .where(
        _e.c.circulation_id == bindparam("circulation"),
        _e.c.candidate_id == private.READ.selected_columns.object_id,
        _c.c.withdrawn_at.is_(None),
    )
    .correlate_except(_e, _c)
    .exists()
)


def read_of(connection: Connection, reader: Reader, circulation_id: str) -> set[str]:
    """Those on this version of the list whose whole file this reader has marked as read."""
    return private.read_of(connection, reader, _READ_LISTED, circulation=circulation_id)


def circulation_of(milestones: Iterable[Milestone]) -> Milestone | None:
    """The version of the list that counts now."""
    return latest(milestones, MilestoneKind.LIST_CIRCULATED)


def _asked(reader: Reader, circulation_id: str, **more: Any) -> dict[str, Any]:
    return {
        "procedure": reader.procedure_id,
        "person": reader.person_id,
        "circulation": circulation_id,
        **more,
    }


def standing(connection: Connection, reader: Reader, circulation_id: str) -> Standing:
    """Where the reader stands on this version of the list."""
    row = connection.execute(_STANDING, _asked(reader, circulation_id)).one()
    return _standing(row, row.names or 0, row.why or "")


def _standing(row: Any, names: int = 0, why: str = "") -> Standing:
    return Standing(bool(row.undeclared), bool(row.undecided), bool(row.conflict), names, why)


def lines(
    connection: Connection, reader: Reader, circulation_id: str, after: int = 0
) -> tuple[list[Line], bool]:
    """Fifty lines of the list in alphabetical order, and whether more follow."""
    rows = connection.execute(_LINES, _asked(reader, circulation_id, after=after)).all()
    procedure_id, shown = reader.procedure_id, rows[:ROWS]
    names = vault.unseal_all(
        [(keys.file_key(row[0], procedure_id), row[1], row[0]) for row in shown],
        "applications_candidate",
    )
    carried = ruled.weights(connection, reader.now, _motions(shown))
    found = []
    for row, said in zip(shown, names, strict=True):
        candidate_id, _sealed, *told, clearance, borderline, equivalence = row
        weight = Weight.COUNTS
        if borderline is not None or equivalence is not None:
            weight = _weaker(carried, _motions([row]))
        name = said["name"] if said else ""
        found.append(Line._make([candidate_id, name, *told, clearance == "cleared", weight]))
    return found, len(rows) > ROWS


def _motions(rows: Iterable[Any]) -> list[str]:
    return [
        motion
        for row in rows
        for motion in (row.borderline_motion, row.equivalence_motion)
        if motion is not None
    ]


def _weaker(carried: Mapping[str, Weight], motions: Iterable[str]) -> Weight:
    """COUNTS where every one of these rulings does; else what the first other one is."""
    return next((carried[m] for m in motions if carried[m] is not Weight.COUNTS), Weight.COUNTS)


def candidate(
    connection: Connection, reader: Reader, candidate_id: str, milestones: Iterable[Milestone]
) -> CandidateView | None:
    """One candidate on the list, or given on request; None for any other id."""
    told = list(milestones)
    circulation, given = circulation_of(told), all_given(told)
    row = connection.execute(
        _ONE,
        _asked(
            reader,
            circulation.object_id if circulation else "",
            candidate=candidate_id,
            now=reader.now,
        ),
    ).first()
    if row is None:
        return None
    on_request = (
        given is not None
        and row.filed_at <= given.at
        and row.withdrawn_at is None
        and row.merged_into is None
    )
    if row.listed_id is None and not on_request:
        return None
    motions = [getattr(row, f"{kind}_motion") for kind in _KINDS]
    carried = ruled.weights(connection, reader.now, motions)
    return _view(row, reader.procedure_id, carried)


_KINDS = (BORDERLINE, EQUIVALENCE, PLACING)


def _view(row: Any, procedure_id: str, carried: Mapping[str, Weight]) -> CandidateView:
    file_key = keys.file_key(row.id, procedure_id)
    named = vault.unseal_or_none(file_key, row.named, "applications_candidate", row.id)
    if row.listed_id is not None:
        said = vault.unseal_or_none(
            file_key, row.listed_sealed, "prescreening_listed", row.listed_id
        )
    else:
        said = vault.unseal_or_none(
            file_key, row.outcome_sealed, "prescreening_outcome", row.outcome_id or ""
        )
    rulings = {}
    for kind in _KINDS:
        ruling_id = getattr(row, f"{kind}_id")
        if ruling_id is not None:
            why = vault.unseal_or_none(
                keys.judgement_key(row.id, procedure_id),
                getattr(row, f"{kind}_sealed"),
                "prescreening_panel_ruling",
                ruling_id,
            )
            rulings[kind] = (
                bool(getattr(row, f"{kind}_accepted")),
                why or {},
                carried.get(getattr(row, f"{kind}_motion"), Weight.WAITS),
            )
    return CandidateView(
        row.id,
        row.reference,
        named["name"] if named else "",
        row.place or 0,
        row.status or "",
        row.outcome or "",
        bool(row.equivalence),
        row.since_version or 0,
        row.withdrawn_at,
        row.clearance or "",
        bool(row.may_open),
        said.get("path", "a") if said else "",
        said.get("answers", {}) if said else {},
        rulings,
        row.before or "",
        row.after or "",
        _standing(row),
    )
