"""What a reader finds: policy, clearance, disclosure and the living grant inside the query.

A text that the reader may not open is no row of these statements: it is neither found nor
counted, and moves no page. Of what is found only the texts shown are opened. Where the
words stand is for ``places`` to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, null, select
from sqlalchemy.engine import Connection

from recruit.access.rules import Capacity, Reader
from recruit.core import keys, vault
from recruit.core.words import spoken
from recruit.documents import keeping
from recruit.finding import conditions, indexing, many
from recruit.finding.conditions import (
    KIND,
    LIVING,
    MEMBER,
    MY_PLACE,
    PERSON,
    SCREENER,
)
from recruit.finding.models import PartKind, PartStatus
from recruit.finding.places import EXAMINED, ORDER, SHOWN, SOURCES, Place, binding, places
from recruit.finding.rules.asking import Asked
from recruit.finding.rules.excerpts import Excerpt, excerpts

EXCERPT = "excerpt"
"""The kind of D2's entry for a few words of a document."""


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
_r = conditions.outcome
_e = conditions.listed
_p = conditions.part
_l = conditions.laid_out
_w = conditions.view

_ENTRY = exists().where(
    _w.c.document_id == _d.c.id,
    _w.c.person_id == PERSON,
    _w.c.half_hour == bindparam("half_hour"),
)


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
            SOURCES.outerjoin(_t, _t.c.document_id == _d.c.id).outerjoin(
                _l, _l.c.part == _p.c.number
            )
        )
        .where(
            many.among(_p.c.number, "numbers"),
            _c.c.withdrawn_at.is_(None),
            LIVING,
            policy,
        )
        .order_by(*ORDER)
    )


_BY_MEMBER, _BY_SCREENER = _found(MEMBER), _found(SCREENER)


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
    bound = binding(reader, circulation_id, after)
    found = _BY_MEMBER if reader.capacity is Capacity.MEMBER else _BY_SCREENER
    standing = places(connection, reader, asked, bound)
    hits: list[Hit] = []
    last: Place | None = None
    coming = next(standing, None)
    for _ten in range(EXAMINED // SHOWN):
        ten: list[Place] = []
        while coming is not None and len(ten) < SHOWN:
            ten.append(coming)
            coming = next(standing, None)
        if not ten:
            break
        last = ten[-1]
        rows = connection.execute(
            found, bound | {"numbers": many.bound(n for _reference, n in ten)}
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
