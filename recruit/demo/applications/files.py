"""Real, readable files for every invented application, the same bytes on each run.

PDF by Typst with its embedded fonts (all words through sys_inputs), DOCX and ODT as
office programmes write them, scans by rendering a page, a mail with its attachment.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import typst
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor
from odf import dc, meta, style, text
from odf.opendocument import OpenDocumentText
from PIL import Image

from recruit.demo.applications import PEOPLE, papers
from recruit.demo.applications.shape import Person

_LAYOUTS = Path(__file__).with_name("layouts")
_MADE = datetime(2022, 9, 1, 8, 0, tzinfo=UTC)
_SAID = {
    "cv": {"en": "CV {name}", "fr": "CV {name}", "es": "Hoja de vida {name}"},
    "letter": {"en": "Letter of motivation {name}", "es": "Carta {name}"},
    "degree": {
        "en": "Degree certificate {name}",
        "fr": "Diplôme {name}",
        "es": "Título {name}",
        "ru": "{written} диплом",
        "ar": "{written} شهادة",
    },
}


def files(person: Person) -> list[tuple[str, bytes]]:
    """What this person sent: file name and content of each document, in order."""
    return [_file(person, sent) for sent in person.sends]


def _file(person: Person, sent: str) -> tuple[str, bytes]:
    what, form = sent.split(".")
    what, _dash, tongue = what.partition("-")
    author = person
    if what == "cv" and person.same_file_as:
        author = PEOPLE[person.same_file_as - 1]
    tongue = tongue or (person.language if what == "cv" else "en")
    ending = form if form != "scan" else ("jpg" if person.number % 2 else "png")
    name = f"{_said(person, what, tongue)}.{ending}"
    match what:
        case "mail":
            return f"Application {person.name}.eml", _mail(person)
        case "cv":
            return name, _cv(author, form)
        case "letter":
            return name, _letter(person, tongue, form)
        case _:
            return name, _degree(person, tongue, form)


def _said(person: Person, what: str, tongue: str) -> str:
    if what == "mail":
        return what
    pattern = _SAID[what].get(tongue, _SAID[what]["en"])
    said = pattern.format(name=person.name, written=person.written or person.name)
    return said.replace(" ", "_") if person.number % 4 == 3 else said


# PDF and scans ----------------------------------------------------------------


@cache
def _compiler(layout: str) -> typst.Compiler:
    return typst.Compiler(
        str(_LAYOUTS / f"{layout}.typ"), root=str(_LAYOUTS), ignore_system_fonts=True
    )


def _pdf(layout: str, words: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(words, ensure_ascii=False)}
    made = _compiler(layout).compile(
        format="pdf", sys_inputs=inputs, timestamp=int(_MADE.timestamp())
    )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


def _scan(pdf: bytes, number: int) -> bytes:
    """The first page as a scanner gives it: grey, a little askew."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=1.6, grayscale=True).to_pil()
    askew = page.rotate(0.4 + number % 3 * 0.3, Image.Resampling.BICUBIC, fillcolor=236)
    out = io.BytesIO()
    if number % 2:
        askew.save(out, "JPEG", quality=68, dpi=(115, 115))
    else:
        askew.quantize(16).save(out, "PNG", dpi=(115, 115))
    return out.getvalue()


# The three papers ---------------------------------------------------------------


def _cv(person: Person, form: str) -> bytes:
    words = papers.curriculum(person)
    if form == "pdf":
        return _pdf(person.layout, words)
    blocks: list[tuple[str, str]] = [("title", person.name)]
    if person.written:
        blocks.append(("centre", person.written))
    blocks += [
        ("centre", person.headline),
        ("centre", f"{person.home} · {person.mail} · {words['phone']}"),
        ("text", person.profile),
        ("head", words["words"]["experience"]),
    ]
    for item in words["posts"]:
        remark = f" ({item['share']})" if item["share"] else ""
        blocks.append(("when", f"{item['when']} · {item['place']}"))
        blocks.append(("post", f"{item['title']}, {item['employer']}{remark}"))
        blocks += [("line", line) for line in item["lines"]]
    blocks.append(("head", words["words"]["education"]))
    for degree in words["degrees"]:
        said = f"{degree['title']}, {degree['school']}, {degree['place']}, {degree['year']}"
        blocks.append(("text", said))
    for section in words["further"]:
        blocks.append(("head", section["head"]))
        blocks += [("line", line) for line in section["lines"]]
    blocks.append(("head", words["words"]["languages"]))
    blocks.append(("text", " · ".join(words["languages"])))
    return _office(form, words["title"], blocks, words["accent"])


def _letter(person: Person, tongue: str, form: str) -> bytes:
    words = papers.letter(person, tongue)
    if form == "pdf":
        return _pdf("letter", words)
    blocks = [("text", person.name), ("text", f"{person.home} · {person.mail}")]
    blocks += [("text", line) for line in words["address"]]
    blocks += [("text", words["date"]), ("head", words["subject"])]
    blocks += [("text", paragraph) for paragraph in words["paragraphs"]]
    return _office(form, words["title"], [*blocks, ("text", person.name)], words["accent"])


