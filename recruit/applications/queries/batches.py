"""Intake batches as their person sees them; nothing of a batch is anybody else's to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity, Reader
from recruit.accounts import models as accounts
from recruit.accounts.rules import normal_mail
from recruit.applications import models
from recruit.applications.models import BatchState, ItemState, ProposalState
from recruit.applications.rules import proposing
from recruit.applications.rules.proposing import Draft
from recruit.core import keys, vault
from recruit.core.db import UTC
from recruit.core.words import again
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import column
from recruit.vacancy import queries as vacancies

_b = models.Batch.__table__  # type: ignore[attr-defined]
_i = models.Item.__table__  # type: ignore[attr-defined]
_p = models.Proposal.__table__  # type: ignore[attr-defined]
_c = models.Candidate.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_person = accounts.Person.__table__  # type: ignore[attr-defined]
_FILERS = (Capacity.FOCAL_POINT.value, Capacity.STAFF.value)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is, in files and applications."""

    files: int = 0
    unread: int = 0
    refused: int = 0
    left: int = 0
    proposals: int = 0
    ordered: int = 0
    filed: int = 0
    left_out: int = 0

    @property
    def read(self) -> int:
        """Files that were read, whatever came of it."""
        return self.files - self.unread


_LINES = 6  # of a file's text, to know it by


@dataclass(frozen=True, slots=True)
class BatchView:
    """One batch. state: of models.BatchState. leased: somebody works on it now. waits_since:
    the scanner does not answer since then (UTC), and its files wait for it."""

    id: str
    state: str
    begun_at: datetime
    leased: bool
    waits_since: datetime | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a proposal. state: 'read', or 'left' with the reason why. size: bytes.
    begins: the first lines of its text, of a mail its subject."""

    id: str
    path: str
    kind: str
    size: int
    state: str
    kept: bool
    why: str
    not_kept: str
    begins: tuple[str, ...] = ()
    filed: bool = False

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def counts(self) -> bool:
        """Whether it would be filed."""
        return self.kept and self.state == ItemState.READ


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One proposed application. number: within the batch, from 1. problems: what keeps it
    from being filed. alike: numbers of others that may be the same person's."""

    id: str
    number: int
    state: str
    version: int
    draft: Draft
    files: tuple[FileView, ...]
    problems: tuple[str, ...]
    alike: tuple[int, ...]
    candidate_id: str
    reference: str

    @property
    def ready(self) -> bool:
        """Whether it would be filed now."""
        return self.state == ProposalState.OPEN and not self.problems


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, or a person left out. within: its container's name."""

    path: str
    within: str
    why: str
    todo: str
    by_person: bool


_MINE = (
    _b.c.procedure_id == bindparam("procedure"),
    _b.c.person_id == bindparam("person"),
)
_BATCHES = select(_b.c.id, _b.c.state, _b.c.begun_at, _b.c.leased_until, _b.c.waits_since).where(
    *_MINE
)
_ALL = _BATCHES.order_by(_b.c.begun_at.desc(), _b.c.id)
_ONE = _BATCHES.where(_b.c.id == bindparam("batch"))
_ITEM_COUNTS = (
    select(_i.c.batch_id, _i.c.state, func.count())
    .where(_i.c.batch_id.in_(bindparam("batches", expanding=True)))
    .group_by(_i.c.batch_id, _i.c.state)
)
_PROPOSAL_COUNTS = (
    select(_p.c.batch_id, _p.c.state, func.count())
    .where(_p.c.batch_id.in_(bindparam("batches", expanding=True)))
    .group_by(_p.c.batch_id, _p.c.state)
)
_OF_BATCH = (_b.c.id == bindparam("batch"), *_MINE)
_PROPOSALS = (
    select(_p, _c.c.reference)
    .select_from(_p.join(_b, _b.c.id == _p.c.batch_id).outerjoin(_c, _c.c.id == _p.c.candidate_id))
    .where(*_OF_BATCH)
    .order_by(_p.c.place, _p.c.id)
)
_ITEMS = (select(_i).select_from(_i.join(_b, _b.c.id == _i.c.batch_id)).where(*_OF_BATCH)).order_by(
    _i.c.place
)
_IDENTITIES = select(_i.c.identity).where(_i.c.batch_id == bindparam("batch"))
_UNREAD = (
    select(_i)
    .where(_i.c.batch_id == bindparam("batch"), _i.c.state == ItemState.TAKEN.value)
    .order_by(_i.c.place)
    .limit(bindparam("most"))
)
_ORDERED = (
    select(_p.c.id)
    .where(_p.c.batch_id == bindparam("batch"), _p.c.state == ProposalState.ORDERED.value)
    .order_by(_p.c.place)
    .limit(bindparam("most"))
)
_SEALED = select(_p.c.id, _p.c.sealed).where(
    _p.c.batch_id == bindparam("batch"), _p.c.id == bindparam("proposal")
)
_FILES = (
    select(_i)
    .where(
        _i.c.proposal_id == bindparam("proposal"),
        _i.c.state == ItemState.READ.value,
        _i.c.kept.is_(True),
        _i.c.wrapped.is_not(None),
    )
    .order_by(_i.c.place)
)
_HELD = select(_i.c.id).where(_i.c.wrapped.is_not(None))
_NOW = bindparam("now", type_=UTC())
_LIVING = and_(
    _g.c.capacity.in_(_FILERS),
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > _NOW),
)
_WAITING = (
    select(
        _b.c.id.label("batch_id"),
        _b.c.procedure_id,
        _b.c.person_id,
        _g.c.id.label("grant_id"),
        _g.c.capacity,
        _person.c.name,
        _person.c.lang,
    )
    .select_from(
        _b.join(_g, _g.c.id == _b.c.grant_id).join(_person, _person.c.id == _b.c.person_id)
    )
    .where(
        _b.c.state.in_((BatchState.READING.value, BatchState.FILING.value)),
        or_(_b.c.leased_until.is_(None), _b.c.leased_until <= _NOW),
        _LIVING,
    )
    .order_by(_b.c.touched_at, _b.c.id)
)
_EXPIRED = select(_b.c.procedure_id, _b.c.id).where(
    or_(
        _b.c.touched_at < bindparam("before", type_=UTC()),
        ~select(_g.c.id)
        .where(_g.c.person_id == _b.c.person_id, _g.c.procedure_id == _b.c.procedure_id, _LIVING)
        .exists(),
    )
)
_READER = (
    select(_g.c.id.label("grant_id"), _g.c.capacity, _person.c.id, _person.c.name, _person.c.lang)
    .select_from(_g.join(_person, _person.c.id == _g.c.person_id))
    .where(
        func.lower(_person.c.mail) == bindparam("mail"),
        _g.c.procedure_id == bindparam("procedure"),
        _LIVING,
    )
    .order_by(_g.c.capacity)
)


