"""Redacting a document: strike, see the finished copy page by page, release it (W4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.frame import nothing
from recruit.access.guard import end_reading, requires
from recruit.access.guard import read as connection
from recruit.core import times
from recruit.core.pages import page as draw_page
from recruit.core.pages import submit
from recruit.core.words import _
from recruit.documents import door, page_image, recognition, redaction, releasing, surroundings
from recruit.documents.page_image import Size
from recruit.documents.rules import FileKind
from recruit.documents.rules import redaction as rules
from recruit.documents.rules.redaction import Area, RedactionState
from recruit.documents.views.room import bp, guarded

_SIDES = ("left", "top", "width", "height")


def fault_words(fault: str) -> str:
    """Why no copy could be proved, in words."""
    return {
        "pages": _("The copy had another number of pages than the document."),
        "text": _("Text could be taken out of the copy."),
        "metadata": _("Properties, notes or files were left in the copy."),
        "more": _("Something else than the images of the pages was left in the copy."),
        "area": _("A struck area was not black in every pixel."),
        "words": _("A machine read one of the struck words off the images of the copy."),
        "unread": _("The machine that reads words off images could not read a page of the copy."),
    }.get(fault, _("The copy could not be made: a page can't be drawn, or it takes too much."))


def fault_todo(fault: str) -> str:
    """What to do then."""
    if fault == "words":
        return _(
            "The places where it read them are among the areas now: go back, look at them, and "
            "ask for the copy again."
        )
    return _("Go back to the areas and try again; if it fails again, withhold the document.")


def place_words(area: Area) -> str:
    """Where an area lies, in words."""
    return _(
        "%(left)s %% from the left, %(top)s %% from the top, %(width)s %% wide, %(height)s %% high",
        left=_hundredths(area.left),
        top=_hundredths(area.top),
        width=_hundredths(area.width),
        height=_hundredths(area.height),
    )


def _hundredths(n: int) -> str:
    return f"{n / 100:.2f}".rstrip("0").rstrip(".")


def place_value(area: Area) -> str:
    """An area as a form's field has it."""
    return f"{area.page}.{area.left}.{area.top}.{area.width}.{area.height}"


def _current(found: list[redaction.RedactionView]) -> redaction.RedactionView | None:
    return next((one for one in found if one.state in redaction.OPEN), None)


