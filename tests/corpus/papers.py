"""Genuine curricula as DOCX, ODT, mail and scan, and what several of them come in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.shared import Mm
from odf import draw, table, text
from odf.opendocument import OpenDocumentText
from odf.style import Style, TextProperties

from tests.corpus import pdfs, people
from tests.corpus.case import GENUINE, Case, Handled
from tests.corpus.people import Author
from tests.unit.documents import making

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _bytes(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def picture(
    kind: str = "JPEG", author: Author = people.QUILL, mode: str = "L", **how: object
) -> bytes:
    """A scan as JPEG or PNG."""
    out = io.BytesIO()
    pdfs.scanned(author, mode).save(out, kind, **how)
    return out.getvalue()


def word(author: Author, *, layout: str = "") -> bytes:
    """A curriculum by python-docx. layout: '', 'table', 'photo', 'heads' or 'right' to left."""
    document = docx.Document()
    document.core_properties.title = author.title
    document.add_heading(author.name, 0)
    if layout == "table":
        cells = document.add_table(rows=len(author.lines), cols=2)
        for row, line in zip(cells.rows, author.lines, strict=True):
            row.cells[0].text, row.cells[1].text = author.title, line
    else:
        for line in author.lines:
            document.add_paragraph(line, style="List Bullet")
    if layout == "photo":
        document.add_picture(io.BytesIO(picture()), width=Mm(40))
    if layout == "heads":
        document.sections[0].header.paragraphs[0].text = author.title
        document.sections[0].footer.paragraphs[0].text = author.name
    if layout == "right":
        for paragraph in document.paragraphs:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    document.add_paragraph(author.mail)
    return _bytes(document)


def _body(author: Author, more: str = "") -> str:
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in author.text)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_W}" '
        f'xmlns:r="{_REL}"><w:body>{lines}{more}<w:sectPr/></w:body></w:document>'
    )


def bare_word(author: Author, more: str = "", relations: str = "", **how: object) -> bytes:
    """The three parts that a DOCX needs, as programmes on the web write them.

    more: XML behind the text. relations: of the text. how: see ``packed``.
    """
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats'
        '.org/package/2006/content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        '"application/xml"/><Override PartName="/word/document.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats'
        f'.org/package/2006/relationships"><Relationship Id="rId1" Type="{_REL}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": _body(author, more),
    }
    if relations:
        parts["word/_rels/document.xml.rels"] = relations
    return packed(parts, **how)  # type: ignore[arg-type]


class _Pipe(io.RawIOBase):
    """Somewhere that can't be gone back in, so that sizes follow what they are of."""

    def __init__(self) -> None:
        self.got = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        self.got += bytes(piece)  # type: ignore[call-overload]
        return len(bytes(piece))  # type: ignore[call-overload]


def packed(
    parts: dict[str, bytes | str],
    *,
    how: int = zipfile.ZIP_DEFLATED,
    streamed: bool = False,
    large: bool = False,
) -> bytes:
    """A ZIP. streamed: sizes come behind each part. large: with the fields for 4 GB and more."""
    pipe, seekable = _Pipe(), io.BytesIO()
    with zipfile.ZipFile(pipe if streamed else seekable, "w", how) as bundle:  # type: ignore[arg-type]
        for name, content in parts.items():
            raw = content.encode() if isinstance(content, str) else content
            with bundle.open(name, "w", force_zip64=large) as part:
                part.write(raw)
    return bytes(pipe.got) if streamed else seekable.getvalue()


