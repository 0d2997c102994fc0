"""What a reader finds: policy, clearance, disclosure and the living grant inside the query.

A text that the reader may not open is no row of these statements: it is neither found nor
counted, and moves no page. Of what is found only the texts shown are opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, not_, or_, select
from sqlalchemy.engine import Connection

from recruit.access.rules import Capacity, Reader
from recruit.core import keys, vault
from recruit.documents import keeping, quarantine
from recruit.documents.covering import covered
from recruit.documents.rules.door import half_hour
from recruit.finding import conditions, indexing, shelving
from recruit.finding.conditions import (
    CLEARED,
    FILES,
    KIND,
    LIVING,
    MEMBER,
    MY_PLACE,
    NOT_BARRED,
    PERSON,
    PROCEDURE,
    SCREENER,
    given,
)
from recruit.finding.models import PartKind, PartStatus
from recruit.finding.rules.asking import Asked
from recruit.finding.rules.excerpts import Excerpt, excerpts

SHOWN = 20
"""Texts on a page."""
EXAMINED = 80
"""Texts opened for a page at most: a phrase is looked for in them, twenty at a time."""
ROWS = 50
EXCERPT = "excerpt"
"""The kind of D2's entry for a few words of a document."""

Place = tuple[str, int]
"""Where a page ended: reference and number of the last text looked at."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that has all that was asked. name: the candidate's; title: the document's.

    recognised: its words were read off an image by a machine. recorded: an entry of D2
    covers what is shown of it. mine: the reader screens this file.
    """

    kind: PartKind
    object_id: str
    candidate_id: str
    reference: str
    name: str
    title: str
    document_kind: str
    mime: str
    recognised: bool
    excerpts: tuple[Excerpt, ...]
    recorded: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found. after: where the next one begins, None where there is none."""

    hits: tuple[Hit, ...]
    after: Place | None

    @property
    def unrecorded(self) -> list[str]:
        """The documents of which words are shown and no entry tells it yet."""
        documents = (h.object_id for h in self.hits if h.kind is PartKind.DOCUMENT)
        recorded = {h.object_id for h in self.hits if h.recorded}
        return [d for d in dict.fromkeys(documents) if d not in recorded]


@dataclass(frozen=True, slots=True)
class Unread:
    """A document in the reader's scope whose words can't be found. state: 'scanner', which
    has not judged it yet, 'waiting' to be read, 'scan' without words, or 'unreadable'."""

    document_id: str
    candidate_id: str
    reference: str
    name: str
    title: str
    mime: str
    state: str


_c = conditions.candidate
_d = conditions.document
_t = conditions.text
_v = conditions.vote
_a = conditions.assignment
_r = conditions.outcome
_e = conditions.listed
_p = conditions.part
_k = conditions.token
_l = conditions.laid_out
_w = conditions.view

# --- finding -----------------------------------------------------------------------

_HAVE_ALL = (
    select(_k.c.part)
    .where(_k.c.token.in_(bindparam("tokens", expanding=True)))
    .group_by(_k.c.part)
    .having(func.count() == bindparam("marks"))
)
_ENTRY = exists().where(
    _w.c.document_id == _d.c.id,
    _w.c.person_id == PERSON,
    _w.c.half_hour == bindparam("half_hour"),
)


_SOURCES = (
    _p.join(_c, _c.c.id == _p.c.candidate_id)
    .outerjoin(_d, and_(KIND == PartKind.DOCUMENT.value, _d.c.id == _p.c.object_id))
    .outerjoin(_v, and_(KIND == PartKind.VOTE.value, _v.c.id == _p.c.object_id))
    .outerjoin(_a, _a.c.id == _v.c.assignment_id)
    .outerjoin(_r, and_(KIND == PartKind.OUTCOME.value, _r.c.id == _p.c.object_id))
    .outerjoin(_e, and_(KIND == PartKind.LISTED.value, _e.c.id == _p.c.object_id))
)
_ORDER = (_c.c.reference, _p.c.number)


def _numbers(policy: Any) -> Any:
    """The numbers of twenty texts, and of one more where more follow."""
    return (
        select(_p.c.number)
        .select_from(_SOURCES)
        .where(
            _p.c.number.in_(_HAVE_ALL),
            _p.c.procedure_id == PROCEDURE,
            _c.c.withdrawn_at.is_(None),
            LIVING,
            policy,
            or_(
                _c.c.reference > bindparam("after"),
                and_(_c.c.reference == bindparam("after"), _p.c.number > bindparam("after_number")),
            ),
        )
        .order_by(*_ORDER)
        .limit(SHOWN + 1)
    )


def _found(policy: Any) -> Any:
    """The statement of twenty texts: their numbers first, so that only they are carried along."""
    return (
        select(
            _p.c.number,
            _p.c.kind,
            _p.c.object_id,
            _p.c.candidate_id,
            _p.c.procedure_id,
            _p.c.status,
            _c.c.reference,
            _c.c.sealed.label("named"),
            _d.c.key_id,
            _d.c.sealed.label("titled"),
            _d.c.kind.label("document_kind"),
            _d.c.mime,
            case(
                (KIND == PartKind.NAME.value, _c.c.sealed),
                else_=func.coalesce(_t.c.sealed, _v.c.sealed, _r.c.sealed, _e.c.sealed),
            ).label("sealed"),
            _l.c.sealed.label("laid"),
            _ENTRY.label("recorded"),
            MY_PLACE.exists().label("mine"),
        )
        .select_from(
            _SOURCES.outerjoin(_t, _t.c.document_id == _d.c.id).outerjoin(
                _l, _l.c.part == _p.c.number
            )
        )
        .where(_p.c.number.in_(_numbers(policy).correlate(None)))
        .order_by(*_ORDER)
    )


_BY_MEMBER, _BY_SCREENER = _found(MEMBER), _found(SCREENER)


def _asked(reader: Reader, **more: Any) -> dict[str, Any]:
    return {
        "procedure": reader.procedure_id,
        "person": reader.person_id,
        "grant": reader.grant_id,
        "capacity": reader.capacity.value,
        "now": reader.now,
        **more,
    }


def search(
    connection: Connection,
    reader: Reader,
    asked: Asked,
    *,
    circulation_id: str = "",
    after: Place | None = None,
) -> Found:
    """A page of the texts that have all that was asked and that the reader may open now.

    circulation_id: the list that counts, for a member. By reference; a page may hold fewer
    than twenty where a phrase was asked, and still be followed by another.
    """
    bound = _looked_up(connection, reader, asked, circulation_id, after)
    statement = _BY_MEMBER if reader.capacity is Capacity.MEMBER else _BY_SCREENER
    hits: list[Hit] = []
    for _twenty in range(EXAMINED // SHOWN):
        rows = connection.execute(statement, bound).all()
        held = keys.ring().get_all({id_ for row in rows for id_ in indexing.keys_of(row)})
        for row, named in zip(rows[:SHOWN], _names(rows[:SHOWN]), strict=True):
            bound["after"], bound["after_number"] = row.reference, row.number
            hit = _hit(row, named, asked, held)
            if hit is not None:
                hits.append(hit)
            if len(hits) == SHOWN:
                break
        if not rows or rows[-1].number == bound["after_number"]:
            return Found(tuple(hits), None)
        if len(hits) == SHOWN:
            break
    return Found(tuple(hits), (bound["after"], bound["after_number"]))


def _looked_up(
    connection: Connection, reader: Reader, asked: Asked, circulation_id: str, after: Place | None
) -> dict[str, Any]:
    marks, at = asked.marks(), after or ("", 0)
    more: dict[str, Any] = {}
    if reader.capacity is Capacity.MEMBER:
        more["circulation"] = circulation_id
    return _asked(
        reader,
        tokens=shelving.numbers(connection, reader.procedure_id, marks),
        marks=len(marks),
        after=at[0],
        after_number=at[1],
        half_hour=half_hour(reader.now.timestamp()),
        **more,
    )


_BARE = _numbers(SCREENER)


def bare_index(connection: Connection, reader: Reader, asked: Asked) -> Callable[[], Sequence[Any]]:
    """For measuring: what the index alone answers, whoever asks."""
    bound = _looked_up(connection, reader, asked, "", None)
    index = {"tokens": bound["tokens"], "marks": bound["marks"]}
    return lambda: connection.execute(_HAVE_ALL, index).all()


def bare_query(connection: Connection, reader: Reader, asked: Asked) -> Callable[[], Sequence[Any]]:
    """For measuring: the numbers of a screener's page, nothing of it opened."""
    bound = _looked_up(connection, reader, asked, "", None)
    bound.pop("half_hour")
    return lambda: connection.execute(_BARE, bound).all()


