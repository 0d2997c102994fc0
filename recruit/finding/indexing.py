"""What the worker writes down to be found: names, texts of documents, screening notes.

Driven by what has no row yet, or one of an older version: it may be ended at any time,
goes on where it stood, and done twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, insert, literal, null, or_, select, update
from sqlalchemy.engine import Connection

from recruit.applications.models import Candidate
from recruit.core import db, ids, keys, sealing, vault
from recruit.documents import keeping
from recruit.documents.models import Document, Text
from recruit.finding import shelving
from recruit.finding.models import LaidOut, Part, PartKind, PartStatus, Placed, Token, Written
from recruit.finding.rules.laid import Laid, lay, packed, unpacked
from recruit.prescreening.models import Circulation, Listed, Outcome, Vote

MOST = 200
"""Texts of each kind that one beat writes down."""

_c = Candidate.__table__  # type: ignore[attr-defined]
_d = Document.__table__  # type: ignore[attr-defined]
_t = Text.__table__  # type: ignore[attr-defined]
_v = Vote.__table__  # type: ignore[attr-defined]
_r = Outcome.__table__  # type: ignore[attr-defined]
_e = Listed.__table__  # type: ignore[attr-defined]
_o = Circulation.__table__  # type: ignore[attr-defined]
_p = Part.__table__  # type: ignore[attr-defined]
_k = Token.__table__  # type: ignore[attr-defined]
_l = LaidOut.__table__  # type: ignore[attr-defined]
_w = Placed.__table__  # type: ignore[attr-defined]
_n = Written.__table__  # type: ignore[attr-defined]
_later = _o.alias("later")


def _due(kind: PartKind, table: Any, source: Any, version: Any, *more: Any, status: Any) -> Any:
    """What of this kind is to be written down; a row for each text, oldest id first."""
    part = and_(_p.c.kind == kind.value, _p.c.object_id == table.c.id)
    return (
        select(
            literal(kind.value).label("kind"),
            table.c.id.label("object_id"),
            _c.c.id.label("candidate_id"),
            _c.c.procedure_id,
            _c.c.reference,
            version.label("version"),
            (_t if kind is PartKind.DOCUMENT else table).c.sealed,
            (_d.c.key_id if kind is PartKind.DOCUMENT else null()).label("key_id"),
            status.label("status"),
            (_t.c.missed if kind is PartKind.DOCUMENT else literal(0)).label("missed"),
        )
        .select_from(source.outerjoin(_p, part))
        .where(
            _c.c.withdrawn_at.is_(None),
            _c.c.erased_at.is_(None),
            or_(_p.c.number.is_(None), _p.c.version != version),
            *more,
        )
        .order_by(table.c.id)
        .limit(bindparam("most"))
    )


_READ = literal(PartStatus.READ.value)
# a text is another one once a machine has looked at its images again
_VERSION_OF_TEXT = case((_t.c.status == "recognised", 1 + _t.c.tries), else_=_t.c.tries)
VERSION = case(
    (_p.c.kind == PartKind.DOCUMENT.value, _VERSION_OF_TEXT),
    (_p.c.kind == PartKind.NAME.value, _c.c.version),
    (_p.c.kind == PartKind.VOTE.value, _v.c.version),
    else_=0,
)
"""The version of a part's text as it is now; what was written down of another is old."""
_DUE = (
    _due(PartKind.NAME, _c, _c, _c.c.version, status=_READ),
    _due(
        PartKind.DOCUMENT,
        _d,
        _d.join(_c, _c.c.id == _d.c.object_id).join(_t, _t.c.document_id == _d.c.id),
        _VERSION_OF_TEXT,
        _d.c.withdrawn_at.is_(None),
        status=_t.c.status,
    ),
    _due(PartKind.VOTE, _v, _v.join(_c, _c.c.id == _v.c.candidate_id), _v.c.version, status=_READ),
    _due(PartKind.OUTCOME, _r, _r.join(_c, _c.c.id == _r.c.candidate_id), literal(0), status=_READ),
    _due(
        PartKind.LISTED,
        _e,
        _e.join(_c, _c.c.id == _e.c.candidate_id).join(_o, _o.c.id == _e.c.circulation_id),
        literal(0),
        ~select(_later.c.id)
        .where(_later.c.procedure_id == _o.c.procedure_id, _later.c.version > _o.c.version)
        .correlate(_o)
        .exists(),
        status=_READ,
    ),
)
_TABLE = {
    PartKind.NAME: "applications_candidate",
    PartKind.VOTE: "prescreening_vote",
    PartKind.OUTCOME: "prescreening_outcome",
    PartKind.LISTED: "prescreening_listed",
}
_STILL = select(_t.c.document_id).where(_t.c.document_id == bindparam("document"))
_SEARCHED = update(_d).where(_d.c.id == bindparam("document")).values(searched=bindparam("found"))


def index_due(now: datetime, most: int = MOST) -> int:
    """Write down what is due; how many texts were. now: aware time. most: of each kind.

    One transaction a candidate, so that nobody waits for more than one.
    """
    with db.reading() as connection:
        due = [row for due in _DUE for row in connection.execute(due, {"most": most})]
    by_candidate: dict[str, list[Any]] = {}
    for row in due:
        by_candidate.setdefault(row.candidate_id, []).append(row)
    return sum(_write(rows, now) for rows in by_candidate.values())


