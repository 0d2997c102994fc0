"""ZIP containers: which office document they are, counted as they unfold.

Sizes that an archive declares are not believed: every member is inflated in
pieces and counted, and nothing is kept but the few small members that say what
the file is. Old Office files (OLE compound files) are named for their refusal.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from recruit.core.words import _
from recruit.documents.rules.unfit import Unfit

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_MEMBERS = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes that all members of one file may have together once unfolded."""
MOST_FOLDING = 100
"""How many times larger than its packed form a file may unfold (above ten megabytes)."""
_TELLING = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
SMALL = 2 * 1024 * 1024
"""Bytes at the beginning of a part that are looked at."""
_PIECE = 65_536
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODT = b"application/vnd.oasis.opendocument.text"


def _anew() -> str:
    return _("Open it in the programme that made it, export it as PDF and send the PDF.")


def unfit(why: str) -> Unfit:
    return Unfit(why, _anew())


def old_office(content: bytes) -> Unfit:
    """Why a compound file is refused: locked with a password, old Word, or something else."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Unfit(
            _("It is locked with a password, so nobody could read it."),
            _("Save it without a password and send it again."),
        )
    if "WordDocument".encode("utf-16-le") in content:
        return unfit(_("It is in the old Word format (DOC), which can carry hidden programmes."))
    return unfit(_("It is an old Office file and not a text document that is taken."))


def office_kind(content: bytes) -> str:
    """'docx' or 'odt'; raises Unfit for every other ZIP and for a dangerous one."""
    kept = _unfold(content)
    if b"%PDF-" in content[:1024]:
        raise unfit(_("It is two kinds of file at once, which is a way to hide one in the other."))
    if "[Content_Types].xml" in kept and "word/document.xml" in kept:
        return _docx(kept)
    if kept.get("mimetype", b"").strip() == _ODT and "content.xml" in kept:
        return _odt(kept)
    if "[Content_Types].xml" in kept or "mimetype" in kept:
        raise unfit(_("It is an office file, but not a text document (DOCX or ODT)."))
    raise Unfit(
        _("It is a ZIP archive, not a document."),
        _("Unpack it and send each document as a file of its own."),
    )


def _docx(kept: dict[str, bytes]) -> str:
    types = _decoded(kept["[Content_Types].xml"])
    lower = [name.lower() for name in kept]
    macros = any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in lower)
    if macros or "macroEnabled" in types or "vbaProject" in types:
        raise unfit(_("It carries macros, that is, programmes inside a document."))
    if any(name.startswith(("word/embeddings/", "word/activex/")) for name in lower):
        raise unfit(_("It carries other files or controls embedded in the text."))
    if _WORD not in types:
        raise unfit(_("It is an office file, but not a text document (DOCX or ODT)."))
    for name, part in kept.items():
        if name.lower().endswith(".rels"):
            _no_remote_parts(part)
    return "docx"


def _no_remote_parts(part: bytes) -> None:
    from xml.etree import ElementTree  # imported late: few requests need it

    try:
        root = ElementTree.fromstring(part)  # noqa: S314 - no DTD gets here: _unfold refuses it
    except (ElementTree.ParseError, ValueError, LookupError):
        raise unfit(_("It is damaged: one of its parts can't be read.")) from None
    for relation in root.iter():
        if relation.get("TargetMode", "").lower() != "external":
            continue
        if relation.get("Type", "").endswith("/hyperlink"):
            continue
        target = relation.get("Target", "").strip().replace("\\", "/").lower()
        local = re.match(r"(file:/*)?[a-z]:/", target) or "//" not in target
        if local and not re.match(r"(https?|ftp|mhtml|dav):", target):
            continue
        raise unfit(
            _("It loads a template or another part from elsewhere whenever somebody opens it.")
        )


def _odt(kept: dict[str, bytes]) -> str:
    manifest = _decoded(kept.get("META-INF/manifest.xml", b""))
    if "encryption-data" in manifest:
        raise Unfit(
            _("It is locked with a password, so nobody could read it."),
            _("Save it without a password and send it again."),
        )
    if any(name.startswith(("Basic/", "Scripts/")) for name in kept):
        raise unfit(_("It carries macros, that is, programmes inside a document."))
    return "odt"


def _decoded(part: bytes) -> str:
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        return part.decode("utf-16", "replace")
    return part.decode("utf-8", "replace")


def listed(content: Any, *, most: int = MOST_MEMBERS) -> list[zipfile.ZipInfo]:
    """The members that a ZIP names, in its own order, none of them unfolded yet.

    content: bytes, or a mapped file. most: members. Raises Unfit for more of them, for a
    list that can't be read and for something behind the end.
    """
    too_many = unfit(_("It unfolds into more than %(n)s parts, which no document needs.", n=most))
    try:
        with zipfile.ZipFile(
            content if hasattr(content, "seek") else io.BytesIO(content)
        ) as packed:
            members, comment = packed.infolist(), packed.comment
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError):
        raise unfit(_("It is damaged: the container's list of parts can't be read.")) from None
    if len(members) > most:
        raise too_many
    if content[len(content) - 22 - len(comment) :][:4] != b"PK\x05\x06":
        raise unfit(_("Something is hidden behind the end of its container."))
    return members


def apart(taken: list[tuple[int, int]]) -> None:
    """Raise Unfit where places of members (first byte, byte after the last) overlap."""
    taken = sorted(taken)
    if any(before[1] > after[0] for before, after in zip(taken, taken[1:], strict=False)):
        raise unfit(_("Parts of its container overlap, as in a so-called ZIP bomb."))


def _unfold(content: bytes) -> dict[str, bytes]:
    """Name of every member, with the content of the few that say what the file is."""
    if content.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise unfit(
            _("It unfolds into more than %(n)s parts, which no document needs.", n=MOST_MEMBERS)
        )
    kept: dict[str, bytes] = {}
    left = min(MOST_UNPACKED, max(10 * 1024 * 1024, MOST_FOLDING * len(content)))
    taken: list[tuple[int, int]] = []
    for member in listed(content):
        proper(member)
        if member.filename in kept:
            raise unfit(_("Two of its parts have the same name."))
        start, end = place(content, member)
        taken.append((member.header_offset, end))
        head, size = bytearray(), 0
        for piece in pieces(content[start:end], member.compress_type):
            size += len(piece)
            left -= len(piece)
            if left < 0:
                raise unfit(_("It unfolds to a size beyond any document (a so-called ZIP bomb)."))
            if len(head) < SMALL:
                head += piece
        if size != member.file_size:
            raise unfit(_("Its container gives false sizes for its parts."))
        if bytes(head[:4]) in ARCHIVES:
            raise unfit(_("It holds another archive inside."))
        no_entities(member.filename, bytes(head))
        keep = member.filename.lower().endswith(".rels") or member.filename in _TELLING
        kept[member.filename] = bytes(head) if keep else b""
    apart(taken)
    return kept


def no_entities(name: str, head: bytes) -> None:
    """Raise Unfit for a part of XML that defines entities. head: its first 2 MB at least."""
    is_xml = name.lower().endswith((".xml", ".rels", ".rdf"))
    if is_xml and re.search(r"<!(DOCTYPE|ENTITY)", _decoded(head)):
        raise unfit(_("One of its parts defines entities, which documents do not do."))


def proper(member: zipfile.ZipInfo) -> None:
    """Raise Unfit for a member that is locked, oddly packed, a link or named to lie outside."""
    name = member.filename
    if member.flag_bits & 0x1:
        raise Unfit(
            _("It is locked with a password, so nobody could read it."),
            _("Save it without a password and send it again."),
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise unfit(_("It is packed in a way that documents are not."))
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name[:3]:
        raise unfit(_("One of its parts has a name that points outside of it."))
    if stat.S_ISLNK(member.external_attr >> 16):
        raise unfit(_("One of its parts is a link to somewhere else."))


def place(content: Any, member: zipfile.ZipInfo) -> tuple[int, int]:
    """First byte of the member's data and the byte after its last."""
    at = member.header_offset
    header = content[at : at + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise unfit(_("It is damaged: a part of its container is missing."))
    names, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    encoding = "utf-8" if member.flag_bits & 0x800 else "cp437"
    if content[at + 30 : at + 30 + names] != member.orig_filename.encode(encoding, "replace"):
        raise unfit(_("Its container names one part in two ways."))
    start = at + 30 + names + extra
    end = start + member.compress_size
    if end > len(content):
        raise unfit(_("Its container gives false sizes for its parts."))
    return start, end


def pieces(data: bytes, method: int) -> Iterator[bytes]:
    """What comes out, in pieces of at most 64 KiB, without believing any declared size."""
    if method == zipfile.ZIP_STORED:
        for at in range(0, len(data), _PIECE):
            yield data[at : at + _PIECE]
        return
    inflater, fed = zlib.decompressobj(-15), data
    try:
        while not inflater.eof:
            piece = inflater.decompress(fed, _PIECE)
            fed = inflater.unconsumed_tail
            if not piece and not fed:
                break
            yield piece
    except zlib.error:
        raise unfit(_("It is damaged: one of its parts can't be unfolded.")) from None
    if not inflater.eof or inflater.unused_data:
        raise unfit(_("Its container gives false sizes for its parts."))