def _names(rows: Sequence[Any]) -> list[str]:
    """The candidates' names; '' once the key is erased."""
    opened = vault.unseal_all(
        [
            (keys.file_key(row.candidate_id, row.procedure_id), row.named, row.candidate_id)
            for row in rows
        ],
        "applications_candidate",
    )
    return [str(said["name"]) if said else "" for said in opened]


def _hit(row: Any, named: str, asked: Asked, held: Mapping[str, bytes]) -> Hit | None:
    laid = indexing.laid_out(row, row.laid, held)
    said = excerpts(indexing.text_of(row, held), asked, laid)
    if said is None:
        return None
    kind = PartKind(row.kind)
    document = kind is PartKind.DOCUMENT
    return Hit(
        kind,
        row.object_id,
        row.candidate_id,
        row.reference,
        named,
        keeping.name_of(row.key_id, row.object_id, row.titled) if document else "",
        row.document_kind or "",
        row.mime or "",
        row.status == PartStatus.RECOGNISED,
        said,
        bool(row.recorded),
        bool(row.mine),
    )


# --- what could not be read ---------------------------------------------------------

_part = and_(_p.c.kind == PartKind.DOCUMENT.value, _p.c.object_id == _d.c.id)
_SOURCE = (
    _d.join(_c, _c.c.id == _d.c.object_id)
    .outerjoin(_t, _t.c.document_id == _d.c.id)
    .outerjoin(_p, _part)
)
_IN_SCOPE = (
    _d.c.procedure_id == PROCEDURE,
    _d.c.action == FILES,
    _d.c.withdrawn_at.is_(None),
    _c.c.withdrawn_at.is_(None),
    ~covered(_d),
    or_(
        _p.c.number.is_(None),
        _p.c.status == PartStatus.UNREAD.value,
        not_(quarantine.opened(_d)),
    ),
    LIVING,
)
_MAY = {
    True: and_(CLEARED, given(_c.c.id, _d.c.id)),
    False: NOT_BARRED,
}
_COUNT = {
    member: select(func.count()).select_from(_SOURCE).where(*_IN_SCOPE, may)
    for member, may in _MAY.items()
}
_UNREAD = {
    member: select(
        _d.c.id,
        _d.c.object_id,
        _d.c.procedure_id,
        _d.c.key_id,
        _d.c.sealed.label("titled"),
        _d.c.mime,
        _c.c.reference,
        _c.c.sealed.label("named"),
        _t.c.status.label("text"),
        _p.c.number,
        _d.c.scan,
    )
    .select_from(_SOURCE)
    .where(
        *_IN_SCOPE,
        may,
        or_(
            _c.c.reference > bindparam("after"),
            and_(_c.c.reference == bindparam("after"), _d.c.id > bindparam("after_id")),
        ),
    )
    .order_by(_c.c.reference, _d.c.id)
    .limit(ROWS + 1)
    for member, may in _MAY.items()
}


