"""What a reader finds: policy, clearance, disclosure and the living grant inside the query.

A text that the reader may not open is no row of these statements: it is neither found nor
counted, and moves no page. Of what is found only the texts shown are opened.

Two ways lead to a page. The first texts that the reader may open are walked through in the
page's order, and of each it is asked whether the words stand in it: where they stand in many
texts the page is full at once, however large the recruitment. Where it is not, the index is
asked which texts after those have the words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, null, or_, select, text
from sqlalchemy.engine import Connection

from recruit.access.rules import Capacity, Reader
from recruit.core import keys, vault
from recruit.core.words import spoken
from recruit.documents import keeping
from recruit.documents.rules.door import half_hour
from recruit.finding import conditions, indexing, many, shelving
from recruit.finding.conditions import (
    KIND,
    LIVING,
    MEMBER,
    MY_PLACE,
    PERSON,
    PROCEDURE,
    SCREENER,
    asked_by,
)
from recruit.finding.in_order import InOrder
from recruit.finding.models import PartKind, PartStatus, Shelved
from recruit.finding.rules.asking import Asked
from recruit.finding.rules.excerpts import Excerpt, excerpts

SHOWN = 10
"""Texts on a page."""
EXAMINED = 40
"""Texts opened for a page at most: a phrase is looked for in them, ten at a time."""
WALKED = (60, 120)
"""Texts that are walked through first, and then where the page looks as if it would be full."""
_ALL = 2**31 - 1
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
_o = conditions.placed
_h = Shelved.__table__  # type: ignore[attr-defined]
_w = conditions.view

# --- finding -----------------------------------------------------------------------

_HAVE_ALL = (
    select(_k.c.part)
    .where(many.among(_k.c.token, "tokens"))
    .group_by(_k.c.part)
    .having(func.count() == bindparam("marks"))
)
_HAVE_ONE = select(_k.c.part).where(many.among(_k.c.token, "tokens"))
_ENTRY = exists().where(
    _w.c.document_id == _d.c.id,
    _w.c.person_id == PERSON,
    _w.c.half_hour == bindparam("half_hour"),
)


def _sources(parts: Any) -> Any:
    """These parts with their candidates and what each of them is of."""
    return (
        parts.outerjoin(_d, and_(KIND == PartKind.DOCUMENT.value, _d.c.id == _p.c.object_id))
        .outerjoin(_v, and_(KIND == PartKind.VOTE.value, _v.c.id == _p.c.object_id))
        .outerjoin(_a, _a.c.id == _v.c.assignment_id)
        .outerjoin(_r, and_(KIND == PartKind.OUTCOME.value, _r.c.id == _p.c.object_id))
        .outerjoin(_e, and_(KIND == PartKind.LISTED.value, _e.c.id == _p.c.object_id))
    )


_OF_PART = _c.c.id == _p.c.candidate_id
_SOURCES = _sources(_p.join(_c, _OF_PART))
_ORDER = (_c.c.reference, _p.c.number)


_AFTER = or_(
    _c.c.reference > bindparam("after"),
    and_(_c.c.reference == bindparam("after"), _p.c.number > bindparam("after_number")),
)


def _walk(policy: Any) -> Any:
    """The first texts after a place, whatever stands in them, each with its shelf."""
    return (
        select(_c.c.reference, _p.c.number, _h.c.shelf_id)
        .select_from(_SOURCES.join(_h, _h.c.candidate_id == _c.c.id))
        .where(_c.c.procedure_id == PROCEDURE, _c.c.withdrawn_at.is_(None), LIVING, policy, _AFTER)
        .order_by(*_ORDER)
        .limit(bindparam("most"))
    )


# in which of these parts all the marks stand; asked: for each token the parts to look in
_STANDS = {
    "sqlite": text(
        "SELECT k.part FROM json_each(:asked) AS t CROSS JOIN json_each(t.value) AS p"
        " CROSS JOIN finding_token AS k"  # in this order: few parts of few tokens
        " WHERE k.token = CAST(t.key AS INTEGER) AND k.part = p.value"
        " GROUP BY k.part HAVING count(*) = :marks"
    ).columns(_k.c.part),
    "postgresql": text(
        "SELECT k.part FROM json_each(CAST(:asked AS json)) AS t"
        " CROSS JOIN json_array_elements_text(t.value) AS p(part) JOIN finding_token AS k"
        " ON k.token = CAST(t.key AS bigint) AND k.part = CAST(p.part AS integer)"
        " GROUP BY k.part HAVING count(*) = :marks"
    ).columns(_k.c.part),
}


def _whole(policy: Any) -> Any:
    """The places of the texts after one that the index has for the words: each asked whether
    the reader may open it, then put in order."""
    return (
        select(_c.c.reference, _p.c.number)
        .select_from(_SOURCES)
        .where(
            _p.c.number.in_(_HAVE_ALL),
            _p.c.procedure_id == PROCEDURE,
            _c.c.withdrawn_at.is_(None),
            LIVING,
            policy,
            _AFTER,
        )
        .order_by(*_ORDER)
        .limit(bindparam("most"))
    )


def _numbers(policy: Any, have: Any) -> dict[str, Any]:
    """The same, by database: first put in order, then asked one by one, as far as it takes."""
    all_of_them = (
        select(_o.c.reference, _o.c.part)
        .where(
            _o.c.part.in_(have),
            or_(
                _o.c.reference > bindparam("after"),
                and_(_o.c.reference == bindparam("after"), _o.c.part > bindparam("after_number")),
            ),
        )
        .order_by(_o.c.reference, _o.c.part)
        .limit(bindparam("all"))  # a limit that cuts nothing keeps the order a list's own
        .subquery("in_order")
    )
    parts = InOrder(all_of_them, _p, _p.c.number == all_of_them.c.part)
    followed = (
        select(all_of_them.c.reference, _p.c.number)
        .select_from(_sources(InOrder(parts, _c, _OF_PART)))
        .where(_p.c.procedure_id == PROCEDURE, _c.c.withdrawn_at.is_(None), LIVING, policy)
        .limit(bindparam("most"))
    )
    return {
        "sqlite": followed,
        "postgresql": followed.order_by(all_of_them.c.reference, all_of_them.c.part),
    }


def _found(policy: Any) -> Any:
    """The statement of ten texts by their numbers; who may open them is asked again."""
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
            # only where what was laid out is of an earlier text, or nothing was
            case(
                (and_(_p.c.version == indexing.VERSION, _l.c.part.is_not(None)), null()),
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
        .where(
            many.among(_p.c.number, "numbers"),
            _c.c.withdrawn_at.is_(None),
            LIVING,
            policy,
        )
        .order_by(*_ORDER)
    )


@dataclass(frozen=True, slots=True)
class _Statements:
    """The statements for those whose right is of one kind. numbers: by database, for one mark
    that is asked and for several; whole: what they are measured by."""

    walk: Any
    number: dict[str, Any]
    numbers: dict[str, Any]
    found: Any
    whole: Any


def _statements(policy: Any) -> _Statements:
    return _Statements(
        _walk(policy),
        _numbers(policy, _HAVE_ONE),
        _numbers(policy, _HAVE_ALL),
        _found(policy),
        _whole(policy),
    )


_BY_MEMBER, _BY_SCREENER = _statements(MEMBER), _statements(SCREENER)


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
    than ten where a phrase was asked, and still be followed by another.
    """
    bound = _bound(reader, circulation_id, after)
    by = _BY_MEMBER if reader.capacity is Capacity.MEMBER else _BY_SCREENER
    places = _places(connection, by, bound, asked)
    hits: list[Hit] = []
    last: Place | None = None
    coming = next(places, None)
    for _ten in range(EXAMINED // SHOWN):
        ten: list[Place] = []
        while coming is not None and len(ten) < SHOWN:
            ten.append(coming)
            coming = next(places, None)
        if not ten:
            break
        last = ten[-1]
        rows = connection.execute(
            by.found, bound | {"numbers": many.bound(n for _reference, n in ten)}
        ).all()
        drawn = keys.ring().remembered(_hits, tuple(rows), asked, spoken())
        for row, hit in zip(rows, drawn, strict=True):
            if hit is not None:
                hits.append(hit)
            if len(hits) == SHOWN:
                place = (row.reference, row.number)
                return Found(tuple(hits), place if place != last or coming else None)
        if coming is None:
            return Found(tuple(hits), None)
    return Found(tuple(hits), last if coming else None)


def _places(
    connection: Connection, by: _Statements, bound: dict[str, Any], asked: Asked
) -> Iterator[Place]:
    """Where the words stand, in the order of the page."""
    found, at, marks = 0, bound, asked.marks()
    for most in WALKED:
        walked = connection.execute(by.walk, at | {"most": most}).all()
        having = _having(connection, bound["procedure"], walked, marks)
        yield from ((row.reference, row.number) for row in walked if row.number in having)
        if len(walked) < most:
            return
        found += len(having)
        at = bound | {"after": walked[-1].reference, "after_number": walked[-1].number}
        if found * sum(WALKED) < SHOWN * most:
            break  # too few for a full page in what would be walked through
    tokens = shelving.numbers(connection, bound["procedure"], marks)
    most = (SHOWN if asked.exact else EXAMINED) + 1
    at |= {"tokens": many.bound(tokens), "marks": len(marks), "most": most, "all": _ALL}
    numbers = (by.numbers if len(marks) > 1 else by.number)[connection.dialect.name]
    while True:
        rows = connection.execute(numbers, at).all()
        yield from ((row.reference, row.number) for row in rows)
        if len(rows) < most:
            return
        at |= {"after": rows[-1].reference, "after_number": rows[-1].number}


def _having(
    connection: Connection, procedure_id: str, walked: Sequence[Any], marks: Sequence[str]
) -> set[int]:
    """The numbers of these texts in which all the marks stand."""
    on: dict[str, list[int]] = {}
    for row in walked:
        on.setdefault(row.shelf_id, []).append(row.number)
    parts: dict[int, list[int]] = {}
    for shelf, tokens in shelving.by_shelf(procedure_id, on, marks).items():
        for token in tokens:
            parts.setdefault(token, []).extend(on[shelf])
    asked = {"asked": json.dumps(parts), "marks": len(marks)}
    return set(connection.execute(_STANDS[connection.dialect.name], asked).scalars())


def _bound(reader: Reader, circulation_id: str, after: Place | None) -> dict[str, Any]:
    at = after or ("", 0)
    more = {"circulation": circulation_id} if reader.capacity is Capacity.MEMBER else {}
    return asked_by(
        reader,
        after=at[0],
        after_number=at[1],
        half_hour=half_hour(reader.now.timestamp()),
        **more,
    )


def bare_index(connection: Connection, reader: Reader, asked: Asked) -> Callable[[], Sequence[Any]]:
    """For measuring: what the index alone answers, whoever asks."""
    marks = asked.marks()
    tokens = shelving.numbers(connection, reader.procedure_id, marks)
    index = {"tokens": many.bound(tokens), "marks": len(marks)}
    return lambda: connection.execute(_HAVE_ALL, index).all()


def bare_query(connection: Connection, reader: Reader, asked: Asked) -> Callable[[], Sequence[Any]]:
    """For measuring: the places of a screener's page by the index, asked as a whole, nothing
    of it opened."""
    marks = asked.marks()
    tokens = shelving.numbers(connection, reader.procedure_id, marks)
    bound = _bound(reader, "", None) | {"tokens": many.bound(tokens), "marks": len(marks)}
    bound |= {"most": EXAMINED + 1}
    return lambda: connection.execute(_BY_SCREENER.whole, bound).all()


def _hits(rows: tuple[Any, ...], asked: Asked, _language: object) -> tuple[Hit | None, ...]:
    """What of these texts a page shows, by the sealed rows alone; None where it has not all."""
    held = keys.ring().get_all({id_ for row in rows for id_ in indexing.keys_of(row)})
    named = zip(rows, _names(rows), strict=True)
    return tuple(_hit(row, name, asked, held) for row, name in named)


def _names(rows: Sequence[Any]) -> list[str]:
    """The candidates' names, of each opened once; '' once the key is erased."""
    of = {row.candidate_id: row for row in rows}
    opened = vault.unseal_all(
        [(keys.file_key(id_, row.procedure_id), row.named, id_) for id_, row in of.items()],
        "applications_candidate",
    )
    names = {id_: str(said["name"]) if said else "" for id_, said in zip(of, opened, strict=True)}
    return [names[row.candidate_id] for row in rows]


def _hit(row: Any, named: str, asked: Asked, held: Mapping[str, bytes]) -> Hit | None:
    said = excerpts(indexing.laid_of(row, held), asked)
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
        keeping.name_under(held.get(row.key_id), row.object_id, row.titled) if document else "",
        row.document_kind or "",
        row.mime or "",
        row.status == PartStatus.RECOGNISED,
        said,
        bool(row.recorded),
        bool(row.mine),
    )
