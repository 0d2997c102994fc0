"""Genuine curricula as PDF, as many programmes write them.

Typst, pikepdf (qpdf) and Pillow write their own; what other programmes are known for (an
update appended to a file, a font without its glyphs' names, fonts that are not embedded, a
filled form, an attached XML) is written by hand, object after object. LibreOffice,
Ghostscript, groff and Chromium join in where they are installed.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import pikepdf
import typst
from PIL import Image, ImageDraw, ImageFont

from tests.corpus import people
from tests.corpus.case import GENUINE, Case
from tests.corpus.people import Author

_DEJAVU = "DejaVuSansMono.ttf"


def document(objects: dict[int, bytes], root: int = 1, *, head: bytes = b"%PDF-1.4\n") -> bytes:
    """A PDF of these objects, with a table of where they are (ISO 32000-1, 7.5.4)."""
    out, places = bytearray(head + b"%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    at, most = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % most
    for number in range(1, most):
        place = places.get(number)
        out += b"%010d 00000 n \n" % place if place else b"0000000000 65535 f \n"
    out += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (most, root, at)
    return bytes(out)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A stream object's body."""
    return b"<<%s/Length %d>>\nstream\n" % (more, len(content)) + content + b"\nendstream"


def bare(content: bytes, font: bytes, *, root: bytes = b"", page: bytes = b"") -> dict[int, bytes]:
    """The objects of one page that shows this content with one font, called F."""
    return {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>%s>>" % page,
        4: stream(content),
        5: font,
    }


HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def plain(author: Author, *, root: bytes = b"", page: bytes = b"") -> dict[int, bytes]:
    """One page in Helvetica, for authors whose letters Windows-1252 has."""
    return bare(_shown(author, _winansi), HELVETICA, root=root, page=page)


def _shown(author: Author, code: Callable[[str], bytes]) -> bytes:
    lines = b" T* ".join(b"<%s> Tj" % code(line).hex().encode() for line in author.text)
    return b"BT /F 12 Tf 16 TL 72 760 Td " + lines + b" ET"


def _winansi(text: str) -> bytes:
    return text.encode("cp1252")


def _any_script(author: Author) -> bytes:
    """A font drawn in the file itself, whose letters are told by a table (Type 3, ToUnicode)."""
    known = sorted({c for line in author.text for c in line})
    # what is read from the right is written from its end, as on paper
    right = any(unicodedata.bidirectional(c) in ("R", "AL") for c in author.name)
    codes = {c: n for n, c in enumerate(known, 1)}
    names = b"".join(b"/g%d" % n for n in codes.values())
    procs = b"".join(b"/g%d 7 0 R" % n for n in codes.values())
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[.001 0 0 .001 0 0]"
        b"/CharProcs<<%s>>/Encoding<</Type/Encoding/Differences[1%s]>>/FirstChar 1/LastChar %d"
        b"/Widths[%s]/Resources<<>>/ToUnicode 6 0 R>>"
        % (procs, names, len(codes), b"800 " * len(codes))
    )
    pairs = [b"<%02x> <%s>" % (n, c.encode("utf-16-be").hex().encode()) for c, n in codes.items()]
    table = b"".join(
        b"%d beginbfchar\n%s\nendbfchar\n" % (len(part), b"\n".join(part))
        for part in (pairs[n : n + 100] for n in range(0, len(pairs), 100))
    )

    def code(line: str) -> bytes:
        back = right and not line.isascii()
        return bytes(codes[c] for c in (reversed(line) if back else line))

    objects = bare(_shown(author, code), font)
    objects[6] = stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        b"1 begincodespacerange\n<00> <ff>\nendcodespacerange\n" + table + b"endcmap end end"
    )
    objects[7] = stream(b"750 0 0 0 750 750 d1 0 0 750 750 re f")
    return document(objects)


def _east(author: Author, font: bytes, order: bytes, cmap: bytes) -> bytes:
    """A font that the file names and the reader has: as Acrobat's Asian packs were meant for."""
    objects = bare(
        _shown(author, lambda text: text.encode("utf-16-be")),
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/%s/DescendantFonts[6 0 R]>>"
        % (font, cmap),
    )
    objects[6] = (
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(%s)/Supplement 2>>/FontDescriptor 7 0 R/DW 1000>>" % (font, order)
    )
    objects[7] = (
        b"<</Type/FontDescriptor/FontName/%s/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>" % font
    )
    return document(objects)


