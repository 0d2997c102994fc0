"""Hostile archives and office files: bombs, lies, links, macros, parts from elsewhere."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from tests.corpus import beacon, papers, pdfs, people
from tests.corpus.case import Case, Handled
from tests.unit.documents import making

BOMB = "ZIP bombs and lies"
PATHS = "Archives: names and links"
ENTITIES = "XML entities"
REMOTE = "Office files: parts from elsewhere"
MACROS = "Office files: macros and embedded files"
LOCKED = "Locked files"
_ENTITY = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><w:document xmlns:w="x">&c;</w:document>'
)
_OUTER = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'


def archive_of(members: list[tuple[str, bytes, int, int]]) -> bytes:
    """A ZIP written byte after byte, so that it may lie: name, deflated data, size, check sum."""
    out, directory = bytearray(), bytearray()
    for name, data, size, checked in members:
        raw, at = name.encode(), len(out)
        fields = struct.pack(
            "<HHHHHIIIHH", 20, 0x800, 8, 0, 0, checked, len(data), size, len(raw), 0
        )
        out += b"PK\x03\x04" + fields + raw + data
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + fields
        directory += struct.pack("<HHHII", 0, 0, 0, 0, at) + raw
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(out), 0)
    return bytes(out + directory) + b"PK\x05\x06" + end


def _flat(name: str, size: int, times: int = 1, declared: int | None = None) -> bytes:
    said = (size << 20) if declared is None else declared
    data = pdfs.unfolding(b"\0", size, raw=True)
    each = [(name.replace("#", str(n)), data, said, 0) for n in range(times)]
    return archive_of(each)


def _overlapping() -> bytes:
    """Each part quotes the next one's head within its own bytes (as in Fifield's bombs)."""
    whole = bytearray(making.archive({"a.pdf": b"x" * 5000, "b.pdf": b"x" * 5000}, packed=False))
    first = whole.index(b"PK\x01\x02")
    second = whole.index(b"PK\x01\x02", first + 4)
    whole[second + 42 : second + 51] = whole[first + 42 : first + 51]
    return bytes(whole)


def _ten_names() -> bytes:
    """Ten entries of the directory point to one part of 20 MB."""
    whole = _flat("a0.pdf", 20)
    at = whole.index(b"PK\x01\x02")
    entry = whole[at : whole.index(b"PK\x05\x06")]
    directory = b"".join(entry.replace(b"a0.pdf", b"a%d.pdf" % n) for n in range(10))
    end = struct.pack("<HHHHIIH", 0, 0, 10, 10, len(directory), at, 0)
    return whole[:at] + directory + b"PK\x05\x06" + end


def _bombs() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    bomb = "ZIP bomb"
    yield "flat.zip", lambda: _flat("a#.pdf", 40, 4), bomb
    yield "ten thousand times smaller.zip", lambda: _flat("cv.pdf", 200), bomb
    yield (
        "nested.zip",
        lambda: making.archive({"x/inner.zip": _flat("a#.pdf", 40, 4)}),
        "inside an archive",
    )
    yield "overlapping.zip", _overlapping, "overlap"
    yield "ten names for one part.zip", _ten_names, "two ways"
    yield "says it is small.zip", lambda: _flat("cv.pdf", 20, declared=100), "false size"
    yield "says 4 GB.zip", lambda: _flat("cv.pdf", 1, declared=0xFFFFFFFE), "false size"
    yield "100,000 entries.zip", _entries, "more than 5000 parts"
    yield (
        "in a mail.eml",
        lambda: papers.post(people.QUILL, {"a.zip": _flat("a#.pdf", 40, 4)}),
        bomb,
    )
    yield "a bomb.docx", lambda: _with_bomb(making.word(), "word/media/image1.bmp"), bomb
    yield "a bomb.odt", lambda: _with_bomb(making.odt(), "Pictures/a.bmp"), bomb
    yield "a bomb.xlsx", lambda: _with_bomb(papers.sheet([("Name",)]), "xl/media/a.bmp"), bomb
    yield "a bomb of XML.docx", lambda: _with_bomb(making.word(), "word/x.xml"), bomb
    yield (
        "false sizes.docx",
        lambda: making.lying(papers.bare_word(people.QUILL), 99),
        "false sizes",
    )
    yield (
        "hidden behind.docx",
        lambda: papers.bare_word(people.QUILL) + b"hidden",
        "behind the end",
    )
    yield (
        "thousands of parts.docx",
        lambda: making.word_with({f"x{n}": b"" for n in range(2001)}),
        "2000 parts",
    )
    yield (
        "an archive within.docx",
        lambda: making.word_with({"word/a.zip": making.archive({"a": b"x"})}),
        "another archive",
    )
    yield "cut short.docx", lambda: papers.bare_word(people.QUILL)[:-60], "damaged"
    yield "two names for one part.docx", _two_names, "two ways"


def _entries() -> bytes:
    return archive_of([(f"{n}", b"\x03\x00", 0, 0) for n in range(60_000)])


def _with_bomb(document: bytes, name: str) -> bytes:
    """An office file with one more part, of 120 MB."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(document)) as bundle:
        for own in bundle.namelist():
            content = bundle.read(own)
            folding = zlib.compressobj(9, zlib.DEFLATED, -15)
            data = folding.compress(content) + folding.flush()
            parts.append((own, data, len(content), zlib.crc32(content)))
    return archive_of([*parts, (name, pdfs.unfolding(b" ", 120, raw=True), 120 << 20, 0)])


