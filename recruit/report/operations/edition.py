"""The second edition: made by the President once the procedure ended, confirmed by a member (J9).

Both see references and counts only (R27); neither reads the text here.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.access.frame import act, nothing
from recruit.access.models import Second
from recruit.access.rules import Capacity, Reader
from recruit.applications import queries as candidates
from recruit.applications.models import Candidate
from recruit.core import clock, db, ids, keys, vault
from recruit.core.errors import Refusal, require
from recruit.core.words import _
from recruit.documents import keeping, rendering
from recruit.documents import seal as seals
from recruit.documents.models import Document
from recruit.notices import operations as notices
from recruit.procedure import queries as procedure
from recruit.procedure.rules.ending import ended
from recruit.report import layout, models
from recruit.report.operations.release import designated_at
from recruit.report.queries import edition as queries
from recruit.report.queries import reports
from recruit.report.rules import second_edition as rules

_c = Candidate.__table__  # type: ignore[attr-defined]
_d = Document.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One second edition as it was drawn before the transaction."""

    report: reports.ReportView
    canonical: bytes
    pdf: seals.Sealed
    certificate: bytes
    replaced: dict[str, int]


def _ended(milestones: Any) -> datetime:
    at = ended(milestones)
    if at is None:
        raise Refusal(
            "J9",
            "reading J9",
            _("The second edition is made once the procedure has ended."),
        )
    return at


def _names(connection: Connection, procedure_id: str) -> dict[str, str]:
    """The name of every candidate that can still be read, with the reference."""
    every = connection.execute(select(_c.c.id).where(_c.c.procedure_id == procedure_id)).scalars()
    found = candidates.named(connection, procedure_id, list(every))
    return {one.name: one.reference for one in found.values() if one.name}


def _appointed(connection: Connection, procedure_id: str, milestones: Any) -> str:
    """The appointed candidate's reference; '' where nobody was."""
    given = reports.hand_over(connection, procedure_id)
    if designated_at(milestones) is None or given is None:
        return ""
    found = candidates.named(connection, procedure_id, [given.candidate_id])
    return found[given.candidate_id].reference if found else ""


def canonical(content: dict[str, Any], first_hash: str) -> bytes:
    """The exact bytes (RFC 8785) of a second edition, bound to the first one's hash."""
    return rfc8785.dumps({"content": content, "edition": 2, "first_edition_sha256": first_hash})


def _draw(reader: Reader, at: datetime) -> list[_Drawn]:
    with db.reading() as connection:
        milestones = procedure.milestones(connection, reader.procedure_id)
        _ended(milestones)
        more = _names(connection, reader.procedure_id)
        appointed = _appointed(connection, reader.procedure_id, milestones)
        held = []
        for report in reports.reports(connection, reader.procedure_id):
            frozen = reports.canonical(connection, reader.procedure_id, report.id)
            if report.lodged_at is None or frozen is None:
                continue
            wanted = select(_d).where(_d.c.id == report.certificate_id)
            row = connection.execute(wanted).one()
            held.append((report, json.loads(frozen), keeping.whole(row)))
    drawn = []
    for report, first, certificate in held:
        made = rules.second_edition(first, appointed, more)
        others = {n: r for n, r in (more | rules.names(first, appointed)).items() if r != appointed}
        if stands := rules.left(made.content, others):
            raise Refusal(
                "J9",
                "reading J9",
                _("Names would still stand in it: %(refs)s.", refs=", ".join(sorted(stands))),
                todo=_("Tell the operator; nothing was made."),
            )
        raw = canonical(made.content, report.content_hash)
        second_hash = hashlib.sha256(raw).hexdigest()
        sheet = layout.second_edition(made.content, report.content_hash, second_hash, at)
        pdf = seals.seal(rendering.pdf(sheet, at), at, "The report's second edition")
        drawn.append(_Drawn(report, raw, pdf, certificate, made.replaced))
    return drawn


