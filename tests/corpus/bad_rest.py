"""Hostile mails, lists, names and words, and files that are not what they say."""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Callable, Iterator

from recruit.documents.rules import LONGEST_NAME, bundles
from tests.corpus import beacon, papers, pdfs, people
from tests.corpus.case import Case
from tests.unit.documents import making

NOT_WHAT = "Not what it says it is"
MAILS = "Mails and mailboxes"
NAMES = "Names"
WORDS = "Words that would be commands elsewhere"
_HEAD = (
    "Received: from r.example by mx.example; Mon, 12 Sep 2022 14:03:20 +0000\r\n"
    "From: Imelda Quillfeather <imelda@post.example>\r\nTo: vacancy@gichd.example\r\n"
    "Date: Mon, 12 Sep 2022 14:03:10 +0000\r\nSubject: Application\r\nMIME-Version: 1.0\r\n"
)


def _cv() -> bytes:
    return pdfs.document(pdfs.plain(people.QUILL))


def _pretending() -> Iterator[tuple[str, bytes, str]]:
    programme = "a programme"
    yield "CV.pdf", b"MZ\x90\0" + bytes(400), programme
    yield "CV (2).pdf", b"\x7fELF" + bytes(400), programme
    yield "CV.docx", b"#!/bin/sh\nrm -rf /\n", programme
    yield "CV (3).pdf", b"<!DOCTYPE html><html><script>alert(1)</script>", "a web page"
    yield "photo.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"
    yield "photo.jpg", b"GIF89a" + bytes(200), "GIF"
    yield "scan.pdf", b"II*\0" + bytes(200), "TIFF"
    yield "letter.docx", b"{\\rtf1 {\\object\\objdata 0105}}", "RTF"
    yield "all.zip", b"Rar!\x1a\x07\x01\0" + bytes(200), "RAR"
    yield "all (2).zip", b"7z\xbc\xaf\x27\x1c" + bytes(200), "7-Zip"
    yield "CV.pdf.gz", gzip.compress(b"x" * 1000, mtime=0), "gzip"
    yield "letter.txt", b"Dear Sir or Madam", "plain text"
    yield "noise.pdf", bytes(range(256)) * 8, "none of the kinds"
    yield "empty.pdf", b"", "no bytes at all"
    yield "image.pdf", making.image("PNG"), "its content is PNG"
    yield "CV.jpg", making.pdf(), "its content is PDF"
    yield "CV.exe", making.pdf(), "its content is PDF"
    yield "CV.pdf.js", making.pdf(), "its content is PDF"
    yield "CV\u202efdp.exe", making.pdf(), "its content is PDF"
    yield "sheet.xls", making.old_word("Workbook"), "old Office file"


# ----------------------------------------------------------------------------- mails


def _parts(many: int) -> bytes:
    part = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    head = _HEAD + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return (head + part * many + "--b--\r\n").encode()


def _deep(levels: int) -> bytes:
    mail = (_HEAD + "\r\nhello\r\n").encode()
    for _n in range(levels):
        mail = (_HEAD + "Content-Type: message/rfc822\r\n\r\n").encode() + mail
    return mail


def _nested_parts(levels: int) -> bytes:
    out = _HEAD + 'Content-Type: multipart/mixed; boundary="b0"\r\n\r\n'
    for n in range(levels):
        out += f'--b{n}\r\nContent-Type: multipart/mixed; boundary="b{n + 1}"\r\n\r\n'
    return (out + f"--b{levels}\r\n\r\nx\r\n").encode()


def _web() -> bytes:
    url = beacon.beacon().url
    return papers.post(
        people.QUILL,
        plain=False,
        html=f'<img src="{url}"><link rel="stylesheet" href="{url}"><iframe src="{url}"></iframe>'
        f"<script>fetch('{url}')</script><p>{'<br>'.join(people.QUILL.text)}</p>",
    )


def _mails() -> Iterator[Case]:
    def refused(name: str, make: Callable[[], bytes], why: str) -> Case:
        return Case(MAILS, name, make, why=why)

    tool = {"invoice.pdf.exe": b"MZ" + bytes(200)}
    yield refused("a thousand parts.eml", lambda: _parts(1000), "parts")
    yield refused("deep nesting.eml", lambda: _deep(60), "too deep")
    yield refused("nested parts.eml", lambda: _nested_parts(400), "parts")
    yield refused("a programme.eml", lambda: papers.post(people.QUILL, tool), "programme")
    yield refused(
        "macros within.eml",
        lambda: papers.post(
            people.QUILL, {"cv.docx": making.word_with({"word/vbaProject.bin": b"x"})}
        ),
        "carries macros",
    )
    yield refused(
        "thousands.mbox",
        lambda: (
            b"From a@b Mon Sep 12 14:03:20 2022\nSubject: x\n\nx\n\n" * (bundles.MOST_MAILS + 1)
        ),
        "2000 mails",
    )
    yield refused(
        "an archive behind.eml",
        lambda: making.mail().replace(b"Please", making.archive({"a": b"x"})),
        "two kinds",
    )
    yield Case(
        MAILS,
        "remote images.eml",
        _web,
        says=(people.QUILL.name,),
        left="It is taken as text. Nothing that the mail names is fetched, no script runs.",
        holds=lambda h: not any(said in h.text for said in ("fetch(", "<img", "<script", "127.0")),
    )
    yield Case(
        MAILS,
        "a path as name.eml",
        lambda: papers.post(people.QUILL, {"../../../etc/passwd.pdf": _cv()}),
        left="It is taken. The attachment's name loses its path.",
        holds=lambda h: not any("/" in path or "\\" in path for path in h.inner),
    )
    yield Case(
        MAILS,
        "a script in UTF-7.eml",
        lambda: (
            _HEAD + "Content-Type: text/plain; charset=utf-7\r\n\r\n+ADw-script+AD4-alert(1)\r\n"
        ).encode(),
        ("alert(1)",),
        left="It is taken. Its words are shown as words.",
    )
    yield refused(
        "a second head in the name.eml",
        lambda: (
            _HEAD.replace(
                "Imelda Quillfeather", "=?utf-8?q?Imelda=0D=0ABcc:_all=40post.example?="
            ).encode()
            + b"\r\nhello\r\n"
        ),
        "can't be read",
    )


