"""What leaves as bytes: a page as an image, a marked copy, and the original where it is due."""

from __future__ import annotations

from flask import g, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.documents import door, marked_pdf, page_image, pictures
from recruit.documents.page_image import Size
from recruit.documents.rules import MIME, FileKind, content_disposition
from recruit.documents.views.room import bp, guarded


def _attachment(name: str, mime: str, size: int, body: object) -> Response:
    response = Response(
        [] if request.method == "HEAD" else body,  # type: ignore[arg-type]
        mimetype=mime,
    )
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = content_disposition(name)
    return guarded(response)


@bp.get("/<document_id>")
@requires(Action.DOCUMENT_READ)
def download(document_id: str) -> Response:
    """A copy, always as an attachment: as PDF with the reader's name and the time on each
    page, or as it was sent where no PDF can be made of it. A letter leaves as it came."""
    opened = door.open_pages(g.reader, document_id)
    if not opened.marked:
        return _whole(document_id, original=False)
    if opened.kind is None:
        return _whole(document_id, original=False)
    words = pictures.mark(g.reader.name, opened)
    copy = marked_pdf.copy(opened.kind, opened.content, words)
    if copy is None:
        raise Refusal(
            "D2",
            "reading D2",
            _("A copy with your name on it could not be made of this file."),
            todo=_("Read it page by page, or as text."),
        )
    stem = opened.name.rpartition(".")[0] or opened.name
    body = door.guarded(g.reader, document_id, [copy])
    return _attachment(f"{stem}.pdf", MIME[FileKind.PDF], len(copy), body)


@bp.get("/<document_id>/original")
@requires(Action.DOCUMENT_READ)
def original(document_id: str) -> Response:
    """The bytes as they were received, for whom the procedure has them; a record of its own."""
    return _whole(document_id, original=True)


def _whole(document_id: str, *, original: bool) -> Response:
    opened = door.open_document(g.reader, document_id, original=original)
    return _attachment(opened.name, opened.mime, opened.size, opened.chunks)


@bp.get("/<document_id>/page/<int:number>.png")
@requires(Action.DOCUMENT_READ)
def page(document_id: str, number: int) -> Response:
    """One page as an image, marked with the reader's name and the time in Geneva.

    size: 'thumb', 'large', or nothing for the ordinary one."""
    opened = door.open_pages(g.reader, document_id, read())
    asked = request.args.get("size", Size.PAGE)
    if asked not in list(Size):
        raise NotFound
    words = pictures.mark(g.reader.name, opened)
    image = pictures.picture(opened, number, Size(asked), words)
    if image is None:
        raise NotFound
    png = image.startswith(page_image.PNG)
    response = Response(image, mimetype="image/png" if png else "image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    return guarded(response)
