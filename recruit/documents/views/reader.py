"""The reader: one page at a time, or the words as a page; what comes before and after."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read as connection
from recruit.access.guard import requires
from recruit.access.policy import allows
from recruit.core.pages import asked_number
from recruit.core.pages import page as draw_page
from recruit.core.words import _
from recruit.documents import door, files, page_image, private, queries, surroundings
from recruit.documents.page_image import Size
from recruit.documents.rules import private as private_rules
from recruit.documents.rules import reader as rules
from recruit.documents.views.room import bp


def first_of(documents: list[queries.DocumentView]) -> queries.DocumentView | None:
    """The document that a candidate's file opens with: the CV, or the first one."""
    return next((d for d in documents if d.kind == "cv"), documents[0] if documents else None)


def _frame(said: door.OpenedText) -> dict[str, Any]:
    """What both ways of reading have around them; each address leads through the door."""
    found = surroundings.around(connection(), g.reader, said.object_id)
    neighbours = [n for n in (found.before, found.after) if n] if found else []
    documents = files.given(connection(), g.reader, [said.object_id, *neighbours])
    mine = documents[said.object_id]
    place = next((n for n, d in enumerate(mine) if d.id == said.id), 0)
    before, after = rules.around(place, len(mine))

    def opens(object_id: str) -> str:
        chosen = first_of(documents[object_id]) if object_id else None
        return url_for(".read", document_id=chosen.id) if chosen else ""

    def at(index: int | None) -> queries.DocumentView | None:
        return mine[index] if index is not None and len(mine) > 1 else None

    return {
        "page_title": said.name,
        "document": said,
        "owner": found,
        "owner_url": url_for(found.endpoint, **dict[str, Any](found.values)) if found else "",
        "documents": mine,
        "place": place + 1,
        "before": at(before),
        "after": at(after),
        "candidate_before": opens(found.before) if found else "",
        "candidate_after": opens(found.after) if found else "",
        "read_url": url_for(".read", document_id=said.id) if said.drawn else "",
        "text_url": url_for(".text", document_id=said.id),
        "download_url": url_for(".download", document_id=said.id),
        "original_url": url_for(".original", document_id=said.id)
        if said.original and said.marked
        else "",
        "redact_url": url_for(".redact", document_id=said.id) if _redacts(said) else "",
        "copy_is_pdf": said.drawn,
        "mine": private.mine(connection(), g.reader, said.object_id) if _writes(said) else None,
        "seen": private.seen,
        "own_url": url_for(".own", document_id=said.id),
    }


def _writes(said: door.OpenedText) -> bool:
    """Whether the reader may keep something for themselves of this document."""
    return said.marked and allows(Action.READING_OWN, g.reader.capacity, g.reader.column)


def _redacts(said: door.OpenedText) -> bool:
    """Whether the reader may put a copy with areas struck out in its place."""
    may = allows(Action.DOCUMENT_REDACT, g.reader.capacity, g.reader.column)
    return may and said.marked and not said.redacted


@bp.get("/<document_id>/text")
@requires(Action.DOCUMENT_READ)
def text(document_id: str) -> Response:
    """The words of the document as a page: the equal alternative to its images."""
    return _as_text(door.open_text(g.reader, document_id))


def _as_text(said: door.OpenedText) -> Response:
    frame = _frame(said)
    mine = frame["mine"]
    quotes = [q for q in mine.quotes if q.document == said.id] if mine else []
    paragraphs = [private_rules.segments(p, quotes) for p in rules.reflowed(said.text)]
    return draw_page(
        "documents/text.html",
        paragraphs=paragraphs,
        quotes=quotes,
        typed=request.form if request.method == "POST" else {},
        **frame,
    )


@bp.get("/<document_id>/read")
@requires(Action.DOCUMENT_READ)
def read(document_id: str) -> Response:
    """One page of the document, with small pictures of those around it."""
    return shown(document_id, asked_number("page", 1))


def _count(document_id: str) -> int:
    """The pages of a document that the worker has not counted yet, or could not."""
    opened = door.open_pages(g.reader, document_id)
    return page_image.count(opened.kind, opened.content) if opened.kind else 0


def shown(document_id: str, number: int) -> Response:
    """This page (from 1) of the document; its words where no page can be drawn."""
    said = door.open_text(g.reader, document_id)
    if not said.drawn:
        return _as_text(said)
    large = request.args.get("size") == Size.LARGE
    pages = said.pages or _count(document_id)
    counted, last = pages > 0, max(1, pages)
    if counted and number > last:
        raise NotFound

    def at(n: int, **more: Any) -> str:
        return url_for(".read", document_id=document_id, page=n, **more)

    def image(n: int, size: Size) -> str:
        more: dict[str, Any] = {} if size is Size.PAGE else {"size": size.value}
        return url_for(".page", document_id=document_id, number=n, **more)

    frame = _frame(said)
    return draw_page(
        "documents/read.html",
        number=number,
        last=last,
        counted=counted,
        large=large,
        where=_("Page %(number)s of %(last)s", number=number, last=last)
        if counted
        else _("Page %(number)s", number=number),
        image_url=image(number, Size.LARGE if large else Size.PAGE),
        image_alt=_(
            "Page %(number)s of “%(name)s”. Its words are on the page “As text”.",
            number=number,
            name=said.name,
        ),
        size_url=at(number) if large else at(number, size=Size.LARGE.value),
        thumbs=[
            (n, at(n), image(n, Size.THUMB))
            for n in (rules.batch(number, last) if last > 1 else ())
        ],
        first_url=at(1),
        last_url=at(last),
        previous_url=at(number - 1) if number > 1 else "",
        next_url=at(number + 1) if number < last else "",
        typed=request.form if request.method == "POST" else {},
        **frame,
    )
