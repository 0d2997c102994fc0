"""The reading book of a member: ask for it, see it being made, its passphrase once, take it."""

from __future__ import annotations

from flask import g, url_for
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import end_reading, requires
from recruit.access.guard import read as connection
from recruit.core.pages import page as draw_page
from recruit.core.pages import submit
from recruit.core.words import _
from recruit.documents import books
from recruit.documents.rules import content_disposition
from recruit.documents.surroundings import listing
from recruit.documents.views.room import bp, guarded


def _shown(passphrase: str = "") -> Response:
    found = listing(connection(), g.reader)
    mine = books.mine(connection(), g.reader)
    response = draw_page(
        "documents/book.html",
        found=found,
        mine=mine,
        current=found is not None and mine is not None and mine.list_id == found.list_id,
        passphrase=passphrase,
        making=mine is not None and mine.status in ("waiting", "making"),
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response


@bp.get("/book")
@requires(Action.BOOK_OWN)
def book() -> Response:
    """The reader's own reading book, and how far it is."""
    return _shown()


@bp.post("/book")
@requires(Action.BOOK_OWN)
def ask_book() -> Response:
    """Have it made, or made anew."""
    return submit(
        None,
        do=lambda key: books.ask(g.reader, key=key),
        then=url_for(".book"),
        again=_shown,
        said=_("The book is being made. This page shows how far it is."),
    )


@bp.post("/book/<book_id>/passphrase")
@requires(Action.BOOK_OWN, fresh=True)
def show_passphrase(book_id: str) -> Response:
    """The passphrase, on this answer only."""
    said: list[str] = []

    def again() -> Response:
        end_reading()
        return _shown(said[0] if said else "")

    answer = submit(
        None,
        do=lambda _key: said.append(books.show(g.reader, book_id=book_id)),
        then=url_for(".book"),
        again=again,
    )
    return again() if said else answer


@bp.post("/book/<book_id>")
@requires(Action.BOOK_OWN, fresh=True)
def take_book(book_id: str) -> Response:
    """The book as an attachment, after a fresh second factor."""
    number, size, body = books.take(g.reader, book_id=book_id)
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Length"] = str(size)
    name = _("Reading book, copy %(n)s", n=number)
    response.headers["Content-Disposition"] = content_disposition(f"{name}.pdf")
    return guarded(response)
