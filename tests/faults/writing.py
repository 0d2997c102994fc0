"""A process that writes without a pause: acts in the record, keys, documents with their rows.

What it was told is done it says as a JSON line, only after it was.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.core import clock, ids, keys
from recruit.documents import operations as documents
from recruit.documents.rules import DEFAULT_LIMIT
from tests import ground
from tests.faults.racing import reader_from

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"
    b"/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def main(folder: str, url: str, reader_json: str) -> None:
    """Write until the process is ended."""
    ground.init(Path(folder), url)
    reader = reader_from(json.loads(reader_json))
    number = 0
    while True:
        number += 1
        key_id = keys.file_key(ids.new(), reader.procedure_id)
        keys.ring().make(key_id, keys.procedure_key(reader.procedure_id), clock.now())
        with act(reader, Action.CALENDAR_READ) as a:
            kept = documents.store(
                a,
                content=PDF + str(number).encode(),
                name=f"letter {number}.pdf",
                kind="letter",
                object_id=ids.new(),
                action=Action.ITEMS_READ,
                key_id=key_id,
                received_at=clock.now(),
                limit=DEFAULT_LIMIT,
            )
            a.record(kept.id, number=number)
        print(json.dumps({"document": kept.id, "receipt": a.receipt}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