def _degree(person: Person, tongue: str, form: str) -> bytes:
    words = papers.certificate(person, person.degrees[0], tongue)
    if form in ("pdf", "scan"):
        made = _pdf("certificate", words)
        return made if form == "pdf" else _scan(made, person.number)
    order = ("school", "place", "says", "name", "awarded", "degree", "when", "rector", "invented")
    blocks = [("title" if key == "school" else "centre", words[key]) for key in order]
    return _office(form, words["title"], blocks, words["accent"])


def _mail(person: Person) -> bytes:
    words = papers.letter(person)
    message = EmailMessage()
    message["Received"] = "from mail.example by mx.vacancy.example with ESMTPS; " + format_datetime(
        person.received
    )
    message["From"] = Address(person.name, addr_spec=person.mail)
    message["To"] = "vacancy@gichd.example"
    message["Date"] = format_datetime(person.received)
    message["Subject"] = words["subject"]
    message["Message-ID"] = f"<application-{person.number}@{person.mail.partition('@')[2]}>"
    message.set_content("\n\n".join([*words["paragraphs"], person.name]))
    for name, content in (
        _file(person, "cv.pdf"),
        _file(person, "degree.pdf"),
    ):
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    message.set_boundary(f"=-application-{person.number}")
    return message.as_bytes()


# Office files -------------------------------------------------------------------


def _office(form: str, title: str, blocks: list[tuple[str, str]], accent: str) -> bytes:
    return _docx(title, blocks, accent) if form == "docx" else _odt(title, blocks, accent)


def _docx(title: str, blocks: list[tuple[str, str]], accent: str) -> bytes:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    colour = RGBColor.from_string(accent.lstrip("#").upper())
    for kind, said in blocks:
        paragraph = document.add_paragraph(style="List Bullet" if kind == "line" else None)
        run = paragraph.add_run(said)
        if kind in ("title", "centre"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if kind in ("title", "head"):
            run.font.size, run.font.color.rgb = Pt(20 if kind == "title" else 13), colour
            paragraph.paragraph_format.space_before = Pt(10)
        if kind == "when":
            run.font.size, run.font.color.rgb = Pt(9), colour
            paragraph.paragraph_format.space_before = Pt(6)
            paragraph.paragraph_format.space_after = Pt(0)
        run.bold = kind in ("title", "head", "post")
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "", ""
    properties.comments = ""
    properties.created = properties.modified = _MADE.replace(tzinfo=None)
    out = io.BytesIO()
    document.save(out)
    return _same_each_time(out.getvalue())


def _odt(title: str, blocks: list[tuple[str, str]], accent: str) -> bytes:
    document = OpenDocumentText()
    for name, size, weight, align in (
        ("title", "20pt", "bold", "center"),
        ("head", "13pt", "bold", "start"),
        ("post", "10.5pt", "bold", "start"),
        ("centre", "10.5pt", "normal", "center"),
        ("when", "9pt", "normal", "start"),
        ("text", "10.5pt", "normal", "start"),
        ("line", "10.5pt", "normal", "start"),
    ):
        look = style.Style(name=name, family="paragraph")
        below = {"marginbottom": "0.2cm", "textalign": align}
        if name == "line":
            below["marginleft"] = "0.6cm"
        look.addElement(style.ParagraphProperties(**below))
        tint = {"color": accent} if name in ("title", "head", "when") else {}
        look.addElement(style.TextProperties(fontsize=size, fontweight=weight, **tint))
        document.styles.addElement(look)
    for kind, said in blocks:
        if kind in ("title", "head"):
            document.text.addElement(text.H(outlinelevel=1, stylename=kind, text=said))
        else:
            bullet = "• " if kind == "line" else ""
            document.text.addElement(text.P(stylename=kind, text=bullet + said))
    document.meta.addElement(dc.Title(text=title))
    document.meta.addElement(meta.CreationDate(text=_MADE.strftime("%Y-%m-%dT%H:%M:%S")))
    out = io.BytesIO()
    document.write(out)
    return _same_each_time(out.getvalue())


def _same_each_time(content: bytes) -> bytes:
    """The same container with every part dated alike, the type first and unpacked."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist(), key=lambda n: (n != "mimetype", n)):
            part = zipfile.ZipInfo(name, _MADE.timetuple()[:6])
            plain = name == "mimetype"
            part.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            said = old.read(name)
            new.writestr(part, _own_namespaces(said) if name.endswith(".xml") else said)
    return out.getvalue()


def _own_namespaces(xml: bytes) -> bytes:
    """The part with the namespaces that it uses only, in order.

    odfpy declares every namespace that the process has met so far.
    """
    declared = sorted(set(re.findall(rb' xmlns:[\w-]+="[^"]*"', xml)))
    bare = re.sub(rb' xmlns:[\w-]+="[^"]*"', b"", xml)
    used = [d for d in declared if re.search(rb'[<\s/"]' + d[7:].split(b"=")[0] + b":", bare)]
    found = re.search(rb"<[\w-]+:[\w-]+", bare)
    if not found or b"urn:oasis:names:tc:opendocument" not in xml:
        return xml
    return bare[: found.end()] + b"".join(used) + bare[found.end() :]