def _who(reader: Reader, batch_id: str = "") -> dict[str, str]:
    return {"procedure": reader.procedure_id, "person": reader.person_id, "batch": batch_id}


def _views(connection: Connection, rows: Sequence[Any], now: datetime) -> list[BatchView]:
    wanted = {"batches": [row.id for row in rows]}
    items: dict[str, dict[str, int]] = {}
    proposals: dict[str, dict[str, int]] = {}
    for batch_id, state, n in connection.execute(_ITEM_COUNTS, wanted) if rows else ():
        items.setdefault(batch_id, {})[state] = n
    for batch_id, state, n in connection.execute(_PROPOSAL_COUNTS, wanted) if rows else ():
        proposals.setdefault(batch_id, {})[state] = n
    return [
        BatchView(
            row.id,
            row.state,
            row.begun_at,
            row.leased_until is not None and row.leased_until > now,
            row.waits_since,
            _progress(items.get(row.id, {}), proposals.get(row.id, {})),
        )
        for row in rows
    ]


def _progress(items: dict[str, int], proposals: dict[str, int]) -> Progress:
    return Progress(
        files=sum(items.values()),
        unread=items.get(ItemState.TAKEN, 0),
        refused=items.get(ItemState.REFUSED, 0),
        left=items.get(ItemState.LEFT, 0),
        proposals=sum(proposals.values()),
        ordered=proposals.get(ProposalState.ORDERED, 0),
        filed=proposals.get(ProposalState.FILED, 0),
        left_out=proposals.get(ProposalState.LEFT, 0),
    )


def mine(connection: Connection, reader: Reader) -> list[BatchView]:
    """The reader's own batches in this procedure, the newest first."""
    rows = connection.execute(_ALL, _who(reader)).all()
    return _views(connection, rows, reader.now)


def batch(connection: Connection, reader: Reader, batch_id: str) -> BatchView | None:
    """One of the reader's own batches; None for any other."""
    rows = connection.execute(_ONE, _who(reader, batch_id)).all()
    found = _views(connection, rows, reader.now)
    return found[0] if found else None


def proposals(connection: Connection, reader: Reader, batch_id: str) -> list[ProposalView]:
    """The proposals of the reader's own batch, in their order, with what each lacks."""
    who = _who(reader, batch_id)
    found = connection.execute(_PROPOSALS, who).all()
    if not found:
        return []
    vacancy = vacancies.vacancy(connection, reader.procedure_id)
    posted_at = vacancy.posted_at if vacancy else None
    items = connection.execute(_ITEMS, who).all()
    files: dict[str, list[FileView]] = {}
    for item, words in zip(items, _words(reader, items, "applications_item"), strict=True):
        if item.proposal_id and words is not None:
            files.setdefault(item.proposal_id, []).append(_file(item, words))
    drafts = [Draft(**words) for words in _words(reader, found, "applications_proposal") if words]
    numbers = {row.id: n for n, row in enumerate(found, 1)}
    open_ones = [
        (row.id, draft)
        for row, draft in zip(found, drafts, strict=True)
        if row.state != ProposalState.LEFT
    ]
    alike = proposing.alike(open_ones)
    return [
        ProposalView(
            row.id,
            numbers[row.id],
            row.state,
            row.version,
            replace(draft, why=again(draft.why)),
            tuple(files.get(row.id, ())),
            tuple(
                proposing.problems(
                    draft,
                    sum(f.counts for f in files.get(row.id, ())),
                    now=reader.now,
                    posted_at=posted_at,
                )
            )
            if row.state in (ProposalState.OPEN, ProposalState.REFUSED)
            else (),
            tuple(numbers[other] for other in alike.get(row.id, ())),
            row.candidate_id or "",
            row.reference or "",
        )
        for row, draft in zip(found, drafts, strict=True)
    ]


