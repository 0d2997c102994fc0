"""The files of an archive: pages that open from a disk, tables, a PDF, the record, a manifest."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from recruit.access.rules import Capacity, label
from recruit.archive.gathering import Gathered
from recruit.archive.memory import Remembered
from recruit.archive.rules.contents import Part
from recruit.core import checkpoint, installation, log, seal_key, times
from recruit.core.csv_cells import cell
from recruit.core.words import _
from recruit.documents import rendering
from recruit.report.queries import edition

SCRIPTS = ("verify.py", "verify_receipt.py", "verify_seal.py")
NAME = "recruit/archive"
NOT_TOLD = "Nothing, as far as this reader may know"
_STYLE = (
    "body{font:1rem/1.5 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;border-bottom:1px solid #bbb;padding:.3rem .5rem}"
    "code{overflow-wrap:anywhere}"
)
_TITLES = {
    Part.OUTCOME: _("The outcome"),
    Part.CALENDAR: _("The calendar"),
    Part.ANNEX: _("The decision, paragraph by paragraph"),
    Part.PROPOSAL: _("The proposals and their rounds"),
    Part.LETTERS: _("What States wrote"),
    Part.OWN_LETTERS: _("What your State wrote, with its receipts"),
    Part.REPORT: _("The panel's report, without the names of those not appointed"),
    Part.APPLICATIONS: _("The register of applications"),
    Part.MEMORY: _("Memory for the next time"),
    Part.ENTRIES: _("The entries of the record"),
    Part.CHECKPOINTS: _("The record's hashes and checkpoints"),
}
_WHERE = {
    Part.OUTCOME: "overview.pdf",
    Part.CALENDAR: "calendar.csv",
    Part.ANNEX: "annex.html",
    Part.PROPOSAL: "letters.html",
    Part.LETTERS: "what-states-wrote.csv",
    Part.OWN_LETTERS: "what-states-wrote.csv",
    Part.REPORT: "report.pdf",
    Part.APPLICATIONS: "applications.csv",
    Part.MEMORY: "memory.html",
    Part.ENTRIES: "record/entries.csv",
    Part.CHECKPOINTS: "record/",
}


def title_of(part: Part) -> str:
    """What a part is called."""
    return _(_TITLES[part])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV for spreadsheets; a cell that would be taken for a formula begins with a quote."""
    out = io.StringIO()
    writer = csv.writer(out)
    if installation.sentence():
        writer.writerow([installation.sentence()])
    writer.writerow(head)
    for row in rows:
        writer.writerow(map(cell, row))
    return out.getvalue().encode("utf-8-sig")


def html_page(title: str, body: str) -> bytes:
    """A page that opens from a disk. body: HTML."""
    title = installation.headed(title)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{html.escape(title)}</h1>\n{body}\n</body></html>\n"
    ).encode()


