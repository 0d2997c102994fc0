"""The worker's part of scanning: what waits in quarantine, and what came before there was a
scanner. An infected document's content is erased for good; its row stays and says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.access.frame import act, operator
from recruit.access.rules import Capacity
from recruit.core import clock, db, keys, sealing
from recruit.core.db import UTC
from recruit.core.words import _
from recruit.documents import keeping, quarantine, scanner, store
from recruit.documents.models import TO_SCAN, Book, Document, Rendition, Text
from recruit.documents.rules.scanning import Scan, again_after, to_scan
from recruit.documents.scanner import Said, Verdict
from recruit.notices import kinds
from recruit.notices import operations as notices

FOUND, FOUND_LETTER = "documents.infected", "documents.infected_letter"
LONG = 60.0  # seconds that the worker gives the scanner for a file
IN_VAIN = 3  # tries without a verdict, after which it is probably the file
TOGETHER = timedelta(seconds=60)  # after so long the worker's other work comes first
_d = Document.__table__  # type: ignore[attr-defined]
_DUE = (
    select(_d)
    .where(
        text(TO_SCAN),  # in the very words of the index
        _d.c.withdrawn_at.is_(None),
        (_d.c.scan_due.is_(None)) | (_d.c.scan_due <= bindparam("now", type_=UTC())),
    )
    .order_by(_d.c.scan.desc(), _d.c.stored_at, _d.c.place, _d.c.id)
    .limit(bindparam("most"))
)
_COUNT = select(
    func.count(), func.min(func.coalesce(_d.c.scan_at, _d.c.stored_at)), func.max(_d.c.scan_tries)
).where(
    text(TO_SCAN),
    _d.c.procedure_id == bindparam("procedure"),
    _d.c.scan.in_(bindparam("states", expanding=True)),
    _d.c.action == bindparam("action"),
    _d.c.withdrawn_at.is_(None),
)


_b = Book.__table__  # type: ignore[attr-defined]
_END_BOOKS = (
    update(_b)
    .where(
        _b.c.procedure_id == bindparam("procedure"),
        _b.c.ended_at.is_(None),
        _b.c.documents.like(bindparam("holding")),
    )
    .values(ended_at=bindparam("at"), sealed=None)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many documents wait for the scanner, and since when the longest (UTC). in_vain: one
    at least was given to it again and again without a verdict."""

    number: int
    since: datetime | None
    in_vain: bool


def waiting(connection: Connection, procedure_id: str, action: Action) -> Waiting:
    """The documents of a procedure, read under this action, that nobody can read yet."""
    states = [s.value for s in Scan if to_scan(s) and not quarantine.opens(s)]
    asked = {"procedure": procedure_id, "states": states, "action": action.value}
    number, since, tries = connection.execute(_COUNT, asked).one()
    return Waiting(number, since, (tries or 0) >= IN_VAIN)


def register() -> None:
    """The words of the notice that something infected was found: no name, no content."""
    for kind, endpoint, action, by_object in (
        (FOUND, "applications.show", Action.APPLICATION_READ, True),
        (FOUND_LETTER, "approval.items", Action.ITEMS_READ, False),
    ):
        kinds.register(
            kind,
            subject=lambda: _("The scanner found malware in a document"),
            line=lambda: _("The scanner found malware in a document; its content is erased."),
            endpoint=endpoint,
            values=_candidate if by_object else None,
            action=action,
        )


def _candidate(object_id: str) -> dict[str, str]:
    return {"candidate_id": object_id}


def scan_due(now: datetime, most: int = 20) -> int:
    """Let the scanner judge what waits; how many got a verdict. now: aware time.

    Ends at the first question that is not answered: the scanner then rests, and the file
    that it was at comes after the others, so that one which ends the scanner each time
    keeps none of them waiting.
    """
    if not scanner.configured():
        return 0
    with db.reading() as connection:
        rows = connection.execute(_DUE, {"now": now, "most": most}).all()
    judged, began = 0, clock.now()
    for row in rows:
        if quarantine.resting() or clock.now() - began > TOGETHER:
            break
        judged += _judge(row, now)
    return judged


def _judge(row: Any, now: datetime) -> bool:
    said, erased = None, False
    try:
        said = quarantine.judge(keeping.to_scan(row), LONG)
    except keys.Erased:
        erased = True
    except (keys.NoKey, sealing.Broken, store.Missing):
        pass  # nobody can read it, the scanner neither; what is gone may come back
    if said is not None and said.verdict is Verdict.INFECTED:
        return _erase(row, said)
    with db.writing() as session:
        kept = db.locked(session, Document, id=row.id)
        if kept is None or not to_scan(kept.scan):
            return False
        clean = said is not None and said.verdict is Verdict.CLEAN
        if clean or erased:
            kept.scan = Scan.CLEAN if clean else Scan.ERASED
            kept.scan_at, kept.scan_due = now, None
            kept.searched = kept.searched and clean
        else:
            kept.scan_tries += 1
            kept.scan_due = now + again_after(kept.scan_tries)
        session.add(kept)
    return clean


def _erase(row: Any, said: Said) -> bool:
    """Erase what is infected: its own key with the row, its files after that; reading books
    that hold its pages end."""
    gone = [row.id]
    with act(operator(row.procedure_id), Action.SITE_OPERATE) as a:
        kept = db.locked(a.session, Document, id=row.id)
        if kept is None or not to_scan(kept.scan):
            a.silent = True
            return False
        made = a.session.get(Rendition, row.id)
        gone += [made.file_id] if made is not None and made.file_id else []
        for one in (a.session.get(Text, row.id), made):
            if one is not None:
                a.session.delete(one)
        kept.scan, kept.scan_at, kept.scan_due = Scan.INFECTED, a.now, None
        kept.signature, kept.wrapped, kept.withdrawn_at = said.signature, b"", a.now
        a.session.add(kept)
        a.session.connection().execute(
            _END_BOOKS, {"procedure": row.procedure_id, "holding": f'%"{row.id}"%', "at": a.now}
        )
        notices.drop(a.session, row.id)
        # the letters on a round are the office's alone
        letter = row.action == Action.ITEMS_READ
        whom = Capacity.OFFICE if letter else Capacity.FOCAL_POINT
        found = FOUND_LETTER if letter else FOUND
        notices.tell(a, found, f"capacity:{whom.value}", object_id=row.object_id)
        facts = {"infected": said.signature, "of": row.object_id}
        a.record(row.id, **facts)
        a.also(f"procedure/{row.procedure_id}", a.action.value, row.id, **facts)
    for file_id in gone:
        store.remove(file_id)
    return True