def _words(reader: Reader, rows: Sequence[Any], table: str) -> list[Any]:
    key_id = keys.procedure_key(reader.procedure_id)
    return vault.unseal_all([(key_id, row.sealed, row.id) for row in rows], table)


def _file(item: Any, words: dict[str, Any]) -> FileView:
    facts = words["facts"]
    subject = (facts.get("mail") or {}).get("subject", "")
    return FileView(
        item.id,
        words["path"],
        item.kind,
        item.size,
        item.state,
        item.kept,
        again(words["why"]),
        again(facts.get("not_kept", "")),
        tuple([subject] if subject else facts.get("heads", ()))[:_LINES],
        item.kept and item.wrapped is None,
    )


def ready(connection: Connection, reader: Reader, batch_id: str) -> set[str]:
    """The ids of those that would be filed now."""
    return {p.id for p in proposals(connection, reader, batch_id) if p.ready}


def refused(connection: Connection, reader: Reader, batch_id: str) -> list[Refused]:
    """Every file of the batch that was not taken or was left out, with the reason."""
    items = connection.execute(_ITEMS, _who(reader, batch_id)).all()
    told = dict(zip((i.id for i in items), _words(reader, items, "applications_item"), strict=True))
    return [
        Refused(
            told[item.id]["path"],
            told[item.parent_id]["path"] if told.get(item.parent_id) else "",
            again(told[item.id]["why"] or told[item.id]["facts"].get("not_kept", "")),
            again(told[item.id]["todo"]),
            item.state == ItemState.LEFT,
        )
        for item in items
        if told[item.id] is not None
        and (
            item.state in (ItemState.REFUSED, ItemState.LEFT)
            or told[item.id]["facts"].get("not_kept")
        )
    ]


# ---------------------------------------------------------------- for the operations


def identities(connection: Connection, batch_id: str) -> set[str]:
    """What the files of a batch are known by."""
    return set(connection.execute(_IDENTITIES, {"batch": batch_id}).scalars())


def unread(connection: Connection, batch_id: str, most: int) -> list[Any]:
    """Rows of files that wait to be read, at most this many."""
    return list(connection.execute(_UNREAD, {"batch": batch_id, "most": most}).all())


def ordered(connection: Connection, batch_id: str, most: int) -> list[str]:
    """Proposals whose filing is ordered, at most this many."""
    return list(connection.execute(_ORDERED, {"batch": batch_id, "most": most}).scalars())


def sealed(connection: Connection, batch_id: str, proposal_id: str) -> Any:
    """The row of a proposal."""
    return connection.execute(_SEALED, {"batch": batch_id, "proposal": proposal_id}).one()


def files_of(connection: Connection, proposal_id: str) -> list[Any]:
    """The rows of the files that a proposal files, in their order."""
    return list(connection.execute(_FILES, {"proposal": proposal_id}).all())


def held_files(connection: Connection) -> set[str]:
    """Files in the store that batches still need."""
    return set(connection.execute(_HELD).scalars())


def waiting(connection: Connection, now: datetime) -> list[tuple[Reader, str]]:
    """Batches with work to do, each with its person as reader, where their grant lives."""
    found = connection.execute(_WAITING, {"now": now}).all()
    return [(_reader(connection, row, row.procedure_id, now), row.batch_id) for row in found]


def _reader(connection: Connection, row: Any, procedure_id: str, now: datetime) -> Reader:
    return Reader(
        row.person_id if "person_id" in row._fields else row.id,
        row.name,
        Capacity(row.capacity),
        row.grant_id,
        procedure_id,
        column(procedure.milestones(connection, procedure_id)),
        now,
        lang=row.lang,
    )


def expired(connection: Connection, now: datetime, before: datetime) -> list[tuple[str, str]]:
    """Batches that nobody touched since before, or whose person may file nothing any more:
    procedure and id of each."""
    rows = connection.execute(_EXPIRED, {"now": now, "before": before}).all()
    return [(row.procedure_id, row.id) for row in rows]


def filer(connection: Connection, procedure_id: str, mail: str, now: datetime) -> Reader | None:
    """The GICHD person with this address, the focal point's capacity first; None where there
    is no living grant."""
    row = connection.execute(
        _READER, {"mail": normal_mail(mail), "procedure": procedure_id, "now": now}
    ).first()
    return _reader(connection, row, procedure_id, now) if row is not None else None
