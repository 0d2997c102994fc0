"""Hostile PDF and images: what acts on its own, what unfolds, what never ends."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.corpus import beacon, pdfs, people
from tests.corpus.case import Case, Handled
from tests.unit.documents import making

RUNS = "carries a programme"
DAMAGED = "is damaged"
LIMITS = "more time or memory"
TWOFOLD = "two kinds of file at once"
PROGRAMME = "PDF: programmes and actions"
ENDLESS = "PDF: without end"
ELSEWHERE = "PDF: what points elsewhere"
IMAGES = "Images"


def _acting(action: bytes, *, where: str = "opening") -> bytes:
    """A curriculum with this action: at opening, in an annotation, a page, or a name."""
    root, page = b"", b""
    if where == "opening":
        root = b"/OpenAction %s" % action
    elif where == "later":
        root = (
            b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[<</S/GoTo/D[3 0 R/Fit]/Next %s>>]>>" % action
        )
    elif where == "page":
        page = b"/AA<</O %s>>" % action
    elif where == "name":
        root = b"/Names<</JavaScript<</Names[(x)%s]>>>>" % action
    elif where == "closing":
        root = b"/AA<</WC %s>>" % action
    else:
        page = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A %s>>]" % action
    return pdfs.document(pdfs.plain(people.QUILL, root=root, page=page))


_JS = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


def _in_stream() -> bytes:
    """The programme lies in a packed stream, the action in a packed object stream."""
    objects = pdfs.plain(people.QUILL, root=b"/OpenAction<</S/JavaScript/JS 6 0 R>>")
    packed = pdfs.folded(b"app.launchURL('" + beacon.beacon().url.encode() + b"')")
    objects[6] = pdfs.stream(packed, b"/Filter/FlateDecode")
    with pikepdf.open(io.BytesIO(pdfs.document(objects))) as opened:
        out = io.BytesIO()
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _xfa() -> bytes:
    objects = pdfs.plain(people.QUILL, root=b"/AcroForm<</Fields[]/XFA 6 0 R>>")
    objects[6] = pdfs.stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    return pdfs.document(objects)


def _programmes() -> Iterator[tuple[str, Callable[[], bytes]]]:
    def submit(kind: bytes) -> bytes:
        return b"<</S/%s/F<</FS/URL/F(%s)>>>>" % (kind, beacon.beacon().url.encode())

    yield "JavaScript at opening.pdf", lambda: _acting(_JS)
    yield "JavaScript at last.pdf", lambda: _acting(_JS, where="later")
    yield "JavaScript on a page.pdf", lambda: _acting(_JS, where="page")
    yield "JavaScript under a link.pdf", lambda: _acting(_JS, where="link")
    yield "JavaScript by name.pdf", lambda: _acting(_JS, where="name")
    yield "JavaScript at closing.pdf", lambda: _acting(_JS, where="closing")
    yield "JavaScript in packed objects.pdf", _in_stream
    yield (
        "JavaScript with its name written in codes.pdf",
        lambda: _acting(b"<</#53/J#61vaScr#69pt/#4aS(app.alert\\(1\\))>>"),
    )
    yield (
        "JavaScript in a film.pdf",
        lambda: _acting(b"<</S/Rendition/OP 0/JS(app.alert\\(1\\))>>", where="link"),
    )
    yield "launching.pdf", lambda: _acting(b"<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)>>>>")
    yield "sending a form.pdf", lambda: _acting(submit(b"SubmitForm"), where="link")
    yield "fetching data.pdf", lambda: _acting(submit(b"ImportData"), where="page")
    yield "dynamic form.pdf", _xfa
    yield "a programme embedded.pdf", lambda: with_file("tool.exe", b"MZ" + bytes(100))


def _elsewhere(name: str, action: Callable[[str], bytes], left: str) -> Case:
    return Case(
        ELSEWHERE,
        name,
        lambda: _acting(action(beacon.beacon().url), where="link"),
        says=(people.QUILL.name,),
        left=left,
    )


def with_file(name: str, carried: bytes) -> bytes:
    """A curriculum that carries a file."""
    with pikepdf.open(io.BytesIO(pdfs.document(pdfs.plain(people.QUILL)))) as opened:
        opened.attachments[name] = pikepdf.AttachedFileSpec(opened, carried)
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


# ------------------------------------------------------------------------- endless


def _pages(many: int) -> bytes:
    objects = pdfs.plain(people.QUILL)
    objects[2] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * many, many)
    return pdfs.document(objects)


def _object_stream() -> bytes:
    """A table and an object stream that unfold to 600 MB."""
    out = pdfs.unfolding(b" ", 600)
    objects = pdfs.plain(people.QUILL)
    objects[6] = pdfs.stream(out, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")
    body = pdfs.document(objects)
    table = bytearray()
    at = len(body)
    for number in range(9):
        place = body.find(b"\n%d 0 obj" % number) + 1
        table += struct.pack(">BIB", 1 if place else 0, place, 0)
    table[8 * 6 : 8 * 6 + 6] = struct.pack(">BIB", 2, 6, 0)
    table[7 * 6 : 7 * 6 + 6] = struct.pack(">BIB", 1, at, 0)
    return (
        body + b"7 0 obj\n"
        b"<</Type/XRef/Size 9/W[1 4 1]/Root 8 0 R/Length %d>>\nstream\n"
        % len(table)
        + bytes(table)
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at
    )


def _nested() -> bytes:
    objects = pdfs.plain(people.QUILL)
    objects[6] = b"[" * 100_000 + b"]" * 100_000
    return pdfs.document(objects)


def _round(what: str) -> bytes:
    objects = pdfs.plain(people.QUILL)
    if what == "pages":
        objects[2] = b"<</Type/Pages/Kids[2 0 R]/Count 1>>"
    elif what == "parents":
        objects[2] = b"<</Type/Pages/Kids[6 0 R]/Count 1/Parent 6 0 R>>"
        objects[6] = b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"
    elif what == "length":
        objects[4] = b"<</Length 4 0 R>>\nstream\nq Q\nendstream"
    content = pdfs.document(objects)
    if what == "tables":
        at = content.rindex(b"startxref\n") + 10
        place = content[at:].split(b"\n")[0]
        content = content.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev " + place)
    return content


def _drawing_itself() -> bytes:
    """A form that shows itself, twice each time."""
    objects = pdfs.plain(people.QUILL)
    objects[3] = objects[3].replace(b"/Font", b"/XObject<</X 6 0 R>>/Font")
    objects[4] = pdfs.stream(b"/X Do")
    objects[6] = pdfs.stream(
        b"/X Do /X Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>",
    )
    return pdfs.document(objects)


def gigabyte() -> bytes:
    """A page whose content unfolds to more than a gigabyte."""
    objects = pdfs.plain(people.QUILL)
    objects[4] = pdfs.stream(pdfs.unfolding(b"\0", 1152), b"/Filter/FlateDecode")
    return pdfs.document(objects)


def _endless() -> Iterator[Case]:
    def refused(name: str, make: Callable[[], bytes], why: str) -> Case:
        return Case(ENDLESS, name, make, why=why)

    def harmless(name: str, make: Callable[[], bytes], left: str) -> Case:
        return Case(ENDLESS, name, make, left=left, holds=_short)

    yield refused("10,000 pages.pdf", lambda: making.pdf_of(10_000), "more than 500 pages")
    yield refused("one page 9,000 times.pdf", lambda: _pages(9_000), "more than 500 pages")
    yield refused("a gigabyte in a page.pdf", gigabyte, LIMITS)
    yield refused("object stream bomb.pdf", _object_stream, DAMAGED)
    yield refused("pages in a circle.pdf", lambda: _round("pages"), DAMAGED)
    yield refused("parents in a circle.pdf", lambda: _round("parents"), DAMAGED)
    yield refused("drawing itself.pdf", _drawing_itself, LIMITS)
    once = "It is taken. The circle is gone round once, and the words are read."
    yield harmless("tables in a circle.pdf", lambda: _round("tables"), once)
    yield harmless(
        "length of itself.pdf",
        lambda: _round("length"),
        "It is taken, as an empty page: the part that gives itself as its length has no words.",
    )
    yield harmless(
        "100,000 brackets.pdf", _nested, "It is taken. Nothing on the page needs the brackets."
    )
    yield refused("cut short.pdf", lambda: making.pdf()[:-200], "stops before its end")
    yield refused("noise inside.pdf", lambda: b"%PDF-1.7\n" + b"\x9c" * 5000 + b"%%EOF", DAMAGED)


def _short(handled: Handled) -> bool:
    return len(handled.text) < 2000


# --------------------------------------------------------------------------- images


def _png(width: int, height: int, data: bytes, more: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checked

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + more + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _broad_jpeg() -> bytes:
    content = bytearray(making.image("JPEG"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(content)


def _texted_png() -> bytes:
    """A PNG whose comment unfolds to 200 MB."""
    text = b"Comment\0\0" + pdfs.unfolding(b"\0", 200)
    body = b"zTXt" + text
    more = struct.pack(">I", len(text)) + body + struct.pack(">I", zlib.crc32(body))
    return _png(40, 60, zlib.compress(bytes(41 * 60)), more)


def _commented(kind: str, words: str) -> bytes:
    out, image = io.BytesIO(), Image.new("L", (40, 60), 200)
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Comment", words)
        image.save(out, "PNG", pnginfo=info)
    else:
        image.save(out, "JPEG", comment=words.encode())
    return out.getvalue()


def _images() -> Iterator[Case]:
    page = "<html><script>alert(1)</script></html>"
    pixels = "far more than a scanned page needs"
    broken = "damaged or cut short"
    damaged = bytearray(making.image("PNG"))
    damaged[-20] ^= 0xFF
    made: tuple[tuple[str, Callable[[], bytes], str], ...] = (
        ("a gigapixel.png", lambda: making.png_of(32_000, 32_000), pixels),
        ("a gigapixel.jpg", _broad_jpeg, pixels),
        ("no pixels.png", lambda: making.png_of(0, 10), broken),
        ("a comment of 200 MB.png", _texted_png, DAMAGED),
        ("too few rows.png", lambda: making.png_of(4000, 4000), DAMAGED),
        ("wrong check sum.png", lambda: bytes(damaged), broken),
        ("cut short.png", lambda: making.image("PNG")[:-30], broken),
        ("cut short.jpg", lambda: making.image("JPEG")[:200], broken),
        ("a web page within.png", lambda: _commented("PNG", page), TWOFOLD),
        ("a web page within.jpg", lambda: _commented("JPEG", page), TWOFOLD),
        ("PHP behind.png", lambda: making.image("PNG") + b"<?php system('id');", TWOFOLD),
        ("PHP behind.jpg", lambda: making.image("JPEG") + b"<?php system('id');", TWOFOLD),
        (
            "an archive behind.jpg",
            lambda: making.image("JPEG") + making.archive({"x.exe": b"MZ"}),
            TWOFOLD,
        ),
        ("a PDF behind.jpg", lambda: making.image("JPEG") + making.pdf(), TWOFOLD),
    )
    for name, make, why in made:
        yield Case(IMAGES, name, make, why=why)


def cases() -> Iterator[Case]:
    """Every hostile PDF and image."""
    for name, make in _programmes():
        yield Case(PROGRAMME, name, make, why=RUNS)
    stays = "It is taken. The link is words on the page: nothing follows it but a person."
    yield _elsewhere("a link.pdf", lambda url: b"<</S/URI/URI(%s)>>" % url.encode(), stays)
    yield _elsewhere(
        "a link to another file.pdf",
        lambda url: b"<</S/GoToR/F(//server.example/share/x.pdf)/D[0/Fit]>>",
        "It is taken. The other file is never opened.",
    )
    yield Case(
        ELSEWHERE,
        "a file embedded.pdf",
        lambda: with_file("page.html", b"<script>alert(1)</script>"),
        says=(people.QUILL.name,),
        left="It is taken. The file in it is never opened, and no copy for a reader carries it.",
        holds=lambda h: not h.inner,
    )
    yield from _endless()
    yield from _images()
    yield Case(
        "Two kinds at once",
        "archive behind.pdf",
        lambda: making.pdf() + making.archive({"a.exe": b"MZ"}),
        why=TWOFOLD,
    )
    yield Case(
        "Two kinds at once",
        "web page before.pdf",
        lambda: making.pdf().replace(b"%PDF-1.3\n", b"%PDF-1.3\n%<script>alert(1)</script>\n", 1),
        why=TWOFOLD,
    )
