"""Files made by code for the tests of documents: genuine ones and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
import pikepdf
from odf import text
from odf.opendocument import OpenDocumentText
from PIL import Image

OVERRIDE = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def pdf(words: str = "Ten years of clearance", *, password: str = "", owner: str = "") -> bytes:
    """A one-page PDF with these words, locked when a password is given."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    page = document.pages[0]
    page.Contents = document.make_stream(f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode())
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F1=pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
            )
        )
    )
    out = io.BytesIO()
    lock = pikepdf.Encryption(user=password, owner=owner or password)
    document.save(out, encryption=lock if password or owner else False)
    return out.getvalue()


def with_programme() -> bytes:
    """A PDF that runs JavaScript when it is opened."""
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
        )
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def with_hidden_programme() -> bytes:
    """A PDF whose page runs JavaScript when it is shown, the action written inside the page."""
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.pages[0].obj.AA = pikepdf.Dictionary(
            O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        )
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def pdf_saying(*pages: str) -> bytes:
    """A PDF of a page for each of these, without words where it is ''."""
    whole = pikepdf.new()
    for said in pages:
        with pikepdf.open(io.BytesIO(pdf(said))) as one:
            whole.pages.extend(one.pages)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def pdf_of(pages: int) -> bytes:
    """A PDF with this many empty pages."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(100, 100))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(words: str = "Ten years of clearance") -> bytes:
    """A DOCX with a paragraph and a table."""
    document = docx.Document()
    document.add_paragraph(words)
    document.add_table(rows=1, cols=1).cell(0, 0).text = "in a table"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def odt(words: str = "Ten years of clearance") -> bytes:
    """An ODT with a heading and a paragraph."""
    document = OpenDocumentText()
    document.text.addElement(text.H(outlinelevel=1, text="Curriculum vitae"))
    document.text.addElement(text.P(text=words))
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def image(kind: str) -> bytes:
    """A small grey image: kind is JPEG or PNG."""
    out = io.BytesIO()
    Image.new("L", (40, 60), 200).save(out, kind)
    return out.getvalue()


def mail(body: str = "Please find my application.") -> bytes:
    """A plain mail."""
    return (
        "Received: from mail.example by mx.example; Mon, 19 Sep 2022 10:00:00 +0200\r\n"
        "From: Rowan <rowan@post.example>\r\nTo: vacancy@gichd.example\r\n"
        f"Subject: Application\r\nMIME-Version: 1.0\r\n\r\n{body}\r\n"
    ).encode()


def archive(parts: dict[str, bytes | str], *, packed: bool = True) -> bytes:
    """A ZIP with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(
        out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    ) as bundle:
        for name, content in parts.items():
            bundle.writestr(name, content)
    return out.getvalue()


def word_with(parts: dict[str, bytes | str]) -> bytes:
    """A bare DOCX with further parts, or with parts that replace its own."""
    own: dict[str, bytes | str] = {
        "[Content_Types].xml": OVERRIDE,
        "word/document.xml": "<w/>",
    }
    return archive(own | parts)


def relations(kind: str, target: str) -> str:
    """A .rels part with one external relation."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )


def lying(content: bytes, declared: int) -> bytes:
    """The same ZIP, its last part declared with another unpacked size."""
    changed = bytearray(content)
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", changed, at + 24, declared)
    return bytes(changed)


def old_word(stream: str) -> bytes:
    """The beginning of a compound file with a directory entry of this name."""
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return magic + bytes(504) + stream.encode("utf-16-le") + bytes(600)


def png_of(width: int, height: int) -> bytes:
    """A PNG whose header declares this size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + sum_

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10))
        + chunk(b"IEND", b"")
    )
