"""Whoever reads documents out of the database asks whether a redacted copy covers them (W4)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOM = Path(__file__).resolve().parents[3] / "recruit"
_READS = re.compile(
    r"Document\.__table__|select_from\(Document\)|select(_rows)?\([^)]*\bDocument\b|documents\.Document\b"
    r"|table\(\s*\"documents_document\"|conditions\.document\b|conditions\.text\b"
)
ELSEWHERE = {
    "documents/bookmaking.py": "fills the books with what the door says is open",
    "documents/carrying.py": "ciphertext, to a backup or another store",
    "documents/door.py": "its statements are made by asking()",
    "documents/files.py": "its statements are made by asking()",
    "documents/held.py": "equality of bytes, for who files",
    "documents/judging.py": "the scanner's own questions",
    "documents/operations.py": "writing functions of acts that have asked",
    "documents/recognising.py": "the worker takes words of scans for whoever may have them",
    "documents/redacting.py": "the worker makes the copy of the original",
    "documents/redaction.py": "the focal point's acts on the original, through the door",
    "documents/releasing.py": "the focal point's acts on the original, through the door",
    "documents/tending.py": "the worker takes texts and pages for whoever may have them",
    "documents/views/own.py": "which candidate's page to go back to, after the door's answer",
    "finding/indexing.py": "the worker writes words down; who finds them is asked in finding",
    "rights/queries/content.py": "a candidate's own originals, for that candidate alone (D4)",
    "report/operations/edition.py": "the certificate, which the application itself wrote",
    "finding/queries.py": "all its statements stand under the conditions MEMBER or SCREENER",
    "finding/places.py": "what it gives stands under MEMBER or SCREENER; what it notes are numbers",
    "finding/shelving.py": "notes which documents' words are gone; reads none",
    "applications/queries/statistics.py": "figures taken once, with no word in them",
}


@pytest.mark.rule("W4")
def test_every_statement_over_documents_asks_or_says_why_it_need_not() -> None:
    reads = {
        str(file.relative_to(ROOM)): file.read_text()
        for file in sorted(ROOM.rglob("*.py"))
        if _READS.search(file.read_text())
    }
    asks = {name for name, text in reads.items() if re.search(r"~covered(_for_all)?\(", text)}
    assert {"documents/asking.py", "finding/conditions.py", "documents/queries.py"} <= asks
    assert set(reads) - asks - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) - (set(reads) - asks) == set()