def _two_names() -> bytes:
    content = papers.bare_word(people.QUILL)
    return content.replace(b"word/document.xml", b"word/document.xmm", 1)


def _odt(parts: dict[str, bytes | str]) -> bytes:
    own: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "<x/>",
        "META-INF/manifest.xml": "<manifest/>",
    }
    return making.archive(own | parts)


def _book(parts: dict[str, bytes | str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(papers.sheet([("Name", "Mail")]))) as bundle:
        own: dict[str, bytes | str] = {name: bundle.read(name) for name in bundle.namelist()}
    return making.archive(own | parts)


# ------------------------------------------------------------------- names and links


def _named(name: str) -> bytes:
    return making.archive({name: making.pdf(), "cv.pdf": pdfs.document(pdfs.plain(people.QUILL))})


def _link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        member = zipfile.ZipInfo("cv.pdf")
        member.create_system, member.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        bundle.writestr(member, "/etc/passwd")
        bundle.writestr("b/cv.pdf", making.pdf())
    return out.getvalue()


def _paths() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    outside = "points outside"
    for label, name in (
        ("up.zip", "../../etc/cron.d/x.pdf"),
        ("up, Windows.zip", "..\\..\\startup\\x.pdf"),
        ("absolute.zip", "/etc/passwd"),
        ("a drive.zip", "C:\\Windows\\x.pdf"),
        ("a server.zip", "\\\\server.example\\share\\x.pdf"),
        ("up in the middle.zip", "a/../../x.pdf"),
    ):
        yield label, lambda n=name: _named(n), outside  # type: ignore[misc]
    yield "a link.zip", _link, "is a link"
    yield "a programme.zip", lambda: making.archive({"tool.exe": b"MZ" + bytes(99)}), "a programme"
    yield "nothing.zip", lambda: making.archive({}), "empty"
    yield "cut.zip", lambda: making.archive({"cv.pdf": making.pdf()})[:-50], "damaged"


# ---------------------------------------------------------------- entities and elsewhere


def _entities() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    defines = "defines entities"
    yield (
        "a thousand laughs.docx",
        lambda: making.word_with({"word/document.xml": _ENTITY}),
        defines,
    )
    yield (
        "a file of the server.docx",
        lambda: making.word_with({"word/document.xml": _OUTER}),
        defines,
    )
    yield (
        "in another encoding.docx",
        lambda: making.word_with({"word/document.xml": _OUTER.encode("utf-16")}),
        defines,
    )
    yield "in its properties.docx", lambda: making.word_with({"docProps/core.xml": _OUTER}), defines
    yield "a thousand laughs.odt", lambda: _odt({"content.xml": _ENTITY}), defines
    yield "a file of the server.odt", lambda: _odt({"meta.xml": _OUTER}), defines
    yield "a thousand laughs.xlsx", lambda: _book({"xl/worksheets/sheet1.xml": _ENTITY}), defines
    yield "a file of the server.xlsx", lambda: _book({"xl/workbook.xml": _OUTER}), defines


def _remote() -> Iterator[Case]:
    def related(kind: str, target: str) -> Callable[[], bytes]:
        return lambda: papers.bare_word(
            people.QUILL, relations=making.relations(kind, target or beacon.beacon().url)
        )

    for name, kind, target in (
        ("a template from the web.docx", "attachedTemplate", ""),
        ("a template from a server.docx", "attachedTemplate", r"\\server.example\share\x.dotm"),
        ("a template by file address.docx", "attachedTemplate", "file://server.example/x.dotm"),
        ("an image from the web.docx", "image", ""),
        ("an object from the web.docx", "oleObject", ""),
        ("a frame from the web.docx", "frame", ""),
    ):
        yield Case(REMOTE, name, related(kind, target), why="from elsewhere whenever")
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    for name, command in (
        ("a field that includes a file.docx", 'INCLUDETEXT "file:///etc/passwd"'),
        ("a field that runs a command.docx", 'DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"'),
    ):
        yield Case(
            REMOTE,
            name,
            lambda c=command: papers.bare_word(people.QUILL, field.format(c)),  # type: ignore[misc]
            says=(people.QUILL.name,),
            left="It is taken as text. Its field is not followed, and LibreOffice never gets it.",
            holds=_never_drawn,
        )
    yield Case(
        REMOTE,
        "an image from the web.odt",
        _linked_odt,
        says=(people.QUILL.name,),
        left="It is taken as text. The image is never fetched, and LibreOffice never gets it.",
    )


def _never_drawn(handled: Handled) -> bool:
    return "root:" not in handled.text and "INCLUDE" not in handled.text and not handled.inner


def _linked_odt() -> bytes:
    with zipfile.ZipFile(io.BytesIO(papers.writer(people.QUILL, layout="photo"))) as bundle:
        parts: dict[str, bytes | str] = {name: bundle.read(name) for name in bundle.namelist()}
    content = parts["content.xml"]
    assert isinstance(content, bytes)
    here = content.index(b'draw:image xlink:href="') + 23
    end = content.index(b'"', here)
    parts["content.xml"] = content[:here] + beacon.beacon().url.encode() + content[end:]
    return making.archive(parts)


def _macros() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    macros, embedded = "carries macros", "embedded in the text"
    enabled = making.OVERRIDE.replace("wordprocessingml.document.main", "x.macroEnabled.main")
    yield "macros.docx", lambda: making.word_with({"word/vbaProject.bin": b"x"}), macros
    yield (
        "macros under another name.docx",
        lambda: making.word_with({"word/Other/VBAProject.BIN": b"x"}),
        macros,
    )
    yield "macros declared.docx", lambda: making.word_with({"[Content_Types].xml": enabled}), macros
    yield "Basic.odt", lambda: _odt({"Basic/Standard/Module1.xml": "<x/>"}), macros
    yield "Python.odt", lambda: _odt({"Scripts/python/x.py": "import os"}), macros
    yield "macros.xlsx", lambda: _book({"xl/vbaProject.bin": b"x"}), macros
    yield "a control.docx", lambda: making.word_with({"word/activeX/activeX1.bin": b"x"}), embedded
    yield "a file within.docx", lambda: making.word_with({"word/embeddings/o.bin": b"x"}), embedded
    yield "a form.docm", lambda: papers.bare_word(people.QUILL), "its content is DOCX"
    yield (
        "slides.pptx",
        lambda: making.archive({"[Content_Types].xml": "<x/>", "ppt/p.xml": "<x/>"}),
        "not a text document",
    )
    yield "old.doc", lambda: making.old_word("WordDocument"), "old Word format"


def _locked() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    password = "password"
    sealed = '<manifest><encryption-data checksum="x"/></manifest>'
    yield "locked.pdf", lambda: making.pdf(password="secret"), password
    yield "locked.docx", lambda: making.old_word("EncryptedPackage"), password
    yield "locked.odt", lambda: _odt({"META-INF/manifest.xml": sealed}), password
    yield "locked.zip", _locked_zip, password


def _locked_zip() -> bytes:
    content = bytearray(making.archive({"cv.pdf": making.pdf()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    return bytes(content)


def cases() -> Iterator[Case]:
    """Every hostile archive and office file."""
    for kind, made in (
        (BOMB, _bombs()),
        (PATHS, _paths()),
        (ENTITIES, _entities()),
        (MACROS, _macros()),
        (LOCKED, _locked()),
    ):
        for name, make, why in made:
            yield Case(kind, name, make, why=why)
    yield from _remote()
