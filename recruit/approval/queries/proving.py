"""Reading which States Parties a rehearsal mail reached (W8). Static statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.approval import models
from recruit.approval.rules.proving import Proving, Reach, reach
from recruit.core import ids
from recruit.notices import models as notices
from recruit.procedure import models as procedure
from recruit.states import models as states
from recruit.states import queries as registry
from recruit.states.queries import ContactView

KIND = "approval.rehearsal"


@dataclass(frozen=True, slots=True)
class Reached:
    """How far each State Party was reached, by id; last: the latest rehearsal mail, if any."""

    of: Mapping[str, Reach]
    last: datetime | None

    @property
    def sums(self) -> dict[Reach, int]:
        """How many were reached, failed, are unknown: together all States Parties."""
        found = dict.fromkeys(Reach, 0)
        for one in self.of.values():
            found[one] += 1
        return found

    @property
    def missing(self) -> frozenset[str]:
        """The States Parties that were not reached."""
        return frozenset(state for state, one in self.of.items() if one is not Reach.REACHED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever opens the link of a rehearsal mail is told."""

    id: str
    procedure_id: str
    title: str
    state: str
    acknowledged_at: datetime | None


_x = models.Proof.__table__  # type: ignore[attr-defined]
_b = notices.Broadcast.__table__  # type: ignore[attr-defined]
_d = notices.Delivery.__table__  # type: ignore[attr-defined]
_s = states.State.__table__  # type: ignore[attr-defined]
_p = procedure.Procedure.__table__  # type: ignore[attr-defined]
_PROOFS = (
    select(_x.c.state_id, _x.c.at, _x.c.acknowledged_at, _d.c.status)
    .select_from(
        _x.outerjoin(_b, (_b.c.object_id == _x.c.id) & (_b.c.kind == KIND)).outerjoin(
            _d, _d.c.broadcast_id == _b.c.id
        )
    )
    .where(_x.c.procedure_id == bindparam("procedure"))
    .order_by(_x.c.at, _x.c.id)
)
_OF_LINK = (
    select(_x.c.id, _x.c.procedure_id, _p.c.title, _s.c.name, _x.c.acknowledged_at)
    .select_from(_x.join(_s, _s.c.id == _x.c.state_id).join(_p, _p.c.id == _x.c.procedure_id))
    .where(_x.c.token == bindparam("token"))
)
# a State is reached where one of its addresses took the mail
_RANK = ("sent", "queued", "unknown", "failed", "dropped")


def reached(
    connection: Connection, procedure_id: str, contacts: Mapping[str, list[ContactView]]
) -> Reached:
    """How far the rehearsal mails got. contacts: each State Party's addresses in force."""
    proofs: dict[str, dict[datetime, datetime | None]] = {}
    got: dict[str, tuple[datetime, str]] = {}
    last: datetime | None = None
    for row in connection.execute(_PROOFS, {"procedure": procedure_id}):
        last = row.at
        proofs.setdefault(row.state_id, {})[row.at] = row.acknowledged_at
        status, known = row.status or "queued", got.get(row.state_id)
        newer = known is None or known[0] < row.at
        if newer or _RANK.index(status) < _RANK.index(known[1] if known else "dropped"):
            got[row.state_id] = (row.at, status)
    return Reached(
        {
            state: reach(
                Proving(
                    tuple(c.since for c in addresses),
                    tuple(proofs.get(state, {}).items()),
                    got[state][1] if state in got else "",
                )
            )
            for state, addresses in contacts.items()
        },
        last,
    )


def now(connection: Connection, procedure_id: str, moment: datetime) -> Reached:
    """The same of every State Party at this instant."""
    known = registry.contacts(connection, procedure_id)
    parties = registry.parties(connection, moment, procedure_id)
    return reached(connection, procedure_id, {s.id: known.get(s.id, []) for s in parties})


def of_link(connection: Connection, token: str) -> Asked | None:
    """The rehearsal mail of a link, or None. Reading it changes nothing (W15)."""
    row = connection.execute(_OF_LINK, {"token": ids.digest(token)}).first()
    return Asked(*row) if row else None
