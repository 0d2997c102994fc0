"""In which texts the words stand that a reader asks for, in the order of a page.

A place is given only where policy, clearance, disclosure and the living grant let the reader
open the text now; each statement asks them anew. Three ways lead to a page, and all lead to
the same places:

The first texts that the reader may open are walked through in the page's order, and of each
it is asked whether the words stand in it: where they stand in many texts the page is full at
once, however large the recruitment. Where it is not, the index is asked which texts after
those have the words. Where these are few, all of them are noted for the reader who asked, so
that the next page, or the same one again, asks neither: until a text is written down (Written)
or a key erased, no other text has the words.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import and_, bindparam, func, or_, select, text
from sqlalchemy.engine import Connection

from recruit.access.rules import Capacity, Reader
from recruit.core import keys
from recruit.documents.rules.door import half_hour
from recruit.finding import conditions, many, shelving
from recruit.finding.conditions import KIND, LIVING, MEMBER, PROCEDURE, SCREENER, asked_by
from recruit.finding.in_order import InOrder
from recruit.finding.models import PartKind, Shelved, Written
from recruit.finding.rules.asking import Asked

SHOWN = 10
"""Texts on a page."""
EXAMINED = 40
"""Texts opened for a page at most: a phrase is looked for in them, ten at a time."""
WALKED = (60, 120)
"""Texts that are walked through first, and then where the page looks as if it would be full."""
NOTED = 1000
"""Texts that have the words, at most, where they are noted."""
_AT_ONCE = 60  # of those noted, before all that are left
_ALL = 2**31 - 1

Place = tuple[str, int]
"""Where a text stands in the order of a page: its candidate's reference, its own number."""

_c = conditions.candidate
_d = conditions.document
_v = conditions.vote
_a = conditions.assignment
_r = conditions.outcome
_e = conditions.listed
_p = conditions.part
_k = conditions.token
_o = conditions.placed
_h = Shelved.__table__  # type: ignore[attr-defined]
_n = Written.__table__  # type: ignore[attr-defined]

_HAVE_ALL = (
    select(_k.c.part)
    .where(many.among(_k.c.token, "tokens"))
    .group_by(_k.c.part)
    .having(func.count() == bindparam("marks"))
)
_HAVE_ONE = select(_k.c.part).where(many.among(_k.c.token, "tokens"))
_LATEST = select(_n.c.mark).where(_n.c.procedure_id == PROCEDURE)


def sources(parts: Any) -> Any:
    """These parts with their candidates and what each of them is of."""
    return (
        parts.outerjoin(_d, and_(KIND == PartKind.DOCUMENT.value, _d.c.id == _p.c.object_id))
        .outerjoin(_v, and_(KIND == PartKind.VOTE.value, _v.c.id == _p.c.object_id))
        .outerjoin(_a, _a.c.id == _v.c.assignment_id)
        .outerjoin(_r, and_(KIND == PartKind.OUTCOME.value, _r.c.id == _p.c.object_id))
        .outerjoin(_e, and_(KIND == PartKind.LISTED.value, _e.c.id == _p.c.object_id))
    )


_OF_PART = _c.c.id == _p.c.candidate_id
SOURCES = sources(_p.join(_c, _OF_PART))
ORDER = (_c.c.reference, _p.c.number)
_AFTER = or_(
    _c.c.reference > bindparam("after"),
    and_(_c.c.reference == bindparam("after"), _p.c.number > bindparam("after_number")),
)


def _walk(policy: Any) -> Any:
    """The first texts after a place, whatever stands in them, each with its shelf."""
    return (
        select(_c.c.reference, _p.c.number, _h.c.shelf_id)
        .select_from(SOURCES.join(_h, _h.c.candidate_id == _c.c.id))
        .where(_c.c.procedure_id == PROCEDURE, _c.c.withdrawn_at.is_(None), LIVING, policy, _AFTER)
        .order_by(*ORDER)
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


def _of(policy: Any, these: Any, *more: Any) -> Any:
    """The places of these texts: each asked whether the reader may open it, then in order."""
    return (
        select(_c.c.reference, _p.c.number)
        .select_from(SOURCES)
        .where(
            these,
            _p.c.procedure_id == PROCEDURE,
            _c.c.withdrawn_at.is_(None),
            LIVING,
            policy,
            *more,
        )
        .order_by(*ORDER)
    )


def _first(have: Any) -> Any:
    """The first texts that the index has for the words, whoever asks: they are counted, and
    what is shown of them is asked for by ``_of``."""
    return (
        select(_o.c.reference, _o.c.part)
        .where(_o.c.part.in_(have))
        .order_by(_o.c.reference, _o.c.part)
        .limit(bindparam("most"))
    )


def _numbers(policy: Any, have: Any) -> dict[str, Any]:
    """The places by the index, by database: first put in order, then asked one by one whether
    the reader may open them, as far as it takes."""
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
        .select_from(sources(InOrder(parts, _c, _OF_PART)))
        .where(_p.c.procedure_id == PROCEDURE, _c.c.withdrawn_at.is_(None), LIVING, policy)
        .limit(bindparam("most"))
    )
    return {
        "sqlite": followed,
        "postgresql": followed.order_by(all_of_them.c.reference, all_of_them.c.part),
    }


