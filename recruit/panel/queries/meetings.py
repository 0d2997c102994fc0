"""Reading meetings: who was present, what was decided, whether the minutes are confirmed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.core import keys, vault
from recruit.panel import models
from recruit.panel.rules import meetings as rules
from recruit.procedure import models as procedure_models
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import Holidays, quiet_days, right_opens


@dataclass(frozen=True, slots=True)
class MotionView:
    """A decision: by 'consensus' or 'vote'; votes: (grant, choice) of the last ballot."""

    id: str
    meeting_id: str
    kind: str
    object_id: str
    run: int
    by: str
    ballot: int
    carried: bool | None
    text: str
    reason: str
    at: datetime
    dissents: frozenset[str] = frozenset()
    votes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting. opens: when the minutes count as confirmed at the latest (C10)."""

    id: str
    number: int
    held_at: datetime
    present: frozenset[str]
    recused: frozenset[str]
    title: str
    minutes: str
    version: int
    recorded_at: datetime | None
    opens: datetime | None
    confirmed_at: datetime | None
    confirmations: dict[str, datetime] = field(default_factory=dict)
    motions: tuple[MotionView, ...] = ()


_m = models.Meeting.__table__  # type: ignore[attr-defined]
_o = models.Motion.__table__  # type: ignore[attr-defined]
_v = models.Vote.__table__  # type: ignore[attr-defined]
_c = models.MinutesConfirmation.__table__  # type: ignore[attr-defined]

_MEETINGS = (
    select(
        _m.c.id,
        _m.c.number,
        _m.c.held_at,
        _m.c.present,
        _m.c.recused,
        _m.c.sealed,
        _m.c.version,
        _m.c.recorded_at,
    )
    .where(_m.c.procedure_id == bindparam("procedure"))
    .order_by(_m.c.number.desc())
)
_MOTIONS = (
    select(
        _o.c.id,
        _o.c.meeting_id,
        _o.c.kind,
        _o.c.object_id,
        _o.c.run,
        _o.c.by,
        _o.c.ballot,
        _o.c.carried,
        _o.c.sealed,
        _o.c.at,
    )
    .where(_o.c.procedure_id == bindparam("procedure"))
    .order_by(_o.c.at, _o.c.id)
)
_CONFIRMATIONS = (
    select(_c.c.meeting_id, _c.c.grant_id, _c.c.motion_id, _c.c.dissent, _c.c.at)
    .select_from(_c.join(_m, _m.c.id == _c.c.meeting_id))
    .where(_m.c.procedure_id == bindparam("procedure"))
)
_VOTES = (
    select(_v.c.motion_id, _v.c.ballot, _v.c.grant_id, _v.c.choice)
    .select_from(_v.join(_o, _o.c.id == _v.c.motion_id))
    .where(_o.c.procedure_id == bindparam("procedure"))
    .order_by(_v.c.ballot, _v.c.at, _v.c.id)
)
_p = procedure_models.Procedure.__table__  # type: ignore[attr-defined]
_CARRIED_COLUMNS = select(
    _o.c.id,
    _o.c.by,
    _o.c.carried,
    _o.c.at,
    _m.c.present,
    _m.c.recorded_at,
    _p.c.settings,
    _c.c.grant_id,
    _c.c.motion_id,
    _c.c.dissent,
    _c.c.at.label("said_at"),
).select_from(
    _o.join(_m, _m.c.id == _o.c.meeting_id)
    .join(_p, _p.c.id == _o.c.procedure_id)
    .outerjoin(_c, _c.c.meeting_id == _m.c.id)
)
_CARRIED = _CARRIED_COLUMNS.where(_o.c.id.in_(bindparam("motions", expanding=True)))
MEETINGS_AHEAD = (*procedure.BY_ID_AHEAD, _CONFIRMATIONS, _VOTES, _MOTIONS, _MEETINGS)
"""What meetings asks, for a page that asks it together with others."""
CARRIED_AHEAD = (_CARRIED,)
"""What carried asks."""


def _working(connection: Connection, procedure_id: str) -> tuple[int, Holidays]:
    view = procedure.by_id(connection, procedure_id)
    return _days(view.settings if view else {})


def _days(settings: Mapping[str, Any]) -> tuple[int, Holidays]:
    return int(settings.get("minutes_working_days", 2)), quiet_days(settings)


