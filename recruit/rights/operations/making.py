"""The worker's part of a candidate's own file: read, packed, sealed, and the link sent."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from typing import Any

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing, operator
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.applications.models import Candidate
from recruit.core import db, ids, keys, sealing, times
from recruit.core.words import _
from recruit.correspondence.operations import matters
from recruit.documents import apart, keeping, quarantine
from recruit.notices import operations as notices
from recruit.procedure import queries as procedures
from recruit.procedure.rules.ending import ended
from recruit.rights import rules, writing
from recruit.rights.models import Parcel
from recruit.rights.queries import content
from recruit.rights.queries import parcels as queries
from recruit.rights.rules import State

MOST_BYTES = 400 * 1024 * 1024
"""Of all documents of one application together."""
NOTICE = "rights.own_file"
_LOG = logging.getLogger(__name__)


class Unmakeable(Exception):
    """It can't be put together; the reason is for GICHD."""


def make_due(now: datetime) -> int:
    """Put together the own files that wait for it; how many were sent. now: aware time.

    One that can't be made keeps the reason; while the store is away it waits.
    """
    with db.reading() as connection:
        due = connection.execute(queries.DUE).all()
    done = 0
    for parcel_id, procedure_id in due:
        try:
            done += _make(parcel_id, procedure_id, now)
        except apart.Away as away:
            _LOG.warning("an own file waits for the store: %s", away)
        except Unmakeable as why:
            _fail(parcel_id, procedure_id, str(why))
        except (LookupError, keys.Erased, keys.NoKey):
            _fail(parcel_id, procedure_id, _("The file was erased at the end of its retention."))
    return done


def _make(parcel_id: str, procedure_id: str, now: datetime) -> bool:
    with db.reading() as connection:
        parcel = _row(connection, parcel_id)
        about = procedures.by_id(connection, procedure_id)
        over = ended(procedures.milestones(connection, procedure_id)) is not None
        own = content.own(connection, procedure_id, parcel.candidate_id, whole=parcel.whole)
    documents, missing = _documents(own)
    packed = writing.packed(
        writing.files(
            own,
            documents,
            missing,
            title=about.title if about else "",
            whole=parcel.whole,
            ended=over,
            at=now,
        ),
        now,
    )
    key_id = keys.parcel_key(parcel_id, procedure_id)
    if key_id not in keys.ring().ids():
        keys.ring().make(key_id, keys.file_key(parcel.candidate_id, procedure_id), now)
    file_id = apart.keep(packed, key_id=key_id, owner=parcel_id, procedure_id=procedure_id, at=now)
    digest = hashlib.sha256(packed).hexdigest()
    return _send(parcel_id, procedure_id, file_id, len(packed), digest)


def _row(connection: Any, parcel_id: str) -> Any:
    table = Parcel.__table__  # type: ignore[attr-defined]
    row = connection.execute(table.select().where(table.c.id == parcel_id)).first()
    if row is None:
        raise LookupError(parcel_id)
    return row


def _documents(own: content.Own) -> tuple[list[tuple[str, bytes]], list[str]]:
    if sum(row.size for row in own.documents) > MOST_BYTES:
        raise Unmakeable(_("The documents are too large for one file; send them by hand."))
    found, missing = [], []
    for row in own.documents:
        name = keeping.name_of(row.key_id, row.id, row.sealed) or row.id
        try:
            found.append((name, keeping.whole(row)))
        except quarantine.Quarantined:
            missing.append(f"{name}: it waits for the scanner for malware; ask for it later.")
        except (sealing.Broken, apart.Missing) as broken:
            raise Unmakeable(
                _("A document can't be read from the store; the operator is needed.")
            ) from broken
    return found, missing


def _send(parcel_id: str, procedure_id: str, file_id: str, size: int, digest: str) -> bool:
    token = ids.token()
    with act(operator(procedure_id), Action.OWN_FILE_PUT) as a:
        row = db.locked(a.session, Parcel, id=parcel_id)
        if row is None or rules.state(queries.facts(row, a.now)) is not State.MAKING:
            a.silent = True
            return False
        candidate = a.session.get(Candidate, row.candidate_id)
        if candidate is None or candidate.mail_hash != row.address:
            _failed(a, row, _("The application's mail address was changed after it was let go."))
            return False
        row.made_at, row.file_id, row.size, row.sha256 = a.now, file_id, size, digest
        row.token, row.until = ids.digest(token), a.now + rules.LINK_DAYS
        a.session.add(row)
        a.session.flush()
        _tell(a, row, token)
        said = _(
            "The own file was put together, and a link to it was sent to the address on file. "
            "It is good once, until %(until)s.",
            until=times.moment(row.until),
        )
        matters.own_data_answered(a, row.matter_id, row.by_grant, said)
        a.record(row.id, sha256=digest, size=size, until=row.until.isoformat())
    return True


def _tell(a: Act, row: Parcel, token: str) -> None:
    if row.until is None:
        raise nothing()
    notices.tell(
        a,
        NOTICE,
        "own-file",
        object_id=row.id,
        recipients=[row.id],
        sender=Capacity.CHAIR if row.whole else Capacity.FOCAL_POINT,
        body={
            "subject": "Your request for your own data",
            "paragraphs": [
                "You asked for the data that is kept on you. It is ready as one file.",
                "Please open the link: it asks for the reference of your application, as the "
                "acknowledgement has it, and then gives you the file. No account is needed.",
                f"The link gives the file once, until {times.moment(row.until)}. If it fails, or "
                "the time has passed, write to us and you get another one.",
            ],
            "path": f"/own-file/{token}",
        },
        key_id=keys.parcel_key(row.id, row.procedure_id),
    )


def _fail(parcel_id: str, procedure_id: str, why: str) -> None:
    with act(operator(procedure_id), Action.OWN_FILE_PUT) as a:
        row = db.locked(a.session, Parcel, id=parcel_id)
        if row is None or row.made_at is not None or row.ended_at is not None or row.fault:
            a.silent = True
            return
        _failed(a, row, why)


def _failed(a: Act, row: Parcel, why: str) -> None:
    """Write down why it can't be made, and tell who asked for it."""
    row.fault = why
    a.session.add(row)
    made_by = a.session.get(Grant, row.by_grant)
    if made_by is not None:
        notices.tell(
            a,
            "rights.failed",
            f"persons:{made_by.capacity}",
            recipients=[made_by.person_id],
            sender=Capacity.FOCAL_POINT,
        )
    a.record(row.id, failed=True)
