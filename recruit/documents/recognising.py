"""The worker's part of scans: a few pages at a time are given to a machine that finds words.

What it made out of each page is sealed with the text until nothing is to be tried again; a
page that failed is tried again within limits (``rules.recognising``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from recruit.core import db, keys, sealing
from recruit.core.db import UTC
from recruit.documents import keeping, quarantine, reading, recognition, store
from recruit.documents.models import Document, Text
from recruit.documents.rules import MIME
from recruit.documents.rules.recognising import Progress, Standing, looked_at, standing, todo

_KIND = {mime: kind for kind, mime in MIME.items()}
_d = Document.__table__  # type: ignore[attr-defined]
_t = Text.__table__  # type: ignore[attr-defined]
_DUE = (
    select(_d, _t.c.sealed.label("said"), _t.c.status, _t.c.tries, _t.c.missed)
    .select_from(_d.join(_t, _t.c.document_id == _d.c.id))
    .where(
        _t.c.due <= bindparam("now", type_=UTC()),
        _d.c.withdrawn_at.is_(None),
        quarantine.opened(_d),
    )
    .order_by(_t.c.due, _d.c.id)
)


def recognise_due(now: datetime, most: int = 1) -> int:
    """Let a machine look for words in a few pages of scans; how many scans it was given.

    now: aware time. Nothing happens where no such programme is installed: a scan then stays
    a scan, and is looked at when there is one.
    """
    machine = recognition.machine()
    if machine is None:
        return 0
    with db.reading() as connection:
        waiting = connection.execute(_DUE.limit(most), {"now": now}).all()
    return sum(_recognise(row, machine, now) for row in waiting)


def _recognise(row: Any, machine: recognition.Machine, now: datetime) -> bool:
    key, progress = None, Progress({})
    try:
        key = keys.ring().get(row.key_id)
        progress = _read(row, key, machine)
    except (keys.Erased, keys.NoKey, sealing.Broken, store.Missing):
        progress = Progress(progress.pages, frozenset(looked_at(row.pages)))
    before = Standing(row.status, row.tries, None, row.missed)
    after, progress = standing(row.pages, progress, before, now)
    with db.writing() as session:
        text = db.locked(session, Text, document_id=row.id)
        if text is None or text.due is None or text.tries != row.tries:
            return False  # it was withdrawn, or somebody else was at it
        if key is not None:
            said = _said(progress, keep=after.due is not None)
            text.sealed = sealing.seal_json(key, said, keeping.text_place(row.id))
        text.status, text.tries, text.due = after.status, after.tries, after.due
        text.missed, text.at = after.missed, now
        session.add(text)
    return True


def _read(row: Any, key: bytes, machine: recognition.Machine) -> Progress:
    """The progress with the next few pages in it. Raises as ``keeping.whole`` does."""
    said = sealing.unseal_json(key, row.said, keeping.text_place(row.id)) if row.said else {}
    pages = {int(n): str(words) for n, words in said.get("pages", {}).items()}
    failed = {int(n) for n in said.get("failed", ())}
    chosen = todo(row.pages, Progress(pages, frozenset(failed)))
    content = keeping.whole(row) if chosen else b""
    for number in chosen:
        words = recognition.read_page(machine, _KIND[row.mime], content, number)
        if words is None:
            failed.add(number)
        else:
            pages[number] = words
    return Progress(pages, frozenset(failed))


def _said(progress: Progress, *, keep: bool) -> dict[str, Any]:
    """What is sealed: the words, and what the next look needs where there is one."""
    said: dict[str, Any] = {"text": progress.text[: reading.MOST_TEXT]}
    if keep:
        said["pages"] = {str(n): words for n, words in progress.pages.items()}
        said["failed"] = sorted(progress.failed)
    return said