def _saved(content: bytes, **how: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(out, deterministic_id="encryption" not in how, **how)
    return out.getvalue()


def _updated(author: Author) -> bytes:
    """A file with a later version appended to it, as signing programmes and Preview do."""
    whole = document(plain(author))
    at = len(whole)
    whole += b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 0>>\nendobj\n"
    table = len(whole)
    old = whole.rindex(b"startxref\n", 0, at)
    before = int(whole[old:].split(b"\n")[1])
    return (
        whole + b"xref\n2 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (at, before, table)
    )


def _form(author: Author) -> bytes:
    """A filled form without a programme in it."""
    objects = plain(
        author, root=b"/AcroForm<</Fields[6 0 R]/NeedAppearances true>>", page=b"/Annots[6 0 R]"
    )
    objects[6] = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(family name)/V(%s)/Rect[72 600 300 620]/F 4"
        b"/DA(/Helv 0 Tf 0 g)>>" % author.name.encode("ascii")
    )
    return document(objects)


def _linked(author: Author) -> bytes:
    """Links to a page and an address, an outline, and where to begin, as LaTeX writes them."""
    objects = plain(
        author,
        root=b"/Outlines 8 0 R/OpenAction[3 0 R/FitH 842]/PageMode/UseOutlines",
        page=b"/Annots[6 0 R 7 0 R]",
    )
    link = b"<</Type/Annot/Subtype/Link/Rect[72 600 300 620]/Border[0 0 0]/A<</S/URI/URI(%s)>>>>"
    objects[6] = link % b"https://portfolio.example/"
    objects[7] = link % b"mailto:grace@post.example"
    objects[8] = b"<</Type/Outlines/First 9 0 R/Last 9 0 R/Count 1>>"
    objects[9] = b"<</Title(Experience)/Parent 8 0 R/Dest[3 0 R/FitH 700]>>"
    return document(objects)


def _europass(author: Author) -> bytes:
    """A PDF that carries its own data as XML, as Europass writes it."""
    with pikepdf.open(io.BytesIO(document(plain(author)))) as opened:
        opened.attachments["attachment.xml"] = pikepdf.AttachedFileSpec(
            opened, b"<Candidate/>", filename="attachment.xml", mime_type="application/xml"
        )
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


# ------------------------------------------------------------------- Typst and pictures


_SETS = """
#let cv = json(bytes(sys.inputs.cv))
#set document(title: cv.at(1), author: cv.at(0))
#set page("a4")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono", "Noto Sans Arabic", "Noto Sans CJK SC"))
#heading(cv.at(0))
#for line in cv.slice(1) [#par(line)]
"""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    found = (find_spec(name) for name in ("fontpkg_noto_sans_arabic", "noto_cjk_sans_otc"))
    folders = [str(Path(spec.origin).parent) for spec in found if spec and spec.origin]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def typeset(author: Author, standard: str = "1.7") -> bytes:
    """A curriculum as Typst makes it, of this version or archival standard of PDF."""
    made = typst.compile(
        _SETS.encode(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"cv": json.dumps(author.text, ensure_ascii=False)},
        pdf_standards=[standard],  # type: ignore[list-item]
        timestamp=1_664_000_000,
    )
    assert isinstance(made, bytes)
    return made


_SCRIPTS = (
    ("\u0400-\u052f", "source-sans-3-cyrillic"),
    ("\u0600-\u06ff", "noto-naskh-arabic-400"),
    ("\u2010-\u203a", "source-sans-3"),
    ("\u0100-\u024f\u1e00-\u1eff", "source-sans-3-latin-ext"),
)
_LATIN = ""


@lru_cache(maxsize=8)
def _own_font(name: str) -> ImageFont.FreeTypeFont:
    """A typeface that the application serves; Pillow's own for plain Latin."""
    if name == _LATIN:
        plain = ImageFont.load_default(22)
        assert isinstance(plain, ImageFont.FreeTypeFont)
        return plain
    folder = Path(__file__).resolve().parents[2] / "static" / "fonts"
    font = ImageFont.truetype(str(folder / f"{name}.woff2"), 22)
    if name.startswith("source"):
        font.set_variation_by_axes([400])
    return font


