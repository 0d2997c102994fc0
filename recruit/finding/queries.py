"""What a reader finds: policy, clearance, disclosure and the living grant inside the query.

A text that the reader may not open is no row of these statements: it is neither found nor
counted, and moves no page. Of what is found only the texts shown are opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.rules import Capacity, Reader
from recruit.applications.models import Candidate
from recruit.core import keys, vault
from recruit.core.db import UTC
from recruit.documents import keeping
from recruit.documents.models import Document, Text, View
from recruit.documents.rules.door import half_hour
from recruit.finding import indexing, shelving
from recruit.finding.models import Part, PartKind, PartStatus, Token
from recruit.finding.rules.asking import Asked
from recruit.finding.rules.excerpts import Excerpt, excerpts
from recruit.prescreening.models import Assignment, Listed, Outcome, Vote

SHOWN = 20
"""Texts on a page."""
EXAMINED = 80
"""Texts opened for a page at most: a phrase is looked for in them."""
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
    """A document in the reader's scope whose words can't be found. state: 'waiting' to be
    read, 'scan' without words, or 'unreadable'."""

    document_id: str
    candidate_id: str
    reference: str
    name: str
    title: str
    mime: str
    state: str


_c = Candidate.__table__  # type: ignore[attr-defined]
_d = Document.__table__  # type: ignore[attr-defined]
_t = Text.__table__  # type: ignore[attr-defined]
_v = Vote.__table__  # type: ignore[attr-defined]
_a = Assignment.__table__  # type: ignore[attr-defined]
_r = Outcome.__table__  # type: ignore[attr-defined]
_e = Listed.__table__  # type: ignore[attr-defined]
_p = Part.__table__  # type: ignore[attr-defined]
_k = Token.__table__  # type: ignore[attr-defined]
_w = View.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_l = access.Clearance.__table__  # type: ignore[attr-defined]
_x = access.Disclosure.__table__  # type: ignore[attr-defined]

_NOW = bindparam("now", type_=UTC())
_PROCEDURE: Any = bindparam("procedure")
_PERSON: Any = bindparam("person")
_FILES = Action.APPLICATION_READ.value

# --- who may: the same conditions as those of the one door to documents ------------

_LIVING = exists().where(
    _g.c.id == bindparam("grant"),
    _g.c.person_id == _PERSON,
    _g.c.procedure_id == _PROCEDURE,
    _g.c.capacity == bindparam("capacity"),
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > _NOW),
)


def _clearance(*statuses: str) -> Any:
    return exists().where(
        _l.c.procedure_id == _PROCEDURE,
        _l.c.person_id == _PERSON,
        _l.c.candidate_id == _c.c.id,
        _l.c.status.in_(statuses),
    )


def _given(*objects: Any) -> Any:
    return exists().where(
        _x.c.procedure_id == _PROCEDURE,
        or_(*(_x.c.object_id == object_id for object_id in objects)),
        _x.c.capacity == bindparam("capacity"),
        _x.c.since <= _NOW,
        or_(_x.c.until.is_(None), _x.c.until > _NOW),
    )


_UNDECIDED = exists().where(
    _l.c.procedure_id == _PROCEDURE, _l.c.person_id == _PERSON, _l.c.status == "undecided"
)
_CLEARED = and_(_clearance("cleared"), ~_UNDECIDED)  # C4, C5
_NOT_BARRED = ~_clearance("conflict", "undecided")  # A7

# A5: another's vote is there once two persons have locked, for whoever is no open screener
_counted, _seat = _v.alias("counted"), _a.alias("seat")
_two_locks = (
    select(func.count(func.distinct(_seat.c.person_id)))
    .select_from(_counted.join(_seat, _seat.c.id == _counted.c.assignment_id))
    .where(_counted.c.candidate_id == _c.c.id, _counted.c.locked_at.is_not(None))
    .correlate(_c)
    .scalar_subquery()
)
_mine, _my_vote = _a.alias("mine"), _v.alias("my_vote")
_MY_PLACE = (
    select(_mine.c.id)
    .select_from(_mine.outerjoin(_my_vote, _my_vote.c.assignment_id == _mine.c.id))
    .where(
        _mine.c.candidate_id == _c.c.id, _mine.c.person_id == _PERSON, _mine.c.ended_at.is_(None)
    )
    .correlate(_c)
)
_LOCKED = _MY_PLACE.where(_my_vote.c.locked_at.is_not(None)).exists()
_OPEN = _MY_PLACE.where(_my_vote.c.locked_at.is_(None)).exists()
_OTHERS = and_(
    _two_locks >= 2,
    or_(
        _LOCKED,
        and_(bindparam("capacity") == Capacity.FOCAL_POINT.value, ~_OPEN),
    ),
)
_later = _r.alias("later")
_LATEST = ~(
    select(_later.c.id)
    .where(
        _later.c.candidate_id == _r.c.candidate_id,
        or_(_later.c.at > _r.c.at, and_(_later.c.at == _r.c.at, _later.c.id > _r.c.id)),
    )
    .correlate(_r)
    .exists()
)
_OF_DOCUMENT = and_(_d.c.id.is_not(None), _d.c.withdrawn_at.is_(None), _d.c.action == _FILES)
_WITHOUT = _d.c.id.is_(None)
_KIND = _p.c.kind
_MEMBER = and_(
    _CLEARED,
    or_(
        and_(_KIND == PartKind.DOCUMENT.value, _OF_DOCUMENT, _given(_c.c.id, _d.c.id)),
        and_(_KIND == PartKind.NAME.value, _given(_c.c.id)),
        and_(
            _KIND == PartKind.LISTED.value,
            _given(_c.c.id),
            _e.c.circulation_id == bindparam("circulation"),
        ),
    ),
)
_SCREENER = and_(
    _NOT_BARRED,
    or_(
        and_(_KIND == PartKind.DOCUMENT.value, _OF_DOCUMENT),
        _KIND == PartKind.NAME.value,
        and_(
            _KIND == PartKind.VOTE.value,
            _c.c.merged_into.is_(None),
            or_(
                and_(_a.c.person_id == _PERSON, _a.c.ended_at.is_(None)),
                and_(_v.c.locked_at.is_not(None), _OTHERS),
            ),
        ),
        and_(_KIND == PartKind.OUTCOME.value, _c.c.merged_into.is_(None), _LATEST, _OTHERS),
    ),
)

# --- finding -----------------------------------------------------------------------

_HAVE_ALL = (
    select(_k.c.part)
    .where(_k.c.token.in_(bindparam("tokens", expanding=True)))
    .group_by(_k.c.part)
    .having(func.count() == bindparam("marks"))
)
_ENTRY = exists().where(
    _w.c.document_id == _d.c.id,
    _w.c.person_id == _PERSON,
    _w.c.half_hour == bindparam("half_hour"),
)


def _found(policy: Any) -> Any:
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
                (_KIND == PartKind.NAME.value, _c.c.sealed),
                else_=func.coalesce(_t.c.sealed, _v.c.sealed, _r.c.sealed, _e.c.sealed),
            ).label("sealed"),
            _ENTRY.label("recorded"),
            _MY_PLACE.exists().label("mine"),
        )
        .select_from(
            _p.join(_c, _c.c.id == _p.c.candidate_id)
            .outerjoin(_d, and_(_KIND == PartKind.DOCUMENT.value, _d.c.id == _p.c.object_id))
            .outerjoin(_t, _t.c.document_id == _d.c.id)
            .outerjoin(_v, and_(_KIND == PartKind.VOTE.value, _v.c.id == _p.c.object_id))
            .outerjoin(_a, _a.c.id == _v.c.assignment_id)
            .outerjoin(_r, and_(_KIND == PartKind.OUTCOME.value, _r.c.id == _p.c.object_id))
            .outerjoin(_e, and_(_KIND == PartKind.LISTED.value, _e.c.id == _p.c.object_id))
        )
        .where(
            _p.c.number.in_(_HAVE_ALL),
            _p.c.procedure_id == _PROCEDURE,
            _c.c.withdrawn_at.is_(None),
            _LIVING,
            policy,
            or_(
                _c.c.reference > bindparam("after"),
                and_(_c.c.reference == bindparam("after"), _p.c.number > bindparam("after_number")),
            ),
        )
        .order_by(_c.c.reference, _p.c.number)
        .limit(EXAMINED + 1)
    )


_BY_MEMBER, _BY_SCREENER = _found(_MEMBER), _found(_SCREENER)


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
    marks = asked.marks()
    at = after or ("", 0)
    more: dict[str, Any] = {
        "tokens": shelving.numbers(connection, reader.procedure_id, marks),
        "marks": len(marks),
        "after": at[0],
        "after_number": at[1],
        "half_hour": half_hour(reader.now.timestamp()),
    }
    statement = _BY_SCREENER
    if reader.capacity is Capacity.MEMBER:
        statement, more["circulation"] = _BY_MEMBER, circulation_id
    rows = connection.execute(statement, _asked(reader, **more)).all()
    hits: list[Hit] = []
    last: Any = None
    for row in rows[:EXAMINED]:
        if len(hits) == SHOWN:
            break
        last = row
        hit = _hit(row, asked)
        if hit is not None:
            hits.append(hit)
    goes_on = last is not None and last is not rows[-1]
    return Found(tuple(hits), (last.reference, last.number) if goes_on else None)


def _hit(row: Any, asked: Asked) -> Hit | None:
    said = excerpts(indexing.text_of(row), asked)
    if said is None:
        return None
    kind = PartKind(row.kind)
    file_key = keys.file_key(row.candidate_id, row.procedure_id)
    named = vault.unseal_or_none(file_key, row.named, "applications_candidate", row.candidate_id)
    document = kind is PartKind.DOCUMENT
    return Hit(
        kind,
        row.object_id,
        row.candidate_id,
        row.reference,
        named["name"] if named else "",
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
    _d.c.procedure_id == _PROCEDURE,
    _d.c.action == _FILES,
    _d.c.withdrawn_at.is_(None),
    _c.c.withdrawn_at.is_(None),
    or_(_p.c.number.is_(None), _p.c.status == PartStatus.UNREAD.value),
    _LIVING,
)
_MAY = {
    True: and_(_CLEARED, _given(_c.c.id, _d.c.id)),
    False: _NOT_BARRED,
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
    if row.number is None or row.text is None:
        return "waiting"
    return "unreadable" if row.text == "unreadable" else "scan"