# ----------------------------------------------------------------------------- names


def _name(sent: str, shown: str, left: str) -> Case:
    return Case(
        NAMES,
        sent,
        _cv,
        says=(people.QUILL.name,),
        left=left,
        holds=lambda h: h.name == shown,
    )


def _names() -> Iterator[Case]:
    bare = "It is taken, under its bare name: “%s”."
    yield _name("../../etc/passwd.pdf", "passwd.pdf", bare % "passwd.pdf")
    yield _name("C:\\Users\\x\\CV.pdf", "CV.pdf", bare % "CV.pdf")
    yield _name("/etc/shadow.pdf", "shadow.pdf", bare % "shadow.pdf")
    yield _name("CON.pdf", "_CON.pdf", bare % "_CON.pdf")
    yield _name(".htaccess.pdf", "htaccess.pdf", bare % "htaccess.pdf")
    yield _name(
        "CV\r\nSet-Cookie: a=b.pdf",
        "CV Set-Cookie: a=b.pdf",
        "It is taken. The line break in its name is a space.",
    )
    yield _name("CV\0\x1b[2J.pdf", "CV[2J.pdf", "It is taken. Control characters leave its name.")
    yield _name(
        "CV \u202eexe.fdp.pdf",
        "CV exe.fdp.pdf",
        "It is taken. Marks that turn the direction leave its name.",
    )
    yield _name(
        unicodedata.normalize("NFD", "Núñez.pdf"),
        "Núñez.pdf",
        "It is taken. One spelling of é or ñ stands for both.",
    )
    long = "Iv" * 200
    shown = f"{long[: LONGEST_NAME - 5]}….pdf"
    yield _name(
        f"{long}.pdf", shown, "It is taken. Its name ends at 150 characters, the ending kept."
    )
    yield _name(
        "<img src=x onerror=alert(1)>.pdf",
        "<img src=x onerror=alert(1)>.pdf",
        "It is taken. Its name is shown as these very letters.",
    )


# ----------------------------------------------------------------------------- words


def _words() -> Iterator[Case]:
    said = "It is taken. The words are shown as these very letters, and nothing reads them."
    author = people.Author(
        "Imelda Quillfeather",
        '#read("/etc/passwd") {{ 7*7 }} ${7*7}',
        ("\\input{/etc/passwd}", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        "imelda@post.example",
    )
    kept = ('#read("/etc/passwd")', "{{ 7*7 }}")
    yield Case(WORDS, "templates.docx", lambda: papers.bare_word(author), kept, left=said)
    yield Case(WORDS, "templates.eml", lambda: papers.post(author), kept, left=said)
    yield Case(WORDS, "templates.pdf", lambda: pdfs.document(pdfs.plain(author)), kept, left=said)
    rows: list[tuple[object, ...]] = [
        ("Name", "Mail", "Files"),
        ("=cmd|'/c calc'!A0", "x@post.example", "../../cv.pdf"),
        ("@SUM(1+1)*cmd|' /C calc'!A0", "y@post.example", "cv.pdf"),
    ]
    formula = "It is taken. A formula stays the letters that it is, and is guarded where it leaves."
    yield Case(
        WORDS,
        "formulas.csv",
        lambda: "\n".join(",".join(map(str, row)) for row in rows).encode(),
        ("=cmd|'/c calc'!A0",),
        left=formula,
    )
    yield Case(
        WORDS,
        "formulas.xlsx",
        lambda: papers.sheet(rows),
        ("@SUM(1+1)*cmd|' /C calc'!A0",),
        left="It is taken. No formula is worked out: a cell that holds one counts as empty.",
        holds=lambda h: "=cmd" not in h.text,
    )
    yield Case(WORDS, "no head.csv", lambda: b"1,2,3\n4,5,6\n", why="no column in it")
    yield Case(
        WORDS,
        "6,000 rows.csv",
        lambda: b"Name,Mail\n" + b"a,a@post.example\n" * 6000,
        why="more than 5000 rows",
    )


def cases() -> Iterator[Case]:
    """All the others."""
    for name, content, why in _pretending():
        yield Case(NOT_WHAT, name, lambda c=content: c, why=why)  # type: ignore[misc]
    yield from _mails()
    yield from _names()
    yield from _words()
