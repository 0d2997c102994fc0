"""Text, pages and title of each kind of file. Runs in the confined child only.

Nothing found here is trusted: the parent takes plain values and cuts them.
"""

from __future__ import annotations

import email
import email.policy
import io
import re
from typing import Any

_BEGINNINGS = (b"MZ", b"\x7fELF", b"#!")  # of programmes


class Fault(Exception):
    """The file can't be taken; the word says why: password, programme, pages, damaged."""


def extract(kind: str, content: bytes, most_text: int, most_pages: int) -> dict[str, Any]:
    """What the file says, or {"fault": word}. Never raises but for exhausted memory."""
    reader = {
        "pdf": _pdf,
        "docx": _docx,
        "odt": _odt,
        "eml": _eml,
        "jpeg": _image,
        "png": _image,
    }[kind]
    try:
        said = reader(content, most_pages)
    except Fault as fault:
        return {"fault": str(fault)}
    except MemoryError:
        raise
    except Exception:  # whatever a parser throws at a damaged file is one answer to the person
        return {"fault": "damaged"}
    whole: dict[str, Any] = {"pages": 1, "encrypted": False, "title": "", "parts": []} | said
    if "leaves" in whole:
        whole["text"], whole["starts"] = _leaves(whole.pop("leaves"))
    else:
        whole["text"] = _plain(whole["text"])
    whole["text"] = whole["text"][:most_text]
    return whole


def _leaves(texts: list[str]) -> tuple[str, list[int]]:
    """The words of pages as one text, and where in it each page begins."""
    whole, starts = "", []
    for said in map(_plain, texts):
        between = "\n\n" if whole and said else ""
        starts.append(len(whole) + len(between))
        whole += between + said
    return whole, starts


def _plain(text: str) -> str:
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.splitlines())
    joined = "\n".join(lines).replace("\0", "").encode("utf-8", "replace").decode()
    return re.sub(r"\n{3,}", "\n\n", joined).strip()


def _pdf(content: bytes, most_pages: int) -> dict[str, Any]:
    import pikepdf
    import pypdfium2

    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            encrypted, title = document.is_encrypted, str(document.docinfo.get("/Title", ""))
            if len(document.pages) > most_pages:
                raise Fault("pages")
            parts = list(document.attachments)
            if any(_is_programme(spec.get_file) for spec in document.attachments.values()):
                raise Fault("programme")
            for thing in document.objects:
                _no_programme(thing)
    except pikepdf.PasswordError:
        raise Fault("password") from None
    opened = pypdfium2.PdfDocument(content)
    texts, bare = [], []
    for number, page in enumerate(opened, start=1):
        texts.append(page.get_textpage().get_text_bounded())
        if not texts[-1].strip() and _has_image(page):
            bare.append(number)
    return {
        "bare": bare,
        "leaves": texts,
        "pages": len(opened),
        "encrypted": encrypted,
        "title": title,
        "parts": parts,
    }


def _has_image(page: Any) -> bool:
    import pypdfium2.raw as raw

    return next(iter(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])), None) is not None


def _is_programme(get_file: Any) -> bool:
    """Whether a file that a PDF carries begins as a programme does."""
    return bytes(get_file().read_bytes()[:4]).startswith(_BEGINNINGS)


_PROGRAMMES = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData")


def _no_programme(thing: Any) -> None:
    """Raise Fault when this object, or what is written inside it, acts on its own."""
    import pikepdf

    waiting = [thing]
    while waiting:
        here = waiting.pop()
        if isinstance(here, pikepdf.Stream):
            here = here.stream_dict
        if isinstance(here, pikepdf.Dictionary):
            if str(here.get("/S", "")) in _PROGRAMMES or "/JS" in here or "/XFA" in here:
                raise Fault("programme")
            inside = [here.get(key) for key in here.keys()]
        elif isinstance(here, pikepdf.Array):
            inside = list(here)
        else:
            continue
        # what is referred to has its own place among the document's objects
        waiting += [
            part for part in inside if isinstance(part, pikepdf.Object) and not part.is_indirect
        ]


def _docx(content: bytes, _most_pages: int) -> dict[str, Any]:
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    document = docx.Document(io.BytesIO(content))

    def said(block: Any) -> list[str]:
        if isinstance(block, Paragraph):
            return [block.text]
        if isinstance(block, Table):
            return [
                line
                for row in block.rows
                for cell in row.cells
                for inner in cell.iter_inner_content()
                for line in said(inner)
            ]
        return []

    lines = [line for block in document.iter_inner_content() for line in said(block)]
    return {"text": "\n".join(lines), "title": document.core_properties.title or ""}


def _odt(content: bytes, _most_pages: int) -> dict[str, Any]:
    from odf import teletype, text
    from odf.opendocument import load

    document = load(io.BytesIO(content))
    lines = [
        teletype.extractText(element)
        for element in _walk(document.text)
        if element.qname in (text.P().qname, text.H(outlinelevel=1).qname)
    ]
    titles = [e for e in _walk(document.meta) if e.qname[1] == "title"]
    return {"text": "\n".join(lines), "title": teletype.extractText(titles[0]) if titles else ""}


def _walk(element: Any) -> list[Any]:
    found, waiting = [], [element]
    while waiting:
        here = waiting.pop()
        if hasattr(here, "qname"):
            found.append(here)
        waiting.extend(reversed(getattr(here, "childNodes", [])))
    return found


def _eml(content: bytes, _most_pages: int) -> dict[str, Any]:
    message = email.message_from_bytes(content, policy=email.policy.default)
    heads = [name for name in ("From", "To", "Date", "Subject") if message[name]]
    lines = [f"{name}: {message[name]}" for name in heads]
    parts: list[str] = []
    count = 0
    for part in message.walk():
        count += 1
        if count > 200:
            raise Fault("damaged")
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        body = payload if isinstance(payload, bytes) else b""
        name = part.get_filename()
        if name:
            if body.startswith(_BEGINNINGS):
                raise Fault("programme")
            parts.append(name)
        elif part.get_content_type() == "text/plain":
            lines.append(body.decode(part.get_content_charset() or "utf-8", "replace"))
        elif part.get_content_type() == "text/html" and len(lines) < 5:
            html = body.decode(part.get_content_charset() or "utf-8", "replace")
            lines.append(re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>", " ", html))
    return {"text": "\n".join(lines), "title": str(message["Subject"] or ""), "parts": parts}


def _image(content: bytes, _most_pages: int) -> dict[str, Any]:
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
        image.load()
    return {"text": ""}