@dataclass(frozen=True, slots=True)
class _Statements:
    """The statements for those whose right is of one kind. number, numbers: by database, for
    one mark that is asked and for several; whole: what they are measured by."""

    walk: Any
    number: dict[str, Any]
    numbers: dict[str, Any]
    open: Any
    whole: Any


def _statements(policy: Any) -> _Statements:
    return _Statements(
        _walk(policy),
        _numbers(policy, _HAVE_ONE),
        _numbers(policy, _HAVE_ALL),
        _of(policy, many.among(_p.c.number, "numbers")),
        _of(policy, _p.c.number.in_(_HAVE_ALL), _AFTER).limit(bindparam("most")),
    )


BY_MEMBER, BY_SCREENER = _statements(MEMBER), _statements(SCREENER)
_FIRST, _FIRST_OF_ONE = _first(_HAVE_ALL), _first(_HAVE_ONE)


def places(
    connection: Connection, reader: Reader, asked: Asked, bound: dict[str, Any]
) -> Iterator[Place]:
    """Where all that is asked stands and the reader may read it, after the place that is bound.

    bound: ``binding`` of this reader.
    """
    by = BY_MEMBER if reader.capacity is Capacity.MEMBER else BY_SCREENER
    marks = asked.marks()
    latest = connection.execute(_LATEST, bound).scalar()
    # one reader's own: else it would show in the time that another asked for the same words
    noted = ("places", bound["procedure"], latest, reader.person_id, *marks)
    few: tuple[Place, ...] | Literal[False] | None = keys.ring().noted(*noted)
    if few or few == ():
        yield from _open(connection, by, bound, few)
        return
    found, at = 0, bound
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
    at |= {"tokens": many.bound(tokens), "marks": len(marks)}
    if few is None:
        first = _FIRST if len(marks) > 1 else _FIRST_OF_ONE
        rows = connection.execute(first, at | {"most": NOTED + 1}).all()
        few = len(rows) <= NOTED and tuple((row.reference, row.part) for row in rows)
        keys.ring().note(few, *noted)
    if few is not False:
        yield from _open(connection, by, at, few)
        return
    yield from _by_index(connection, by, at, (SHOWN if asked.exact else EXAMINED) + 1)


def _open(
    connection: Connection, by: _Statements, bound: dict[str, Any], few: tuple[Place, ...]
) -> Iterator[Place]:
    """Those of these places, after the one that is bound, that the reader may open now."""
    start = bisect_right(few, (bound["after"], bound["after_number"]))
    for some in (few[start : start + _AT_ONCE], few[start + _AT_ONCE :]):
        if some:
            numbers = {"numbers": many.bound(number for _reference, number in some)}
            for row in connection.execute(by.open, bound | numbers):
                yield row.reference, row.number


def _by_index(
    connection: Connection, by: _Statements, at: dict[str, Any], most: int
) -> Iterator[Place]:
    """The same of any number of texts, by the index."""
    statement = (by.numbers if at["marks"] > 1 else by.number)[connection.dialect.name]
    while True:
        rows = connection.execute(statement, at | {"most": most, "all": _ALL}).all()
        yield from ((row.reference, row.number) for row in rows)
        if len(rows) < most:
            return
        at = at | {"after": rows[-1].reference, "after_number": rows[-1].number}


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


def binding(reader: Reader, circulation_id: str, after: Place | None) -> dict[str, Any]:
    """What the statements of a page bind: who asks, and after which place."""
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
    bound = binding(reader, "", None) | {"tokens": many.bound(tokens), "marks": len(marks)}
    bound |= {"most": EXAMINED + 1}
    return lambda: connection.execute(BY_SCREENER.whole, bound).all()