def make(reader: Reader, *, key: str = "") -> str:
    """The President makes the second edition of every lodged report, and confirms it so for one
    of two; the receipt.

    Drawn before the transaction, from the frozen content. Raises Refusal before the end of the
    procedure, where there is no report, where it is made, and where a name would be left.
    """
    at = clock.now()
    drawn = _draw(reader, at)
    with act(reader, Action.EDITION_MAKE, key) as a:
        _ended(a.milestones)
        standing = queries.standing(a.session.connection(), a.procedure_id)
        if not standing.lodged:
            raise Refusal("J9", "reading J9", _("There is no report of which to make one."))
        if standing.made:
            raise Refusal("J9", "reading J9", _("The second edition is made already."))
        if {one.report.id for one in drawn} != _lodged(a.session.connection(), a.procedure_id):
            raise nothing()
        second = Second(
            id=ids.new(),
            procedure_id=a.procedure_id,
            act=queries.ACT,
            object_id=a.procedure_id,
            first_person=reader.person_id,
            first_as=reader.capacity,
            first_at=a.now,
        )
        a.session.add(second)
        a.session.flush()
        for one in drawn:
            a.session.add(_row(one, second.id, a.procedure_id, at))
        for capacity in (Capacity.MEMBER, Capacity.FORMER_MEMBER):
            notices.tell(
                a,
                "report.edition_made",
                f"capacity:{capacity}",
                object_id=second.id,
                sender=Capacity.PRESIDENT,
            )
        a.record(
            second.id,
            editions=[
                {
                    "number": one.report.number,
                    "first_sha256": one.report.content_hash,
                    "sha256": hashlib.sha256(one.canonical).hexdigest(),
                    "file_sha256": hashlib.sha256(one.pdf.content).hexdigest(),
                    "seal": one.pdf.certificate,
                    "stamp": one.pdf.stamp,
                }
                for one in drawn
            ],
        )
    return a.receipt


def _lodged(connection: Connection, procedure_id: str) -> set[str]:
    return {r.id for r in reports.reports(connection, procedure_id) if r.lodged_at is not None}


def _row(one: _Drawn, second_id: str, procedure_id: str, at: datetime) -> models.SecondEdition:
    row_id = ids.new()
    held = {
        "canonical": one.canonical.decode(),
        "pdf": base64.b64encode(one.pdf.content).decode(),
        "certificate": base64.b64encode(one.certificate).decode(),
    }
    return models.SecondEdition(
        id=row_id,
        procedure_id=procedure_id,
        report_id=one.report.id,
        second_id=second_id,
        first_hash=one.report.content_hash,
        content_hash=hashlib.sha256(one.canonical).hexdigest(),
        file_hash=hashlib.sha256(one.pdf.content).hexdigest(),
        replaced=json.dumps(one.replaced, sort_keys=True),
        sealed=vault.seal(keys.procedure_key(procedure_id), held, queries.TABLE, row_id),
        made_at=at,
        sealed_by=one.pdf.certificate,
        stamp=one.pdf.stamp,
    )


def confirm(reader: Reader, *, key: str = "") -> str:
    """A seated member, or a former one, confirms it: from now on the first edition may be erased
    with the panel's material (D3); the receipt. Raises Refusal by CONFIRMING."""
    with act(reader, Action.EDITION_CONFIRM, key) as a:
        standing = queries.standing(a.session.connection(), a.procedure_id)
        require(
            rules.CONFIRMING,
            rules.Confirming(
                made=bool(standing.made),
                done=standing.confirmed_at is not None,
                same=standing.made_by == reader.person_id,
            ),
        )
        second = db.locked(
            a.session, Second, procedure_id=a.procedure_id, act=queries.ACT, second_at=None
        )
        if second is None:
            raise nothing()
        second.second_person, second.second_as = reader.person_id, reader.capacity
        second.second_at = a.now
        a.session.add(second)
        notices.tell(
            a,
            "report.edition_confirmed",
            f"capacity:{Capacity.PRESIDENT}",
            object_id=second.id,
            sender=reader.capacity,
        )
        a.record(second.id, sha256=[one.content_hash for one in standing.made])
    return a.receipt
