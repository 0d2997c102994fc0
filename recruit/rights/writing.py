"""The files of a candidate's own file: pages that open from a disk, the documents, a manifest."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from recruit.archive.writing import html_page, html_rows, zipped
from recruit.core import times
from recruit.rights.queries.content import Line, Own

FOLDER = "own-file"
_FINDINGS = {"met": "Met", "not_met": "Not met", "unclear": "Unclear"}
_OUTCOMES = {
    "suitable": "Suitable",
    "borderline": "Borderline: put before the selection panel",
    "not_suitable": "Not suitable",
}
_CHANGES = {
    "correction": "A correction",
    "withdrawal": "Your withdrawal",
    "document": "A further document",
}
_BACK = '<p><a href="index.html">Back to the contents</a></p>'


def _lines(head: tuple[str, str, str], lines: Iterable[Line]) -> str:
    return html_rows(head, [[x.title, _FINDINGS.get(x.found, x.found), x.why] for x in lines])


def _application(own: Own) -> bytes:
    sent = [[name, said] for name, said in own.fields if said]
    changes = [[_CHANGES.get(k, k), e, times.moment(at)] for k, e, at in own.changes]
    later = (
        "<h2>What came after it</h2>" + html_rows(["What", "Evidence", "Received"], changes)
        if changes
        else ""
    )
    return html_page(
        "Your application",
        f"{_BACK}<p>Reference {html.escape(own.reference)}.</p>"
        f"{html_rows(['What', 'As it is kept'], sent)}{later}",
    )


def _screening(own: Own) -> bytes:
    if not own.screening or own.screened_at is None:
        body = "<p>Your application has no settled result of the screening yet.</p>"
    else:
        outcome = html.escape(_OUTCOMES.get(own.outcome, own.outcome))
        body = (
            f"<p>Result: <b>{outcome}</b>, {times.moment(own.screened_at)}. The screening was "
            "against the required and desirable qualifications of the Terms of Reference, whose "
            "words stand on the left; a desirable one never excludes anybody.</p>"
            + _lines(("Qualification", "Found", "Reason"), own.screening)
        )
    return html_page("Your screening", f"{_BACK}{body}")


def _letters(own: Own) -> bytes:
    parts = []
    for letter in own.letters:
        lines = "".join(f"<p>{html.escape(p)}</p>" for p in letter.paragraphs)
        said = f"<h2>{html.escape(letter.subject)}</h2><p>{times.moment(letter.at)}</p>"
        parts.append(f"{said}{lines}")
    return html_page("The letters to you", _BACK + "".join(parts))


def _ratings(own: Own) -> bytes:
    return html_page(
        "The ratings that the panel agreed on",
        f"{_BACK}<p>From 1 to 5, as all members agreed on them together after the interview.</p>"
        + _lines(("Of the competency profile", "Agreed", "Remark"), own.ratings),
    )


def files(
    own: Own,
    documents: list[tuple[str, bytes]],
    missing: list[str],
    *,
    title: str,
    whole: bool,
    ended: bool,
    at: datetime,
) -> dict[str, bytes]:
    """Every file by its path, the manifest last.

    documents: file name and bytes, in their order. missing: those that can't be given, and
    why. title: of the recruitment. whole: with the panel's part. at: aware, when it is made.
    """
    found: dict[str, bytes] = {}
    inside: list[tuple[str, str]] = [("application.html", "Your application, as it is kept")]
    found["application.html"] = _application(own)
    for number, (name, raw) in enumerate(documents, start=1):
        path = f"documents/{number:02}-{name}"
        found[path] = raw
        inside.append((path, f"Your document: {name}"))
    found["screening.html"] = _screening(own)
    inside.append(("screening.html", "The result of your own screening, and the reasons"))
    if own.letters:
        found["letters.html"] = _letters(own)
        inside.append(("letters.html", "The letters that were sent to you"))
    if own.ratings:
        found["ratings.html"] = _ratings(own)
        inside.append(("ratings.html", "The ratings that the selection panel agreed on"))
    found["index.html"] = _index(own, inside, missing, title=title, whole=whole, ended=ended, at=at)
    return {**found, "manifest.json": _manifest(own, found, at)}


def _outside(*, whole: bool, ended: bool) -> list[str]:
    said = [
        "Data of other people: who else applied, and how they were found.",
        "What single members of the panel gave or wrote: ratings are the panel's together.",
        "References: a referee answers the panel in confidence.",
        "Names of others in a reason or a remark, and sentences that may tell how a single member "
        "rated: […] stands in their place.",
        "When and where your interview was, and what you needed for it: you were told directly.",
    ]
    if not ended:
        said.append(
            "Ratings that the panel may agree on: they are given after the end of the recruitment, "
            "on a new request."
        )
    elif not whole:
        said.append("Ratings of the panel: none were agreed on for your application.")
    return said


def _index(
    own: Own,
    inside: list[tuple[str, str]],
    missing: list[str],
    *,
    title: str,
    whole: bool,
    ended: bool,
    at: datetime,
) -> bytes:
    listed = "".join(
        f'<li><a href="{quote(path)}">{html.escape(words)}</a></li>' for path, words in inside
    )
    without = "".join(
        f"<li>{html.escape(said)}</li>" for said in [*missing, *_outside(whole=whole, ended=ended)]
    )
    return html_page(
        f"Your own file: {title}",
        f"<p>Made for {html.escape(own.name)}, application {html.escape(own.reference)}, "
        f"{times.moment(at)}. It answers your request for your own data.</p>"
        f"<h2>What is in it</h2><ul>{listed}</ul>"
        f"<h2>What is not in it</h2><ul>{without}</ul>"
        "<h2>Whether it is whole</h2><p>The file <code>manifest.json</code> has the length and the "
        "SHA-256 of every other file here.</p>"
        "<h2>Your rights</h2><p>If something in it is wrong, write to the address of the vacancy "
        "announcement: it is corrected, and what was there before is kept beside it. You may "
        "complain there too; a complaint is acknowledged within five working days and suspends "
        "nothing.</p>",
    )


def _manifest(own: Own, found: dict[str, bytes], at: datetime) -> bytes:
    listed = [
        {"path": path, "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
        for path, raw in sorted(found.items())
    ]
    said = {"application": own.reference, "made_at": at.isoformat(), "files": listed}
    return json.dumps(said, indent=1, ensure_ascii=False).encode()


def packed(found: dict[str, bytes], at: datetime) -> bytes:
    """The files as one ZIP, in a folder of its own."""
    return zipped(found, at, FOLDER)