def writer(author: Author, *, layout: str = "", link: str = "") -> bytes:
    """A curriculum by odfpy. layout: '', 'table', 'photo' or 'styled'. link: to an address."""
    document = OpenDocumentText()
    heading = text.H(outlinelevel=1, text=author.name)
    if layout == "styled":
        bold = Style(name="Bold", family="text")
        bold.addElement(TextProperties(fontweight="bold"))
        document.automaticstyles.addElement(bold)
        heading = text.H(outlinelevel=1)
        heading.addElement(text.Span(stylename=bold, text=author.name))
    document.text.addElement(heading)
    if layout == "table":
        rows = table.Table(name="CV")
        for line in author.lines:
            row, cell = table.TableRow(), table.TableCell()
            cell.addElement(text.P(text=line))
            row.addElement(cell)
            rows.addElement(row)
        document.text.addElement(rows)
    else:
        for line in author.lines:
            document.text.addElement(text.P(text=line))
    if layout == "photo":
        frame = draw.Frame(width="4cm", height="5cm", anchortype="as-char")
        place = document.addPicture("photo.png", "image/png", making.image("PNG"))
        frame.addElement(draw.Image(href=place))
        holder = text.P()
        holder.addElement(frame)
        document.text.addElement(holder)
    last = text.P(text="" if link else author.mail)
    if link:
        last.addElement(text.A(href=link, text=author.mail))
    document.text.addElement(last)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def post(
    author: Author,
    carried: dict[str, bytes] | None = None,
    *,
    charset: str = "utf-8",
    html: str = "",
    plain: bool = True,
) -> bytes:
    """A mail of the author's. html: instead of, or beside, the plain text."""
    message = EmailMessage(policy=SMTP)
    message["Received"] = "from relay.example by mx.gichd.example; Mon, 12 Sep 2022 14:03:20 +0000"
    message["From"] = f'"{author.name}" <{author.mail}>'
    message["To"] = "vacancy@gichd.example"
    message["Date"] = "Mon, 12 Sep 2022 14:03:10 +0000"
    message["Subject"] = f"{author.title}: {author.name}"
    body = "\n".join(author.text).replace("–", "-")  # no old charset has the dash
    if plain:
        message.set_content(body, charset=charset)
    if html:
        message.add_alternative(html, subtype="html") if plain else message.set_content(
            html, subtype="html"
        )
    for name, content in (carried or {}).items():
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return message.as_bytes()


def forwarded(inner: bytes, author: Author) -> bytes:
    """A mail that carries another whole."""
    import email
    import email.policy

    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = author.mail, "vacancy@gichd.example"
    message["Date"], message["Subject"] = "Mon, 12 Sep 2022 15:00:00 +0000", "Fwd"
    message.set_content("\n".join(author.text))
    message.add_attachment(email.message_from_bytes(inner, policy=email.policy.default))
    return message.as_bytes()


