"""The pages of a document: its bytes, its pages as images, its words, and a reader of them.

All go through the one door (``recruit.documents.door``); nothing is cached anywhere.
"""

from __future__ import annotations

from flask import Blueprint, g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.frame import nothing
from recruit.access.guard import requires
from recruit.core import times
from recruit.core.pages import page as draw_page
from recruit.core.words import _, ngettext
from recruit.documents import door, page_image
from recruit.documents.rules import MIME, content_disposition

bp = Blueprint("documents", __name__, url_prefix="/p/<procedure>/<capacity>/document")
blueprints = (bp,)

_KINDS = {mime: kind for kind, mime in MIME.items()}


def _guarded(response: Response) -> Response:
    """What keeps bytes from outside from being more than bytes."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Accept-Ranges"] = "none"
    return response


@bp.get("/<document_id>")
@requires(Action.DOCUMENT_READ)
def download(document_id: str) -> Response:
    """The document's bytes, always as an attachment."""
    opened = door.open_document(g.reader, document_id)
    body = [] if request.method == "HEAD" else opened.chunks
    response = Response(body, mimetype=opened.mime)
    response.headers["Content-Length"] = str(opened.size)
    response.headers["Content-Disposition"] = content_disposition(opened.name)
    return _guarded(response)


@bp.get("/<document_id>/page/<int:number>.png")
@requires(Action.DOCUMENT_READ)
def page(document_id: str, number: int) -> Response:
    """One page as an image, marked with the reader's name and the time in Geneva."""
    opened = door.open_document(g.reader, document_id)
    if not door.has_images(opened.mime):
        raise NotFound
    mark = [g.reader.name, times.moment(g.reader.now, g.reader.lang), opened.reference]
    try:
        content = b"".join(opened.chunks)
    except door.Closed:
        raise nothing() from None
    image = page_image.draw(_KINDS[opened.mime], content, number, mark)
    if image is None:
        raise NotFound
    response = Response(image, mimetype="image/png")
    response.headers["Content-Disposition"] = "inline"
    return _guarded(response)


@bp.get("/<document_id>/text")
@requires(Action.DOCUMENT_READ)
def text(document_id: str) -> Response:
    """The words of the document as a page: the equal alternative to its images."""
    said = door.open_text(g.reader, document_id)
    return draw_page(
        "documents/text.html",
        page_title=said.name,
        document=said,
        paragraphs=[p for p in said.text.split("\n") if p.strip()],
        download_url=url_for(".download", document_id=document_id),
        read_url=url_for(".read", document_id=document_id) if door.has_images(said.mime) else "",
    )


@bp.get("/<document_id>/read")
@requires(Action.DOCUMENT_READ)
def read(document_id: str) -> Response:
    """A simple reader: one page at a time, with its words and the download beside it."""
    said = door.open_text(g.reader, document_id)
    if not door.has_images(said.mime):
        return text(document_id)
    number = max(1, request.args.get("page", 1, type=int))
    last = max(1, said.pages)
    if said.status and number > last:
        raise NotFound

    def at(n: int) -> str:
        return url_for(".read", document_id=document_id, page=n)

    return draw_page(
        "documents/read.html",
        page_title=said.name,
        document=said,
        number=number,
        last=last,
        counted=bool(said.status),
        pages_text=ngettext("%(n)s page", "%(n)s pages", last),
        image_url=url_for(".page", document_id=document_id, number=number),
        image_alt=_(
            "Page %(number)s of “%(name)s”. Its words are on the page “As text”.",
            number=number,
            name=said.name,
        ),
        text_url=url_for(".text", document_id=document_id),
        download_url=url_for(".download", document_id=document_id),
        previous_url=at(number - 1) if number > 1 else "",
        next_url=at(number + 1) if number < last else "",
    )