def _shown(document_id: str) -> Response:
    opened = door.open_pages(g.reader, document_id)
    original = redaction.original_of(connection(), document_id)
    if original is not None:
        return Response(status=303, headers={"Location": url_for(".redact", document_id=original)})
    found = redaction.of(connection(), g.reader, document_id)
    current = _current(found)
    pages = redaction.pages_of(opened)
    last = max(1, current.pages if current and current.pages else pages)
    number = min(max(1, request.values.get("page", 1, type=int)), last)
    owner = surroundings.around(connection(), g.reader, opened.object_id)
    made = current is not None and current.state is RedactionState.MADE
    before = current or next(iter(found), None)  # an edition begins with the one before
    areas, why = (before.areas, before.why) if before else ((), "")

    def at(n: int) -> str:
        return url_for(".redact", document_id=document_id, page=n)

    response = draw_page(
        "documents/redact.html",
        document=opened,
        owner=owner,
        owner_url=url_for(owner.endpoint, **dict[str, Any](owner.values)) if owner else "",
        current=current,
        drawn=pages > 0,
        released=[one for one in found if one.released_at],
        State=RedactionState,
        number=number,
        last=last,
        image_url=url_for(".redacted_page", document_id=document_id, number=number)
        if made
        else url_for(".page", document_id=document_id, number=number),
        areas=areas,
        why=why,
        here=[one for one in areas if one.page == number],
        elsewhere=sorted({one.page for one in areas} - {number}),
        at=at,
        previous_url=at(number - 1) if number > 1 else "",
        next_url=at(number + 1) if number < last else "",
        strike_url=url_for(".strike", document_id=document_id),
        release_url=url_for(".release_redacted", document_id=document_id),
        read_url=url_for(".read", document_id=document_id),
        place_words=place_words,
        place_value=place_value,
        fault_words=fault_words,
        fault_todo=fault_todo,
        ocr=recognition.machine() is not None,
        struck_words=sorted({one.words for one in areas if one.words}),
        typed=request.form if request.method == "POST" else {},
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response


@bp.get("/<document_id>/redact")
@requires(Action.DOCUMENT_REDACT)
def redact(document_id: str) -> Response:
    """The document with what is struck in it, or the finished copy to be looked at."""
    return _shown(document_id)


def _area() -> Area:
    page = request.form.get("page", 0, type=int)
    left, top, width, height = (rules.percent(request.form.get(name, "")) for name in _SIDES)
    return Area(page, left, top, width, height)


def _chosen() -> list[Area]:
    found = []
    for value in request.form.getlist("area"):
        numbers = value.split(".")
        if len(numbers) == 5 and all(n.isascii() and n.isdigit() for n in numbers):
            page, left, top, width, height = map(int, numbers)
            found.append(Area(page, left, top, width, height))
    return found


@bp.post("/<document_id>/redact")
@requires(Action.DOCUMENT_REDACT)
def strike(document_id: str) -> Response:
    """Strike, take back, have the copy made, look at a page of it: as the field 'what' says."""
    what = request.form.get("what", "")
    reader, form = g.reader, request.form
    page = request.form.get("page", 1, type=int)
    acts: dict[str, Callable[[str], object]] = {
        "area": lambda _key: redaction.strike(reader, document_id, _area()),
        "words": lambda _key: redaction.strike_words(reader, document_id, form.get("words", "")),
        "back": lambda _key: redaction.give_back(reader, document_id, _chosen()),
        "areas": lambda _key: redaction.as_areas(reader, document_id),
        "ask": lambda key: redaction.ask(reader, document_id, why=form.get("why", ""), key=key),
        "again": lambda _key: redaction.go_back(reader, document_id),
        "drop": lambda key: redaction.drop(reader, document_id, key),
        "look": lambda _key: releasing.look(reader, document_id, page),
    }
    if what not in acts:
        raise NotFound

    def then(done: object) -> str:
        shown = done if what == "look" and isinstance(done, int) and done else page
        if what == "drop":
            return url_for(".read", document_id=document_id)
        return url_for(".redact", document_id=document_id, page=shown)

    def again() -> Response:
        end_reading()
        return _shown(document_id)

    return submit(None, do=acts[what], then=then, again=again, said=_said(what))


def _said(what: str) -> str:
    return {
        "area": _("The area is struck."),
        "words": _(
            "The words are struck wherever they stand in the text or were rightly recognised. One"
            " that the machine misread is not: look for it on the pages."
        ),
        "back": _("The areas are taken back."),
        "areas": _("The words are forgotten; their places stay struck."),
        "ask": _("The copy is being made. This page shows it when it is proved."),
        "drop": _("The redaction is given up; nothing of it is kept."),
    }.get(what, "")


@bp.get("/<document_id>/redact/<int:number>.png")
@requires(Action.DOCUMENT_REDACT)
def redacted_page(document_id: str, number: int) -> Response:
    """A page of the copy that waits for its release, for whoever may redact its original."""
    if not door.may_open(connection(), g.reader, document_id):
        raise nothing()
    found = releasing.draft_pdf(connection(), document_id)
    if found is None:
        raise NotFound
    words = [g.reader.name, times.moment(g.now, g.reader.lang), _("not released")]
    image = page_image.draw(FileKind.PDF, found, number, words, Size.PAGE)
    if image is None:
        raise NotFound
    kind = "image/png" if image.startswith(page_image.PNG) else "image/jpeg"
    response = Response(image, mimetype=kind)
    response.headers["Content-Disposition"] = "inline"
    return guarded(response)


@bp.post("/<document_id>/redact/release")
@requires(Action.DOCUMENT_REDACT, fresh=True)
def release_redacted(document_id: str) -> Response:
    """Put the copy in the original's place."""

    def again() -> Response:
        end_reading()
        return _shown(document_id)

    return submit(
        None,
        do=lambda key: releasing.release(g.reader, document_id, key=key),
        then=url_for(".redact", document_id=document_id),
        again=again,
        said=_("The copy is released. Everybody but you has it in the original's place."),
    )
