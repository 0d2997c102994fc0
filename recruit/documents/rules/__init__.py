"""What a file is, told from its bytes; and what its name may become.

A file that arrives is judged by its content, never by its name or by what the
browser says of it (rule A1: each document is kept with its own evidence, so it
must be what it claims to be). Accepted are PDF, DOCX, ODT, mails (EML) and scans
as JPEG or PNG. Everything else is refused with what happened and what to do.

Nothing here parses deeply: a container is walked, its members are counted as
they come out, and what needs a parser is done in a child process
(recruit.documents.reading).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from recruit.core.errors import Kind as Told
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.documents.rules import containers, scans
from recruit.documents.rules.unfit import Unfit

DEFAULT_LIMIT = 25 * 1024 * 1024
"""Bytes that one file may have unless the operator sets another limit."""

LONGEST_NAME = 150
"""Characters of a file's name that are kept for display."""


class FileKind(StrEnum):
    """The six kinds of file that are taken."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    EML = "eml"
    JPEG = "jpeg"
    PNG = "png"


MIME = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.EML: "message/rfc822",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
}
EXTENSION = {kind: kind.value for kind in FileKind} | {FileKind.JPEG: "jpg"}

_NAMED = {
    "pdf": FileKind.PDF,
    "docx": FileKind.DOCX,
    "odt": FileKind.ODT,
    "eml": FileKind.EML,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "jpe": FileKind.JPEG,
    "png": FileKind.PNG,
}
_OTHER_NAMES = frozenset(
    "7z app bat bin bmp cmd com csv dll dmg doc docm dot dotm dotx epub exe gif gz hta htm html "
    "iso jar js json lnk mht msg msi odp ods ott pages php ppt pptx ps1 py rar rtf scr sh svg swf "
    "tar tif tiff txt vbs wps xls xlsm xlsx xml xps zip".split()
)
_MAIL_HEADERS = frozenset(
    b"from to cc date subject received message-id mime-version return-path delivered-to".split()
)
_MOST_MAIL_PARTS = 200


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: its kind, its media type and the extension it is given."""

    kind: FileKind
    mime: str
    extension: str


def refusal(reason: str, todo: str) -> Refusal:
    """The refusal of a file (rule A1): told as wrong input, with what to do."""
    return Refusal("A1", "reading A1", reason, kind=Told.INVALID, todo=todo)


def examine(name: str, content: bytes, limit: int = DEFAULT_LIMIT) -> Accepted:
    """What this file is, from its content.

    name: as sent; only compared with what was found. limit: most bytes.
    Raises Refusal (A1) for a file that is empty, too large, not one of the six
    kinds, locked, carrying macros or a remote template, two kinds at once,
    packed so that it unfolds beyond measure, or contradicting its own name.
    """
    shown = display_name(name)
    if not content:
        raise refusal(
            _("The file “%(name)s” is empty: it has no bytes at all.", name=shown),
            _("Open it on your own computer, check that it shows its text, and send it again."),
        )
    if len(content) > limit:
        raise refusal(
            _(
                "The file “%(name)s” is too large: it has %(size)s MB,"
                " and at most %(limit)s MB are taken.",
                name=shown,
                size=_megabytes(len(content)),
                limit=_megabytes(limit),
            ),
            _("Save it with smaller images, or divide it into several files."),
        )
    try:
        kind = _recognise(content)
        _agrees(shown, kind)
    except Unfit as unfit:
        raise refusal(
            _("The file “%(name)s” was not taken. %(why)s", name=shown, why=unfit.why), unfit.todo
        ) from None
    return Accepted(kind, MIME[kind], EXTENSION[kind])


def _megabytes(size: int) -> str:
    return f"{size / (1024 * 1024):.1f}".removesuffix(".0")


def _recognise(content: bytes) -> FileKind:
    if re.match(rb"(?:\xef\xbb\xbf)?[ \t\r\n]{0,16}%PDF-\d", content):
        _is_whole_pdf(content)
        scans.alone(content)
        return FileKind.PDF
    if content.startswith(b"PK\x03\x04"):
        return FileKind(containers.office_kind(content))
    if content.startswith(b"\xff\xd8\xff"):
        scans.examine_jpeg(content)
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        scans.examine_png(content)
        return FileKind.PNG
    if content.startswith(containers.OLE):
        raise containers.old_office(content)
    if _looks_like_mail(content):
        scans.alone(content, mail=True)
        return FileKind.EML
    raise _something_else(content)


def _is_whole_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-4096:]:
        raise Unfit(
            _("It begins as a PDF but stops before its end: it was probably cut short."),
            _("Save or export the PDF again and send the new file."),
        )