def by_script(line: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
    """The line in pieces, each with a typeface that has its letters."""
    parted = re.findall("|".join([*(f"[{of}]+" for of, _name in _SCRIPTS), "."]), line)
    for name, pieces in groupby(parted, _script):
        yield _own_font(name), "".join(pieces)


def _script(piece: str) -> str:
    found = (name for of, name in _SCRIPTS if re.match(f"[{of}]", piece))
    return next(found, _LATIN)


def scanned(author: Author, mode: str = "L", size: tuple[int, int] = (620, 877)) -> Image.Image:
    """A page as a scanner gives it, a little askew."""
    page = Image.new("L", size, 244)
    pen = ImageDraw.Draw(page)
    for n, line in enumerate(author.text):
        left = 60.0
        for font, said in by_script(line):
            pen.text((left, 80 + 40 * n), said, fill=30, font=font)
            left += font.getlength(said)
    return page.rotate(0.7, Image.Resampling.BICUBIC, fillcolor=236).convert(mode)


def _pictured(author: Author, mode: str, pages: int = 1) -> bytes:
    out, page = io.BytesIO(), scanned(author, mode)
    page.save(out, "PDF", resolution=75, save_all=True, append_images=[page] * (pages - 1))
    return out.getvalue()


# ------------------------------------------------------------ programmes, where installed


def _run(command: list[str], given: bytes) -> bytes:
    made = subprocess.run(command, input=given, capture_output=True, check=True, timeout=60)
    return made.stdout


def _ghostscript() -> bytes:
    path = shutil.which("gs") or ""
    options = ["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-sOutputFile=-", "-"]
    lines = "".join(
        f"72 {760 - 20 * n} moveto ({line}) show\n" for n, line in enumerate(people.QUILL.text)
    )
    script = f"/Helvetica findfont 12 scalefont setfont\n{lines}showpage\n"
    return _run([path, *options], script.encode("ascii"))


def _groff() -> bytes:
    lines = "\n.br\n".join(people.OKELLO.text)
    made = _run([shutil.which("groff") or "", "-Tps"], (lines + "\n").encode("ascii"))
    path = shutil.which("gs") or ""
    return _run(
        [path, "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-sOutputFile=-", "-"], made
    )


def _office(author: Author) -> bytes:
    from recruit.documents import office
    from recruit.documents.rules import FileKind
    from tests.corpus import papers

    return office.pdf(FileKind.DOCX, papers.word(author)) or b""


def _installed() -> Iterator[Case]:
    from recruit.documents import office

    if shutil.which("gs"):
        yield _case("Quillfeather_CV_distilled.pdf", people.QUILL, "Ghostscript", _ghostscript)
        if shutil.which("groff"):
            yield _case("okello-groff.pdf", people.OKELLO, "groff, Ghostscript", _groff)
    if office.works():
        author = people.IVANOVA
        yield _case("Резюме (LibreOffice).pdf", author, "LibreOffice", lambda: _office(author))


# --------------------------------------------------------------------------- the cases


def _case(name: str, author: Author, maker: str, make: Callable[[], bytes]) -> Case:
    return Case(GENUINE, name, make, (author.name, author.mail), maker=maker)


def _scan(name: str, maker: str, make: Callable[[], bytes]) -> Case:
    return Case(GENUINE, name, make, maker=maker)


def cases() -> Iterator[Case]:
    """Every genuine PDF."""
    p = people
    for name, author in (
        ("Quillfeather CV.pdf", p.QUILL),
        ("CV José Ángel Núñez Ibáñez.pdf", p.NUNEZ),
        ("Życiorys_Żółtowska.pdf", p.ZOLTOWSKA),
        ("Sơ yếu lý lịch.pdf", p.HUONG),
        ("Мария Иванова.pdf", p.IVANOVA),
        ("Βιογραφικό.pdf", p.PAPPA),
        ("السيرة الذاتية ليلى.pdf", p.KHATIB),
        ("简历 李明慧.pdf", p.LI),
        ("履歴書.pdf", p.SATO),
    ):
        yield _case(name, author, "Typst", lambda a=author: typeset(a))  # type: ignore[misc]
    yield _case(
        "archive copy.pdf", p.LEFEVRE, "Typst, PDF/A-2b", lambda: typeset(p.LEFEVRE, "a-2b")
    )
    for name, author in (
        ("Резюме Олексій.pdf", p.GAVRYLIV),
        ("شرح حال.pdf", p.RAZAVI),
        ("קורות חיים.pdf", p.LEVI),
        ("जीवन परिचय.pdf", p.SHARMA),
        ("ប្រវត្តិរូប.pdf", p.SOK),
        ("የሕይወት ታሪክ.pdf", p.TESFAYE),
        ("이력서.pdf", p.KIM),
    ):
        yield _case(
            name,
            author,
            "by hand: a font drawn in the file",
            lambda a=author: _any_script(a),  # type: ignore[misc]
        )
    yield _case(
        "明慧-名前だけのフォント.pdf",
        p.LI,
        "by hand: a Chinese font that is not embedded",
        lambda: _east(p.LI, b"STSong-Light", b"GB1", b"UniGB-UCS2-H"),
    )
    yield _case(
        "見本子.pdf",
        p.SATO,
        "by hand: a Japanese font that is not embedded",
        lambda: _east(p.SATO, b"HeiseiMin-W3", b"Japan1", b"UniJIS-UCS2-H"),
    )
    old = lambda: document(plain(p.QUILL))  # noqa: E731
    yield _case("CV.PDF", p.QUILL, "by hand, PDF 1.4", old)
    yield _case(
        "with spaces before.pdf", p.QUILL, "by hand, blank before it", lambda: b"\r\n " + old()
    )
    yield _case(
        "padded by a mail gateway.pdf",
        p.QUILL,
        "by hand, zeros behind it",
        lambda: old() + bytes(1024),
    )
    yield _case("old macintosh.pdf", p.LEFEVRE, "by hand", lambda: document(plain(p.LEFEVRE)))
    yield _case("signed later.pdf", p.QUILL, "by hand, updated", lambda: _updated(p.QUILL))
    yield _case("form filled.pdf", p.OKELLO, "by hand, a form", lambda: _form(p.OKELLO))
    yield _case("latex with links.pdf", p.OKELLO, "by hand, links", lambda: _linked(p.OKELLO))
    yield _case("Europass.pdf", p.QUILL, "pikepdf, data attached", lambda: _europass(p.QUILL))
    yield _case("CV web.pdf", p.QUILL, "qpdf, linearized", lambda: _saved(old(), linearize=True))
    yield _case(
        "CV compact.pdf",
        p.QUILL,
        "qpdf, object streams",
        lambda: _saved(old(), object_stream_mode=pikepdf.ObjectStreamMode.generate),
    )
    for bits in (4, 6):
        yield _case(
            f"no printing {bits}.pdf",
            p.QUILL,
            f"qpdf, may not be printed (revision {bits})",
            lambda r=bits: _saved(old(), encryption=pikepdf.Encryption(owner="x", user="", R=r)),
        )
    for mode, what in (("L", "grey"), ("1", "black and white"), ("RGB", "colour")):
        yield _scan(
            f"scan {what}.pdf",
            f"Pillow, a scan, {what}",
            lambda m=mode: _pictured(p.OKELLO, m),  # type: ignore[misc]
        )
    yield _scan("degree, 3 pages.pdf", "Pillow, three scans", lambda: _pictured(p.QUILL, "L", 3))
    yield from _installed()


def folded(content: bytes) -> bytes:
    """The bytes as a Flate stream."""
    return zlib.compress(content, 9)


def unfolding(byte: bytes, size: int, *, raw: bool = False) -> bytes:
    """A small stream that unfolds to this many MB of one byte (RFC 1950; raw: RFC 1951)."""
    piece = byte * (1 << 20)
    folding = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = folding.compress(piece) + folding.flush(zlib.Z_FULL_FLUSH)
    body = block * size + b"\x03\x00"
    if raw:
        return body
    checked = 1
    for _n in range(size):
        checked = zlib.adler32(piece, checked)
    return b"\x78\xda" + body + checked.to_bytes(4, "big")