def text_of(row: Any, held: Mapping[str, bytes]) -> str:
    """The words of a text that a row names by kind, object, candidate and what is sealed.

    held: keys by id, ``keys_of`` the row among them where it is not erased. '' where there
    are no words, or where their key is erased.
    """
    if row.sealed is None:
        return ""
    if row.kind == PartKind.DOCUMENT:
        key = held.get(row.key_id)
        if key is None:
            return ""
        return str(sealing.unseal_json(key, row.sealed, keeping.text_place(row.object_id))["text"])
    file_key = keys.file_key(row.candidate_id, row.procedure_id)
    said = vault.unseal_or_none(file_key, row.sealed, _TABLE[PartKind(row.kind)], row.object_id)
    if not said:
        return ""
    return str(said["name"]) if row.kind == PartKind.NAME else "\n".join(_notes(said))


def keys_of(row: Any) -> set[str]:
    """The keys that a row's words stand under."""
    file_key = keys.file_key(row.candidate_id, row.procedure_id)
    return {file_key, row.key_id} if row.kind == PartKind.DOCUMENT else {file_key}


def laid_of(row: Any, held: Mapping[str, bytes]) -> Laid:
    """The row's text as it was laid out; where it was not, or where ``VERSION`` tells that the
    text is another by now, laid out anew. A text without words where a key of it is erased.
    Raises sealing.Broken."""
    laid = laid_out(row, row.laid, held) if row.sealed is None else None
    return lay(text_of(row, held)) if laid is None else laid


def laid_out(row: Any, sealed: bytes | None, held: Mapping[str, bytes]) -> Laid | None:
    """What was laid out of the row's text when it was written down, if it was. Raises
    sealing.Broken."""
    key = held.get(keys.file_key(row.candidate_id, row.procedure_id))
    if sealed is None or key is None:
        return None
    if row.kind == PartKind.DOCUMENT and row.key_id not in held:
        return None  # the document's own was erased
    return unpacked(sealing.unseal(key, sealed, _laid_place(row.object_id)))


def _filled(laid: Laid) -> bytes:
    """As bytes, filled up so that their length tells little (see ``sealing.seal_json``)."""
    content = packed(laid)
    return content + bytes(-len(content) % sealing.STEP)


def _laid_place(object_id: str) -> bytes:
    return f"finding_laid_out|{object_id}|sealed|2".encode()


def _notes(said: dict[str, Any]) -> Iterable[str]:
    """What a screener wrote, in words: reasons and evidence, and what was done in a period."""
    for answer in said.get("answers", {}).values():
        yield from (
            str(answer[part]) for part in ("reason", "evidence", "note") if answer.get(part)
        )
    for period in said.get("periods", ()):
        if period.get("what"):
            yield str(period["what"])


def _write(rows: list[Any], now: datetime) -> int:
    first = rows[0]
    held = keys.ring().get_all({key_id for row in rows for key_id in keys_of(row)})
    found = [(row, lay(text_of(row, held))) for row in rows]
    done = 0
    with db.writing() as session:
        try:
            shelf = shelving.shelf_of(session, first.procedure_id, first.candidate_id, now)
            key = keys.ring().get(keys.shelf_key(shelf, first.procedure_id))
        except (keys.Erased, keys.NoKey):
            return 0
        connection = session.connection()
        _mark(connection, first.procedure_id)
        file_key = held.get(keys.file_key(first.candidate_id, first.procedure_id))
        # documents before what hangs on them, as whoever withdraws one does (A9)
        for row, laid in sorted(found, key=lambda each: each[0].object_id):
            if row.kind == PartKind.DOCUMENT:
                said = bool(laid.marks()) and _status(row.status) != PartStatus.UNREAD
                said = said and not row.missed
                connection.execute(_SEARCHED, {"document": row.object_id, "found": said})
        for row, laid in found:
            marks = laid.marks()
            document = row.kind == PartKind.DOCUMENT
            if document and not connection.execute(_STILL, {"document": row.object_id}).first():
                continue  # it was withdrawn in the meantime (A9)
            connection.execute(
                delete(_p).where(_p.c.kind == row.kind, _p.c.object_id == row.object_id)
            )
            made = connection.execute(
                insert(_p).values(
                    procedure_id=row.procedure_id,
                    candidate_id=row.candidate_id,
                    kind=row.kind,
                    object_id=row.object_id,
                    version=row.version,
                    status=_status(row.status) if marks else PartStatus.UNREAD.value,
                    text_id=row.object_id if document else None,
                    at=now,
                )
            ).inserted_primary_key
            part = made[0] if made else None
            if marks:
                tokens = {shelving.number(key, mark) for mark in marks}
                connection.execute(insert(_w), {"part": part, "reference": row.reference})
                connection.execute(insert(_k), [{"token": t, "part": part} for t in sorted(tokens)])
                if file_key is not None:
                    sealed = sealing.seal(file_key, _filled(laid), _laid_place(row.object_id))
                    connection.execute(insert(_l), {"part": part, "sealed": sealed})
            done += 1
    return done


def _mark(connection: Connection, procedure_id: str) -> None:
    """Note that texts of the procedure are written down (Written)."""
    mark, of = ids.new(), _n.c.procedure_id == procedure_id
    if not connection.execute(update(_n).where(of).values(mark=mark)).rowcount:
        connection.execute(insert(_n).values(procedure_id=procedure_id, mark=mark))


def _status(status: str) -> str:
    known = {PartStatus.READ.value, PartStatus.RECOGNISED.value}
    return status if status in known else PartStatus.UNREAD.value
