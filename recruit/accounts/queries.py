"""What accounts' pages show: frozen views, static statements, never content of a procedure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models, rules
from recruit.core.words import _
from recruit.notices import models as notices
from recruit.procedure import queries as procedures
from recruit.states import models as states

_p = models.Person.__table__  # type: ignore[attr-defined]
_s = models.Session.__table__  # type: ignore[attr-defined]
_c = models.Code.__table__  # type: ignore[attr-defined]
_k = models.Passkey.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_two = access.Second.__table__  # type: ignore[attr-defined]
_st = states.State.__table__  # type: ignore[attr-defined]
_d = notices.Delivery.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Own:
    """One's own account. digest: one mail a day is wanted. codes: how many recovery or
    one-time codes are left."""

    name: str
    mail: str
    function: str
    zone: str
    digest: bool
    authenticator: bool
    delegate_only: bool
    codes: int


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A registered passkey. credential: its id, base64url; label: its owner's name for it."""

    id: str
    credential: str
    label: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session that still counts."""

    id: str
    device: str
    made_at: datetime
    seen_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class GrantView:
    """A capacity of a person, for whoever may give it."""

    id: str
    name: str
    mail: str
    function: str
    capacity: Capacity
    state: str
    since: datetime
    undertaken_at: datetime | None
    ended_at: datetime | None
    invited: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """An act that one administrator asked for and another confirms."""

    id: str
    act: str
    capacity: Capacity
    name: str
    mail: str
    asked_by: str
    own: bool
    at: datetime
    letter: str = ""


@dataclass(frozen=True, slots=True)
class FactorAsked:
    """A lost second factor that waits for an administrator: whose, and who asked."""

    id: str
    name: str
    asked_by: str
    asked_as: Capacity
    own: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A procedure as an administrator sees it: who is named, nothing of what is in it."""

    name: str
    title: str
    president: str
    focal_point: str


MAIL_MAY_WAIT = timedelta(hours=1)
"""How long a mail may wait before the administrators are told that mail stands still."""

ATTEMPTS_OF_AN_HOUR = 4
"""So many attempts of one mail take more than an hour (notices.outbox.BACKOFF)."""


@dataclass(frozen=True, slots=True)
class Health:
    """The installation: counts of accounts, invitations open, sessions; whether mail goes out.

    Mails are not counted: their pace is the panel's pace, and nobody outside it may learn
    of that (P53f-2). late: mail has waited for more than an hour.
    """

    accounts: int
    invited: int
    signed_in: int
    late: bool


