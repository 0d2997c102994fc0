"""Lists of candidates: a CSV or an Excel workbook whose rows name their files.

The first line that names a column of a person is the head; the columns are known by
their usual names in English, French and Spanish. Run in the confined child only.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from recruit.core.words import _
from recruit.documents.rules import containers
from recruit.documents.rules.unfit import Unfit

MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_CELL = 2_000
"""Characters of one cell that are kept."""

_COLUMNS = {
    "name": "name|full name|candidate|applicant|nom complet|nom et prenom|nombre completo",
    "first": "first name|firstname|given name|given names|prenom|prenoms|nombre|nombres",
    "last": "last name|lastname|surname|family name|nom|nom de famille|apellido|apellidos",
    "mail": "mail|email|e mail|mail address|email address|e mail address|courriel|"
    "adresse mail|adresse electronique|correo|correo electronico",
    "phone": "phone|telephone|mobile|tel|telefono|telefon",
    "received": "received|received at|receipt|date received|recu|recu le|recibido|fecha",
    "evidence": "evidence|evidence of receipt|received line|preuve|prueba",
    "channel": "channel|how it came|voie|via",
    "nationalities": "nationality|nationalities|nationalite|nationalites|nacionalidad|"
    "nacionalidades",
    "gender": "gender|sex|genre|sexe|genero|sexo",
    "staff": "staff|employed here|employee",
    "late": "reason for lateness|late reason|lateness",
    "files": "file|files|document|documents|attachment|attachments|folder|fichier|fichiers|"
    "dossier|piece jointe|pieces jointes|archivo|archivos|carpeta|cv|letter|lettre|carta",
}
_NAMED = {word: column for column, words in _COLUMNS.items() for word in words.split("|")}


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z]+", bare))


def from_csv(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV, by our names of its columns. Raises Unfit.

    UTF-8, UTF-16 with its mark, or Windows-1252; comma, semicolon or tab.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    head = next((line for line in text.splitlines() if line.strip()), "")
    divider = max(",;\t", key=head.count)
    try:
        return rows(csv.reader(io.StringIO(text, newline=""), delimiter=divider))
    except csv.Error:
        raise containers.unfit(_("It is damaged: the list can't be read.")) from None


def from_workbook(content: bytes) -> list[dict[str, str]]:
    """The rows of the first sheet of a workbook (XLSX). Raises Unfit.

    Its parts are unfolded and counted first, so that a bomb never meets the parser.
    """
    total, taken = 0, []
    for member in containers.listed(content):
        containers.proper(member)
        if member.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")):
            raise containers.unfit(_("It carries macros, that is, programmes inside a document."))
        start, end = containers.place(content, member)
        taken.append((member.header_offset, end))
        head = bytearray()
        for piece in containers.pieces(content[start:end], member.compress_type):
            total += len(piece)
            if len(head) < containers.SMALL:
                head += piece
            if total > containers.MOST_UNPACKED:
                raise containers.unfit(
                    _("It unfolds to a size beyond any list (a so-called ZIP bomb).")
                )
        containers.no_entities(member.filename, bytes(head))
    containers.apart(taken)
    import openpyxl  # imported late: only the child that meets a workbook needs it

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return rows(book.worksheets[0].iter_rows(values_only=True))
    except Unfit:
        raise
    except Exception:  # whatever a damaged workbook makes the parser throw is one answer
        raise containers.unfit(_("It is damaged: the list can't be read.")) from None


def rows(lines: Iterable[Iterable[Any]]) -> list[dict[str, str]]:
    """Each line below the head that says something. 'files' holds one name a line.

    Raises Unfit where no head is found within twenty lines, and beyond 5,000 rows.
    """
    reading, names = iter(lines), None
    for _n, line in zip(range(20), reading, strict=False):
        found = [_NAMED.get(_plain(str(cell or "")), "") for cell in list(line)[:MOST_COLUMNS]]
        if {"name", "last", "mail"} & set(found):
            names = found
            break
    if names is None:
        raise Unfit(
            _("It is a list, but no column in it is called Name or Mail."),
            _("Name the columns in the first line: Name, Mail, Received, Evidence, Files."),
        )
    return list(_rows(reading, names))


def _rows(reading: Iterator[Iterable[Any]], names: list[str]) -> Iterator[dict[str, str]]:
    for n, line in enumerate(reading):
        if n >= MOST_ROWS:
            raise Unfit(_("The list has more than %(n)s rows.", n=MOST_ROWS), _("Divide the list."))
        said: dict[str, str] = {}
        for name, cell in zip(names, line, strict=False):
            value = _cell(cell)
            if not name or not value:
                continue
            if name == "files":
                value = "\n".join(v.strip() for v in re.split(r"[;|\n]", value) if v.strip())
            said[name] = f"{said[name]}\n{value}" if name in said and name == "files" else value
        first, last = said.pop("first", ""), said.pop("last", "")
        if "name" not in said and (first or last):
            said["name"] = f"{first} {last}".strip()
        if said:
            yield said


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat()
    # a cell that was guarded against formulas has an apostrophe before it
    return str(cell).replace("\0", "").strip().removeprefix("'")[:MOST_CELL]
