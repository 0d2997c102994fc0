"""The worker's part of scans: a few pages at a time are given to a machine that finds words.

What it made out of each page is sealed with the text until nothing is to be tried again; a
page that failed is tried again within limits (``rules.recognising``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from recruit.core import db, keys, sealing
from recruit.core.db import UTC
from recruit.documents import covering, keeping, quarantine, reading, recognition, store
from recruit.documents.models import Document, Redaction, Text
from recruit.documents.rules import MIME, placed
from recruit.documents.rules.placed import Page
from recruit.documents.rules.recognising import (
    MOST_PAGES,
    Progress,
    Standing,
    standing,
    todo,
    wordless,
)
from recruit.documents.rules.redaction import Area

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

_WORDS = (
    select(_t.c.sealed, _d.c.key_id)
    .select_from(_t.join(_d, _d.c.id == _t.c.document_id))
    .where(_t.c.document_id == bindparam("document"))
)

_r = Redaction.__table__  # type: ignore[attr-defined]
_OF_COPY = (
    select(_r.c.id, _r.c.sealed, _d.c.key_id)
    .select_from(_r.join(_d, _d.c.id == _r.c.original_id))
    .where(_r.c.copy_id == bindparam("document"))
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
    key, progress, pages, said = None, Progress({}), dict[int, Page](), dict[str, Any]()
    of = wordless(row.pages, ())
    try:
        key = keys.ring().get(row.key_id)
        if row.said:
            said = sealing.unseal_json(key, row.said, keeping.text_place(row.id))
        of = wordless(row.pages, [int(number) for number in said.get("bare", ())])
        progress, pages = _read(row, said, of, machine)
    except (keys.Erased, keys.NoKey, sealing.Broken, store.Missing):
        progress = Progress(progress.pages, frozenset(of[:MOST_PAGES]))
    before = Standing(row.status, row.tries, None, row.missed)
    after, progress = standing(of, progress, before, now)
    with db.writing() as session:
        text = db.locked(session, Text, document_id=row.id)
        if text is None or text.due is None or text.tries != row.tries:
            return False  # it was withdrawn, or somebody else was at it
        if key is not None:
            now_said = _said(said, progress, pages, keep=after.due is not None)
            text.sealed = sealing.seal_json(key, now_said, keeping.text_place(row.id))
        text.status, text.tries, text.due = after.status, after.tries, after.due
        text.missed, text.at = after.missed, now
        session.add(text)
    return True


def _read(
    row: Any, said: Mapping[str, Any], of: Sequence[int], machine: recognition.Machine
) -> tuple[Progress, dict[int, Page]]:
    """The progress with the next few pages in it, and the pages. Raises as ``keeping.whole``
    does."""
    pages = pages_in(said)
    failed = {int(n) for n in said.get("failed", ())}
    chosen = todo(of, Progress(_texts(pages), frozenset(failed)))
    content = keeping.whole(row) if chosen else b""
    black = _black(row.id) if chosen else ()
    for number in chosen:
        read = recognition.read_page(machine, _KIND[row.mime], content, number, black)
        if read is None:
            failed.add(number)
        else:
            pages[number] = read
    unsure = frozenset(number for number, page in pages.items() if not page.read)
    return Progress(_texts(pages), frozenset(failed), unsure), pages


def _black(document_id: str) -> tuple[Area, ...]:
    """The areas that are black in a document that is a redacted copy; none in another."""
    with db.reading() as connection:
        row = connection.execute(_OF_COPY, {"document": document_id}).first()
    return covering.said(row.key_id, row.id, row.sealed)[1] if row is not None else ()


def _texts(pages: Mapping[int, Page]) -> dict[int, str]:
    return {number: page.text for number, page in pages.items()}


def words_of(document_id: str) -> dict[int, Page]:
    """The words that a machine made out on a document's pages, and where they stand; none
    where none did. For whoever was let to the document by its door."""
    with db.reading() as connection:
        row = connection.execute(_WORDS, {"document": document_id}).first()
    if row is None or row.sealed is None:
        return {}
    try:
        key = keys.ring().get(row.key_id)
    except (keys.Erased, keys.NoKey):
        return {}
    return pages_in(sealing.unseal_json(key, row.sealed, keeping.text_place(document_id)))


def pages_in(said: Mapping[str, Any]) -> dict[int, Page]:
    """The pages of a scan in what is sealed of its text; none where no machine read any."""
    return {int(number): placed.kept(page) for number, page in said.get("words", {}).items()}


def begun(text: str, bare: Sequence[int], starts: Sequence[int] = ()) -> dict[str, Any]:
    """What is sealed of a document's text before a machine looks at its bare pages, if it has
    some. starts: where its pages begin in it."""
    said: dict[str, Any] = {"text": text}
    if len(starts) > 1:
        said["starts"] = list(starts)
    return said | {"own": text, "bare": list(bare)} if bare else said


def _said(
    before: Mapping[str, Any], progress: Progress, pages: Mapping[int, Page], *, keep: bool
) -> dict[str, Any]:
    """What is sealed: the words, where each of them stands (W4 strikes it there), and what
    the next look needs where there is one. own: the words that the document has by itself."""
    own = str(before.get("own", ""))
    said: dict[str, Any] = {
        "text": "\n\n".join(filter(None, (own, progress.text)))[: reading.MOST_TEXT],
        "words": {str(number): placed.plain(page) for number, page in pages.items()},
    }
    if own and "starts" in before:
        said["starts"] = before["starts"]
    if keep:
        said["failed"] = sorted(progress.failed)
        if own:
            said |= {"own": own, "bare": list(before["bare"])}
    return said