def _looks_like_mail(content: bytes) -> bool:
    head = re.split(rb"\r?\n\r?\n", content[:65536], maxsplit=1)[0]
    if b"\0" in head:
        return False
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).splitlines()
    names = set()
    for line in lines:
        found = re.match(rb"([!-9;-~]{1,70}):", line)
        if not found:
            return False
        names.add(found.group(1).lower())
    if len(names & _MAIL_HEADERS) < 3:
        return False
    if len(re.findall(rb"(?im)^content-type\s*:", content)) > _MOST_MAIL_PARTS:
        raise Unfit(
            _(
                "The mail consists of more than %(n)s parts, which no ordinary mail does.",
                n=_MOST_MAIL_PARTS,
            ),
            _("Send the documents that it carries as files of their own."),
        )
    return True


def _something_else(content: bytes) -> Unfit:
    todo = _("Send it as PDF, DOCX, ODT, EML, or as a scan in JPEG or PNG.")
    known: tuple[tuple[bytes, str], ...] = (
        (b"PK\x05\x06", _("It is an empty ZIP archive.")),
        (b"Rar!", _("It is a RAR archive.")),
        (b"7z\xbc\xaf", _("It is a 7-Zip archive.")),
        (b"\x1f\x8b", _("It is a compressed archive (gzip).")),
        (b"MZ", _("It is a programme, not a document.")),
        (b"\x7fELF", _("It is a programme, not a document.")),
        (b"#!", _("It is a programme (a script), not a document.")),
        (b"{\\rtf", _("It is a text in the RTF format.")),
        (b"GIF8", _("It is a GIF image.")),
        (b"II*\0", _("It is a TIFF image.")),
        (b"MM\0*", _("It is a TIFF image.")),
    )
    for magic, why in known:
        if content.startswith(magic):
            return Unfit(why, todo)
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<script")):
        return Unfit(_("It is a web page."), todo)
    if start.startswith((b"<?xml", b"<svg")):
        return Unfit(_("It is an XML or SVG file."), todo)
    if b"\0" not in content[:4096]:
        return Unfit(_("It is plain text without the form of a mail or a document."), todo)
    return Unfit(_("Its content is none of the kinds that are taken."), todo)


def _agrees(name: str, kind: FileKind) -> None:
    """Raise Unfit when the name claims another kind than the content is."""
    claimed = name.rpartition(".")[2].lower() if "." in name else ""
    if _NAMED.get(claimed, kind) is kind and claimed not in _OTHER_NAMES:
        return
    raise Unfit(
        _(
            "Its name ends in “.%(claimed)s”, but its content is %(found)s.",
            claimed=claimed,
            found=EXTENSION[kind].upper(),
        ),
        _(
            "If it is the file you meant, give it the ending “.%(right)s” and send it again.",
            right=EXTENSION[kind],
        ),
    )


# Names -----------------------------------------------------------------------

_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def display_name(name: str) -> str:
    """The name as people see it: no path, no control or direction marks, NFC, 150 characters.

    Letters of every script stay; the joiners that Persian and Indic writing need
    stay too. Never used as a path: files are stored under ids.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(
        " " if c in "\t\r\n" else c
        for c in _UNSEEN.sub("", last)
        if c in "\t\r\n" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"}
    )
    clean = re.sub(r"\s+", " ", seen).strip().lstrip(".").strip()
    if not clean:
        return _("document")
    if _RESERVED.match(clean):
        clean = "_" + clean
    if len(clean) > LONGEST_NAME:
        stem, dot, ending = clean.rpartition(".")
        if dot and 0 < len(ending) <= 8:
            clean = stem[: LONGEST_NAME - len(ending) - 2].rstrip() + "…." + ending
        else:
            clean = clean[: LONGEST_NAME - 1].rstrip() + "…"
    return clean


def download_name(reference: str, n: int, extension: str) -> str:
    """The name under which a document leaves: reference and number, no person's name.

    n: the document's number within its application, from 1.
    """
    plain = re.sub(r"[^A-Za-z0-9]+", "-", reference).strip("-") or "document"
    ending = re.sub(r"[^a-z0-9]", "", extension.lower()) or "bin"
    return f"{plain}-{n:02d}.{ending}"


def content_disposition(name: str) -> str:
    """The header value that makes a browser save under this name (RFC 6266, RFC 8187).

    A plain ASCII name for old readers first, then the whole name in UTF-8. No
    byte of the name can end the header or open another parameter.
    """
    shown = display_name(name)
    decomposed = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._()+,-]", "_", decomposed).strip(" ._")
    stem, dot, ending = shown.rpartition(".")
    if not plain or (dot and plain == ending):
        plain = (
            f"document.{ending}" if dot and ending.isascii() and ending.isalnum() else "document"
        )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"
