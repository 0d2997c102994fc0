"""A form on a sheet of plain text: written where there is a network, filled in where there is
none, read again and merged into what was saved (W7).

Lines are ``key (what it is): value``; a part begins with its reference in square brackets;
a line that begins with ``#|`` is for the reader alone. A value goes on over the lines that
follow until the next key or part. Whatever a word processor makes of line ends is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _

LONGEST: Final = 400_000  # bytes of a sheet
CITED: Final = "reading W7"
_PART = re.compile(r"\[([^\[\]\s]{1,40})\]\s*$")
_LINE = re.compile(r"([a-z]+(?: [a-z]+)*(?: \d+)?)(?:\s*\([^()]*\))?\s*:[ \t]?(.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a part: its key, what it is for the reader, and its value."""

    key: str
    hint: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet to be written: its title, what the reader is told, the head by which it is known
    again, and the fields of each part by reference."""

    title: str
    about: list[str]
    head: dict[str, str]
    parts: list[tuple[str, list[Line]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as read: the head, and the filled fields of each part by reference."""

    head: dict[str, str]
    parts: dict[str, dict[str, str]]


def refuse(reason: str, todo: str = "") -> Refusal:
    """Why a sheet is not taken, in words."""
    return Refusal("W7", CITED, reason, kind=Kind.INVALID, todo=todo)


def write(form: Form) -> bytes:
    """The sheet's bytes: UTF-8 with the mark that word processors know it by, and CRLF."""
    # of one line each: a paper's name of several would begin fields on a colleague's sheet
    lines = [f"#| {' '.join(line.split())}" for line in form.about]
    lines += ["", *(f"{key}: {value}" for key, value in form.head.items())]
    for reference, fields in form.parts:
        lines += ["", f"[{reference}]"]
        for field in fields:
            hint = " ".join(field.hint.replace("(", "").replace(")", "").split())
            name = f"{field.key} ({hint})" if hint else field.key
            lines.append(f"{name}: {field.value}".rstrip())
    whole = "\r\n".join("\r\n".join(line.splitlines() or [""]) for line in lines)
    return f"\ufeff{whole}\r\n".encode()


def _text(content: bytes) -> str:
    if len(content) > LONGEST:
        raise refuse(_("This file is too long to be a sheet."))
    for code in (
        ("utf-8-sig", "utf-16") if content[:2] not in (b"\xff\xfe", b"\xfe\xff") else ("utf-16",)
    ):
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise refuse(
        _("This file is not plain text."),
        _("Save the sheet as plain text, UTF-8, and upload that."),
    )


def read(content: bytes, keys: Collection[str]) -> Sheet:
    """The sheet in these bytes; keys: of the fields of a part.

    Raises Refusal (W7) for what is no sheet, and for a part that stands twice.
    """
    head: dict[str, str] = {}
    parts: dict[str, dict[str, str]] = {}
    now: dict[str, str] = head
    field = ""
    for line in _text(content).splitlines():
        if line.startswith("#|"):
            continue
        if found := _PART.match(line.strip()):
            reference = found[1]
            if reference in parts:
                raise refuse(_("%(reference)s stands twice on this sheet.", reference=reference))
            now, field = parts.setdefault(reference, {}), ""
            continue
        said = _LINE.match(line.strip())
        if said and (now is head or said[1] in keys):
            field = said[1]
            now[field] = said[2]
        elif field and now is not head:
            now[field] += "\n" + line
    if "sheet" not in head:
        raise refuse(
            _("This file is none of this application's sheets."),
            _("Download the sheet here, fill it in and upload it."),
        )
    return Sheet(
        {key: value.strip() for key, value in head.items()},
        {
            reference: {key: text for key, value in given.items() if (text := value.strip())}
            for reference, given in parts.items()
        },
    )


def check(sheet: Sheet, *, kind: str, procedure: str, run: int, whose: str, version: str) -> None:
    """Refuse in words a sheet of another kind, recruitment, person, run or version (W7)."""
    again = _("Download a new sheet, and copy into it what you wrote.")
    given = sheet.head
    if given.get("sheet") != kind:
        raise refuse(_("This is a sheet for something else than this page."))
    if given.get("procedure") != procedure:
        raise refuse(_("This sheet belongs to another recruitment."))
    if given.get("for") != whose:
        raise refuse(_("This sheet was made for another person, or for a seat you had before."))
    if given.get("run") != str(run):
        raise refuse(
            _(
                "This sheet belongs to run %(n)s; the panel is in another now.",
                n=given.get("run", "–"),
            ),
            again,
        )
    if given.get("version") != version:
        raise refuse(
            _("What this sheet rests on was changed since it was made: its version is another."),
            again,
        )


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge: the values, which were taken over, and which were left."""

    values: dict[tuple[str, str], str]
    taken: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...]


def merge(draft: Mapping[tuple[str, str], str], sheet: Sheet, *, untouched: bool) -> Merged:
    """The sheet's filled fields over the draft's, by (reference, key); nothing is emptied.

    untouched: the draft is as it was when the sheet was made; every filled field is then
    taken. Otherwise what the draft says already stays, and the field is named as left.
    """
    values, taken, left = dict(draft), [], []
    for reference, fields in sheet.parts.items():
        for key, value in fields.items():
            place = (reference, key)
            if values.get(place, "") == value:
                continue
            if values.get(place) and not untouched:
                left.append(place)
                continue
            values[place] = value
            taken.append(place)
    return Merged(values, tuple(taken), tuple(left))
