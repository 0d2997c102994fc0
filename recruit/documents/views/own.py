"""What a reader does for themselves alone: marks, notes, passages (W1). One address for all
of it, so that not even a server's log tells which it was."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, jsonify, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import end_reading, requires
from recruit.access.guard import read as connection
from recruit.core import times
from recruit.core.errors import Kind, Refusal
from recruit.core.pages import STATUS, submit
from recruit.core.words import _
from recruit.documents import private, surroundings
from recruit.documents.models import Document
from recruit.documents.views import reader
from recruit.documents.views.room import bp


def _page() -> int:
    number = request.form.get("page", 0, type=int) or 0
    return number if 0 <= number <= 100_000 else 0


def _back(document_id: str) -> str:
    """Where the form stood: the page, the text, or the candidate's page."""
    end_reading()
    where = request.form.get("back", "")
    if where == "text":
        return url_for(".text", document_id=document_id)
    if where == "candidate":
        row = (
            connection()
            .execute(
                Document.__table__.select().where(  # type: ignore[attr-defined]
                    Document.__table__.c.id == document_id  # type: ignore[attr-defined]
                )
            )
            .first()
        )
        found = surroundings.around(connection(), g.reader, row.object_id) if row else None
        if found is not None:
            values: dict[str, str] = dict(found.values)
            return url_for(found.endpoint, **values)  # type: ignore[arg-type]
    return url_for(".read", document_id=document_id, page=_page() or 1)


def _again(document_id: str) -> Response:
    end_reading()
    if request.form.get("back") == "text":
        return reader.text(document_id)
    return reader.shown(document_id, _page() or 1)


@bp.post("/<document_id>/own")
@requires(Action.READING_OWN)
def own(document_id: str) -> Response:
    """Mark, note, quote or forget, as the form's field 'what' says."""
    form = request.form
    what = form.get("what", "")
    text = form.get("text", "")
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "read": (
            lambda: private.mark(g.reader, document_id, read=True),
            _("Marked as read. Only you see it."),
        ),
        "unread": (
            lambda: private.mark(g.reader, document_id, read=False),
            _("The mark is taken back."),
        ),
        "note": (
            lambda: private.note(
                g.reader, document_id, page=_note_page(), text=text, was=form.get("was", "")
            ),
            _("The note is kept. Only you see it."),
        ),
        "quote": (
            lambda: private.quote(g.reader, document_id, text=text, note=form.get("note", "")),
            _("The passage is kept. Only you see it."),
        ),
        "unquote": (
            lambda: private.unquote(g.reader, document_id, quote_id=form.get("quote", "")),
            _("The passage is forgotten."),
        ),
    }
    if what not in acts:
        raise NotFound
    do, said = acts[what]
    if form.get("autosave") and what == "note":
        return _autosaved(do)
    return submit(
        None,
        do=lambda _key: do(),
        then=lambda _done: _back(document_id),
        again=lambda: _again(document_id),
        said=said,
    )


def _note_page() -> int:
    return 0 if request.form.get("on") == "candidate" else _page()


def _autosaved(do: Callable[[], object]) -> Response:
    try:
        now_seen = do()
    except Refusal as refusal:
        if refusal.kind is Kind.UNKNOWN:
            raise
        answer = jsonify({"saved": refusal.reason})
        answer.status_code = STATUS[refusal.kind]
        return answer
    said = _("Saved, %(when)s. Only you see it.", when=times.moment(g.now))
    return jsonify({"saved": said, "fields": {"was": str(now_seen)}})