def sheet(rows: list[tuple[object, ...]]) -> bytes:
    """A list as an Excel workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return _bytes(book)


# --------------------------------------------------------------------------- the cases


def _case(
    name: str,
    author: Author,
    maker: str,
    make: Callable[[], bytes],
    holds: Callable[[Handled], bool] = lambda _handled: True,
) -> Case:
    return Case(GENUINE, name, make, (author.name, author.mail), maker=maker, holds=holds)


def _carries(*names: str) -> Callable[[Handled], bool]:
    return lambda handled: (
        set(handled.inner) == set(names) and all(m.kept for m in handled.inner.values())
    )


def _words() -> Iterator[Case]:
    p, by = people, "python-docx"
    yield _case("CV_Núñez.docx", p.NUNEZ, by, lambda: word(p.NUNEZ))
    yield _case("Автобиография.docx", p.IVANOVA, by, lambda: word(p.IVANOVA, layout="table"))
    yield _case(
        "سيرة.docx", p.KHATIB, by + ", right to left", lambda: word(p.KHATIB, layout="right")
    )
    yield _case("שם.docx", p.LEVI, by + ", right to left", lambda: word(p.LEVI, layout="right"))
    yield _case("简历.docx", p.LI, by + ", a photograph", lambda: word(p.LI, layout="photo"))
    yield _case("이력서.docx", p.KIM, by + ", head and foot", lambda: word(p.KIM, layout="heads"))
    yield _case("CV.DOCX", p.HUONG, "by hand, three parts", lambda: bare_word(p.HUONG))
    yield _case(
        "CV from the web.docx",
        p.SHARMA,
        "by hand, sizes behind the parts",
        lambda: bare_word(p.SHARMA, streamed=True),
    )
    yield _case(
        "CV large fields.docx",
        p.PAPPA,
        "by hand, fields for 4 GB",
        lambda: bare_word(p.PAPPA, large=True),
    )
    yield _case(
        "CV stored.docx",
        p.SOK,
        "by hand, not compressed",
        lambda: bare_word(p.SOK, how=zipfile.ZIP_STORED),
    )
    yield _case(
        "CV with a link.docx",
        p.OKELLO,
        "by hand, a link to a page",
        lambda: bare_word(
            p.OKELLO, relations=making.relations("hyperlink", "https://portfolio.example/")
        ),
    )


def _texts() -> Iterator[Case]:
    p, by = people, "odfpy"
    yield _case("CV Lefèvre.odt", p.LEFEVRE, by, lambda: writer(p.LEFEVRE))
    yield _case(
        "Życiorys.odt", p.ZOLTOWSKA, by + ", a table", lambda: writer(p.ZOLTOWSKA, layout="table")
    )
    yield _case("نرگس.odt", p.RAZAVI, by + ", styles", lambda: writer(p.RAZAVI, layout="styled"))
    yield _case(
        "ታሪክ.odt",
        p.TESFAYE,
        by + ", a link",
        lambda: writer(p.TESFAYE, link="https://portfolio.example/"),
    )
    yield _case("履歴書.odt", p.SATO, by + ", a photograph", lambda: writer(p.SATO, layout="photo"))


def _mails() -> Iterator[Case]:
    p, by = people, "Python's email"
    name = "Мария Иванова.pdf"
    yield _case(
        "Application.eml",
        p.IVANOVA,
        by + ", a PDF attached",
        lambda: post(p.IVANOVA, {name: pdfs.document(pdfs.plain(p.QUILL))}),
        _carries(name),
    )
    for charset, author in (
        ("koi8-r", p.IVANOVA),
        ("windows-1256", p.KHATIB),
        ("gb18030", p.LI),
        ("iso-2022-jp", p.SATO),
        ("iso-8859-7", p.PAPPA),
    ):
        yield _case(
            f"mail in {charset}.eml",
            author,
            f"{by}, {charset}",
            lambda a=author, c=charset: post(a, charset=c),  # type: ignore[misc]
        )
    yield _case(
        "web mail.eml",
        p.NUNEZ,
        by + ", a web page only",
        lambda: post(p.NUNEZ, html=f"<p>{'<br>'.join(p.NUNEZ.text)}</p>", plain=False),
    )
    yield _case(
        "two documents.eml",
        p.QUILL,
        by + ", DOCX and scan",
        lambda: post(p.QUILL, {"CV.docx": word(p.QUILL), "degree.jpg": picture()}),
        _carries("CV.docx", "degree.jpg"),
    )
    yield _case(
        "Fwd.eml",
        p.OKELLO,
        by + ", a mail in a mail",
        lambda: forwarded(post(p.QUILL), p.OKELLO),
        lambda h: [m.kept for m in h.inner.values()] == [True],
    )


def _scans() -> Iterator[Case]:
    for name, make in {
        "scan.jpg": lambda: picture("JPEG"),
        "Скан диплома.jpeg": lambda: picture("JPEG", people.IVANOVA, progressive=True),
        "colour.jpg": lambda: picture("JPEG", mode="RGB", dpi=(300, 300)),
        "print shop.jpg": lambda: picture("JPEG", mode="CMYK"),
        "学位证书.png": lambda: picture("PNG"),
        "palette.png": lambda: picture("PNG", mode="P"),
        "fax.png": lambda: picture("PNG", mode="1"),
        "phone.png": lambda: picture("PNG", mode="RGBA"),
    }.items():
        yield Case(GENUINE, name, make, maker="Pillow, a scan")


def _several() -> Iterator[Case]:
    p = people
    folder = "Мария Иванова/"
    yield Case(
        GENUINE,
        "applications.zip",
        lambda: making.archive(
            {
                folder + "CV.pdf": pdfs.document(pdfs.plain(p.QUILL)),
                folder + "письмо.docx": word(p.IVANOVA),
            }
        ),
        maker="Python's zipfile",
        holds=_carries(folder + "CV.pdf", folder + "письмо.docx"),
    )
    yield Case(
        GENUINE,
        "vacancy.mbox",
        lambda: b"\n".join(
            b"From a@post.example Mon Sep 12 14:03:20 2022\n" + post(a).replace(b"\r\n", b"\n")
            for a in (p.NUNEZ, p.KHATIB, p.LI)
        ),
        maker="by hand, a mailbox",
        holds=_carries("0001.eml", "0002.eml", "0003.eml"),
    )
    head = ("Name", "Mail", "Files")
    rows = [(a.name, a.mail, "CV.pdf") for a in p.EVERYBODY]
    told = tuple(a.name for a in p.EVERYBODY)
    yield Case(GENUINE, "candidates.xlsx", lambda: sheet([head, *rows]), told, maker="openpyxl")
    yield Case(
        GENUINE,
        "candidats.csv",
        lambda: "\n".join(";".join(row) for row in [head, *rows]).encode("utf-8-sig"),
        told,
        maker="by hand, as Excel writes it",
    )


def cases() -> Iterator[Case]:
    """Every genuine file that is no PDF."""
    yield from _words()
    yield from _texts()
    yield from _mails()
    yield from _scans()
    yield from _several()
