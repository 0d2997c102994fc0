"""Taking an archive along: read, written, sealed, and in the record before the first byte."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection
from sqlmodel import select as rows

from recruit.access import matches
from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.frame import act, nothing, operator
from recruit.access.policy import allows
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models as accounts
from recruit.archive import gathering, writing
from recruit.archive.models import Sealed
from recruit.core import db, ids, installation, keys, sealing, times, vault
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _, english
from recruit.procedure import queries as procedure
from recruit.procedure.queries import ProcedureView
from recruit.procedure.rules.days import at_geneva
from recruit.procedure.rules.ending import ended
from recruit.procedure.rules.milestones import Column, column

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "verify"
TABLE = "archive_sealed"

_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]
_GRANTS = (
    select(
        _g.c.id,
        _g.c.person_id,
        _p.c.name,
        _g.c.capacity,
        _g.c.state_id,
        _g.c.seat,
        _g.c.until,
        _g.c.undertaken_at,
    )
    .select_from(_g.join(_p, _p.c.id == _g.c.person_id))
    .where(
        _p.c.mail == bindparam("mail"),
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.ended_at.is_(None),
        ~matches.files_closed(_g.c.procedure_id, _g.c.person_id),
    )
    .order_by(_g.c.capacity)
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A sealed archive: its name, its bytes, their SHA-256 in hexadecimal."""

    name: str
    content: bytes
    sha256: str


def passphrase() -> str:
    """A passphrase of 80 bits in groups of four letters and digits."""
    secret = ids.reference(16)
    return "-".join(secret[n : n + 4] for n in range(0, 16, 4))


def end_of(day: datetime) -> datetime:
    """The last moment of this day in Geneva, in UTC: as of a day is as of its end."""
    return at_geneva(day.date(), time(23, 59, 59))


def _refused(reason: str, todo: str = "") -> Refusal:
    return Refusal("D3", "reading D3", reason, kind=Kind.INVALID, todo=todo)


def _about(connection: Connection, reader: Reader, as_of: datetime) -> gathering.Gathered:
    about = procedure.by_id(connection, reader.procedure_id)
    milestones = procedure.milestones(connection, reader.procedure_id)
    ended_at = ended(milestones)
    if about is None or ended_at is None:
        raise nothing()
    if as_of < ended_at:
        raise _refused(
            _("The procedure had not ended on that day."),
            _("Name a day from the end of the procedure on."),
        )
    return gathering.gather(connection, reader, about, milestones, ended_at, as_of, reader.now)


@english
def _written(reader: Reader, as_of: datetime, secret: str) -> Taken:
    with db.reading() as connection:
        held = _about(connection, reader, as_of)
    raw = writing.zipped(writing.files(held, reader.now, SCRIPTS), reader.now)
    content = sealing.seal_for_carrying(raw, secret)
    day = times.geneva_date(as_of).isoformat()
    name = f"{held.about.name}-{reader.capacity.value.replace('_', '-')}-{day}.zip.age"
    return Taken(installation.named(name), content, hashlib.sha256(content).hexdigest())


def take(reader: Reader, *, as_of: datetime, secret: str, key: str = "") -> Taken:
    """This reader's archive as of an instant, sealed under the passphrase.

    The entry of the record is written before a byte leaves. Raises Refusal (D3) for a time
    before the end, UNKNOWN for who has no archive.
    """
    taken = _written(reader, as_of, secret)  # seconds, and so outside the transaction
    with act(reader, Action.ARCHIVE_TAKE, key) as a:
        a.record(a.procedure_id, sha256=taken.sha256, as_of=as_of.isoformat())
    return taken


def reader_of(about: ProcedureView, mail: str, capacity: str, now: datetime) -> Reader:
    """The person of this address in the one capacity that has an archive.

    Raises Refusal where there is none, or more than one and none is named.
    """
    with db.reading() as connection:
        state = column(procedure.milestones(connection, about.id))
        found = [
            row
            for row in connection.execute(_GRANTS, {"mail": mail, "procedure": about.id})
            if (row.until is None or now < row.until)
            and capacity in ("", row.capacity)
            and allows(Action.ARCHIVE_TAKE, Capacity(row.capacity), state)
        ]
    if state is not Column.CLOSED:
        raise _refused(_("An archive is made once the procedure is closed."))
    if not found:
        raise _refused(_("Nobody of this address has an archive of this procedure."))
    if len(found) > 1:
        listed = ", ".join(row.capacity for row in found)
        raise _refused(
            _("This person has several capacities here: %(list)s.", list=listed),
            _("Say for which one."),
        )
    row = found[0]
    if row.undertaken_at is None and Capacity(row.capacity) in _UNDERTAKEN:
        raise _refused(_("This person has not signed the undertaking (C3)."))
    return Reader(
        row.person_id,
        row.name,
        Capacity(row.capacity),
        row.id,
        about.id,
        state,
        now,
        state_id=row.state_id or "",
        seat=row.seat,
    )


_UNDERTAKEN = frozenset(
    {Capacity.OFFICE, Capacity.FOCAL_POINT, Capacity.COMMITTEE, Capacity.AUDITOR}
)


def seal(about: ProcedureView, reader: Reader, as_of: datetime) -> Taken:
    """The operator's half: the archive sealed under a passphrase that only its reader is shown.

    The operator gets the sealed file and nothing that opens it (R20).
    """
    secret = passphrase()
    taken = _written(reader, as_of, secret)
    with act(operator(), Action.SITE_OPERATE) as a:
        row = Sealed(
            id=ids.new(),
            procedure_id=about.id,
            grant_id=reader.grant_id,
            sha256=taken.sha256,
            as_of=as_of,
            made_at=a.now,
        )
        row.sealed = vault.seal(keys.procedure_key(about.id), {"passphrase": secret}, TABLE, row.id)
        a.session.add(row)
        a.record(row.id, procedure=about.id, grant=reader.grant_id, sha256=taken.sha256)
    return taken


def show(reader: Reader, *, sealed_id: str) -> str:
    """The passphrase of an archive that the operator sealed for this reader: once."""
    with act(reader, Action.ARCHIVE_TAKE) as a:
        row = a.session.exec(
            rows(Sealed).where(Sealed.id == sealed_id, Sealed.grant_id == reader.grant_id)
        ).first()
        if row is None or row.procedure_id != a.procedure_id:
            raise nothing()
        if row.sealed is None:
            raise _refused(
                _("The passphrase was shown once before, and is not kept."),
                _("Have the archive made anew: it gets another one."),
            )
        said = vault.unseal(keys.procedure_key(a.procedure_id), row.sealed, TABLE, row.id)
        row.sealed, row.shown_at = None, a.now
        a.session.add(row)
        a.record(row.id, shown=True)
    return str(said["passphrase"])


def waiting(connection: Connection, reader: Reader) -> list[tuple[str, str, datetime]]:
    """(id, SHA-256, as of) of the archives sealed for this reader, not opened yet."""
    s = Sealed.__table__  # type: ignore[attr-defined]
    found = connection.execute(
        select(s.c.id, s.c.sha256, s.c.as_of)
        .where(s.c.grant_id == reader.grant_id, s.c.sealed.is_not(None))
        .order_by(s.c.made_at)
    )
    return [(row.id, row.sha256, row.as_of) for row in found]
