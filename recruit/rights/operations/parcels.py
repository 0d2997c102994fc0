"""A candidate's own file: put in hand, released, sent again, fetched (D4, W15).

By GICHD's focal point, who answers requests for own data; of what GICHD may not see by the
Chair. The link's secret is in the mail alone; who let it go never has it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.guard import public_reader
from recruit.access.rules import Capacity, Reader
from recruit.applications.models import Candidate
from recruit.core import clock, db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.correspondence.operations import matters
from recruit.documents import apart
from recruit.notices import operations as notices
from recruit.procedure.rules.ending import ended
from recruit.rights import rules
from recruit.rights.models import Parcel
from recruit.rights.queries import content
from recruit.rights.queries import parcels as queries
from recruit.rights.rules import State


def prepare(reader: Reader, *, matter_id: str, reference: str, identity: str, key: str = "") -> str:
    """Put the own file in hand that answers a candidate's request; the receipt.

    reference: of the application, as the focal point has it. identity: how it is known that the
    request is that person's own. Where there is something that GICHD may not see the Chair is
    told and releases it. Raises Refusal by rules.PREPARING.
    """
    with act(reader, Action.OWN_FILE_MAKE, key) as a:
        matter = matters.own_data(a, matter_id)
        candidate = a.session.exec(
            select(Candidate).where(
                Candidate.procedure_id == a.procedure_id,
                Candidate.reference == reference.strip().upper(),
            )
        ).first()
        living = a.session.exec(
            select(Parcel).where(
                Parcel.matter_id == matter.id,
                Parcel.ended_at.is_(None),  # type: ignore[union-attr]
            )
        ).first()
        said = candidate and vault.unseal_or_none(
            keys.file_key(candidate.id, a.procedure_id),
            candidate.sealed,
            "applications_candidate",
            candidate.id,
        )
        under_way = living is not None and rules.state(queries.facts(living, a.now)) in (
            State.WAITS,
            State.MAKING,
            State.SENT,
        )
        require(
            rules.PREPARING,
            rules.Preparing(
                candidate is not None,
                candidate is not None and not said,
                identity,
                bool(said and said.get("mail")),
                under_way,
            ),
        )
        if candidate is None:
            raise nothing()
        if living is not None:
            _end(a, living)
        connection = a.session.connection()
        whole = rules.with_panels(
            ended=ended(a.milestones) is not None,
            agreed=content.has_ratings(connection, a.procedure_id, candidate.id),
            written=content.has_chairs(connection, candidate.id),
        )
        parcel_id = ids.new()
        told = {"identity": identity.strip()}
        parcel = Parcel(
            id=parcel_id,
            procedure_id=a.procedure_id,
            candidate_id=candidate.id,
            matter_id=matter.id,
            received_at=matter.received_at,
            asked_at=a.now,
            by_grant=reader.grant_id,
            identity=vault.seal(matter.key_id, told, queries.TABLE, parcel_id, "identity"),
            identity_key=matter.key_id,
            whole=whole,
            address="" if whole else candidate.mail_hash,
        )
        a.session.add(parcel)
        a.session.flush()
        if whole:
            _tell_chair(a, parcel)
        a.record(parcel.id, candidate=candidate.id, panels=whole)
    return a.receipt


def _tell_chair(a: Act, parcel: Parcel) -> None:
    notices.tell(
        a,
        "rights.waits",
        f"capacity:{Capacity.CHAIR}",
        object_id=parcel.id,
        sender=a.reader.capacity,
    )


def _mine(a: Act, parcel_id: str) -> Parcel:
    row = db.locked(a.session, Parcel, id=parcel_id)
    if row is None or row.procedure_id != a.procedure_id:
        raise nothing()
    if a.reader.capacity is Capacity.CHAIR and not row.whole:
        raise nothing()
    return row


def release(reader: Reader, *, parcel_id: str, version: int, key: str = "") -> str:
    """The Chair adds the panel's part and lets the whole go to the candidate; the receipt.

    version: of the application as the Chair saw it, with the address that the link goes to.
    Raises Refusal where it does not wait, or the application changed meanwhile.
    """
    with act(reader, Action.OWN_FILE_RELEASE, key) as a:
        row = _mine(a, parcel_id)
        if rules.state(queries.facts(row, a.now)) is not State.WAITS:
            raise Refusal("D4", rules.CITED, _("It does not wait for a release."))
        candidate = a.session.get(Candidate, row.candidate_id)
        if candidate is None or candidate.version != version:
            raise Refusal(
                "D4",
                rules.CITED,
                _("The application was changed since you opened this page."),
                kind=Kind.CONFLICT,
                todo=_("Look at the address again, then release it."),
            )
        row.released_at, row.released_by = a.now, reader.grant_id
        row.address = candidate.mail_hash
        a.session.add(row)
        a.record(row.id, candidate=row.candidate_id, released=True)
    return a.receipt


def again(reader: Reader, *, parcel_id: str, key: str = "") -> str:
    """Have it made anew and sent by a new link: the one before gives nothing any more.

    Of one with the panel's part the Chair alone, whose letter it is (R16). Raises Refusal while
    it waits or is being made, and where another took its place.
    """
    with act(reader, Action.OWN_FILE_AGAIN, key) as a:
        row = _mine(a, parcel_id)
        chairs = reader.capacity is Capacity.CHAIR
        if row.whole is not chairs:
            raise Refusal("D4", rules.CITED, _("The Chair sends this one again."))
        now = rules.state(queries.facts(row, a.now))
        if now not in (State.SENT, State.FETCHED, State.OVER, State.FAILED):
            raise Refusal("D4", rules.CITED, _("There is nothing to send again."))
        living = a.session.exec(
            select(Parcel).where(
                Parcel.matter_id == row.matter_id,
                Parcel.id != row.id,
                Parcel.ended_at.is_(None),  # type: ignore[union-attr]
            )
        ).first()
        if living is not None:
            raise Refusal("D4", rules.CITED, _("A newer one is on its way already."))
        candidate = a.session.get(Candidate, row.candidate_id)
        if candidate is None or not candidate.mail_hash:
            raise Refusal("D4", rules.CITED, _("The file is no longer kept."))
        _end(a, row)
        parcel_id = ids.new()
        said = vault.unseal(row.identity_key, row.identity, queries.TABLE, row.id, "identity")
        fresh = Parcel(
            id=parcel_id,
            procedure_id=a.procedure_id,
            candidate_id=row.candidate_id,
            matter_id=row.matter_id,
            received_at=row.received_at,
            asked_at=a.now,
            by_grant=row.by_grant,
            identity=vault.seal(row.identity_key, said, queries.TABLE, parcel_id, "identity"),
            identity_key=row.identity_key,
            whole=row.whole,
            address=candidate.mail_hash,
            released_at=a.now if row.whole else None,
            released_by=reader.grant_id if row.whole else None,
        )
        a.session.add(fresh)
        a.record(fresh.id, instead=row.id, candidate=row.candidate_id)
    return a.receipt


def _end(a: Act, row: Parcel) -> None:
    """Nothing is behind its link from now on; key and file go within the hour."""
    if row.ended_at is None:
        row.ended_at = a.now
        a.session.add(row)
        notices.drop(a.session, row.id)
        a.session.flush()


def take(token: str, typed: str) -> tuple[int, Iterator[bytes]]:
    """The own file behind a link, once: its size in bytes, and its bytes in pieces.

    typed: the reference of the application, which the link alone does not tell. The entry is
    committed before the first byte. Raises Refusal (nothing) for a link that gives nothing,
    Refusal (W15) for another reference; after rules.MOST_WRONG of them the link is over.
    """
    now = clock.now()
    with db.reading() as connection:
        link = queries.of_link(connection, token, now)
    if link is None:
        raise nothing()
    reader = public_reader(now, link.procedure_id)
    with act(reader, Action.OWN_FILE_TAKE) as a:
        row = db.locked(a.session, Parcel, id=link.id)
        if row is None or not rules.opens(queries.facts(row, a.now)):
            raise nothing()
        candidate = a.session.get(Candidate, row.candidate_id)
        pieces: Iterator[bytes] | None = None
        if candidate is not None and rules.same_reference(typed, candidate.reference):
            pieces = _opened(row)
            row.opened_at = a.now
            a.record(row.id, taken=True, sha256=row.sha256)
        else:
            row.wrong += 1
            a.record(row.id, wrong=row.wrong)
        a.session.add(row)
        size = row.size
    if pieces is None:
        raise Refusal(
            "W15",
            "reading W15",
            _("This is not the reference of the application that the link is for."),
            kind=Kind.INVALID,
            todo=_("It stands in the acknowledgement of your application, for example D22-417."),
        )
    return size, pieces


def _opened(row: Parcel) -> Iterator[bytes]:
    """The bytes, the first of them read now, so that a file that is gone uses up no link."""
    try:
        return apart.opened(
            row.file_id,
            key_id=keys.parcel_key(row.id, row.procedure_id),
            owner=row.id,
            procedure_id=row.procedure_id,
        )
    except (keys.Erased, keys.NoKey):
        raise nothing() from None


def over(now: datetime) -> int:
    """Close what was fetched an hour ago, and links whose time has passed: key and file go. For
    the worker; how many."""
    with db.reading() as connection:
        rows = [
            row
            for row in connection.execute(queries.MADE)
            if rules.is_over(queries.facts(row, now))
        ]
    for row in rows:
        with db.writing() as session:
            kept = db.locked(session, Parcel, id=row.id)
            if kept is not None and kept.ended_at is None:
                kept.ended_at = now
                session.add(kept)
                notices.drop(session, kept.id)
        # where either fails, the hourly tidying does it: no row that is not over knows them
        with contextlib.suppress(keys.StillHeld):
            keys.ring().erase(keys.parcel_key(row.id, row.procedure_id), now)
        apart.remove(row.file_id)
    return len(rows)
