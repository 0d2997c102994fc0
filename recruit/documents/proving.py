"""The proof that nothing struck is left in a copy, made in a child of its own (W4).

It knows nothing of how the copy was made: it takes the finished file apart as a stranger
would. No text comes out of it; there is nothing in it but pages, each an image drawn once;
no properties, notes or files; and every struck area is black in every pixel of the image
that is stored. What was struck as words is looked for in what a machine reads off the
images, where one is installed.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from recruit.documents import blacking, reading, recognition
from recruit.documents.rules import FileKind, placed
from recruit.documents.rules.placed import Page
from recruit.documents.rules.redaction import Area, Ocr, left_over

MOST_TIME = 120.0  # seconds on the wall
MOST_PROCESSOR = 100  # seconds
_MODULE = "recruit.documents.proving"
_PAGE = {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}
_IMAGE = {
    "/Type",
    "/Subtype",
    "/Width",
    "/Height",
    "/ColorSpace",
    "/BitsPerComponent",
    "/Filter",
    "/Length",
}


class Left(Exception):
    """Something is left in the copy; the word says what: made, pages, text, metadata, more,
    area, words; or unread, where the machine could not read a page. places: where it read
    words off the images."""

    def __init__(self, what: str, places: Sequence[Area] = ()) -> None:
        super().__init__(what)
        self.places = tuple(places)


def prove(copy: bytes, areas: Sequence[Area], pages: int) -> Ocr:
    """Take the copy apart; what a machine read off its images. pages: of the original.
    Raises Left where anything is left, or where that could not be found out."""
    asked = [[a.page, a.left, a.top, a.width, a.height] for a in areas]
    head = json.dumps({"areas": asked, "pages": pages}).encode() + b"\n"
    raw = reading.run_child(_MODULE, [], head + copy, MOST_TIME, most=1000)
    if raw != b"proved":
        raise Left(raw.decode(errors="replace") if raw else "made")
    return _read_off(copy, areas, pages)


def _read_off(copy: bytes, areas: Sequence[Area], pages: int) -> Ocr:
    words = sorted({a.words for a in areas if a.words})
    if not words:
        return Ocr.NOTHING
    machine = recognition.machine()
    if machine is None:
        return Ocr.ABSENT
    read: dict[int, list[Page]] = {}
    for number in range(1, pages + 1):
        said = recognition.readings(machine, FileKind.PDF, copy, number, areas)
        if said is None:
            raise Left("unread")
        if any(left_over(page.everything, words) for page in said):
            read[number] = said
    if read:
        raise Left("words", _places(read, words))
    return Ocr.CLEAN


def _places(read: Mapping[int, Sequence[Page]], words: Sequence[str]) -> list[Area]:
    """Where struck words were read; of two readings that found one the first says where."""
    found = []
    for number, pages in read.items():
        for one in words:
            places = (placed.found({number: page}, one) for page in pages)
            found += next((areas for areas in places if areas), [])
    return found


# --- the child ---------------------------------------------------------------------


def _take_apart(copy: bytes, areas: Sequence[Sequence[int]], pages: int) -> None:
    import pikepdf
    import pypdfium2

    read = pypdfium2.PdfDocument(copy)
    if len(read) != pages:
        raise Left("pages")
    for page in read:
        if page.get_textpage().count_chars():
            raise Left("text")
    with pikepdf.open(io.BytesIO(copy)) as document:
        _nothing_beside(document)
        for number, page in enumerate(document.pages, start=1):
            image = _only_image(page)
            _black(image, [area[1:] for area in areas if area[0] == number])


def _nothing_beside(document: Any) -> None:
    """No properties, and no object that is no page, image of one, or drawing of that."""
    import pikepdf

    if set(document.trailer.keys()) - {"/Root", "/Size", "/ID"} or len(document.attachments):
        raise Left("metadata")
    if set(document.Root.keys()) - {"/Type", "/Pages"}:
        raise Left("metadata")
    known = {document.Root.objgen, document.Root.Pages.objgen}
    for page in document.pages:
        known |= {page.obj.objgen, page.obj.Contents.objgen, page.obj.Resources.objgen}
        known |= {thing.objgen for thing in page.obj.Resources.XObject.values()}
    for thing in document.objects:
        if isinstance(thing, pikepdf.Object) and thing.objgen not in known:
            raise Left("more")


def _only_image(page: Any) -> Any:
    if set(page.obj.keys()) - _PAGE or set(page.obj.Resources.keys()) != {"/XObject"}:
        raise Left("metadata")
    things = list(page.obj.Resources.XObject.values())
    if len(things) != 1 or set(things[0].keys()) - _IMAGE or things[0].Subtype != "/Image":
        raise Left("more")
    drawn = page.obj.Contents.read_bytes().split()
    if drawn[:1] + drawn[7:] != [b"q", b"cm", b"/P", b"Do", b"Q"]:
        raise Left("more")
    return things[0]


def _black(stored: Any, areas: Sequence[Sequence[int]]) -> None:
    import pikepdf

    image = pikepdf.PdfImage(stored).as_pil_image().convert("RGB")
    for area in areas:
        x0, y0, x1, y1 = blacking.box(area, image.width, image.height)
        seen = image.crop((x0, y0, x1 + 1, y1 + 1)).getcolors(1)
        if not seen or seen[0][1] != blacking.FILL:
            raise Left("area")


def main() -> None:
    """The child: confine itself, take the copy apart, say 'proved' or what is left."""
    from recruit.documents import confinement

    confinement.confine(reading.MOST_MEMORY, MOST_PROCESSOR)
    asked = json.loads(sys.stdin.buffer.readline())
    try:
        _take_apart(sys.stdin.buffer.read(), asked["areas"], int(asked["pages"]))
        said = "proved"
    except Left as left:
        said = str(left)
    except MemoryError:
        raise
    except Exception:  # what can't be taken apart is not proved
        said = "made"
    sys.stdout.buffer.write(said.encode())
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