def meetings(
    connection: Connection, procedure_id: str, now: datetime, *, read: bool = True
) -> list[MeetingView]:
    """Every meeting with its motions, the latest first. read: open the sealed texts too."""
    where = {"procedure": procedure_id}
    days, quiet = _working(connection, procedure_id)
    key = keys.panel_key(procedure_id)
    given: dict[str, dict[str, datetime]] = {}
    dissents: dict[str, set[str]] = {}
    for said_so in connection.execute(_CONFIRMATIONS, where):
        if said_so.dissent:
            dissents.setdefault(said_so.motion_id, set()).add(said_so.grant_id)
        else:
            given.setdefault(said_so.meeting_id, {})[said_so.grant_id] = said_so.at
    votes: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for cast in connection.execute(_VOTES, where):
        votes.setdefault((cast.motion_id, cast.ballot), []).append((cast.grant_id, cast.choice))
    motions: dict[str, list[MotionView]] = {}
    for moved in connection.execute(_MOTIONS, where):
        said = vault.unseal(key, moved.sealed, "panel_motion", moved.id) if read else {}
        motions.setdefault(moved.meeting_id, []).append(
            MotionView(
                moved.id,
                moved.meeting_id,
                moved.kind,
                moved.object_id,
                moved.run,
                moved.by,
                moved.ballot,
                moved.carried,
                said.get("text", ""),
                said.get("reason", ""),
                moved.at,
                frozenset(dissents.get(moved.id, ())),
                tuple(votes.get((moved.id, moved.ballot), ())),
            )
        )
    found = []
    for row in connection.execute(_MEETINGS, where):
        said = vault.unseal(key, row.sealed, "panel_meeting", row.id) if read else {}
        present = frozenset(row.present.split())
        opens = right_opens(row.recorded_at, days, quiet) if row.recorded_at else None
        mine = given.get(row.id, {})
        confirmed = rules.confirmed_at(present, mine, opens, now) if opens is not None else None
        found.append(
            MeetingView(
                row.id,
                row.number,
                row.held_at,
                present,
                frozenset(row.recused.split()),
                said.get("title", ""),
                said.get("minutes", ""),
                row.version,
                row.recorded_at,
                opens,
                confirmed,
                mine,
                tuple(motions.get(row.id, ())),
            )
        )
    return found


def open_meetings(connection: Connection, procedure_id: str) -> list[MeetingView]:
    """The meetings whose minutes the Chair has not written yet: where decisions are taken."""
    return [m for m in meetings(connection, procedure_id, _LONG_AGO) if m.recorded_at is None]


_LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def since(motion: MotionView, meeting: MeetingView) -> datetime | None:
    """Since when what rests on a motion may be entered: it carries, and the minutes of its
    meeting are confirmed (C10); None: not yet, or put to the vote by a dissent, or lost."""
    if meeting.confirmed_at is None or not motion.carried:
        return None
    if motion.by == "consensus" and motion.dissents:
        return None
    return max(meeting.confirmed_at, motion.at)


def carried(
    connection: Connection, motions: Iterable[str], now: datetime
) -> dict[str, tuple[MotionView, MeetingView]]:
    """These motions with their meetings, by one statement and without the sealed texts: what a
    page asks that rests on a decision (C10). Nothing is read where none is named."""
    wanted = sorted(set(motions))
    rows: dict[str, list[Any]] = {}
    for row in connection.execute(_CARRIED, {"motions": wanted}) if wanted else ():
        rows.setdefault(row.id, []).append(row)
    return {motion: _carried(said, now) for motion, said in rows.items()}


def _carried(rows: Sequence[Any], now: datetime) -> tuple[MotionView, MeetingView]:
    one = rows[0]
    dissents = frozenset(r.grant_id for r in rows if r.dissent and r.motion_id == one.id)
    given = {r.grant_id: r.said_at for r in rows if r.grant_id is not None and not r.dissent}
    present = frozenset(one.present.split())
    days, quiet = _days(json.loads(one.settings))
    opens = right_opens(one.recorded_at, days, quiet) if one.recorded_at else None
    confirmed = rules.confirmed_at(present, given, opens, now) if opens is not None else None
    motion = MotionView(one.id, "", "", "", 0, one.by, 0, one.carried, "", "", one.at, dissents)
    return motion, MeetingView(
        "", 0, one.at, present, frozenset(), "", "", 0, one.recorded_at, opens, confirmed, given
    )


_DECISIONS = (
    _CARRIED_COLUMNS.add_columns(_o.c.sealed)
    .where(_o.c.procedure_id == bindparam("procedure"), _o.c.carried.is_(True))
    .order_by(_o.c.at, _o.c.id)
)


def decisions(
    connection: Connection, procedure_id: str, now: datetime
) -> list[tuple[MotionView, datetime | None]]:
    """What the panel has decided, the oldest first, with its words, and since when it may be
    built on (C10; None: not yet). How anybody voted is not read."""
    rows: dict[str, list[Any]] = {}
    for row in connection.execute(_DECISIONS, {"procedure": procedure_id}):
        rows.setdefault(row.id, []).append(row)
    key, found = keys.panel_key(procedure_id), []
    for said in rows.values():
        motion, meeting = _carried(said, now)
        words = vault.unseal(key, said[0].sealed, "panel_motion", motion.id)
        told = replace(motion, text=words.get("text", ""), reason=words.get("reason", ""))
        found.append((told, since(motion, meeting)))
    return found


def effective(connection: Connection, motion_id: str, now: datetime) -> datetime | None:
    """Since when what rests on this motion may be entered (C10); None: not yet."""
    found = carried(connection, [motion_id], now).get(motion_id)
    return since(*found) if found else None


def confirmed_motions(connection: Connection, procedure_id: str, now: datetime) -> set[str]:
    """The motions on which something may be entered now."""
    return {
        motion.id
        for meeting in meetings(connection, procedure_id, now, read=False)
        for motion in meeting.motions
        if since(motion, meeting) is not None
    }
