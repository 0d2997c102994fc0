"""The document beside the criteria: which one, which page, as an image or as words.

All through the documents' one door: a page image by its address, the words by
``door.open_text``, which enters that the reader opened it (D2) before it gives them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for

from recruit.applications.rules import kind_words
from recruit.core.errors import Refusal
from recruit.core.pages import asked_number
from recruit.core.words import _
from recruit.documents import door
from recruit.documents.queries import DocumentView

MOST_PARAGRAPHS = 2000
TEXT, PAGES = "text", "pages"


@dataclass(frozen=True, slots=True)
class Paper:
    """What is shown. paragraphs: each with its page, 0 where that is not known; None: as an
    image. waits: its words are not read yet.

    cite: how evidence names it ('CV, page 2'). previous, next, other, kinds: addresses of
    the screening page with another page, the other manner, another document.
    """

    document: DocumentView
    number: int
    image_url: str
    image_alt: str
    paragraphs: tuple[tuple[int, str], ...] | None
    waits: bool
    cite: str
    previous: str
    next: str
    other: str
    kinds: tuple[tuple[str, str, bool], ...]


def asked() -> dict[str, Any]:
    """What of the address says which paper is open, to be carried on by forms and links."""
    kept = {name: request.args.get(name, "") for name in ("document", "page", "view")}
    return {name: value[:40] for name, value in kept.items() if value}


def paper(candidate_id: str, listed: list[DocumentView]) -> Paper | None:
    """The paper that the address asks for; the first where it asks for none."""
    wanted = request.args.get("document", "")
    chosen = next((d for d in listed if d.id == wanted), listed[0] if listed else None)
    if chosen is None:
        return None
    last = max(1, chosen.pages)
    number = min(asked_number("page", 1), last)
    images = door.has_images(chosen.mime)
    words = request.args.get("view") == TEXT or not images
    text = _text(chosen.id) if words else None

    def at(document_id: str, page: int = 1, view: str = "") -> str:
        more: dict[str, Any] = {"page": page} if page > 1 else {}
        if view:
            more["view"] = view
        return url_for(".screen", candidate_id=candidate_id, document=document_id, **more)

    kind = kind_words(chosen.kind)
    view = TEXT if words else ""
    return Paper(
        document=chosen,
        number=number,
        image_url=url_for("documents.page", document_id=chosen.id, number=number),
        image_alt=_(
            "Page %(number)s of %(kind)s, as sent. Its words are under “As text”.",
            number=number,
            kind=kind,
        ),
        paragraphs=text.paragraphs if text else None,
        waits=bool(text and text.waits),
        cite=kind if words else _("%(kind)s, page %(number)s", kind=kind, number=number),
        previous=at(chosen.id, number - 1) if number > 1 and not words else "",
        next=at(chosen.id, number + 1) if number < last and not words else "",
        other=at(chosen.id, 1, "" if words else TEXT) if images else "",
        kinds=tuple((at(d.id, 1, view), kind_words(d.kind), d.id == chosen.id) for d in listed),
    )


@dataclass(frozen=True, slots=True)
class _Text:
    paragraphs: tuple[tuple[int, str], ...]
    waits: bool


def _text(document_id: str) -> _Text:
    try:
        said = door.open_text(g.reader, document_id)
    except Refusal:
        return _Text((), False)
    lines, at = [], 0
    for line in said.text.split("\n"):
        if line.strip():
            lines.append((bisect_right(said.starts, at), line.strip()))
        at += len(line) + 1
    return _Text(tuple(lines[:MOST_PARAGRAPHS]), said.status == "")
