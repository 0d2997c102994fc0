"""Images as scans: whole, of a sensible size, and nothing else at the same time.

Pure walks over bytes: no image is decoded here.
"""

from __future__ import annotations

import re
import zlib

from recruit.core.words import _
from recruit.documents.rules.unfit import Unfit

MOST_PIXELS = 60_000_000
"""Pixels of one scan: an A4 page at 600 dots an inch has 35 million."""

_SCRIPTS = re.compile(rb"(?i)<\?php|<script[\s>]|<!doctype html|<html[\s>]")


def alone(content: bytes, *, mail: bool = False) -> None:
    """Raise Unfit when the bytes can be opened as a second kind of file too.

    mail: a mail may hold a web page as its text, so only archives are looked for.
    """
    tail = content[-65_557:]
    if b"PK\x05\x06" in tail and b"PK\x01\x02" in content and b"PK\x03\x04" in content:
        raise _twofold()
    if not mail and _SCRIPTS.search(content[:1024]):
        raise _twofold()


def _twofold() -> Unfit:
    return Unfit(
        _("It is two kinds of file at once, which is a way to hide one in the other."),
        _("Print or export the document to a new PDF and send that."),
    )


def _broken() -> Unfit:
    return Unfit(
        _("The image is damaged or cut short."),
        _("Scan the page again, or save the image again as PNG or JPEG."),
    )


def _pixels(width: int, height: int) -> None:
    if not width or not height:
        raise _broken()
    if width * height > MOST_PIXELS:
        raise Unfit(
            _(
                "The image is %(width)s by %(height)s pixels, far more than a scanned page needs.",
                width=width,
                height=height,
            ),
            _("Scan with 300 dots an inch and send it again."),
        )


def examine_png(content: bytes) -> None:
    """Walk a PNG's chunks with their check sums (PNG, section 5); raise Unfit if not whole."""
    alone(content)
    at, first = 8, True
    while True:
        length = int.from_bytes(content[at : at + 4], "big")
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if len(kind) < 4 or end > len(content):
            raise _broken()
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            raise _broken()
        if first:
            if kind != b"IHDR" or length != 13:
                raise _broken()
            _pixels(
                int.from_bytes(content[at + 8 : at + 12], "big"),
                int.from_bytes(content[at + 12 : at + 16], "big"),
            )
            first = False
        if kind != b"IDAT" and _SCRIPTS.search(content, at + 8, end - 4):
            raise _twofold()
        at = end
        if kind == b"IEND":
            break
    if content[at:].strip(b"\0\r\n "):
        raise _twofold()


def examine_jpeg(content: bytes) -> None:
    """Walk a JPEG's segments up to its first scan (ITU-T T.81, B.1); raise Unfit if not whole."""
    alone(content)
    if b"%PDF-" in content[:1024]:
        raise _twofold()
    at, sized = 2, False
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 4 > len(content) or content[at] != 0xFF:
            raise _broken()
        marker = content[at + 1]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if length < 2:
            raise _broken()
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            _pixels(
                int.from_bytes(content[at + 7 : at + 9], "big"),
                int.from_bytes(content[at + 5 : at + 7], "big"),
            )
            sized = True
        if (0xE0 <= marker <= 0xEF or marker == 0xFE) and _SCRIPTS.search(
            content, at + 4, at + 2 + length
        ):
            raise _twofold()
        at += 2 + length
        if marker == 0xDA:
            break
    end = content.rfind(b"\xff\xd9")
    if not sized or end < at:
        raise _broken()
    rest = content[end + 2 :]
    if _SCRIPTS.search(rest) or b"%PDF-" in rest or b"PK\x03\x04" in rest:
        raise _twofold()