_OWN = select(_p.c.name, _p.c.mail, _p.c.function, _p.c.zone, _p.c.digest, _p.c.totp).where(
    _p.c.id == bindparam("person")
)
_CODES = select(func.count()).where(
    _c.c.person_id == bindparam("person"),
    _c.c.kind.in_(("recovery", "one-time")),
    _c.c.used_at.is_(None),
)
_CAPACITIES = select(_g.c.capacity).where(
    _g.c.person_id == bindparam("person"),
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=_g.c.until.type)),
)
_SESSIONS = (
    select(_s.c.id, _s.c.device, _s.c.made_at, _s.c.seen_at)
    .where(_s.c.person_id == bindparam("person"), _s.c.ended_at.is_(None))
    .order_by(_s.c.seen_at.desc(), _s.c.id)
)
_PEOPLE = (
    select(
        _g.c.id,
        _p.c.name,
        _p.c.mail,
        _p.c.function,
        _g.c.capacity,
        func.coalesce(_st.c.name, ""),
        _g.c.since,
        _g.c.undertaken_at,
        _g.c.ended_at,
        _p.c.passphrase == "",
    )
    .select_from(_g.join(_p, _p.c.id == _g.c.person_id).outerjoin(_st, _st.c.id == _g.c.state_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity.in_(bindparam("capacities", expanding=True)),
        or_(bindparam("principal") == "", _g.c.principal_id == bindparam("principal")),
    )
    .order_by(_st.c.name, _p.c.name, _g.c.since, _g.c.id)
)
_UNDERTAKEN = select(_g.c.undertaken_at).where(_g.c.id == bindparam("grant"))
_STATES = select(_st.c.id, _st.c.name).order_by(_st.c.name)
_NAMED = (
    select(_g.c.procedure_id, _g.c.capacity, _p.c.name)
    .select_from(_g.join(_p, _p.c.id == _g.c.person_id))
    .where(
        _g.c.capacity.in_((Capacity.PRESIDENT.value, Capacity.FOCAL_POINT.value)),
        _g.c.ended_at.is_(None),
    )
)
_ASKED = (
    select(_two.c.id, _two.c.act, _two.c.detail, _two.c.first_person, _two.c.first_at, _p.c.name)
    .select_from(_two.join(_p, _p.c.id == _two.c.first_person))
    .where(
        _two.c.procedure_id == bindparam("procedure"),
        _two.c.first_as == Capacity.ADMINISTRATOR.value,
        _two.c.second_at.is_(None),
        _two.c.withdrawn_at.is_(None),
    )
    .order_by(_two.c.first_at, _two.c.id)
)
_whose = _p.alias("whose")
_FACTORS = (
    select(
        _two.c.id, _whose.c.name, _p.c.name, _two.c.first_as, _two.c.first_person, _two.c.first_at
    )
    .select_from(
        _two.join(_p, _p.c.id == _two.c.first_person).join(_whose, _whose.c.id == _two.c.object_id)
    )
    .where(
        _two.c.act == "factor",
        _two.c.second_at.is_(None),
        _two.c.withdrawn_at.is_(None),
    )
    .order_by(_two.c.first_at, _two.c.id)
)
_WITH_FACTOR = (
    select(_g.c.id, _p.c.name)
    .select_from(_g.join(_p, _p.c.id == _g.c.person_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity.in_(bindparam("capacities", expanding=True)),
        _g.c.ended_at.is_(None),
        _p.c.totp.is_not(None),
    )
    .order_by(_p.c.name, _g.c.id)
)
_HEALTH = select(
    select(func.count()).select_from(_p).scalar_subquery().label("accounts"),
    select(func.count())
    .select_from(_p)
    .where(_p.c.passphrase == "")
    .scalar_subquery()
    .label("invited"),
    select(func.count(func.distinct(_s.c.person_id)))
    .where(_s.c.ended_at.is_(None), _s.c.seen_at > bindparam("since", type_=_s.c.seen_at.type))
    .scalar_subquery()
    .label("signed_in"),
    exists()
    .where(
        _d.c.status == notices.DeliveryStatus.QUEUED.value,
        or_(
            _d.c.attempts >= ATTEMPTS_OF_AN_HOUR,
            _d.c.next_at < bindparam("before", type_=_d.c.next_at.type),
        ),
    )
    .label("late"),
)


_NOT_ENDED = select(_s.c.id).where(_s.c.id == bindparam("session"), _s.c.ended_at.is_(None))


def still_signed_in(connection: Connection, session_id: str) -> bool:
    """Whether this session was not ended. '' is no session: a command, or the worker."""
    return (
        not session_id
        or connection.execute(_NOT_ENDED, {"session": session_id}).first() is not None
    )


def is_delegate_only(connection: Connection, person_id: str, now: datetime) -> bool:
    """Whether a person's living capacities are those of a delegate alone (S6)."""
    held = [c for (c,) in connection.execute(_CAPACITIES, {"person": person_id, "now": now})]
    return bool(held) and all(c == Capacity.DELEGATE for c in held)


_PASSKEYS = (
    select(_k.c.id, _k.c.credential, _k.c.label, _k.c.made_at)
    .where(_k.c.person_id == bindparam("person"), _k.c.removed_at.is_(None))
    .order_by(_k.c.made_at, _k.c.id)
)


def passkeys(connection: Connection, person_id: str) -> list[PasskeyView]:
    """The passkeys of a person that still sign, the oldest first."""
    return [PasskeyView(*r) for r in connection.execute(_PASSKEYS, {"person": person_id})]


def own(connection: Connection, reader: Reader) -> Own:
    """The reader's own account."""
    row = connection.execute(_OWN, {"person": reader.person_id}).one()
    return Own(
        *row[:5],
        authenticator=row[5] is not None,
        delegate_only=is_delegate_only(connection, reader.person_id, reader.now),
        codes=connection.execute(_CODES, {"person": reader.person_id}).scalar_one(),
    )


def sessions(connection: Connection, reader: Reader) -> list[SessionView]:
    """The reader's own sessions that still count, the last seen first."""
    return [
        SessionView(r.id, device(r.device), r.made_at, r.seen_at, r.id == reader.session_id)
        for r in connection.execute(_SESSIONS, {"person": reader.person_id})
        if rules.alive(r.made_at, r.seen_at, reader.now)
    ]


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
_SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Mac OS", "macOS"), ("Linux", "Linux")),
)


def device(agent: str) -> str:
    """A browser's own description in a few words: 'Firefox on Windows'."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    if not browser and "Safari" in agent:
        browser = "Safari"
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("another device")


def people(
    connection: Connection,
    reader: Reader,
    capacities: Iterable[Capacity],
    *,
    own_only: bool = False,
) -> list[GrantView]:
    """Who holds or held these capacities in the reader's procedure, by State and name.

    own_only: those whose principal the reader is (assistants).
    """
    rows = connection.execute(
        _PEOPLE,
        {
            "procedure": reader.procedure_id,
            "capacities": [c.value for c in capacities],
            "principal": reader.person_id if own_only else "",
        },
    )
    return [
        GrantView(r[0], r[1], r[2], r[3], Capacity(r[4]), r[5], r[6], r[7], r[8], r[9])
        for r in rows
    ]


def undertaken_at(connection: Connection, reader: Reader) -> datetime | None:
    """When the reader signed the undertaking for this capacity; None: not yet."""
    return connection.execute(_UNDERTAKEN, {"grant": reader.grant_id}).scalar_one()


def state_choices(connection: Connection) -> list[tuple[str, str]]:
    """Every State for a list to choose from, by name."""
    return [(id_, name) for id_, name in connection.execute(_STATES)]


def procedure_lines(connection: Connection) -> list[ProcedureLine]:
    """Every procedure with the two whom the administrators name."""
    named = {(p, c): name for p, c, name in connection.execute(_NAMED)}
    return [
        ProcedureLine(
            p.name,
            p.title,
            named.get((p.id, Capacity.PRESIDENT.value), ""),
            named.get((p.id, Capacity.FOCAL_POINT.value), ""),
        )
        for p in procedures.all_of_them(connection)
    ]


def asked(connection: Connection, reader: Reader, procedure_id: str) -> list[Asked]:
    """What waits for an administrator's confirmation in a procedure, the oldest first."""
    found = []
    for row in connection.execute(_ASKED, {"procedure": procedure_id}):
        act, _dash, capacity = row.act.partition("-")
        if capacity not in (Capacity.PRESIDENT.value, Capacity.FOCAL_POINT.value):
            continue
        detail = json.loads(row.detail or "{}")
        found.append(
            Asked(
                row.id,
                act,
                Capacity(capacity),
                detail.get("name", ""),
                detail.get("mail", ""),
                row.name,
                row.first_person == reader.person_id,
                row.first_at,
                detail.get("letter", ""),
            )
        )
    return found


def factors_asked(connection: Connection, reader: Reader) -> list[FactorAsked]:
    """Lost second factors that wait for an administrator, the oldest first (W13)."""
    return [
        FactorAsked(id_, whose, by, Capacity(as_), person == reader.person_id, at)
        for id_, whose, by, as_, person, at in connection.execute(_FACTORS)
    ]


def factor_choices(
    connection: Connection, reader: Reader, procedure_id: str = ""
) -> list[tuple[str, str]]:
    """Whose second factor this reader may ask to be set up anew: (grant, name), by name."""
    rows = connection.execute(
        _WITH_FACTOR,
        {
            "procedure": procedure_id or reader.procedure_id,
            "capacities": [c.value for c in rules.FACTOR_ASKED_BY.get(reader.capacity, ())],
        },
    )
    return [(grant, name) for grant, name in rows]


def health(connection: Connection, now: datetime) -> Health:
    """How the installation is."""
    asked = {"since": now - rules.IDLE, "before": now - MAIL_MAY_WAIT}
    row = connection.execute(_HEALTH, asked).one()
    return Health(row.accounts, row.invited, row.signed_in, bool(row.late))