def unread_count(connection: Connection, reader: Reader) -> int:
    """How many documents in the reader's scope can't be found by their words."""
    statement = _COUNT[reader.capacity is Capacity.MEMBER]
    return int(connection.execute(statement, _asked(reader)).scalar_one())


def unread(
    connection: Connection, reader: Reader, after: tuple[str, str] = ("", "")
) -> tuple[list[Unread], bool]:
    """Fifty of them by reference, and whether more follow. after: reference and id."""
    statement = _UNREAD[reader.capacity is Capacity.MEMBER]
    rows = connection.execute(statement, _asked(reader, after=after[0], after_id=after[1])).all()
    names = vault.unseal_all(
        [
            (keys.file_key(row.object_id, row.procedure_id), row.named, row.object_id)
            for row in rows[:ROWS]
        ],
        "applications_candidate",
    )
    found = [
        Unread(
            row.id,
            row.object_id,
            row.reference,
            said["name"] if said else "",
            keeping.name_of(row.key_id, row.id, row.titled),
            row.mime,
            _state(row),
        )
        for row, said in zip(rows[:ROWS], names, strict=True)
    ]
    return found, len(rows) > ROWS


def _state(row: Any) -> str:
    if not quarantine.opens(row.scan):
        return "scanner"
    if row.number is None or row.text is None:
        return "waiting"
    return "unreadable" if row.text == "unreadable" else "scan"