def html_rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in HTML, its cells escaped."""
    cells = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in head)
    lines = (
        "<tr>" + "".join(f"<td>{html.escape(str(c))}</td>" for c in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _index(held: Gathered) -> bytes:
    inside, outside = [], []
    for content in held.contents:
        title = html.escape(_TITLES[content.part])
        if content.given and _there(held, content.part):
            place = _WHERE[content.part]
            link = place if place != "record/" else "record/checkpoints.html"
            inside.append(f'<li><a href="{link}">{title}</a></li>')
        else:
            why = content.why or "There is nothing of it."
            outside.append(f"<li>{title}: {html.escape(why)}</li>")
    said = "".join(f"<p>{html.escape(line)}</p>" for line in held.outcome)
    return html_page(
        held.about.title,
        f"<p>Made for {html.escape(held.reader.name)}, as "
        f"{html.escape(label(held.reader.capacity))}, as it stands on "
        f"{times.day(times.geneva_date(held.as_of))}. The procedure ended on "
        f"{times.day(times.geneva_date(held.ended_at))}.</p>\n{said}"
        f"<h2>What is in it</h2><ul>{''.join(inside)}</ul>"
        f"<h2>What is not, and why</h2><ul>{''.join(outside)}</ul>"
        "<h2>Whether it is whole</h2><p>Open a terminal in this folder and call "
        "<code>python3 verify.py</code>; it needs Python and nothing else. To be sure of the key "
        "too, add the 44 letters that stand in the President's letter: <code>python3 verify.py "
        "KEY</code>. Whoever kept a checkpoint compares its root with those in "
        '<a href="record/checkpoints.html">record</a>.</p>'
        + (_sealed() if _bears_seals(held) else ""),
    )


def _bears_seals(held: Gathered) -> bool:
    return any(one.sealed for one in held.editions)


def _sealed() -> str:
    every = [f"seal-{one.number}.pem" for one in seal_key.certificates()]
    said = (
        "<p>The report and the certificate of signatures are sealed by the installation: "
        f"<code>python3 verify_seal.py report.pdf {every[0]}</code> says whether a byte of them "
        "was changed since, also when they are taken out of this folder."
    )
    others = f" A file may bear an earlier seal: {', '.join(every[1:])}." if every[1:] else ""
    return f"{said}{others}</p>"


def _there(held: Gathered, part: Part) -> bool:
    return {
        Part.LETTERS: bool(held.written),
        Part.OWN_LETTERS: bool(held.written),
        Part.PROPOSAL: bool(held.letters),
        Part.REPORT: held.report is not None or bool(held.editions),
        Part.APPLICATIONS: bool(held.applications),
        Part.MEMORY: held.memory is not None,
    }.get(part, True)


def _annex_rows(held: Gathered) -> list[list[str]]:
    return [
        [
            line.para,
            line.asks,
            "; ".join(f"{w}, {times.moment(at)}" for w, at in line.recorded) or NOT_TOLD,
        ]
        for line in held.annex
    ]


def _overview(held: Gathered, at: datetime) -> bytes:
    day = times.geneva_date(at)

    def text(lines: Iterable[str]) -> list[dict[str, Any]]:
        return [{"kind": "text", "text": line} for line in lines]

    def part(title: str, items: list[dict[str, Any]]) -> dict[str, Any]:
        return {"title": title, "level": 1, "items": items}

    def rows(head: list[str], widths: list[int], found: list[list[str]]) -> list[dict[str, Any]]:
        if not found:
            return text(["None."])
        return [{"kind": "table", "head": head, "widths": widths, "rows": found}]

    return rendering.pdf(
        {
            "title": held.about.title,
            "date": [day.year, day.month, day.day],
            "lang": "en",
            "region": "GB",
            "mark": [],
            "running": f"Archive for {held.reader.name}",
            "foot": f"As of {times.day(times.geneva_date(held.as_of))}",
            "over": held.about.meeting,
            "lead": [],
            "parts": [
                part("The outcome", text(held.outcome or ["Nothing was published."])),
                part(
                    "The decision, paragraph by paragraph",
                    rows(["Paragraph", "What it asks", "Recorded"], [2, 5, 7], _annex_rows(held)),
                ),
                part(
                    "The calendar",
                    rows(["Paragraph", "What", "From", "To"], [2, 6, 3, 3], held.windows),
                ),
            ],
        },
        at,
    )


def _letters(held: Gathered) -> bytes:
    body = []
    for one in held.letters:
        lines = "".join(f"<p>{html.escape(p)}</p>" for p in one["paragraphs"])
        body.append(
            f"<h2>Round {one['number']}, {html.escape(one['reference'])}</h2>"
            f"<p>Deadline: {one['deadline']}. How it stands: {one['state']}.</p>"
            f"<h3>{html.escape(one['subject'])}</h3>{lines}"
        )
    return html_page("The proposals and their rounds", "".join(body))


def _memory(left: Remembered) -> bytes:
    lines = "".join(
        f"<li>{html.escape(text)} ({html.escape(label(Capacity(capacity)))})</li>"
        for capacity, text in left.lines
    )
    days = [
        [
            row.what,
            row.para,
            times.day(row.planned) if row.planned else "",
            times.day(row.real) if row.real else "",
            "" if row.days is None else str(row.days),
        ]
        for row in left.days
    ]
    return html_page(
        "Memory for the next time",
        (f"<ul>{lines}</ul>" if lines else "<p>Nobody has written a line.</p>")
        + "<p>Planned against real days, as far as this reader may know them; a number below 0 "
        "is days before the plan.</p>"
        + html_rows(["What", "Paragraph", "Planned", "Real", "Days after"], days),
    )


def _record(held: Gathered) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    rows = []
    for kept in held.logs:
        folder = f"record/{kept.origin.replace('/', '-')}"
        found[f"{folder}/leaves.txt"] = "".join(f"{leaf.hex()}\n" for leaf in kept.leaves).encode()
        for number, note in enumerate(kept.notes, start=1):
            found[f"{folder}/checkpoint-{number}.txt"] = note.encode()
            rows.append(note.split("\n")[:3])
        if kept.bodies:
            lines = [b"%d " % place + body + b"\n" for place, body in sorted(kept.bodies.items())]
            found[f"{folder}/entries.txt"] = b"".join(lines)
    found["record/checkpoints.html"] = html_page(
        "The record's checkpoints",
        "<p>Each line: a log, its number of entries filled up to a fixed step, its root.</p>"
        + html_rows(["Log", "Entries", "Root"], rows),
    )
    if held.holds(Part.ENTRIES):
        head = ["Log", "When (UTC)", "What was done", "As", "Who", "Reference"]
        found["record/entries.csv"] = table(head, held.entries)
    return found


def files(held: Gathered, at: datetime, scripts: Path) -> dict[str, bytes]:
    """Every file of the archive by its path, the manifest and its signature last.

    at: aware, when it is made. scripts: the folder of the programs that verify it.
    """
    found: dict[str, bytes] = {"index.html": _index(held), "overview.pdf": _overview(held, at)}
    annex = ["Paragraph", "What it asks", "Recorded"]
    if held.holds(Part.CALENDAR):
        found["calendar.csv"] = table(["Paragraph", "What", "From", "To"], held.windows)
    if held.annex:
        rows = _annex_rows(held)
        found["annex.html"] = html_page(
            "The decision, paragraph by paragraph", html_rows(annex, rows)
        )
        found["annex.csv"] = table(annex, rows)
    if held.letters:
        found["letters.html"] = _letters(held)
    if held.memory is not None:
        found["memory.html"] = _memory(held.memory)
    if held.written:
        head = ["Round", "Receipt", "From", "Kind", "Channel", "Received", "Settled as"]
        found["what-states-wrote.csv"] = table([*head, "Text", "Reasons"], held.written)
    for reference, text in held.receipts.items():
        found[f"receipts/receipt-{reference}.txt"] = text.encode()
    if held.report is not None:
        found["report.pdf"] = rendering.pdf(held.report, at)
    for place, one in enumerate(held.editions):
        found |= _edition(one, f"{one.kind}-{one.number}" if place else "report")
    if held.applications:
        found["applications.csv"] = table(["Reference", "Name", "Received"], held.applications)
    found.update(_record(held))
    for script in SCRIPTS:
        found[script] = (scripts / script).read_bytes()
    for seal in seal_key.certificates() if _bears_seals(held) else []:
        found[f"seal-{seal.number}.pem"] = seal.pem.encode()
    found["key.txt"] = (checkpoint.public_text(log.signer()) + "\n").encode()
    return {**found, **_manifest(held, at, found)}


def _edition(one: edition.Kept, stem: str) -> dict[str, bytes]:
    """A second edition, the bytes that its hash is of, and the certificate of the first."""
    return {
        f"{stem}.pdf": one.pdf,
        f"{stem}-content.json": one.canonical,
        f"{stem}-certificate.pdf": one.certificate,
    }


def _manifest(held: Gathered, at: datetime, found: dict[str, bytes]) -> dict[str, bytes]:
    listed = [
        {"path": path, "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
        for path, raw in sorted(found.items())
    ]
    manifest = json.dumps(
        {
            "procedure": held.about.name,
            "for": held.reader.name,
            "as": held.reader.capacity.value,
            "as_of": held.as_of.isoformat(),
            "made_at": at.isoformat(),
            "files": listed,
        },
        indent=1,
        ensure_ascii=False,
    ).encode()
    text = f"{NAME}\n{hashlib.sha256(manifest).hexdigest()}\n"
    signed = checkpoint.sign_note(text, NAME, log.signer())
    return {"manifest.json": manifest, "manifest.note": signed.encode()}


def zipped(found: dict[str, bytes], at: datetime, folder: str = "archive") -> bytes:
    """The files as one ZIP in a folder of its own; the same files give the same bytes."""
    out = io.BytesIO()
    stamp = at.timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, raw in found.items():
            entry = zipfile.ZipInfo(f"{folder}/{path}", stamp)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, raw)
    return out.getvalue()
